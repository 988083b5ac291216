//! Finding users: one box and filters, all of it in the address.

pub mod api;
#[cfg(feature = "ssr")]
pub(crate) mod http;
mod model;
mod page;
mod results;
mod search;
mod search_box;
#[cfg(feature = "ssr")]
pub(crate) mod store;

pub use model::{Found, FoundPlace, SearchPage, Suggestion};
pub use page::FindUsersPage;
pub use search::{By, Counted, Search, Sort};
pub use search_box::SearchBox;
