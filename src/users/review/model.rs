//! What the page shows.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    access::Role,
    base::ids::{OdsCode, UserId},
    practices::Practice,
};

/// Everybody at a practice, and the reviews before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewView {
    pub about: Practice,
    /// Whether the reader reviews this practice. The registration team reads the reviews before, and no more.
    pub may_sign: bool,
    /// Everybody whose place is not deactivated, by name; nobody for those who do not review.
    pub people: Vec<ToReview>,
    /// What is marked already, if somebody began.
    pub draft: Option<DraftView>,
    /// Makes what is sent from this page happen once.
    pub idempotency_key: String,
    /// The reviews before, the newest first.
    pub before: Vec<Reviewed>,
}

/// A review that somebody began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftView {
    /// Grows with every save.
    pub version: i64,
    /// Who began it and when, as a sentence without its full stop.
    pub begun: String,
    /// Who saved it last and when, the same.
    pub saved: String,
}

/// Somebody to keep or remove.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToReview {
    pub user: UserId,
    pub name: String,
    pub username: String,
    /// What they hold, in words; empty if nothing.
    pub roles: String,
    /// The same, role by role.
    pub held: Vec<HeldRole>,
    /// When they signed in last, in words, or "Never".
    pub last_sign_in: String,
    /// The version of their place.
    pub version: i64,
    /// Whether it is the reader, whom somebody else would have to remove.
    pub me: bool,
    /// What was marked and saved, as it is sent; empty if nothing.
    pub mark: String,
}

/// A role of somebody to keep or remove.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRole {
    pub role: Role,
    /// Whether the reader may take it alone.
    pub removable: bool,
    /// Whether it was marked to be removed, and saved.
    pub dropped: bool,
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

/// A review that was signed, to be read again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedView {
    pub about: Practice,
    /// When it was signed, in words.
    pub at: String,
    /// By whom, with their username.
    pub by: String,
    /// What was decided, person by person.
    pub decisions: Vec<Decision>,
}

/// What was decided about somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub user: UserId,
    /// With their username.
    pub who: String,
    /// What they held then, in words; empty if nothing.
    pub roles: String,
    /// When they had logged in last, or "Never".
    pub last_sign_in: String,
    /// What became of them, in words.
    pub decision: String,
}

/// A practice whose review is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    pub practice: OdsCode,
    pub name: String,
    /// When the last one was signed, in words; empty if none ever was.
    pub last: String,
}
