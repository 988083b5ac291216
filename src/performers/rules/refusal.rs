//! Why something that a GP asks for can't be done, said to whoever reads it.

use std::fmt;

use crate::{access::Period, base::dates::Date, performers::halves_in_words};

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkRefusal {
    /// The GP is suspended or has left the list.
    NotActive,
    /// The practice has closed.
    Closed,
    /// The day lies too far back.
    TooLongAgo {
        /// The first that may be asked for.
        earliest: Date,
    },
    /// The day lies too far ahead.
    TooFarAhead {
        /// The last that may be asked for.
        latest: Date,
    },
    /// There is a link already.
    Linked {
        /// From when until when.
        period: Period,
    },
    /// There is no link to change or end on that day.
    NotLinked {
        /// The day.
        day: Date,
    },
    /// The present role began after the day asked for.
    BeganLater { first: Date },
    /// Everything is so already.
    Unchanged,
    /// More than a full week over all practices.
    TooManySessions {
        /// How many halves.
        halves: i64,
    },
}

impl LinkRefusal {
    /// The field of the question that it is about.
    pub fn field(&self) -> &'static str {
        match self {
            Self::NotActive | Self::Closed | Self::Linked { .. } => "practice",
            Self::TooLongAgo { .. }
            | Self::TooFarAhead { .. }
            | Self::NotLinked { .. }
            | Self::BeganLater { .. } => "day",
            Self::Unchanged | Self::TooManySessions { .. } => "sessions",
        }
    }
}

impl fmt::Display for LinkRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotActive => f.write_str(
                "The Performers List says that this GP is suspended or has left it, so no practice can be linked",
            ),
            Self::Closed => f.write_str("This practice has closed. Choose another one"),
            Self::TooLongAgo { earliest } => {
                write!(f, "Enter a date on or after {}", earliest.in_words())
            }
            Self::TooFarAhead { latest } => {
                write!(f, "Enter a date on or before {}", latest.in_words())
            }
            Self::Linked { period } => {
                write!(
                    f,
                    "There is a link with this practice already, from {}",
                    period.first.in_words()
                )?;
                match period.last {
                    Some(last) => write!(f, " until {}. Enter a date after that", last.in_words()),
                    None => f.write_str(". Change it, or end it first"),
                }
            }
            Self::NotLinked { day } => write!(
                f,
                "You have no link with this practice on {} to change. Enter another date",
                day.in_words()
            ),
            Self::BeganLater { first } => write!(
                f,
                "The present role at this practice began on {}. Enter that date or a later one",
                first.in_words()
            ),
            Self::Unchanged => {
                f.write_str("The role and the sessions are the same as now. Change one of them")
            }
            Self::TooManySessions { halves } => write!(
                f,
                "That makes {} sessions a week over all practices. The most is 9 (100%). Enter fewer, or reduce those at another practice first",
                halves_in_words(*halves)
            ),
        }
    }
}
