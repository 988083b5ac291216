//! The start page: for visitors what this is, for a signed-in user what they can do here and what waits for them.

pub mod api;
mod model;
mod pages;
#[cfg(feature = "ssr")]
mod store;

pub use model::{Cover, Home, Left, Managed, Signed, Works};
pub use pages::HomePage;
pub(crate) use pages::works::WorkPlaces;
#[cfg(feature = "ssr")]
pub(crate) use store::covers;

#[cfg(test)]
mod tests;
