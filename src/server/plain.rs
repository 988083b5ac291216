//! A page that needs nothing: for when the real pages can't be rendered.

use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};

/// A plain page with a status, a heading and a sentence. Both are fixed texts: nothing of a request gets in.
pub(super) fn page(status: StatusCode, heading: &'static str, sentence: &'static str) -> Response {
    let html = [
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>",
        heading,
        " - Practice Access</title></head><body><main><h1>",
        heading,
        "</h1><p>",
        sentence,
        "</p><p><a href=\"/\">Go to the home page</a></p></main></body></html>",
    ]
    .concat();
    (status, Html(html)).into_response()
}
