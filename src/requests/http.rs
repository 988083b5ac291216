//! Forms of this room, which work without WebAssembly.

use axum::{Router, routing::post};

use super::api::{AnswerRequest, AskForRoles, SayStillHere};
use crate::web::{App, page_form};

/// Where they are posted to: their own pages.
pub fn forms() -> Router<App> {
    Router::new()
        .route("/ask", post(page_form::<AskForRoles>))
        .route("/requests/{id}", post(page_form::<AnswerRequest>))
        .route("/tasks", post(page_form::<SayStillHere>))
}
