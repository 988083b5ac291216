//! What the page shows.

use serde::{Deserialize, Serialize};

use crate::{
    access::MembershipStatus,
    base::ids::{OdsCode, UserId},
    ui::Check,
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
    /// The roles that come from the Performers List and give access again once they are back; none if they work there.
    pub automatic: Vec<String>,
    /// Where else the reader manages access and they work.
    pub others: Vec<OtherPlace>,
    /// What leaving now will do, here or at all these practices; only for a reader who asks for that, and may do it.
    pub leaving: Option<Check>,
    /// Whether bringing them back asks for a second factor: it makes them an administrator, and the reader has not shown
    /// one just now.
    pub asks_code: bool,
    /// The version of the place that is shown.
    pub version: i64,
    /// Makes what is sent from this page happen once.
    pub idempotency_key: String,
}

/// A place of somebody at another practice, which they may leave at the same time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherPlace {
    pub practice: OdsCode,
    pub name: String,
    /// The roles that end with it, in words; empty if they hold none.
    pub roles: String,
    /// The version of the place that is shown.
    pub version: i64,
}

impl OtherPlace {
    /// As it is sent: the practice's code and the version of the place.
    pub fn value(&self) -> String {
        [self.practice.as_ref(), ":", &self.version.to_string()].concat()
    }
}
