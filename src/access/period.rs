//! The days on which something is in force.

use serde::{Deserialize, Serialize};

use crate::base::dates::Date;

/// From a first day until a last one, both included, or for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    pub first: Date,
    /// The last day, if there is one.
    pub last: Option<Date>,
}

impl Period {
    /// Whether `day` is one of its days.
    pub fn includes(self, day: Date) -> bool {
        self.first <= day && self.last.is_none_or(|last| day <= last)
    }

    /// Whether its last day lies before `day`.
    pub fn is_over(self, day: Date) -> bool {
        self.last.is_some_and(|last| last < day)
    }

    /// Whether every day of `other` is one of its days.
    pub fn contains(self, other: Self) -> bool {
        self.first <= other.first
            && match (self.last, other.last) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(mine), Some(other)) => other <= mine,
            }
    }
}
