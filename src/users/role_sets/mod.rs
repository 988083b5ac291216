//! Role sets: roles under a name, such as Receptionist, by which a practice fills in what a kind of worker there usually needs. Each
//! practice has sets of its own. A set gives nothing: what it suggests is decided by the rules for each person, and shown first.
//! Its page is a document.

pub mod api;
mod model;
mod page;
mod rules;
pub(crate) mod store;

pub(crate) use model::{RoleSet, fits, plain};
pub use page::RoleSetsPage;
