//! What the pages show.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    answers::{Answers, Question},
    signals::Weight,
};
use crate::{base::ids::OdsCode, ui::FieldError};

/// A request that is being filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftView {
    /// What its address knows it by; empty before anything was answered.
    pub draft: String,
    /// Which question is asked; none on the first page.
    pub question: Option<Question>,
    pub answers: Answers,
    /// The practice by name, once it is known.
    pub practice_name: String,
    /// What was looked for, and the practices found.
    pub find: String,
    pub found: Vec<FoundPractice>,
    pub errors: Vec<FieldError>,
    /// Key and value of each answer, with the code of its question.
    pub summary: Vec<(String, String, String)>,
    /// Who gives access at the practice already: a sentence; empty if nobody.
    pub administrators: String,
    /// Whether the draft is gone.
    pub gone: bool,
}

/// A practice that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundPractice {
    pub code: String,
    pub name: String,
    /// Where it is.
    pub place: String,
    pub closed: bool,
}

/// A case as those see it whom it concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyView {
    pub reference: String,
    pub practice: String,
    pub nominee: String,
    /// Who asks.
    pub asker: String,
    pub roles: Vec<String>,
    /// Why, in words.
    pub why: String,
    pub asked: String,
    /// Where it stands, in a few words, and what is next.
    pub state: String,
    pub next: String,
    /// Since when.
    pub since: String,
    /// What the reader is in it.
    pub reader: String,
    /// What they can do.
    pub may: Vec<PartyAction>,
    /// Their account, by its address, which they have to be logged in to; empty if none or if they are.
    pub log_in: String,
    /// What they were asked for.
    pub asked_for: String,
}

/// What somebody can do whom a case concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PartyAction {
    ConfirmAsNominee,
    ConfirmAsAuthoriser,
    /// By who hands their access over.
    ConfirmAsOutgoing,
    Object,
    Withdraw,
    AskAgain,
    Unreachable,
    Inform,
}

/// What a list of cases is narrowed to, as it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueueFilter {
    /// `mine`, `unassigned`, `waiting`, `overdue`, `all`; what is open with the team by default.
    pub show: String,
    /// A service, by code.
    pub service: String,
    /// `due` or `age`.
    pub sort: String,
}

/// The desk: cases in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    pub filter: QueueFilter,
    pub lines: Vec<QueueLine>,
    /// How many each choice of `show` would list: code and number.
    pub counts: Vec<(String, usize)>,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueLine {
    pub id: Uuid,
    pub reference: String,
    pub practice: OdsCode,
    pub practice_name: String,
    pub nominee: String,
    pub roles: String,
    pub state: String,
    /// When it was asked for, and how many days ago.
    pub asked: String,
    pub days: u32,
    /// The end of the time it has; empty if it has none.
    pub due: String,
    pub overdue: bool,
    /// The officer who has it; empty if nobody.
    pub taken_by: String,
    /// What speaks against it: how many, and the weightiest.
    pub signals: usize,
    pub weight: String,
}

/// A case as the team sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskView {
    pub id: Uuid,
    pub reference: String,
    pub kind: String,
    pub practice: OdsCode,
    pub practice_name: String,
    pub state: String,
    pub next: String,
    pub since: String,
    pub taken_by: String,
    /// Key and value of what was asked.
    pub request: Vec<(String, String)>,
    /// What the program knows.
    pub known: Vec<(String, String)>,
    /// Each signal in words, and its weight.
    pub signals: Vec<(String, Weight)>,
    pub checks: Vec<CheckView>,
    /// What happened: when, who, what.
    pub timeline: Vec<(String, String, String)>,
    /// What the reader may do.
    pub may: Vec<DeskAction>,
    /// Why the reader may do nothing, if so.
    pub why_not: String,
    /// Whether an approval asks for a second factor.
    pub asks_code: bool,
}

/// A check and what it came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckView {
    pub code: String,
    pub words: String,
    /// What it came to; empty if it was not made.
    pub finding: String,
    /// Against what, by whom, when.
    pub source: String,
    pub by: String,
    pub note: String,
}

/// What an officer may do with a case now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeskAction {
    Take,
    Check,
    Pass,
    NeedInformation,
    Return,
    Approve,
    Refuse,
    Resume,
    /// An administrator of the practice says that they have dealt with it, or that it is wrong.
    Settle,
    Object,
}
