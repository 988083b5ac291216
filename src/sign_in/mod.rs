//! Passwords, second factors, sessions and who is signed in.

pub mod api;
pub mod factor;
mod model;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
pub mod passwords;
#[cfg(feature = "ssr")]
pub(crate) mod store;
#[cfg(feature = "ssr")]
mod throttle;

#[cfg(not(feature = "ssr"))]
pub use crate::ui::PlainPage as SignInPage;
pub use model::{Me, MyPlace};
#[cfg(feature = "ssr")]
pub use pages::SignInPage;
#[cfg(feature = "ssr")]
pub use store::CreateOfficer;
#[cfg(feature = "ssr")]
pub(crate) use {
    factor::Stage,
    store::{Session, forget_sessions},
    throttle::forget_failures,
};
