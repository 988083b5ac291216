//! What several rooms know of a person: their name, the words they are found by, where they stand, who manages their access.

mod details;
mod renamed;
pub(crate) mod store;

pub(crate) use details::change_details;
pub(crate) use renamed::{Readdressed, details_corrected, readdressed, renamed};
pub(crate) use store::{administrators_beside, name_and_username};
