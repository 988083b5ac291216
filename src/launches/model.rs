//! Launches and what their pages show.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{base::stored::coded, ui::query_fields};

coded! {
    /// Where a launch stands.
    pub enum LaunchState ("where a launch stands") {
        /// Two officers have to approve it.
        Proposed = "proposed", "Waits for two officers";
        /// The practices are written to.
        Approved = "approved", "Approved";
        /// The administrators are set up.
        Live = "live", "Live";
        /// It was taken back.
        Withdrawn = "withdrawn", "Withdrawn";
    }
}

coded! {
    /// What became of a nomination.
    pub enum NominationState ("what became of a nomination") {
        /// It waits for the launch to go live.
        Waiting = "waiting", "Waits";
        /// An officer took it back.
        Withdrawn = "withdrawn", "Withdrawn";
        /// The nominee administers the service.
        SetUp = "set-up", "Set up";
        /// The practice or the nominee had changed.
        NotSetUp = "not-set-up", "Not set up";
    }
}

/// A launch in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchLine {
    pub id: Uuid,
    pub reference: String,
    pub service: String,
    pub go_live: String,
    pub state: LaunchState,
    pub practices: i64,
    /// When it was put in, and by whom.
    pub put_in: String,
}

query_fields! {
    /// Which nominations of a launch.
    pub struct NominationFilter {
        /// Where they stand, by code; empty for all.
        state,
        /// A practice code, or a word of a practice's or a nominee's name or address.
        find;
        /// The last line of the page before; empty on the first.
        after
    }
}

/// A nomination in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NominationLine {
    /// Of the file, from 1.
    pub line: i64,
    /// By name and code.
    pub practice: String,
    pub nominee: String,
    pub email: String,
    pub contact: String,
    pub state: NominationState,
    /// Why it is not set up.
    pub why: String,
}

/// What an officer may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LaunchAction {
    /// Be the first of the two who approve, or the second.
    Approve,
    /// Take it back, or one nomination of it.
    Withdraw,
}

/// A launch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchView {
    pub id: Uuid,
    pub reference: String,
    pub service: String,
    pub state: LaunchState,
    pub go_live: String,
    /// The name of the file.
    pub source: String,
    pub put_in: String,
    /// The two officers, by name; empty as long as there is none.
    pub first: String,
    pub second: String,
    /// Why it was withdrawn.
    pub why: String,
    /// How many nominations there are in each state.
    pub counts: Vec<(NominationState, i64)>,
    pub practices: i64,
    pub filter: NominationFilter,
    pub nominations: Vec<NominationLine>,
    /// Where the next page begins; empty if this is the last.
    pub next: String,
    pub may: Vec<LaunchAction>,
    /// Why the reader can't approve it.
    pub why_not: String,
    /// Whether a second factor has to be shown to approve.
    pub asks_code: bool,
}
