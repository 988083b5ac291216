//! What the page shows.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::ids::{OdsCode, UserId};

/// Everybody at a practice, and the reviews before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewView {
    pub practice: OdsCode,
    pub name: String,
    /// Everybody whose place is not deactivated, by name.
    pub people: Vec<ToReview>,
    /// Makes what is sent from this page happen once.
    pub idempotency_key: String,
    /// The reviews before, the newest first.
    pub before: Vec<Reviewed>,
}

/// Somebody to keep or remove.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToReview {
    pub user: UserId,
    pub name: String,
    pub username: String,
    /// What they hold, in words; empty if nothing.
    pub roles: String,
    /// When they signed in last, in words, or "Never".
    pub last_sign_in: String,
    /// The version of their place.
    pub version: i64,
    /// Whether it is the reader, whom somebody else would have to remove.
    pub me: bool,
}

/// A review that was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    pub id: Uuid,
    /// When, in words.
    pub at: String,
    /// By whom, with their username.
    pub by: String,
    /// How many were kept.
    pub kept: i64,
    /// How many were removed.
    pub removed: i64,
}

/// A practice whose review is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    pub practice: OdsCode,
    pub name: String,
    /// When the last one was signed, in words; empty if none ever was.
    pub last: String,
}
