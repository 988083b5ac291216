//! What the page shows.

use serde::{Deserialize, Serialize};

use crate::{
    base::ids::{OdsCode, UserId},
    users::left::Left,
};

/// The accounts of a practice that nobody uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnusedView {
    pub practice: OdsCode,
    pub name: String,
    /// After how many days without a log in a place lapses.
    pub days: u32,
    /// After how many days an invitation closes.
    pub invitation_days: u32,
    /// Those whose place lapses soon, the first to lapse first.
    pub soon: Vec<Soon>,
    /// Those whose place has lapsed, the newest first.
    pub lapsed: Vec<Left>,
    /// Whether bringing one of them back asks for a second factor, and the reader has not shown one just now.
    pub asks_code: bool,
    /// Makes what is sent from this page happen once.
    pub idempotency_key: String,
}

/// Somebody whose place lapses soon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Soon {
    pub user: UserId,
    pub name: String,
    pub username: String,
    /// Since when it was not used: a sentence without its stop.
    pub unused: String,
    /// What becomes of it: a sentence without its stop.
    pub fate: String,
}
