//! Who manages access at a practice: whom its users ask, and what is missing.

pub mod api;
mod model;
mod page;
#[cfg(feature = "ssr")]
mod store;

pub use model::{Cover, Works};
pub(crate) use page::WorkPlaces;
#[cfg(feature = "ssr")]
pub(crate) use store::{Coverage, Holders, covers, holders};
