//! What is recorded.

use serde::{Deserialize, Serialize};

use super::{Action, Cursor, FilterQuery, Standing};
use crate::{
    access::{Redated, Role},
    base::{
        dates::{Date, Instant},
        ids::{OdsCode, UserId},
    },
    practices::Practice,
    ui::FieldError,
};

/// The content of an event beyond who, whom, where and when. Stored as JSON, so fields may be added, never removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// Roles held before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<Role>,
    /// Roles held afterwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<Role>,
    /// First day of what was added, when later than the day of the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<Date>,
    /// Last day of what was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<Date>,
    /// The dates of a grant that was there and stayed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<Redated>,
    /// The moment of the change that was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takes_back: Option<Instant>,
    /// The version of the user's place after the change.
    #[serde(default, skip_serializing_if = "is_default")]
    pub version: i64,
    /// The certification it belongs to, and where that stands afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseMark>,
    /// Anything else, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// How the person stands at the practice afterwards. Written by the record itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Whether the person belongs to the registration team from then on, where that was accepted as found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<bool>,
    /// The newest anchor of that moment, `NUMBER:` and the beginning of its hash: whoever removes or alters an anchor
    /// has to rewrite all that was recorded afterwards. Written by the record itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub anchor: String,
}

/// A certification as the record marks it: from these marks the whole case can be told again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseMark {
    /// The case reference.
    pub case: String,
    /// What was done, by its code.
    pub step: String,
    /// Where it stands afterwards, by its code.
    pub state: String,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Detail {
    /// Roles that came.
    pub fn added(&self) -> impl Iterator<Item = Role> {
        self.after
            .iter()
            .copied()
            .filter(|role| !self.before.contains(role))
    }

    /// Roles that went.
    pub fn removed(&self) -> impl Iterator<Item = Role> {
        self.before
            .iter()
            .copied()
            .filter(|role| !self.after.contains(role))
    }
}

/// For how long a change can be taken back, in microseconds.
pub const TAKEN_BACK_WITHIN: i64 = 7 * Instant::DAY;

/// One event as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The chain it is in; with `number` what `history verify` calls it.
    pub chain: String,
    /// Its number in the chain.
    pub number: i64,
    pub at: Instant,
    /// The day in England.
    pub on: Date,
    /// The time of that day in England: `14:05`.
    pub time: String,
    /// Who did it, by the name they had then.
    pub by: String,
    /// The account that did it, as far as the reader may see it.
    pub by_account: Option<Account>,
    /// Whether it was somebody of the registration team.
    pub by_team: bool,
    /// What kind of event; none if this version of the program does not know it.
    pub action: Option<Action>,
    /// The account it was done to.
    pub user: Option<UserId>,
    /// Their name then.
    pub user_name: String,
    /// That account as it is now, as far as the reader may see it.
    pub user_account: Option<Account>,
    pub practice: Option<OdsCode>,
    /// Its name now.
    pub practice_name: String,
    /// All of it in one sentence: `Claire Ng changed Tom Bright's roles`.
    pub title: String,
    /// What exactly.
    pub changes: Vec<Change>,
    /// Why, if a reason was given.
    pub reason: String,
    /// The request by which it was done, as found in the log.
    pub request_id: String,
    /// Whether it can still be taken back.
    pub undo: bool,
}

/// An account in the record, as it is now: names can be chosen and changed, an account can't.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: UserId,
    /// Its name now.
    pub name: String,
    /// Its username; empty if the reader may know its name alone.
    pub username: String,
}

/// One part of what an event changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// Roles that came, and from when until when.
    Added(String),
    /// Roles that went.
    Removed(String),
    /// Anything else.
    Note(String),
}

impl Change {
    /// As a sentence: `Added View Claims and Statements from 1 December 2026`.
    pub fn in_words(&self) -> String {
        match self {
            Self::Added(what) => ["Added ", what].concat(),
            Self::Removed(what) => ["Removed ", what].concat(),
            Self::Note(what) => what.clone(),
        }
    }
}

/// One page of a part of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryView {
    /// Which part.
    pub about: About,
    /// What was asked for, as it was understood.
    pub filter_query: FilterQuery,
    /// The events, the newest first.
    pub lines: Vec<Line>,
    /// For the address of the next page, if there may be one.
    pub next: String,
    /// Set if the events were too many to look through at once: the moment down to which they were, in words.
    pub searched_back: String,
    /// What is wrong with what was asked for; then there are no lines.
    pub errors: Vec<FieldError>,
}

/// What a part of the record is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    /// Everything.
    Everything,
    /// A practice.
    Practice(Practice),
    /// A user.
    User {
        id: UserId,
        name: String,
        /// Whether the reader is that user.
        own: bool,
        /// Whether all practices are shown, not only those the reader administers.
        everywhere: bool,
    },
}

impl Line {
    /// Names as they stand on a page.
    #[cfg(feature = "ssr")]
    pub(super) fn stand_apart(&mut self) {
        let accounts = [&mut self.by_account, &mut self.user_account];
        let accounts = accounts.into_iter().flatten();
        let accounts = accounts.map(|account| &mut account.name);
        for name in accounts.chain([&mut self.by, &mut self.user_name]) {
            *name = crate::base::text::isolated(name).into_owned();
        }
    }

    /// Where it stands in the record.
    pub fn place(&self) -> Cursor {
        Cursor {
            at: self.at,
            chain: self.chain.clone(),
            number: self.number,
        }
    }

    /// Whether it is something that people did and that can still be taken back at `now`.
    #[cfg(feature = "ssr")]
    pub(super) fn is_to_undo(&self, now: Instant) -> bool {
        self.action.is_some_and(Action::may_be_taken_back)
            && self.by_account.is_some()
            && self.practice.is_some()
            && now.0 - self.at.0 < TAKEN_BACK_WITHIN
    }

    /// When, as people in England read it: `23 November 2026 at 14:05`.
    pub fn when(&self) -> String {
        [&self.on.in_words(), " at ", &self.time].concat()
    }

    /// What exactly, in sentences.
    pub fn what(&self) -> String {
        let sentences: Vec<_> = self.changes.iter().map(Change::in_words).collect();
        sentences.join(". ")
    }

    /// When, who, what and why, for one line of a list.
    pub fn in_words(&self) -> String {
        let mut text = [&self.when(), ": ", &self.title].concat();
        for more in [self.what(), self.reason.clone()] {
            if !more.is_empty() {
                text.push_str(". ");
                text.push_str(&more);
            }
        }
        text
    }
}
