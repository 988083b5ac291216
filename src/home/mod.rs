//! The start page: for visitors what this is, for a signed-in user what they can do here and what waits for them.

pub mod api;
mod model;
mod pages;
#[cfg(feature = "ssr")]
mod store;

pub use model::{Home, Left, Managed, Signed};
pub use pages::HomePage;

#[cfg(test)]
mod tests;
