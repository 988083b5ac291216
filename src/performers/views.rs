//! What the pages show.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Answers, GpType, LinkKind, ListStatus, Sessions};
use crate::{
    base::{
        dates::Date,
        ids::{GmcNumber, OdsCode, UserId},
    },
    practices::Practice,
    ui::FieldError,
};

/// A GP's own entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryView {
    pub name: String,
    /// Their number.
    pub gmc_number: GmcNumber,
    /// What the list says they are in general.
    pub gp_type: GpType,
    /// How they stand on it.
    pub status: ListStatus,
    /// The address that the GMC has, where it is not the username.
    pub gmc_email: String,
    /// Links of today.
    pub now: Vec<MyLink>,
    /// Links that begin later.
    pub to_come: Vec<MyLink>,
    /// Links that are over, the last first.
    pub before: Vec<MyLink>,
    /// Half sessions of today, over all practices.
    pub halves: i64,
    /// What they asked for that is not decided, the oldest first.
    pub open: Vec<LinkLine>,
    /// What was decided lately.
    pub decided: Vec<LinkLine>,
    /// Practices that asked them to bring the entry up to date.
    pub nudges: Vec<NudgeFrom>,
}

/// A GP's own entry in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryInShort {
    /// That they may not work for the time being, or at all: a sentence; empty where they may.
    pub standing: String,
    /// Links of today and later ones: a sentence each.
    pub links: Vec<String>,
    /// What they asked for that is not decided, the oldest first.
    pub open: Vec<LinkLine>,
    /// Practices that asked them to bring the entry up to date.
    pub nudges: Vec<NudgeFrom>,
}

/// A GP's link with a practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyLink {
    pub practice: OdsCode,
    pub practice_name: String,
    pub gp_type: GpType,
    pub sessions: Option<Sessions>,
    pub first: Date,
    pub last: Option<Date>,
    /// A request about this practice that waits.
    pub open: Option<Uuid>,
}

/// A request in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkLine {
    pub id: Uuid,
    /// The case reference.
    pub reference: String,
    /// What is asked for, after "to".
    pub asks: String,
    /// When, in words.
    pub asked: String,
    /// Status: a sentence.
    pub stands: String,
}

/// A practice that asked a GP to bring the entry up to date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NudgeFrom {
    pub practice: OdsCode,
    pub practice_name: String,
    /// Who asked.
    pub by: String,
    /// When, in words.
    pub asked: String,
    /// Whether there is a link already.
    pub linked: bool,
}

/// A question that a GP answers on the way to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// At which practice.
    Practice,
    GpType,
    Sessions,
    /// Why they leave.
    Leaving,
    /// From when, or until when.
    Day,
    /// Whether all this is right.
    Check,
}

/// The next question, with everything that was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionView {
    /// On the way to what.
    pub kind: LinkKind,
    /// Which question.
    pub question: Question,
    /// What was answered.
    pub answers: Answers,
    /// What is wrong with the last answer.
    pub errors: Vec<FieldError>,
    /// The name of the practice, once it is known.
    pub practice_name: String,
    /// What the list says now of the GP there.
    pub now: Option<MyLink>,
    /// Practices that were found.
    pub found: Vec<FoundPractice>,
    /// Half sessions of today at other practices.
    pub halves_elsewhere: i64,
    /// A request about the practice that waits: it is shown first.
    pub open: Option<LinkLine>,
    /// Other practices whose links would end too.
    pub ends_too: Vec<String>,
    /// Whether the registration team has to approve it as well.
    pub second_approval: bool,
}

/// A practice that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundPractice {
    pub practice: OdsCode,
    pub name: String,
    /// Where it is.
    pub place: String,
    /// Whether it has closed.
    pub closed: bool,
    /// Whether the GP is linked with it, now or from a day to come.
    pub linked: bool,
}

/// A request with all that became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestView {
    pub id: Uuid,
    /// The case reference.
    pub reference: String,
    pub gp: String,
    /// Their number.
    pub gmc_number: GmcNumber,
    pub practice: OdsCode,
    pub practice_name: String,
    /// What is asked for, after "to".
    pub asks: String,
    /// What is on record beside what is asked for: what it is about, the record, the request.
    pub compared: Vec<(String, String, String)>,
    /// Whether nobody has decided.
    pub open: bool,
    /// Who has to act and since when, or who decided what: sentences.
    pub stands: Vec<String>,
    /// What happened, in order.
    pub timeline: Vec<TimelineLine>,
    /// What the reader can do.
    pub decision: Decision,
}

