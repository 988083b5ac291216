//! What may be asked for, what it does to a GP's assignments, and which roles follow from them.

mod follow;
mod refusal;
#[cfg(feature = "ssr")]
mod whole;

pub use follow::{Automatic, Following, Implied, follow};
pub use refusal::LinkRefusal;
#[cfg(feature = "ssr")]
pub(super) use whole::shown;

use uuid::Uuid;

use super::{GpType, LinkRequest, ListStatus, Sessions};
use crate::{
    access::Period,
    base::{dates::Date, ids::OdsCode},
};

/// A GP's link to a practice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    pub id: Uuid,
    pub practice: OdsCode,
    pub gp_type: GpType,
    /// How much; none where the list does not say.
    pub sessions: Option<Sessions>,
    /// From when until when.
    pub period: Period,
}

/// What the list says of a GP: everything that was not cancelled, past and to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// How they stand on it.
    pub status: ListStatus,
    /// At all practices.
    pub assignments: Vec<Assignment>,
}

/// One thing to be done to a GP's assignments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssignmentChange {
    /// A new one.
    Add(Assignment),
    /// One becomes this.
    Alter(Assignment),
    /// One never begins.
    Cancel(Uuid),
}

/// How many years back and ahead a change may lie.
const YEARS_BACK: i16 = 2;
const YEARS_AHEAD: i16 = 1;

/// The first and the last day that may be asked for.
pub fn window(today: Date) -> (Date, Date) {
    (
        today.years_later(-YEARS_BACK).unwrap_or(today),
        today.years_later(YEARS_AHEAD).unwrap_or(today),
    )
}

/// Decides what a GP asks for about their link with `practice`. Gives what is to be done, or why it can't be. `new` is
/// the identifier of an assignment that it may add.
pub fn plan(
    entry: &Entry,
    practice: &OdsCode,
    closed: bool,
    wanted: LinkRequest,
    today: Date,
    new: Uuid,
) -> Result<Vec<AssignmentChange>, LinkRefusal> {
    let leaves = matches!(wanted, LinkRequest::Leave { .. });
    if !leaves && entry.status != ListStatus::Active {
        return Err(LinkRefusal::NotActive);
    }
    if !leaves && closed {
        return Err(LinkRefusal::Closed);
    }
    let (earliest, latest) = window(today);
    if wanted.day() < earliest {
        return Err(LinkRefusal::TooLongAgo { earliest });
    }
    if wanted.day() > latest {
        return Err(LinkRefusal::TooFarAhead { latest });
    }
    let here: Vec<_> = entry.at(practice).collect();
    let steps = match wanted {
        LinkRequest::Join {
            gp_type,
            sessions,
            first,
        } => join(&here, practice, (gp_type, sessions), first, new)?,
        LinkRequest::Change {
            gp_type,
            sessions,
            first,
        } => change(&here, (gp_type, sessions), first, new)?,
        LinkRequest::Leave { last, why } => {
            let later = !why.for_information();
            leave(&here, last, later, today)?
        }
    };
    let before = entry.most_halves(wanted.day());
    let after = entry.after(&steps).most_halves(wanted.day());
    // What the list itself says may be too much already: then less is still better.
    if after > Sessions::FULL.halves() && after > before {
        return Err(LinkRefusal::TooManySessions { halves: after });
    }
    Ok(steps)
}

fn join(
    here: &[&Assignment],
    practice: &OdsCode,
    (gp_type, sessions): (GpType, Sessions),
    first: Date,
    new: Uuid,
) -> Result<Vec<AssignmentChange>, LinkRefusal> {
    if let Some(known) = here.iter().find(|known| !known.period.is_over(first)) {
        return Err(LinkRefusal::Linked {
            period: known.period,
        });
    }
    Ok(vec![AssignmentChange::Add(Assignment {
        id: new,
        practice: practice.clone(),
        gp_type,
        sessions: Some(sessions),
        period: Period { first, last: None },
    })])
}

