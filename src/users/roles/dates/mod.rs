//! The dates of one grant: a page of its own on which they are changed, without taking the role away and giving it
//! again.

pub mod api;
mod model;
mod page;
#[cfg(feature = "ssr")]
mod store;

pub use model::{DatesView, check_of};
pub use page::DatesPage;

/// What the address of the user's page says after a change of dates.
pub const SAVED: &str = "dates";
