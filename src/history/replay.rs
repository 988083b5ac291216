//! Following what the record says of the people at one practice, event by event, and telling where it does not follow.
//!
//! Each event that changes somebody's access says how they stand afterwards and what it changed. What it did not change
//! has to be as the event before left it: a grant that was put into the tables in between, past the program, is
//! found even after the program has gone on working with it.

use std::{collections::BTreeMap, fmt};

use super::{Action, Detail, Held, Standing};
use crate::{access::Role, base::ids::UserId};

/// Something that the record and the tables say differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The practice by its code, or the registration team.
    pub place: String,
    /// Whose account.
    pub user: UserId,
    /// Their name in the record, or their account if it has none.
    pub who: String,
    /// The role, or the place, and where an event is the first to know of it, its number.
    pub what: String,
    /// What the record says.
    pub record: String,
    /// What the tables say.
    pub table: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            place,
            user,
            who,
            what,
            record,
            table,
        } = self;
        write!(
            f,
            "{place}, {who} ({user}), {what}: the record says {record}; the table says {table}"
        )
    }
}

/// One event that changes somebody's access, as far as it is followed.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub number: i64,
    pub at: i64,
    pub request_id: String,
    pub by: Option<UserId>,
    pub action: Action,
    pub detail: Detail,
}

/// A grant that has ended, as the record knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ended {
    pub grant: Held,
    pub at: i64,
    /// By whom it may have been ended.
    pub by: Vec<Option<UserId>>,
}

/// What the record says of one person at one practice.
#[derive(Clone, Debug, Default)]
pub(super) struct Person {
    /// The newest name.
    pub name: String,
    /// How they stand there; nothing if nothing was recorded.
    pub standing: Option<Standing>,
    /// Grants that have ended since the beginning, or since what was there was accepted.
    pub ended: Vec<Ended>,
    /// A hash of those that had ended when what was there was accepted.
    pub past: String,
    /// What does not follow.
    pub differences: Vec<Difference>,
    /// The events of one change: those of one moment and one request.
    change: Vec<Told>,
    after: Option<Standing>,
}

/// What the record says of the people at one practice.
#[derive(Clone, Debug, Default)]
pub(super) struct Replay {
    pub practice: String,
    people: BTreeMap<UserId, Person>,
}

impl Replay {
    pub(super) fn new(practice: &str) -> Self {
        Self {
            practice: practice.to_owned(),
            people: BTreeMap::new(),
        }
    }

    /// The next event about somebody.
    pub(super) fn event(&mut self, user: UserId, name: &str, mut told: Told) {
        let Some(standing) = told.detail.standing.take() else {
            return;
        };
        let place = (self.practice.as_str(), user);
        let person = self.people.entry(user).or_default();
        if !name.is_empty() {
            name.clone_into(&mut person.name);
        }
        let same = |before: &Told| before.at == told.at && before.request_id == told.request_id;
        if !person.change.last().is_some_and(same) {
            person.close(place);
        }
        person.change.push(told);
        person.after = Some(standing);
    }

    /// What it says in the end.
    pub(super) fn finish(mut self) -> BTreeMap<UserId, Person> {
        for (user, person) in &mut self.people {
            person.close((self.practice.as_str(), *user));
        }
        self.people
    }
}

impl Person {
    /// Their name, or their account.
    pub(super) fn called(&self, user: UserId) -> String {
        if self.name.is_empty() {
            user.to_string()
        } else {
            self.name.clone()
        }
    }

    /// Judges the change that the events so far make together.
    fn close(&mut self, (place, user): (&str, UserId)) {
        let change = std::mem::take(&mut self.change);
        let Some(after) = self.after.take() else {
            return;
        };
        if change.iter().any(|told| told.action == Action::Accepted) {
            self.differences.clear();
            self.ended.clear();
            self.past.clone_from(&after.past);
        } else {
            let before = self.standing.take().unwrap_or_default();
            let number = change.last().map_or(0, |told| told.number);
            let who = self.called(user);
            let mut unexplained = |what: &str, record: String, table: String| {
                self.differences.push(Difference {
                    place: place.to_owned(),
                    user,
                    who: who.clone(),
                    what: [what, " (until entry ", &number.to_string(), ")"].concat(),
                    record,
                    table,
                });
            };
            grants(&change, &before, &after, &mut self.ended, &mut unexplained);
            if !explains_place(&change, &before, &after) {
                unexplained("the place", place_words(&before), place_words(&after));
            }
        }
        self.standing = Some(after);
    }
}

