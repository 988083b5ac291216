//! Putting the name or the phone number of a user right, by somebody who has power over the account. Its page is a document.

pub mod api;
mod model;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
mod store;

pub use model::DetailsView;
#[cfg(feature = "ssr")]
pub use page::UserDetailsPage;
