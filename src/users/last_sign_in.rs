//! When somebody last signed in, as far as a practice is told.

use serde::{Deserialize, Serialize};

use crate::base::dates::Date;

/// When somebody last signed in, as far as the reader is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LastSignIn {
    /// They never did.
    Never,
    /// The day.
    On(Date),
    /// Those whom they have left learn nothing of what they do elsewhere.
    NotTold,
}

impl LastSignIn {
    /// What is told of somebody who last signed in at `last`, to those where they work, or work no longer.
    #[cfg(feature = "ssr")]
    pub(crate) fn told(last: Option<crate::base::dates::Instant>, works_here: bool) -> Self {
        match last.map(crate::base::clock::date_of) {
            _ if !works_here => Self::NotTold,
            Some(day) => Self::On(day),
            None => Self::Never,
        }
    }

    /// On a page.
    pub fn in_words(self) -> String {
        self.written(Date::in_words)
    }

    /// Where space is short.
    pub fn in_few_words(self) -> String {
        self.written(Date::in_few_words)
    }

    /// In a file for spreadsheets.
    #[cfg(feature = "ssr")]
    pub(crate) fn in_file(self) -> String {
        self.written(crate::web::csv::day)
    }

    fn written(self, day: fn(Date) -> String) -> String {
        match self {
            Self::Never => "Never".to_owned(),
            Self::On(on) => day(on),
            Self::NotTold => "Not shown".to_owned(),
        }
    }
}
