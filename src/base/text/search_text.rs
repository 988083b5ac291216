//! What people look for.

use crate::base::text::{Email, clean};

/// Words to search with, or an address; may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchText(String);

/// Nothing that is searched for is longer, in characters.
const LONGEST: usize = 300;

impl SearchText {
    /// Reads what was typed. A text with one address in it is that address, however it was copied.
    pub fn read(typed: &str) -> Self {
        // What cleaning adds to a text is little beside the limit.
        let start: String = typed.chars().take(4 * LONGEST).collect();
        match Email::parse(&start) {
            Ok(email) => Self(email.as_ref().to_owned()),
            Err(_) => Self(clean(&start).chars().take(LONGEST).collect()),
        }
    }
}

impl AsRef<str> for SearchText {
    fn as_ref(&self) -> &str {
        &self.0
    }
}
