//! Where the forms of this room are posted.

use axum::{Router, routing::post};

use super::{
    api::{AddApp, ChangeFactor, KeepRecoveryCodes, ShowFactor},
    passkey::api::AddPasskey,
};
use crate::web::{App, page_form};

/// Forms that work without WebAssembly.
pub(crate) fn forms() -> Router<App> {
    Router::new()
        .route("/sign-in/factor", post(page_form::<ShowFactor>))
        .route("/sign-in/set-up", post(page_form::<AddApp>))
        .route("/account/second-factor/app", post(page_form::<AddApp>))
        .route(
            "/account/second-factor/passkey",
            post(page_form::<AddPasskey>),
        )
        .route(
            "/account/second-factor/recovery-codes",
            post(page_form::<KeepRecoveryCodes>),
        )
        .route(
            "/account/second-factor/factors/{factor}",
            post(page_form::<ChangeFactor>),
        )
}
