//! Successions: what becomes of the users of a practice that ends, because another takes its place, several do, or none.
//!
//! An officer plans it, a second one approves, and everybody is told. From its day on the practice is closed to changes; for a
//! while its users still see it, then their access there ends. Nothing is copied to a practice that follows: its administrators
//! are asked about each person, and give what they tick by the rules of the role table. Where a succession may go from where it
//! stands is one rule (`rules::Standing::after`). Its pages are documents.

pub mod api;
mod draft;
mod fate;
mod model;
mod pages;
mod rules;
pub(crate) mod store;
mod views;

pub use pages::{NewSuccessionPage, PracticeSuccessionsPage, SuccessionPage, SuccessionsPage};
