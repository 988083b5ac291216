//! Finding practices: one box, and standing lists of the practices that need attention. All of it in the address.

pub mod api;
#[cfg(feature = "ssr")]
pub(super) mod http;
mod model;
mod page;
mod search;
#[cfg(feature = "ssr")]
mod store;

pub use model::{Administrators, FoundPractice, ListCounts, PracticesFound, PracticesPageData};
pub use page::{PracticesPage, StandingLists};
pub use search::{List, PracticeSearch, Sort};
#[cfg(feature = "ssr")]
pub(crate) use store::{by_words, list_counts};
