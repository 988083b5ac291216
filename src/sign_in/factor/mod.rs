//! The second factor: what an account proves itself with besides its password.
//!
//! An authenticator app (`totp`), a passkey (`passkey`), or one of ten recovery codes (`recovery`). Whoever decides
//! about other people's access needs one; everybody else may have one. A session gives access once what its account has
//! was shown in it, and only then. Its pages are documents: all of it runs on the server alone.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
mod code;
#[cfg(feature = "ssr")]
mod model;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
pub mod passkey;
#[cfg(feature = "ssr")]
mod recovery;
#[cfg(feature = "ssr")]
pub(crate) mod show;
#[cfg(feature = "ssr")]
pub(crate) mod stage;
#[cfg(feature = "ssr")]
pub(crate) mod store;
#[cfg(feature = "ssr")]
mod totp;

#[cfg(feature = "ssr")]
pub use pages::{
    AddAppPage, AddPasskeyPage, FactorPage, FactorsPage, RecoveryCodesPage, SetUpPage,
    ShowFactorPage,
};
#[cfg(feature = "ssr")]
pub(crate) use {
    model::{Factor, Factors, Kind},
    show::step_up,
    stage::page_after,
    store::{duty_on, end_exemption, end_exemptions_due, exemption_on, forget, has_factor, kinds},
};

/// The address of `page`, with where to go after it.
#[cfg(feature = "ssr")]
fn with_next(page: &str, next: &str) -> String {
    [page, "?next=", &crate::ui::escape(next)].concat()
}
