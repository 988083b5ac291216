//! Contributions paid, as PCSE's contribution statement has them: put in from a file, by the operator for all practices or by an
//! administrator of GP Payments and Pensions for their own, and read where a form is checked or a member looks at their statement.
//!
//! A line of the file stands for one member, scheme year, practice, month and kind of income. The same line again changes nothing,
//! one with other amounts takes the place of the one before, and no line ever goes because a file does not have it. Its pages are
//! documents.

pub mod api;
pub(crate) mod command;
mod file;
mod model;
mod pages;
mod rules;
mod store;

pub use model::{Amounts, ContributionLine, Income, Month};
pub use pages::{PutInContributionsPage, statement};
pub use store::{lines, recorded, recorded_on};
