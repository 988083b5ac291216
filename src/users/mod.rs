//! Users: finding them, one user's account and role table, and the practice-wide summary.

pub mod create;
pub mod find;
#[cfg(feature = "ssr")]
pub mod http;
mod pages;
pub mod roles;
#[cfg(feature = "ssr")]
pub(crate) mod store;
#[cfg(feature = "ssr")]
pub(crate) mod tokens;

pub use create::CreateUserPage;
pub use find::FindUsersPage;
pub use pages::SummaryPage;
pub use roles::UserPage;
