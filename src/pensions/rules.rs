//! How a form goes on, and which forms a member owes for a year.

use serde::{Deserialize, Serialize};

use super::{
    calculation::{
        Held, PostKind,
        year::{Part, SchemeYear},
    },
    content::FormKind,
};
use crate::{
    access::FormSide,
    base::{dates::Date, ids::OdsCode, stored::coded},
};

coded! {
    /// Where a form stands.
    pub enum Stage ("where a pension form stands") {
        /// It is being filled in.
        Draft = "draft", "Draft";
        /// It is filled in: the member, or the practice, submits it.
        Ready = "ready", "Ready to submit";
        /// It was submitted, and nobody has decided.
        Declared = "declared", "Submitted";
        /// The pensions desk has approved it: it is on the member's record.
        Approved = "approved", "Approved";
        /// The pensions desk has rejected it.
        Rejected = "rejected", "Rejected";
        /// The member says that it was filed elsewhere.
        Elsewhere = "elsewhere", "Filed elsewhere";
        /// The member says that none is needed.
        NotRequired = "not-required", "Not required";
    }
}

coded! {
    /// What somebody does with a form.
    pub enum Step ("a step of a pension form") {
        /// Enters something, adds a paper or takes one out.
        Save = "save", "Save";
        /// Says that it can be submitted. The accountant changes nothing from then on.
        Ready = "ready", "Mark as ready";
        /// Takes that back.
        TakeBack = "take-back", "Go on changing it";
        /// Submits it.
        Submit = "submit", "Submit";
        /// Takes it back before it is decided.
        Withdraw = "withdraw", "Take it back";
        /// Puts it on the record.
        Approve = "approve", "Approve";
        /// Sends it back.
        Reject = "reject", "Reject";
        /// Begins to mend what was rejected.
        Revert = "revert", "Change it and submit again";
        /// Says that it was filed elsewhere.
        Elsewhere = "elsewhere", "It was filed elsewhere";
        /// Says that none is needed.
        NotRequired = "not-required", "It is not required";
        /// Takes either back.
        Reopen = "reopen", "Open it again";
    }
}

/// Why a step can't be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FormRefusal {
    /// Not by them.
    NotYours,
    /// Not as it stands, or not any more.
    NotAsItStands,
    /// It has been handed over to the member.
    Frozen,
    /// The practice submits what the member or the accountant has marked as ready.
    NotReady,
}

impl FormRefusal {
    /// As people are told.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::NotYours => "Somebody else has to do this. The page of the form says who.",
            Self::NotAsItStands => {
                "This was not done, because the form has moved on. The page shows its status now."
            }
            Self::Frozen => {
                "This form is marked as ready, so only the member changes it. To change it yourself, take it back first."
            }
            Self::NotReady => {
                "A practice submits a form once the member or their accountant has marked it as ready."
            }
        }
    }
}

impl Stage {
    /// Where a form stands after a step that somebody takes.
    pub(super) fn after(self, step: Step, side: &FormSide) -> Result<Self, FormRefusal> {
        use FormSide::{Accountant, Desk, Member, Practice};
        let by = |right: bool, to: Self| right.then_some(to).ok_or(FormRefusal::NotYours);
        let fills_in = matches!(side, Member | Accountant);
        match (self, step) {
            (Self::Ready, Step::Save) if *side == Accountant => Err(FormRefusal::Frozen),
            (Self::Ready, Step::Save) => by(*side == Member, Self::Ready),
            (Self::Draft, Step::Ready) => by(fills_in, Self::Ready),
            (Self::Draft, Step::Save)
            | (Self::Ready, Step::TakeBack)
            | (Self::Rejected, Step::Revert) => by(fills_in, Self::Draft),
            (Self::Draft, Step::Submit) if matches!(side, Practice(_)) => {
                Err(FormRefusal::NotReady)
            }
            (Self::Draft | Self::Ready, Step::Submit) => {
                by(matches!(side, Member | Practice(_)), Self::Declared)
            }
            (Self::Declared, Step::Withdraw)
            | (Self::Elsewhere | Self::NotRequired, Step::Reopen) => {
                by(*side == Member, Self::Draft)
            }
            (Self::Declared, Step::Approve) => by(*side == Desk, Self::Approved),
            (Self::Declared, Step::Reject) => by(*side == Desk, Self::Rejected),
            (Self::Draft, Step::Elsewhere) => by(*side == Member, Self::Elsewhere),
            (Self::Draft, Step::NotRequired) => by(*side == Member, Self::NotRequired),
            _ => Err(FormRefusal::NotAsItStands),
        }
    }

