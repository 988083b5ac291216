//! The headers that tell a browser what it may do with an answer.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::web::client::Client;

const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// On every answer.
const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (OPENER_POLICY, "same-origin"),
    (RESOURCE_POLICY, "same-origin"),
    // Nothing of the machine but passkeys, and those for our own pages.
    (
        PERMISSIONS_POLICY,
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), \
         microphone=(), midi=(), payment=(), usb=(), publickey-credentials-create=(self), \
         publickey-credentials-get=(self)",
    ),
];

/// Where an answer does not say it for itself, as pages do what they may load: it loads nothing, and nobody keeps it.
const OTHERWISE: [(HeaderName, &str); 2] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; frame-ancestors 'none'; \
         base-uri 'none'",
    ),
    (header::CACHE_CONTROL, "no-store"),
];

/// For a year after the last answer, a browser asks this host and those below it by HTTPS alone.
const ONLY_HTTPS: &str = "max-age=31536000; includeSubDomains";

/// Says that a text is in UTF-8, where its kind alone does not: files are handed out by their kind.
fn name_characters(headers: &mut HeaderMap) {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_text = kind.starts_with("text/") || kind.ends_with("+xml");
    if is_text
        && !kind.contains(';')
        && let Ok(complete) = HeaderValue::from_str(&[kind, "; charset=utf-8"].concat())
    {
        headers.insert(header::CONTENT_TYPE, complete);
    }
}

/// Adds them.
pub(crate) async fn guard(request: Request, next: Next) -> Response {
    let client = request.extensions().get::<Client>().copied();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    name_characters(headers);
    for (name, value) in OTHERWISE {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    // Browsers ignore it where it was not said by HTTPS.
    if client.is_some_and(|client| client.https) {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(ONLY_HTTPS),
        );
    }
    response
}
