//! Where the forms of this room are posted.

use axum::{Router, routing::post};

use super::{
    api::{AddApp, ChangeFactor, KeepRecoveryCodes, ShowFactor},
    passkey::api::AddPasskey,
};
use crate::web::{App, page_form};

/// Forms that work without WebAssembly.
pub(crate) fn forms() -> Router<App> {
    let account = |page: &str| ["/account/second-factor", page].concat();
    Router::new()
        .route("/sign-in/factor", post(page_form::<ShowFactor>))
        .route("/sign-in/set-up", post(page_form::<AddApp>))
        .route(&account("/app"), post(page_form::<AddApp>))
        .route(&account("/passkey"), post(page_form::<AddPasskey>))
        .route(
            &account("/recovery-codes"),
            post(page_form::<KeepRecoveryCodes>),
        )
        .route(
            &account("/factors/{factor}"),
            post(page_form::<ChangeFactor>),
        )
}
