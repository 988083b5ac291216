//! What the pages show.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    base::ids::{OdsCode, UserId},
    performers::{LinkQueue, TaskLink},
    practices::Practice,
};

/// What a member may ask for at a practice, or the practices to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskView {
    /// The practice; empty where it has to be chosen first.
    pub practice: Option<OdsCode>,
    pub practice_name: String,
    /// The member's practices: code and name.
    pub practices: Vec<(OdsCode, String)>,
    /// What may be asked for, service by service.
    pub services: Vec<Askable>,
}

/// Roles of a service about which the same people decide, and what a member may ask for of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Askable {
    /// The service's name, and the role's where it is the only one.
    pub name: String,
    /// Who gives access, or where the request goes: a sentence.
    pub who: String,
    /// The member's own account, where they give themselves these roles in its role table.
    pub own_table: Option<UserId>,
    /// A request of the member that nobody has answered: no second one is made.
    pub open: Option<Uuid>,
    /// The roles that the member does not hold.
    pub roles: Vec<AskableRole>,
}

impl Askable {
    /// Whether anything in it can be ticked.
    pub fn has_boxes(&self) -> bool {
        self.open.is_none() && self.own_table.is_none() && !self.roles.is_empty()
    }
}

/// A role that may be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskableRole {
    /// As stored.
    pub code: String,
    /// As shown.
    pub name: String,
    /// What it is good for.
    pub lets_you: String,
}

/// A request and all that became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestView {
    pub id: Uuid,
    /// Who asks.
    pub asker: UserId,
    pub asker_name: String,
    /// The same with their username, for anybody else.
    pub asker_account: String,
    pub practice: OdsCode,
    pub practice_name: String,
    pub service: String,
    pub roles: Vec<String>,
    pub reason: String,
    /// When, in words.
    pub asked: String,
    /// Whether nobody has answered.
    pub open: bool,
    /// Who has to answer, or who did and what: a sentence.
    pub stands: String,
    /// What the answer said.
    pub answer: String,
    /// What the reader has to do with it.
    pub reader: Reader,
}

/// What somebody who reads a request has to do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reader {
    /// They asked.
    Asker,
    /// They may answer, and give the roles.
    Gives {
        /// Whether that asks them for a second factor.
        asks_code: bool,
    },
    /// They may answer, and do not give such roles: the registration team.
    Refuses,
    /// Others may answer.
    Reads,
}

/// Everything that waits for the reader.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tasks {
    /// Requests for roles, the oldest first.
    pub requests: Vec<TaskRequest>,
    /// People who may have left.
    pub still_here: Vec<StillHere>,
    /// Invitations that did not arrive, the newest first.
    pub undelivered: Vec<Undelivered>,
    /// Practices to be reviewed.
    pub reviews: Vec<crate::users::review::Due>,
    /// Requests of their practices for access that they can give themselves, the oldest first.
    pub certifications: Vec<TaskCertification>,
    /// People of practices that end, about whom the reader answers; for the registration team, plans to be approved.
    pub successions: Vec<TaskElsewhere>,
    /// Forms of the end of the pension year on which it is the reader's turn.
    pub pensions: Vec<TaskElsewhere>,
    /// Practices where somebody's access is about to end because nobody uses it.
    pub unused: Vec<TaskElsewhere>,
    /// The reader's practices, with the page of the accounts nobody uses. No task.
    pub all_unused: Vec<TaskElsewhere>,
    /// What GPs ask for about their links with practices, the oldest first.
    pub links: Vec<TaskLink>,
    /// Practices of the reader where others decide about that.
    pub queues: Vec<LinkQueue>,
}

impl Tasks {
    /// How many they are.
    pub fn count(&self) -> usize {
        self.requests.len()
            + self.still_here.len()
            + self.undelivered.len()
            + self.reviews.len()
            + self.certifications.len()
            + self.successions.len()
            + self.pensions.len()
            + self.unused.len()
            + self.links.len()
            + self.queues.len()
    }
}

/// A request for access about which the practice's own administrators are asked first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskCertification {
    pub id: Uuid,
    /// For whom.
    pub nominee: String,
    /// Where, by name.
    pub practice: String,
    /// Since when, in words.
    pub asked: String,
}

/// Something that another room shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskElsewhere {
    /// Where it is done.
    pub link: String,
    /// The words of the link.
    pub what: String,
}

/// A request that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskRequest {
    pub id: Uuid,
    /// Who asks.
    pub asker: String,
    pub username: String,
    /// For what.
    pub roles: Vec<String>,
    /// Where, by name.
    pub practice: String,
    /// Since when, in words.
    pub asked: String,
    /// Until when it should be answered, and what happens then: a sentence.
    pub due: String,
    /// Whether the first five working days have passed.
    pub late: bool,
}

/// Somebody who got a place at another practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StillHere {
    pub user: UserId,
    pub name: String,
    pub username: String,
    /// Where they may have left.
    pub practice: OdsCode,
    pub practice_name: String,
    /// Since when that is asked, in words.
    pub asked: String,
}

/// Somebody whose invitation did not arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undelivered {
    pub user: UserId,
    pub name: String,
    pub address: String,
    /// Why: a sentence without its stop.
    pub why: String,
}

/// What was asked for at a practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeRequests {
    pub about: Practice,
    /// What waits first, then what was settled.
    pub requests: Vec<RequestLine>,
    /// Whether there are more than a page shows.
    pub more: bool,
}

/// A request of somebody at a practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestLine {
    pub id: Uuid,
    /// Who asked, by name.
    pub asker: String,
    /// Their address, or enough of it where they have left.
    pub username: String,
    /// What for, by name.
    pub roles: Vec<String>,
    /// When, in words.
    pub asked: String,
    /// Whether it waits for an answer.
    pub open: bool,
    /// Who has to answer, or who did: a sentence.
    pub stands: String,
}
