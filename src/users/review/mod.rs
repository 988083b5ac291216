//! The access review: twice a year an administrator goes through everybody at the practice, keeps or removes each, or takes
//! single roles away, and signs. What is half done is kept for the practice. Its pages are documents.

pub mod api;
#[cfg(feature = "ssr")]
pub(crate) mod http;
mod model;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
mod signed_page;
#[cfg(feature = "ssr")]
pub(crate) mod store;

pub use model::{Decision, DraftView, Due, HeldRole, ReviewView, Reviewed, SignedView, ToReview};
#[cfg(feature = "ssr")]
pub use page::ReviewPage;
#[cfg(feature = "ssr")]
pub use signed_page::SignedReviewPage;
