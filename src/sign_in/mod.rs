//! Passwords, sessions and who is signed in.

pub mod api;
mod model;
mod pages;
#[cfg(feature = "ssr")]
pub mod passwords;
#[cfg(feature = "ssr")]
pub(crate) mod store;
#[cfg(feature = "ssr")]
mod throttle;

pub use model::{Me, MyPlace};
pub use pages::SignInPage;
#[cfg(feature = "ssr")]
pub use store::CreateOfficer;
