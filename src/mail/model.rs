//! Messages as they are kept and shown.

use serde::{Deserialize, Serialize};

/// Whom a message is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    pub address: String,
    /// First and last name.
    pub name: String,
}

/// A message in the list of a demonstration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub id: String,
    /// Whom it is for.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// When it was written, in words.
    pub at: String,
    /// The whole text, line by line.
    pub lines: Vec<String>,
}
