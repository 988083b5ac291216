//! Deciding a change of the days from which and until which one grant is in force.
//!
//! What a last day takes away later is judged as [`plan`](super::plan()) judges what an untick takes away now.

use std::ops::Deref;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Column, DenyReason, Grant, MembershipStatus, Period, Permissions, Refusal, Role,
    plan::{beyond_horizon, holders_of, reason_refusals},
};
use crate::base::{
    dates::Date,
    ids::{OdsCode, UserId},
};

/// The dates a grant should have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDates {
    pub practice: OdsCode,
    pub role: Role,
    /// The version of the user's place that the actor saw.
    pub version: i64,
    /// First day; as it is when absent.
    pub starts_on: Option<Date>,
    /// Last day; none when absent.
    pub ends_on: Option<Date>,
    /// Why; the registration team must say.
    pub reason: String,
    /// The actor has read and accepted that a service is left without an administrator.
    pub accepts_no_administrator: bool,
}

/// A change of dates that may be made. [`redate`] alone makes one:
///
/// ```compile_fail,E0423
/// # use practice_access::access::{Redating, RedatePlan};
/// fn forge(redating: Redating) -> RedatePlan {
///     RedatePlan(redating)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedatePlan(Redating);

impl Deref for RedatePlan {
    type Target = Redating;

    fn deref(&self) -> &Redating {
        &self.0
    }
}

/// What a change of one grant's dates does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redating {
    pub user: UserId,
    pub grant: Uuid,
    pub practice: OdsCode,
    /// The same, by name.
    pub practice_name: String,
    /// The version the change was made from.
    pub version: i64,
    /// The roles held there, before as after.
    pub held: Vec<Role>,
    /// The dates before and afterwards.
    pub dates: Redated,
    pub reason: String,
    /// The first day on which nobody at the practice holds a critical role because of this.
    pub uncovered_from: Option<Date>,
    /// Whether that has to be confirmed: a service loses the administrator it has.
    pub to_be_confirmed: bool,
}

/// The dates of one grant before and after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redated {
    pub role: Role,
    /// When it was to be in force.
    pub before: Period,
    /// When it is to be in force.
    pub after: Period,
}

/// Decides new dates for `subject`'s grant. Gives what is to be done, or every reason why it is not. `column` is the
/// user's place at the practice, if there is such a practice.
pub fn redate(
    column: Option<&Column>,
    wanted: &NewDates,
    subject: UserId,
    permissions: &Permissions,
    today: Date,
) -> Result<RedatePlan, Vec<Refusal>> {
    let (role, at) = (wanted.role, &wanted.practice);
    let (column, grant) =
        grant_of(column, wanted, subject, permissions).map_err(|refusal| vec![refusal])?;
    let before = grant.period();
    let after = Period {
        first: wanted.starts_on.unwrap_or(before.first),
        last: wanted.ends_on,
    };
    let mut refusals = check(before, after, today);
    refusals.extend(reason_refusals(
        &wanted.reason,
        permissions.registration_officer() && !permissions.administers_at(at),
    ));
    // At a practice that has closed access can be cut short and nothing more.
    if !before.contains(after) {
        let prolongs = permissions.may_give(at, role, subject);
        let closed = column.closed.then_some(DenyReason::Closed);
        let locked = prolongs.err().or(closed);
        refusals.extend(locked.map(|locked| column.not_yours(role, locked)));
    }
    let uncovered_from = uncovered_from(column, role, after, subject, today);
    let to_be_confirmed = uncovered_from.is_some() && role.administers() && before.includes(today);
    if to_be_confirmed && !wanted.accepts_no_administrator {
        let (service, practice) = (role.service(), column.name.clone());
        refusals.push(Refusal::LastAdministrator { service, practice });
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let dates = Redated {
        role,
        before,
        after,
    };
    Ok(RedatePlan(Redating {
        user: subject,
        grant: grant.id,
        practice: at.clone(),
        practice_name: column.name.clone(),
        version: column.version,
        held: column.grants.iter().map(|grant| grant.role).collect(),
        dates,
        reason: wanted.reason.clone(),
        uncovered_from,
        to_be_confirmed,
    }))
}

/// The grant whose dates the actor may decide, as they saw it.
fn grant_of<'a>(
    column: Option<&'a Column>,
    wanted: &NewDates,
    subject: UserId,
    permissions: &Permissions,
) -> Result<(&'a Column, &'a Grant), Refusal> {
    let (role, at) = (wanted.role, &wanted.practice);
    // Before anything is compared: an answer that depends on what stands there would tell what stands there.
    let known = permissions.registration_officer() || permissions.administers_at(at);
    let Some(column) = column.filter(|column| known && column.practice == *at) else {
        return Err(Refusal::UnknownPractice(at.clone()));
    };
    let practice = column.name.clone();
    if column.version != wanted.version {
        return Err(Refusal::Stale { practice });
    }
    if let Err(locked) = permissions.may_decide(at, role, subject) {
        return Err(column.not_yours(role, locked));
    }
    let grant = column.grant(role);
    let grant = grant.ok_or(Refusal::NotHeld { role, practice })?;
    Ok((column, grant))
}

