//! Making a new user. It starts with the e-mail address: one that has an account leads there, so nobody ever gets a
//! second account or an error for having one.

pub mod api;
mod page;
mod rules;
#[cfg(feature = "ssr")]
pub(crate) mod store;

pub use page::CreateUserPage;
pub use rules::{Email, NewUser, NotAnEmail};
