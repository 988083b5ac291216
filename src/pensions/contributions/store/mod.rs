//! Contributions in the database.

mod import;
mod known;
mod put_in;
mod read;

pub(super) use import::{Import, Importing, Plan};
pub(super) use put_in::{PutIn, administered};
pub use read::{lines, recorded, recorded_on};
