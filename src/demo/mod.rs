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
mod random;
mod record;
mod small;
mod store;
mod tables;
#[cfg(test)]
mod tests;

pub use accounts::{APP_SECRET, Account, PASSWORD, accounts, invitation};
pub use national::Size;
pub use store::{Fill, Filling, kind_of};

/// The sets of demonstration data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A practice of every kind, to look at.
    Small,
    /// As many as England has, to measure with.
    National,
}

impl Kind {
    /// As stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::National => "national",
        }
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Small, Self::National]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}
