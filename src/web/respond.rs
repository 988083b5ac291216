//! Turning the outcome of a server function into an answer with the right status.

use std::any::Any;

use axum::{
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use leptos::{prelude::use_context, server_fn::ContentType as _};
use leptos_axum::ResponseOptions;

use crate::{
    base::{codec::Compact, error::AppError},
    database::Failure,
    ui::Outcome,
    web::Request,
};

/// Gives a server function's result, or what its asker may know of the failure, with the status that says the same.
pub async fn answer<T: 'static>(
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, AppError> {
    let done = work.await.map_err(|failure| {
        let error = Request::current().tell(failure);
        error.set_status();
        error
    })?;
    if let Some(Outcome::Form(form)) = (&done as &dyn Any).downcast_ref()
        && !form.errors.is_empty()
    {
        Request::current().tell_of_form();
    }
    Ok(done)
}

/// The answer to a call that is refused before its function can.
pub(crate) fn encoded(error: &AppError, compact: bool) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if !compact {
        return (status, axum::Json(error)).into_response();
    }
    let kind = [(header::CONTENT_TYPE, Compact::CONTENT_TYPE)];
    (
        status,
        kind,
        postcard::to_allocvec(error).unwrap_or_default(),
    )
        .into_response()
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
