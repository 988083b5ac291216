//! Role tables in the database: reading a user's columns, deciding and doing a change, and what a page shows.

mod due;
mod read;
mod save;
#[cfg(test)]
pub(crate) mod scene;
mod view;

pub(crate) use due::end_due;
pub(crate) use read::{read_columns, read_subject};
pub(crate) use save::{Save, apply, use_receipt};
pub(crate) use view::{blank, may_change, record, refused, view};
