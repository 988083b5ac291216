//! Requests that change something are made by this program's own pages, or by programs that are no browser.
//!
//! A browser says of every request where it comes from, in `Sec-Fetch-Site` and `Origin`, and no page can make it lie.

use axum::{
    extract::Request,
    http::{Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::web::{client::Client, error_page};

/// Refuses what comes from another site, or from another host of this one. Reading is free.
pub(crate) fn refuse() -> CsrfLayer<impl Fn(ProtectionError) -> Response + Clone> {
    CsrfLayer::new().with_rejection_response(|_| refusal())
}

/// The layer compares hosts, not whether they are spoken to by HTTPS. Where we are, a page that came without was written
/// by whoever sits in between.
pub(crate) async fn refuse_unencrypted(request: Request, next: Next) -> Response {
    let https = request
        .extensions()
        .get::<Client>()
        .is_some_and(|client| client.https);
    let reads = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    let origin = request.headers().get(header::ORIGIN);
    if https && !reads && origin.is_some_and(|origin| origin.as_bytes().starts_with(b"http://")) {
        return refusal();
    }
    next.run(request).await
}

fn refusal() -> Response {
    error_page::page(
        StatusCode::FORBIDDEN,
        "This did not come from our pages",
        "Nothing was changed. Open the page on this site and try again.",
    )
}
