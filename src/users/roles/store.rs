//! Role tables in the database: reading a user's columns, deciding and doing a change, and what a page shows.

mod days;
mod due;
mod fill;
mod idempotency;
mod of_members;
mod person;
mod read;
mod refused;
mod save;
#[cfg(test)]
pub(crate) mod scene;
mod tell;
mod view;

pub(crate) use days::tell_of_days;
pub(crate) use due::end_due;
pub(crate) use idempotency::{forget_idempotency_keys, just_saved, use_idempotency_key};
pub(crate) use of_members::of_members;
pub(crate) use read::{grants_at, kept_apart, read_columns, read_subject};
pub(crate) use refused::{may_change, record, refused};
pub(crate) use save::{Save, apply, apply_as, asks_code, move_place};
pub(crate) use tell::{
    tell_administrators, tell_changed, tell_changed_by, tell_place, tell_redated,
};
pub(crate) use view::{Choice, blank, view};
