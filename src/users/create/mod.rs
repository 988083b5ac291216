//! Making a new user. It starts with the e-mail address: one that has an account leads there, so nobody ever gets a
//! second account or an error for having one.

pub mod api;
#[cfg(feature = "ssr")]
mod form;
mod page;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub(crate) mod store;

pub use page::CreateUserPage;
#[cfg(feature = "ssr")]
pub use rules::NewUser;
#[cfg(feature = "ssr")]
pub(crate) use rules::wrong_names;
#[cfg(feature = "ssr")]
pub(crate) use store::make;
