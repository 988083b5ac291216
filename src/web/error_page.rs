//! A page that needs nothing: for when the real pages can't be rendered.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse as _, Response},
};

use crate::{
    base::clock::{hex, secret},
    web::{App, request::REQUEST_ID},
};

/// What such a page says. All of it are fixed texts: nothing of a request gets in but the id that we gave it.
#[derive(Clone, Copy)]
struct Plain {
    heading: &'static str,
    sentence: &'static str,
}

/// A plain page with a status, a heading and a sentence, which [`fill_in`] makes on its way out.
pub(crate) fn page(status: StatusCode, heading: &'static str, sentence: &'static str) -> Response {
    let mut response = (status, Html("")).into_response();
    response
        .extensions_mut()
        .insert(Plain { heading, sentence });
    response
}

/// Makes the page of an answer that is to have one, and says in it who can help. What was turned away is logged with why.
pub(crate) async fn fill_in(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = request.headers().get(REQUEST_ID).cloned();
    let mut response = next.run(request).await;
    let Some(Plain { heading, sentence }) = response.extensions_mut().remove() else {
        return response;
    };
    if response.status().is_client_error() {
        let id = id.as_ref().and_then(|id| id.to_str().ok());
        tracing::info!(request.id = id, why = heading, "Turned away");
    }
    let nonce = hex(&secret()[..16]);
    let who_helps = if app.contact.is_unknown() {
        String::new()
    } else {
        ["<p>", &app.contact.html(), "</p>"].concat()
    };
    // What is no fault of ours is not looked for in our log.
    let id = id.filter(|_| response.status().is_server_error());
    let code = match id.as_ref().and_then(|id| id.to_str().ok()) {
        Some(id) => ["<p>If it goes on, quote this code to support: ", id, "</p>"].concat(),
        None => String::new(),
    };
    let html = [
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>",
        heading,
        " - Practice Access</title><style nonce=\"",
        &nonce,
        "\">",
        STYLE,
        "</style></head><body><main><h1>",
        heading,
        "</h1><p>",
        sentence,
        "</p>",
        &code,
        &who_helps,
        "<p><a href=\"/\">Go to the home page</a></p></main></body></html>",
    ]
    .concat();
    let policy = [
        "default-src 'none'; style-src 'nonce-",
        &nonce,
        "'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
    ]
    .concat();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    *response.body_mut() = Body::from(html);
    response
}

/// The little that makes it one of ours. In the page itself, because whoever is turned away gets no file either.
const STYLE: &str = "html{font:19px/1.5 arial,\"Liberation Sans\",helvetica,sans-serif;color:#212b32;background:#f0f4f5}\
    main{max-width:44rem;margin:0 auto;padding:2rem 1rem}h1{font-size:2rem;line-height:1.2}a{color:#005eb8}";
