//! Days in a row, and counting them.

use serde::{Deserialize, Serialize};

use crate::base::dates::Date;

/// Days in a row, the first and the last included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub first: Date,
    pub last: Date,
}

impl Span {
    /// How many days it has; none if the last is before the first.
    pub fn days(self) -> u32 {
        let days = day_number(self.last) - day_number(self.first) + 1;
        u32::try_from(days).unwrap_or(0)
    }
}

/// How many days the calendar has had by then. The year begins in March here, so that leap days come last.
pub(super) fn day_number(date: Date) -> i64 {
    let (year, month, day) = date.parts();
    let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
    let (year, month) = if month < 3 {
        (year - 1, month + 9)
    } else {
        (year, month - 3)
    };
    365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day
}
