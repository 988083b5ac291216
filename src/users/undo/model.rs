//! What the page shows.

use serde::{Deserialize, Serialize};

/// A change that somebody wants to take back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoView {
    /// The change, as the address names it.
    pub change: String,
    /// What was done, when and by whom, in a sentence.
    pub what: String,
    /// Until when it can be taken back, in words.
    pub until: String,
    /// Why it can't be, if so.
    pub why_not: String,
    /// What of it stays as it is now, and why: a sentence each.
    pub left_out: Vec<String>,
    /// Whether the reader has to say why.
    pub asks_why: bool,
    /// How everything stood that it is about.
    pub seen: String,
    /// The history in which it is.
    pub history: String,
    /// Makes what is sent from this page happen once.
    pub idempotency_key: String,
}
