//! The cookie by which a browser keeps its session.

use axum::http::{HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::web::{Request, SESSION_COOKIE};

/// Gives the browser a session's secret to keep.
pub(crate) fn set_cookie(secret: &str, more: &str) {
    set_named_cookie(SESSION_COOKIE, secret, more);
}

/// Gives the browser that asks another cookie, as [`Request::cookie`] makes it.
pub(crate) fn set_named_cookie(name: &str, value: &str, more: &str) {
    let cookie = Request::current().cookie(name, value, more);
    if let (Some(response), Ok(value)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(&cookie),
    ) {
        response.append_header(header::SET_COOKIE, value);
    }
}