/// Something that happened to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineLine {
    /// When, in words.
    pub when: String,
    /// Who did what: a sentence.
    pub what: String,
    pub why: String,
}

/// What a reader of a request can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    /// It is theirs: take it back.
    Withdraw,
    /// Confirm or reject it for the practice.
    Confirm,
    /// Approve or reject it for the commissioner.
    Approve,
    /// Nothing but read: the registration team decides.
    Wait,
    /// Nothing but read; an administrator gives somebody the role.
    GiveRole,
    /// Nothing but read.
    Read,
}

/// A practice's GPs and what waits about them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeView {
    /// The practice, as stands at the top of its pages.
    pub about: Practice,
    /// Whether the reader confirms links there.
    pub confirms: bool,
    /// Whether the reader sees the GPs.
    pub all: bool,
    /// Whether the reader may open no other page of the practice.
    pub alone: bool,
    /// What waits, in short.
    pub queue: LinkQueue,
    /// What waits, the oldest first.
    pub open: Vec<TaskLink>,
    /// Retirements and resignations of the last year.
    pub told: Vec<LinkLine>,
    /// GPs of today.
    pub now: Vec<GpHere>,
    /// GPs who begin later.
    pub to_come: Vec<GpHere>,
    /// GPs who have left, the last first.
    pub before: Vec<GpHere>,
}

/// A GP at a practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GpHere {
    pub user: UserId,
    pub name: String,
    /// Their last name alone, which a nudge repeats.
    pub last_name: String,
    /// Their number.
    pub gmc_number: GmcNumber,
    pub gp_type: GpType,
    pub sessions: Option<Sessions>,
    pub first: Date,
    pub last: Option<Date>,
    /// Whether a request was confirmed for it, not the list alone says so.
    pub confirmed: bool,
    /// A request that waits.
    pub open: Option<Uuid>,
    /// When the practice last asked them to bring their entry up to date, in words.
    pub nudged: String,
    /// Whether it may ask again.
    pub may_nudge: bool,
}

/// How much waits at a practice, and who can decide.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkQueue {
    pub practice: String,
    pub name: String,
    /// How many requests.
    pub waiting: usize,
    /// How long the oldest has waited, in days.
    pub days: u32,
    /// Who can decide, by name.
    pub reviewers: Vec<String>,
    /// Whether the reader can give somebody the role.
    pub gives_role: bool,
    /// Who can, by name.
    pub givers: Vec<String>,
}

/// A request among the tasks of those who decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskLink {
    pub id: Uuid,
    pub gp: String,
    /// Their number.
    pub gmc_number: String,
    /// What is asked for, after "to".
    pub asks: String,
    /// When, in words.
    pub asked: String,
    /// How many days ago.
    pub days: u32,
    /// Whether somebody was reminded.
    pub late: bool,
    /// Whether the registration team has to approve it.
    pub approve: bool,
}

impl Question {
    /// All of them, in the order they are asked.
    pub const ALL: [Self; 6] = [
        Self::Practice,
        Self::Leaving,
        Self::GpType,
        Self::Sessions,
        Self::Day,
        Self::Check,
    ];

    /// The question before this one; none before the first.
    pub fn before(self, kind: LinkKind) -> Option<Self> {
        let asked: &[Self] = match kind {
            LinkKind::Join => &[
                Self::Practice,
                Self::GpType,
                Self::Sessions,
                Self::Day,
                Self::Check,
            ],
            LinkKind::Change => &[Self::GpType, Self::Sessions, Self::Day, Self::Check],
            LinkKind::Leave => &[Self::Leaving, Self::Day, Self::Check],
        };
        let at = asked.iter().position(|question| *question == self)?;
        asked.get(at.checked_sub(1)?).copied()
    }

    /// The question that has this field.
    pub fn of(field: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|question| question.field() == field)
            .unwrap_or(Self::Practice)
    }
}

impl LinkQueue {
    /// `2 requests are waiting, the oldest for 5 days`.
    pub fn in_words(&self) -> String {
        let wait = match self.waiting {
            0 => return "No requests are waiting".to_owned(),
            1 => "1 request is waiting".to_owned(),
            waiting => [&waiting.to_string(), " requests are waiting"].concat(),
        };
        let oldest = if self.waiting == 1 {
            ", for "
        } else {
            ", the oldest for "
        };
        [&wait, oldest, &days_in_words(self.days)].concat()
    }
}

/// `less than a day`, `1 day`, `5 days`.
pub fn days_in_words(days: u32) -> String {
    match days {
        0 => "less than a day".to_owned(),
        1 => "1 day".to_owned(),
        days => [&days.to_string(), " days"].concat(),
    }
}