/// What is wrong with the dates themselves.
fn check(before: Period, after: Period, today: Date) -> Vec<Refusal> {
    if before == after {
        return vec![Refusal::SameDates];
    }
    let (start_moved, end_moved) = (before.first != after.first, before.last != after.last);
    let mut refusals = Vec::new();
    if start_moved && before.first <= today {
        refusals.push(Refusal::StartHasPassed {
            since: before.first,
        });
    } else if start_moved && after.first < today {
        refusals.push(Refusal::StartsInThePast);
    }
    match after.last {
        Some(last) if last < today => refusals.push(Refusal::UntickToEnd),
        Some(last) if last < after.first => refusals.push(Refusal::EndsBeforeItStarts),
        _ => {}
    }
    // A far day that stands there already is nobody's slip of the pen now.
    if start_moved && beyond_horizon(Some(after.first), today) {
        refusals.push(Refusal::StartsTooFarAway);
    }
    if end_moved && beyond_horizon(after.last, today) {
        refusals.push(Refusal::EndsTooFarAway);
    }
    refusals
}

/// The first day from today on that `subject`'s grant of a critical role covered, that it no longer covers, and that
/// nobody else's does.
fn uncovered_from(
    column: &Column,
    role: Role,
    after: Period,
    subject: UserId,
    today: Date,
) -> Option<Date> {
    let before = column.grant(role)?.period();
    // A deactivated user keeps the grant and does not do what it is for.
    if !role.is_critical() || column.membership == Some(MembershipStatus::Deactivated) {
        return None;
    }
    let others: Vec<Period> = holders_of(&column.holders, role, subject)
        .filter(|holder| holder.works)
        .map(|holder| holder.period)
        .collect();
    let uncovered = |day: &Date| {
        *day >= today
            && before.includes(*day)
            && !after.includes(*day)
            && !others.iter().any(|other| other.includes(*day))
    };
    // Such days come in runs, and a run begins today, when the grant did, or on the day after somebody's last.
    let ends = others
        .iter()
        .chain([&after])
        .filter_map(|period| period.last);
    ends.filter_map(Date::next)
        .chain([today, before.first])
        .filter(uncovered)
        .min()
}

impl Redated {
    /// Whether it gives an administrator more days, which asks for as much as making one.
    pub fn prolongs_an_administrator(&self) -> bool {
        self.role.administers() && !self.before.contains(self.after)
    }

    /// What became of each day: `View Claims: last day moved from 1 March 2027 to 8 March 2027`.
    pub fn in_words(&self) -> Vec<String> {
        let (before, after) = (self.before, self.after);
        let day = |day: Option<Date>| day.map(Date::in_words);
        let mut sentences = Vec::new();
        for (which, was, is) in [
            ("first", Some(before.first), Some(after.first)),
            ("last", before.last, after.last),
        ] {
            if was == is {
                continue;
            }
            let mut sentence = [self.role.name(), ": ", which, " day "].concat();
            match (day(was), day(is)) {
                (Some(was), Some(is)) => {
                    sentence.extend(["moved from ", &was, " to ", &is]);
                }
                (Some(was), None) => sentence.extend(["removed (it was ", &was, ")"]),
                (None, is) => sentence.extend(["set to ", &is.unwrap_or_default()]),
            }
            sentences.push(sentence);
        }
        sentences
    }
}

#[cfg(test)]
mod tests;
