//! Users: finding them, one user's account and role table, and the practice-wide summary.

#[cfg(feature = "ssr")]
pub mod http;
mod pages;
#[cfg(feature = "ssr")]
pub(crate) mod store;
#[cfg(feature = "ssr")]
pub(crate) mod tokens;

pub use pages::{CreateUserPage, FindUsersPage, SummaryPage, UserPage};
