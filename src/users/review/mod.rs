//! The access review: twice a year an administrator goes through everybody at the practice, keeps or removes each, and
//! signs. Its pages are documents.

pub mod api;
#[cfg(feature = "ssr")]
pub(crate) mod http;
mod model;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub(crate) mod store;

pub use model::{Due, ReviewView, Reviewed, ToReview};
#[cfg(feature = "ssr")]
pub use page::ReviewPage;