    /// Whether it was submitted and not taken back: the pensions desk sees it.
    pub fn is_submitted(self) -> bool {
        matches!(self, Self::Declared | Self::Approved | Self::Rejected)
    }

    /// Whether nothing more is to be done for the year.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Approved | Self::Elsewhere | Self::NotRequired)
    }

    /// Whether something can still be entered.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Ready)
    }
}

/// A position of a member at a practice, as the Performers List or their roles have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub kind: PostKind,
    pub ods: OdsCode,
    /// The practice, by name.
    pub practice: String,
    pub first: Date,
    /// None while it goes on.
    pub last: Option<Date>,
}

impl Position {
    /// Whether it was held on any day of a year.
    pub(super) fn is_in(&self, year: SchemeYear) -> bool {
        self.first <= year.last() && self.last.is_none_or(|last| last >= year.first())
    }

    /// The days on which it was held in a year.
    pub(super) fn held_in(&self, year: SchemeYear) -> Held {
        Held {
            first: self.first.max(year.first()),
            last: self.last.filter(|last| *last < year.last()),
        }
    }
}

/// A form that is about one thing: a position, or all salaried and solo work.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FormOf {
    pub kind: FormKind,
    /// The position of a Type 1 certificate.
    pub ods: Option<OdsCode>,
}

/// The forms that a member owes for a year: a Type 1 certificate for each position as a partner, one Type 2 self-assessment for all
/// salaried and solo work, and none for locum work alone. In order, each once.
pub(super) fn owed(positions: &[Position], year: SchemeYear) -> Vec<FormOf> {
    let held = positions.iter().filter(|position| position.is_in(year));
    let form = |position: &Position| match position.kind {
        PostKind::Partner | PostKind::NonGpProvider | PostKind::Company => Some(FormOf {
            kind: FormKind::Type1,
            ods: Some(position.ods.clone()),
        }),
        PostKind::Salaried | PostKind::FeeBased | PostKind::Solo => Some(FormOf {
            kind: FormKind::Type2,
            ods: None,
        }),
        PostKind::Locum => None,
    };
    let mut owed: Vec<_> = held.filter_map(form).collect();
    owed.sort();
    owed.dedup();
    owed
}

/// The scheme years that are over on a day, the newest first.
pub(super) fn years_over(today: Date) -> impl Iterator<Item = SchemeYear> {
    SchemeYear::all()
        .rev()
        .filter(move |year| year.bounds(Part::WholeYear).last < today)
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Whoever fills it in: the accountant, or the member if they have none.
    Completes,
    /// Whoever submits it: the practice that the member has authorised, or the member.
    Submits,
    /// Nobody's, or the pensions desk's.
    Nobody,
}

/// Whose turn it is with a form, begun or not.
pub(super) fn turn(stage: Option<Stage>) -> Turn {
    match stage {
        None | Some(Stage::Draft | Stage::Rejected) => Turn::Completes,
        Some(Stage::Ready) => Turn::Submits,
        Some(Stage::Declared | Stage::Approved | Stage::Elsewhere | Stage::NotRequired) => {
            Turn::Nobody
        }
    }
}

/// A reminder of a year's last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reminder {
    /// How many days before the last day it is sent; below zero after it.
    pub days: i64,
    /// How the letter says it.
    pub words: &'static str,
}

/// The reminders there are, the latest first.
const REMINDERS: [Reminder; 6] = [
    Reminder {
        days: -30,
        words: "It is a month late",
    },
    Reminder {
        days: -1,
        words: "The last day has passed",
    },
    Reminder {
        days: 3,
        words: "3 days are left, or fewer",
    },
    Reminder {
        days: 14,
        words: "2 weeks are left, or less",
    },
    Reminder {
        days: 30,
        words: "A month is left, or less",
    },
    Reminder {
        days: 60,
        words: "2 months are left, or less",
    },
];

/// Which reminder is due when so many days are left. Two months after the last day none is.
pub(super) fn reminder(left: i64) -> Option<Reminder> {
    let due = REMINDERS.into_iter().find(|reminder| left <= reminder.days);
    due.filter(|_| left > -60)
}

/// How long there is until a day, in words.
pub fn time_left(days: i64) -> String {
    let count = |days: i64| match days {
        1 => "1 day".to_owned(),
        days => [&days.to_string(), " days"].concat(),
    };
    match days {
        0 => "today is the last day".to_owned(),
        days if days > 0 => [&count(days), " left"].concat(),
        days => [&count(-days), " late"].concat(),
    }
}

#[cfg(test)]
mod tests;
