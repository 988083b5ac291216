//! Invented practices and people: a small set to try the program with, and a national-size one to measure it on.
//!
//! Both are written by [`Fill`], in one transaction: a database has all of it or none. The installation remembers
//! what it was filled with, because the password of demonstration data is public: such data is served to this machine
//! alone.

mod accounts;
mod cast;
pub(crate) mod command;
mod links;
mod load;
mod model;
mod names;
mod national;
mod pensions;
mod random;
mod record;
mod small;
mod store;
mod tables;
#[cfg(test)]
mod tests;

pub use accounts::{Account, PASSWORD, accounts, invitation};
pub use national::Size;
pub use store::{Fill, Filling};

pub use crate::web::demonstration::{Kind, kind_of};
