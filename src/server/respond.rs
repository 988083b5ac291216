//! Turning the outcome of a server function into an answer with the right status.

use axum::http::StatusCode;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::{Failure, Request};
use crate::error::AppError;

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
