//! Passwords, second factors, sessions and who is signed in.

pub mod api;
#[cfg(feature = "ssr")]
mod browser;
#[cfg(feature = "ssr")]
pub(crate) mod closed;
pub mod factor;
#[cfg(feature = "ssr")]
pub(crate) mod invitations;
#[cfg(feature = "ssr")]
pub(crate) mod links;
mod model;
#[cfg(feature = "ssr")]
pub(crate) mod numbers;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
pub(crate) mod requests;
#[cfg(feature = "ssr")]
pub(crate) mod revoke;
pub mod set_password;
#[cfg(feature = "ssr")]
pub(crate) mod store;
#[cfg(feature = "ssr")]
pub(crate) mod throttle;

pub use model::{Me, MyPlace};
#[cfg(feature = "ssr")]
pub use pages::SignInPage;
#[cfg(feature = "ssr")]
pub use requests::answer_all as answer_requests;
#[cfg(feature = "ssr")]
pub use set_password::{ForgottenPasswordPage, InvitationPage, ResetPasswordPage};
#[cfg(feature = "ssr")]
pub(crate) use {store::forget_sessions, throttle::forget_failures};
