//! Everybody who has left a practice, and bringing several of them back at once. Its page is a document.

pub mod api;
mod model;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
pub(in crate::users) mod rules;
#[cfg(feature = "ssr")]
pub(in crate::users) mod store;

pub use model::{Left, LeftView};
#[cfg(feature = "ssr")]
pub use page::LeftPage;
