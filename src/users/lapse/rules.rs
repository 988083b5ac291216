//! When a place at a practice lapses because nobody uses it, who is reminded before, and who stays all the same.

use std::collections::BTreeMap;

use crate::{
    access::Service,
    base::{
        clock::{date_of, days_after, days_since},
        dates::{Date, Instant},
        ids::UserId,
    },
    web::UnusedAfter,
};

/// How many days somebody has to log in who was brought back after a lapse.
pub(super) const GRACE: u32 = 7;

/// Where nobody was reminded yet: more than any number of days before.
const NOT_REMINDED: u32 = 1000;

/// Somebody's place at a practice, as far as this goes.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub user: UserId,
    /// From when it is counted: the last log in, or when the place was given if that is later; of an invitation, when the
    /// newest was sent.
    pub used_at: Instant,
    pub kind: Kind,
    /// Whether a link of a GP or an accountant gives it: it ends with that.
    pub rests_on_link: bool,
    /// The last day that was set.
    pub leaves_on: Option<Date>,
    /// The services that they administer, or are going to.
    pub administers: Vec<Service>,
    /// Those for which they could take somebody's place: they administer them today, and for a while yet.
    pub covers: Vec<Service>,
    /// What was told of it.
    pub notice: Option<Notice>,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Days without a log in.
    Unused,
    /// Days in which an invitation was not used.
    Invited,
    /// Days since they were brought back after a lapse.
    BroughtBack,
}

/// What was told of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Notice {
    /// From when it was counted. Another moment makes it void.
    pub used_at: Instant,
    /// The day it was first told.
    pub on: Date,
    /// The fewest days before that were told.
    pub reminded: u32,
}

/// Who is reminded so many days before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reminder {
    pub days: u32,
    pub person: bool,
    pub administrators: bool,
}

/// How a place stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It does not lapse soon.
    InUse,
    /// It lapses on a day unless somebody logs in.
    Due {
        on: Date,
        /// When it was first told, which may be now.
        noticed_on: Date,
        /// Whoever has to be reminded now.
        remind: Option<Reminder>,
        /// Services that only they administer: because of these it will stay.
        alone: Vec<Service>,
    },
    /// Its day has come, and it stays, because only they administer these services.
    Stays { since: Date, alone: Vec<Service> },
    /// Its day has come.
    Lapses,
}

const PERSON: [bool; 2] = [true, false];
const BOTH: [bool; 2] = [true, true];
const ADMINISTRATORS: [bool; 2] = [false, true];

impl Kind {
    fn days(self, after: UnusedAfter) -> u32 {
        match self {
            Self::Unused => after.days,
            Self::Invited => after.invitation_days,
            Self::BroughtBack => GRACE,
        }
    }

    /// For how many days nothing is told.
    pub fn quiet(self, after: UnusedAfter) -> u32 {
        self.days(after).saturating_sub(self.first())
    }

    /// How many days before the first reminder is sent.
    fn first(self) -> u32 {
        self.reminders().first().map_or(0, |(days, _)| *days)
    }

    /// How many days lie at least between the first notice and the lapse, however late the first one comes.
    fn least(self) -> u32 {
        match self {
            Self::Unused => 30,
            Self::Invited => 7,
            Self::BroughtBack => 3,
        }
    }

    /// How many days before somebody is told, and whom: the person, then the administrators too. Whoever has not set up
    /// their account is sent nothing; that is for those who invited them.
    fn reminders(self) -> &'static [(u32, [bool; 2])] {
        match self {
            Self::Unused => &[(30, PERSON), (14, BOTH), (3, BOTH)],
            Self::Invited => &[(7, ADMINISTRATORS)],
            Self::BroughtBack => &[(GRACE, PERSON), (3, BOTH)],
        }
    }

    /// The reminder that is due so many days before, of those that were not told.
    fn reminder(self, left: u32, reminded: u32) -> Option<Reminder> {
        let due = self.reminders().iter().rev();
        let (days, [person, administrators]) = *due.into_iter().find(|(days, _)| left <= *days)?;
        (days < reminded).then_some(Reminder {
            days,
            person,
            administrators,
        })
    }
}

impl Place {
    /// The day on which it lapses, and when that was first told, if it is time to tell.
    fn lapses(&self, after: UnusedAfter, today: Date) -> Option<(Date, Date, u32)> {
        if self.rests_on_link {
            return None;
        }
        let day = days_after(date_of(self.used_at), self.kind.days(after));
        let notice = self.notice.filter(|notice| notice.used_at == self.used_at);
        let noticed_on = notice.map_or(today, |notice| notice.on);
        let on = day.max(days_after(noticed_on, self.kind.least()));
        let soon = on <= days_after(today, self.kind.first());
        // Whoever leaves before leaves by that.
        let leaves = self.leaves_on.is_some_and(|leaves_on| leaves_on < on);
        let reminded = notice.map_or(NOT_REMINDED, |notice| notice.reminded);
        (soon && !leaves).then_some((on, noticed_on, reminded))
    }
}

/// How each place of a practice stands, of those who work there and those who are invited. A service never loses the last who
/// administers it: of several whose day has come, whoever was there last stays.
pub(super) fn standings(places: &[Place], after: UnusedAfter, today: Date) -> Vec<Standing> {
    let mut covered: BTreeMap<Service, usize> = BTreeMap::new();
    for service in places.iter().flat_map(|place| &place.covers) {
        *covered.entry(*service).or_default() += 1;
    }
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|index| places.get(*index).map(|place| (place.used_at, place.user)));
    let mut standings = vec![Standing::InUse; places.len()];
    for index in order {
        let (Some(place), Some(standing)) = (places.get(index), standings.get_mut(index)) else {
            continue;
        };
        let Some((on, noticed_on, reminded)) = place.lapses(after, today) else {
            continue;
        };
        let alone = alone(place, &covered);
        *standing = if on > today {
            let left = days_since(today, on);
            Standing::Due {
                on,
                noticed_on,
                remind: place.kind.reminder(left, reminded),
                alone,
            }
        } else if alone.is_empty() {
            for service in &place.covers {
                covered.entry(*service).and_modify(|count| *count -= 1);
            }
            Standing::Lapses
        } else {
            Standing::Stays { since: on, alone }
        };
    }
    standings
}

/// The services of a place that nobody else would administer.
fn alone(place: &Place, covered: &BTreeMap<Service, usize>) -> Vec<Service> {
    let others = |service: &Service| {
        let all = covered.get(service).copied().unwrap_or_default();
        all - usize::from(place.covers.contains(service))
    };
    let administered = place.administers.iter();
    administered
        .copied()
        .filter(|service| others(service) == 0)
        .collect()
}

#[cfg(test)]
mod tests;
