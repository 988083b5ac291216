//! What somebody calls something of their own.

use crate::base::text::clean;

/// A short name for a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label(String);

/// In characters.
const LONGEST: usize = 60;

impl Label {
    /// Reads one, or says what is wrong with it.
    pub fn read(typed: &str) -> Result<Self, &'static str> {
        let label = clean(typed);
        match label.chars().count() {
            0 => Err("Enter a name, for example Work phone"),
            1..=LONGEST => Ok(Self(label)),
            _ => Err("Name must be 60 characters or fewer"),
        }
    }
}

impl AsRef<str> for Label {
    fn as_ref(&self) -> &str {
        &self.0
    }
}
