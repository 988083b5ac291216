//! Somebody leaves a practice, or several at once, now or after a last day, and comes back. Nothing changes anywhere else.

pub mod api;
mod model;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub(crate) mod store;

pub use model::{LeaveView, OtherPlace};
#[cfg(feature = "ssr")]
pub use page::LeavePage;
