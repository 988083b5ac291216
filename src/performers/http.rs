//! Forms of this room, which work without WebAssembly.

use axum::{Router, routing::post};

use super::api::{AskForLink, DecideLink, NudgeGp};
use crate::web::{App, page_form};

/// Where they are posted to: their own pages.
pub fn forms() -> Router<App> {
    Router::new()
        .route("/performers/me/join", post(page_form::<AskForLink>))
        .route("/performers/me/change", post(page_form::<AskForLink>))
        .route("/performers/me/leave", post(page_form::<AskForLink>))
        .route("/performers/requests/{id}", post(page_form::<DecideLink>))
        .route("/practices/{ods}/performers", post(page_form::<NudgeGp>))
}
