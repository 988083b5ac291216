//! What the page shows.

use serde::{Deserialize, Serialize};

use crate::{
    base::{dates::Instant, ids::UserId},
    practices::Practice,
};

/// Those who have left a practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftView {
    pub about: Practice,
    /// Who left last comes first.
    pub people: Vec<Left>,
    /// Whether there are more than are shown.
    pub more: bool,
    /// Makes what is sent from this page happen once.
    pub idempotency_key: String,
}

/// Somebody who has left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    pub user: UserId,
    pub name: String,
    /// Enough of their username to tell two of one name apart.
    pub username: String,
    pub since: Instant,
    /// Why; may be empty.
    pub reason: String,
    /// What they get back if the reader brings them back, in words; empty if that is nothing.
    pub back: String,
    /// What they held besides, about which others decide, in words; may be empty.
    pub others: String,
    /// Whether what they get back makes them an administrator.
    pub administers: bool,
    /// The version of their place.
    pub version: i64,
}
