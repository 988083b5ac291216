//! Addresses of this room that are not pages.

use axum::{
    Router,
    routing::{get, post},
};

use super::{create, find, leave, reset_factors, review, roles, sign_in, summary};
use crate::web::{App, page_form};

/// Forms that work without WebAssembly.
pub fn forms() -> Router<App> {
    Router::new()
        .route("/users/new", post(page_form::<create::api::CreateUser>))
        .route("/users/{id}", post(page_form::<roles::api::UpdateRoles>))
        .route(
            "/users/{id}/dates",
            post(page_form::<roles::dates::api::ChangeDates>),
        )
        .route(
            "/users/{id}/leave",
            post(page_form::<leave::api::LeavePractice>),
        )
        .route(
            "/users/{id}/sign-in",
            post(page_form::<sign_in::api::HelpIn>),
        )
        .route(
            "/practices/{ods}/users",
            post(page_form::<summary::api::ChangeSeveral>),
        )
        .route(
            "/users/{id}/second-factor",
            post(page_form::<reset_factors::api::ResetFactors>),
        )
        .merge(review::http::forms())
}

/// Downloads.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/users.csv", get(find::http::csv))
        .merge(summary::http::routes())
        .merge(review::http::routes())
}
