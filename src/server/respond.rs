//! Turning the outcome of a server function into an answer with the right status.

use axum::http::{HeaderValue, StatusCode, header, request::Parts};
use leptos::{prelude::use_context, server_fn::ContentType as _};
use leptos_axum::ResponseOptions;

use super::{Failure, Request};
use crate::{error::AppError, ui::Compact};

/// Gives a server function's result, or what its asker may know of the failure, with the status that says the same.
pub async fn answer<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, AppError> {
    work.await.map_err(|failure| {
        let error = failure.told(&Request::current().id());
        set_status(&error);
        error
    })
}

/// Answers the current request with the status of `error`.
pub fn set_status(error: &AppError) {
    if let (Some(response), Ok(status)) = (
        use_context::<ResponseOptions>(),
        StatusCode::from_u16(error.status()),
    ) {
        response.set_status(status);
    }
}

/// Whether the caller is not this program's own browser half, which asks for its own encoding by name. The answer is
/// then marked as JSON.
pub fn wants_json() -> bool {
    let own = use_context::<Parts>().is_some_and(|parts| {
        let accepted = parts.headers.get(header::ACCEPT);
        accepted.is_some_and(|accepted| accepted == Compact::CONTENT_TYPE)
    });
    if !own && let Some(response) = use_context::<ResponseOptions>() {
        let json = HeaderValue::from_static("application/json");
        response.insert_header(header::CONTENT_TYPE, json);
    }
    !own
}

/// The path that was asked for.
pub fn path() -> Option<String> {
    use_context::<Parts>().map(|parts| parts.uri.path().to_owned())
}

/// Says what the page being rendered may load: its own files, and of scripts written into it those that carry this
/// answer's nonce, which nobody who smuggles text into the page can know.
pub fn set_policy() {
    let (Some(nonce), Some(response)) =
        (leptos::nonce::use_nonce(), use_context::<ResponseOptions>())
    else {
        return;
    };
    let policy = [
        "default-src 'none'; connect-src 'self'; img-src 'self' data:; style-src 'self'; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'; script-src 'strict-dynamic' 'wasm-unsafe-eval' 'nonce-",
        &nonce,
        "'",
    ]
    .concat();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}
