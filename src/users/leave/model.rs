//! What the page shows.

use serde::{Deserialize, Serialize};

use crate::{
    access::MembershipStatus,
    base::ids::{OdsCode, UserId},
};

/// A user's place at a practice, which they leave or come back to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaveView {
    pub user: UserId,
    pub name: String,
    pub practice: OdsCode,
    pub practice_name: String,
    /// How they stand there.
    pub status: MembershipStatus,
    /// Since when, in words.
    pub since: String,
    /// Why, if they left or are going to.
    pub reason: String,
    /// The last day that was set, in words; empty if none was.
    pub last_day: String,
    /// The roles they hold, or held when they left.
    pub roles: Vec<String>,
    /// Of those, the ones the reader can't bring back.
    pub not_yours: Vec<String>,
    /// Whether bringing them back asks for a second factor: it makes them an administrator, and the reader has not shown
    /// one just now.
    pub asks_code: bool,
    /// The version of the place that is shown.
    pub version: i64,
    /// Makes what is sent from this page happen once.
    pub idempotency_key: String,
}