fn change(
    here: &[&Assignment],
    (gp_type, sessions): (GpType, Sessions),
    first: Date,
    new: Uuid,
) -> Result<Vec<AssignmentChange>, LinkRefusal> {
    let known = here.iter().find(|known| known.period.includes(first));
    let known = known.ok_or(LinkRefusal::NotLinked { day: first })?;
    let sessions = Some(sessions);
    if (known.gp_type, known.sessions) == (gp_type, sessions) {
        return Err(LinkRefusal::Unchanged);
    }
    let altered = Assignment {
        gp_type,
        sessions,
        ..(*known).clone()
    };
    if known.period.first == first {
        return Ok(vec![AssignmentChange::Alter(altered)]);
    }
    let until = Period {
        last: first.previous(),
        ..known.period
    };
    let since = Period {
        first,
        ..known.period
    };
    Ok(vec![
        AssignmentChange::Alter(Assignment {
            period: until,
            ..(*known).clone()
        }),
        AssignmentChange::Add(Assignment {
            id: new,
            period: since,
            ..altered
        }),
    ])
}

/// `later` says whether a last day may be moved to a later one. A retirement, which nobody confirms, ends links and never makes
/// one longer.
fn leave(
    here: &[&Assignment],
    last: Date,
    later: bool,
    today: Date,
) -> Result<Vec<AssignmentChange>, LinkRefusal> {
    let mut steps = Vec::new();
    for known in here {
        let period = known.period;
        if period.first > last {
            // What has begun was so; what has not, or only today, need not begin.
            if period.first < today {
                return Err(LinkRefusal::BeganLater {
                    first: period.first,
                });
            }
            steps.push(AssignmentChange::Cancel(known.id));
        } else if period.last.is_none_or(|end| end > last) {
            steps.push(AssignmentChange::Alter(Assignment {
                period: Period {
                    last: Some(last),
                    ..period
                },
                ..(*known).clone()
            }));
        }
    }
    if steps.is_empty() && later {
        let newest = here.iter().max_by_key(|known| known.period.first);
        let goes_on =
            newest.filter(|known| !known.period.is_over(today) && known.period.is_over(last));
        steps.extend(goes_on.map(|known| {
            AssignmentChange::Alter(Assignment {
                period: Period {
                    last: Some(last),
                    ..known.period
                },
                ..(*known).clone()
            })
        }));
    }
    if steps.is_empty() {
        return Err(LinkRefusal::NotLinked { day: last });
    }
    Ok(steps)
}

impl Entry {
    /// The assignments at a practice.
    pub fn at(&self, practice: &OdsCode) -> impl Iterator<Item = &Assignment> {
        self.assignments
            .iter()
            .filter(move |known| known.practice == *practice)
    }

    /// The entry once these steps are done.
    #[must_use]
    pub fn after(&self, steps: &[AssignmentChange]) -> Self {
        let mut entry = self.clone();
        for step in steps {
            match step {
                AssignmentChange::Add(new) => entry.assignments.push(new.clone()),
                AssignmentChange::Alter(altered) => {
                    let known = entry.assignments.iter_mut();
                    for known in known.filter(|known| known.id == altered.id) {
                        *known = altered.clone();
                    }
                }
                AssignmentChange::Cancel(id) => entry.assignments.retain(|known| known.id != *id),
            }
        }
        entry
    }

    /// The half sessions of a day, over all practices.
    pub fn halves_on(&self, day: Date) -> i64 {
        halves(self.assignments.iter(), day)
    }

    /// The half sessions of a day at all other practices.
    pub fn halves_elsewhere(&self, practice: &OdsCode, day: Date) -> i64 {
        let elsewhere = self.assignments.iter();
        halves(elsewhere.filter(|known| known.practice != *practice), day)
    }

    /// The most half sessions of any day from `from` on.
    pub fn most_halves(&self, from: Date) -> i64 {
        let begins = self.assignments.iter().map(|known| known.period.first);
        let days = begins.filter(|first| *first > from).chain([from]);
        days.map(|day| self.halves_on(day))
            .max()
            .unwrap_or_default()
    }
}

fn halves<'a>(assignments: impl Iterator<Item = &'a Assignment>, day: Date) -> i64 {
    assignments
        .filter(|known| known.period.includes(day))
        .filter_map(|known| known.sessions)
        .map(Sessions::halves)
        .sum()
}

#[cfg(test)]
mod tests;