/// Follows the grants from before a change to after it.
fn grants(
    change: &[Told],
    before: &Standing,
    after: &Standing,
    ended: &mut Vec<Ended>,
    unexplained: &mut impl FnMut(&str, String, String),
) {
    let at = change.last().map_or(0, |told| told.at);
    let mut end = |grant: &Held| {
        ended.push(Ended {
            grant: grant.clone(),
            at,
            by: explain_end(change, grant).map(|told| told.by).collect(),
        });
    };
    for held in &before.grants {
        let now = after.grants.iter().find(|now| now.role == held.role);
        match now {
            Some(now) if now == held => {}
            Some(now) if now.mark == held.mark && explains_dates(change, held, now) => {}
            Some(now) if explains_end(change, held) && explains_gift(change, now) => end(held),
            Some(now) => {
                let (record, table) = grant_words(held, now);
                unexplained(role_name(&held.role), record, table);
            }
            None if explains_end(change, held) => end(held),
            None => unexplained(
                role_name(&held.role),
                held_words(held),
                "no longer held".to_owned(),
            ),
        }
    }
    for now in &after.grants {
        let there = before.grants.iter().any(|held| held.role == now.role);
        if !there && !explains_gift(change, now) {
            unexplained(role_name(&now.role), "not held".to_owned(), held_words(now));
        }
    }
}

fn explains_gift(change: &[Told], now: &Held) -> bool {
    change
        .iter()
        .any(|told| told.detail.added().any(|role| role.code() == now.role))
}

fn explains_end(change: &[Told], held: &Held) -> bool {
    explain_end(change, held).next().is_some()
}

/// The events of a change by which a grant may have ended.
fn explain_end<'a>(change: &'a [Told], held: &'a Held) -> impl Iterator<Item = &'a Told> {
    change.iter().filter(|told| match told.action {
        // After a last day as well: a grant that would begin after it never does.
        Action::Deactivated | Action::LastDaySet => true,
        _ => told.detail.removed().any(|role| role.code() == held.role),
    })
}

fn explains_dates(change: &[Told], held: &Held, now: &Held) -> bool {
    change.iter().any(|told| {
        let leaving = matches!(told.action, Action::LastDaySet | Action::Stays);
        let redated = told.detail.dates.is_some_and(|dates| {
            let is = |grant: &Held, period: crate::access::Period| {
                grant.first == period.first.to_string()
                    && grant.last == period.last.map(|last| last.to_string())
            };
            dates.role.code() == held.role && is(held, dates.before) && is(now, dates.after)
        });
        redated || leaving && held.first == now.first
    })
}

fn explains_place(change: &[Told], before: &Standing, after: &Standing) -> bool {
    let done = |actions: &[Action]| change.iter().any(|told| actions.contains(&told.action));
    let place = |standing: &Standing| {
        (
            standing.left_at,
            standing.leaves_on.clone(),
            standing.why.clone(),
        )
    };
    if place(before) == place(after) {
        return true;
    }
    match (before.left_at, after.left_at) {
        (Some(_), None) => done(&[Action::RolesChanged, Action::BroughtBack, Action::TakenBack]),
        (None, None) => done(&[Action::LastDaySet, Action::Stays]),
        _ => done(&[Action::Deactivated]),
    }
}

/// How a role is called.
pub(super) fn role_name(code: &str) -> &str {
    match Role::from_code(code) {
        Some(role) => role.name(),
        None => code,
    }
}

/// That somebody holds a role, and from when until when.
pub(super) fn held_words(grant: &Held) -> String {
    let until = grant.last.as_deref().map(|last| [" until ", last].concat());
    ["held from ", &grant.first, until.as_deref().unwrap_or("")].concat()
}

/// In what two grants of one role differ.
pub(super) fn grant_words(record: &Held, table: &Held) -> (String, String) {
    let (first, mut second) = (held_words(record), held_words(table));
    if record.mark != table.mark {
        second.push_str(
            ", given by somebody else, at another time, in another way or for another reason",
        );
    }
    (first, second)
}

/// How a place is.
pub(super) fn place_words(standing: &Standing) -> String {
    let mut words = match standing.left_at {
        _ if standing.gone => return "none".to_owned(),
        Some(at) => ["deactivated since ", &crate::base::clock::in_words(at)].concat(),
        None => "not deactivated".to_owned(),
    };
    if let Some(last) = &standing.leaves_on {
        words.push_str(", last day ");
        words.push_str(last);
    }
    if !standing.why.is_empty() {
        words.push_str(", for reason ");
        words.push_str(standing.why.get(..8).unwrap_or_default());
    }
    words
}
