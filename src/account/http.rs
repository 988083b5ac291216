//! The forms of one's own account.

use axum::{Router, routing::post};

use super::api::{
    ChangeAddress, ChangeDetails, ChangePassword, ConfirmAddress, EndOtherSessions, KeepAddress,
};
use crate::web::{App, page_form};

/// Forms that work without WebAssembly.
pub fn forms() -> Router<App> {
    Router::new()
        .route("/account", post(page_form::<EndOtherSessions>))
        .route("/account/details", post(page_form::<ChangeDetails>))
        .route("/account/password", post(page_form::<ChangePassword>))
        .route("/account/address", post(page_form::<ChangeAddress>))
        .route(
            "/account/address/confirm",
            post(page_form::<ConfirmAddress>),
        )
        .route("/account/address/keep", post(page_form::<KeepAddress>))
}
