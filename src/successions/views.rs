//! What the pages show.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    base::{
        dates::Date,
        ids::{OdsCode, UserId},
    },
    successions::model::State,
};

/// One of the successions of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ListLine {
    pub id: Uuid,
    pub reference: String,
    /// The practice that ends, by name and code.
    pub practice: String,
    /// What happens to it.
    pub kind: String,
    /// Those that follow, by name and code.
    pub successors: Vec<String>,
    /// The first day on which it is closed, in words.
    pub day: String,
    /// Where it stands.
    pub state: State,
}

/// The form in which an officer plans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FormView {
    /// What was asked for: a practice's code, or nothing.
    pub asked: String,
    /// Why nothing can be planned about it, if so.
    pub wrong: String,
    /// The practice that ends, if it is one.
    pub practice: Option<OdsCode>,
    /// By name and code.
    pub named: String,
    /// The practices that ODS says it leads to: code, and name and code.
    pub suggested: Vec<(OdsCode, String)>,
    /// From when, as ODS says.
    pub day: Option<Date>,
    /// Makes what is sent from this page happen once.
    pub idempotency_key: String,
}

/// A succession as the registration team sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SuccessionView {
    pub id: Uuid,
    pub reference: String,
    pub practice: OdsCode,
    pub named: String,
    /// What happens, in sentences.
    pub what: String,
    pub kind: String,
    pub state: State,
    /// What happens next, and who does it.
    pub next: String,
    /// Facts: what, and what it is.
    pub facts: Vec<(String, String)>,
    /// Each practice that follows.
    pub successors: Vec<SuccessorView>,
    /// What happens to each user.
    pub people: Vec<PersonView>,
    /// Those of the buttons that the reader may press.
    pub may: Vec<String>,
    /// Why the reader can't approve it, if so.
    pub why_not: String,
    /// Whether the reader has to show a second factor to approve.
    pub asks_code: bool,
}

/// A practice that follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SuccessorView {
    pub practice: OdsCode,
    pub named: String,
    /// Whether an officer chose it whom ODS did not name.
    pub by_hand: bool,
    /// How many people it has not answered about.
    pub waiting: usize,
    /// Services about which nobody there can answer.
    pub uncovered: Vec<String>,
}

/// A user of the practice that ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PersonView {
    pub user: UserId,
    /// By name and username.
    pub account: String,
    /// What is proposed to the practices that follow.
    pub proposed: Vec<String>,
    /// What was answered, in sentences.
    pub answers: Vec<String>,
    /// What ends, and where they have access besides, in sentences.
    pub ends: Vec<String>,
    pub nowhere_left: bool,
}

/// What the end of practices means at one practice, for its administrators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HereView {
    pub practice: OdsCode,
    pub name: String,
    /// The practices whose place it takes.
    pub coming: Vec<Coming>,
    /// That it ends itself, in sentences.
    pub ends: Vec<String>,
}

/// A practice that ends and whose people may come here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Coming {
    pub id: Uuid,
    pub reference: String,
    pub named: String,
    /// What happens, in sentences.
    pub what: String,
    /// Until when it can be answered, in words.
    pub until: String,
    /// When roles begin that are given now.
    pub begins: String,
    /// Those about whom the reader answers.
    pub people: Vec<Proposal>,
    /// What was answered, in sentences.
    pub answers: Vec<String>,
    /// Services with proposals that the reader does not answer, and who does.
    pub others: Vec<String>,
}

/// Somebody who may come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Proposal {
    pub user: UserId,
    pub account: String,
    /// Whether they have a place here.
    pub is_here: bool,
    /// Role by code, name, and what it lets one do.
    pub roles: Vec<(String, String, String)>,
}
