//! Role tables in the database: reading a user's columns, deciding and doing a change, and what a page shows.

mod due;
mod read;
mod receipts;
mod save;
#[cfg(test)]
pub(crate) mod scene;
mod view;

pub(crate) use due::end_due;
pub(crate) use read::{read_columns, read_subject};
pub(crate) use receipts::{forget_receipts, just_saved, use_receipt};
pub(crate) use save::{Save, apply, asks_code};
pub(crate) use view::{Choice, blank, may_change, record, refused, view};
