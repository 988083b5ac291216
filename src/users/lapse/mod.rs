//! Places at practices that nobody uses: they lapse, after reminders. A lapse is a way of being deactivated that the program
//! itself decides; the roles are remembered as after any other, and come back as after any other ([`super::leave`]).

pub mod api;
mod model;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub(crate) mod store;

pub use model::{Soon, UnusedView};
#[cfg(feature = "ssr")]
pub use page::UnusedPage;
