//! Why something is done, for the record and for those it concerns.

use crate::base::text::{LONGEST_REASON, REASON_TOO_LONG, clean};

/// A reason on one line; may be empty where none is needed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// One that has to be given; or what is wrong with it: `missing`, if there is none.
    pub fn read(typed: &str, missing: &'static str) -> Result<Self, &'static str> {
        let reason = Self::if_any(typed)?;
        if reason.0.is_empty() {
            Err(missing)
        } else {
            Ok(reason)
        }
    }

    /// One that may be left out.
    pub fn if_any(typed: &str) -> Result<Self, &'static str> {
        let reason = clean(typed);
        if reason.chars().count() > LONGEST_REASON {
            Err(REASON_TOO_LONG)
        } else {
            Ok(Self(reason))
        }
    }
}

impl AsRef<str> for Reason {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<Reason> for String {
    fn from(reason: Reason) -> Self {
        reason.0
    }
}
