//! Setting a password by a link that came by mail: an invitation to a new account, or a forgotten password.

pub mod api;
mod model;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod store;

#[cfg(feature = "ssr")]
pub(crate) use store::own_words;

pub use model::{LinkState, LinkView};
#[cfg(feature = "ssr")]
pub use pages::{ForgottenPasswordPage, InvitationPage, ResetPasswordPage};
