//! Deciding that somebody leaves a practice: now, or after a last day.

use std::ops::Deref;

use super::{
    Column, Grant, MembershipStatus, Origin, Permissions, Refusal, Role, Subject,
    plan::{beyond_horizon, holders_of, reason_refusals},
};
use crate::base::dates::Date;

/// What is asked for at one practice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// The version of the user's place that the actor saw.
    pub version: i64,
    /// The last day; none to leave at once.
    pub last_day: Option<Date>,
    /// Why. It must be said.
    pub reason: String,
    /// The actor has read and accepted that a service is left without an administrator.
    pub accepts_no_administrator: bool,
}

/// A leaving that may happen: who leaves where, how, and what it does. [`leave`] alone makes one:
///
/// ```compile_fail,E0423
/// # use practice_access::access::{Leave, LeavePlan};
/// fn forge(leave: Leave) -> LeavePlan {
///     LeavePlan(leave)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeavePlan(Leave);

/// What somebody's leaving does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leave {
    pub subject: Subject,
    /// Their place.
    pub column: Column,
    /// What was asked for.
    pub leaving: Leaving,
    /// The grants that end.
    pub end: Vec<Grant>,
    /// Roles that follow from the Performers List: they stay as long as the link does, and give no access meanwhile.
    pub stay: Vec<Role>,
    /// Critical roles that nobody at the practice holds afterwards.
    pub uncovers: Vec<Role>,
}

/// Staying after all, at a place whose last day is to be taken back, where that may be done. [`stay`] alone makes one:
///
/// ```compile_fail,E0451
/// # use practice_access::access::{Column, Staying, Subject};
/// fn forge(subject: Subject, column: Column) -> Staying {
///     Staying { subject, column }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staying {
    subject: Subject,
    column: Column,
}

impl Deref for LeavePlan {
    type Target = Leave;

    fn deref(&self) -> &Leave {
        &self.0
    }
}

impl Staying {
    /// Who.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Their place.
    pub fn column(&self) -> &Column {
        &self.column
    }
}

/// Whoever administers any service of the practice may let somebody who works there leave, or stay after all: they give
/// nothing to anybody that was not there before.
fn allowed(column: &Column, version: i64, permissions: &Permissions) -> Result<(), Refusal> {
    if !permissions.registration_officer() && !permissions.administers_at(&column.practice) {
        return Err(Refusal::UnknownPractice(column.practice.clone()));
    }
    let practice = column.name.clone();
    if column.version != version {
        return Err(Refusal::Stale { practice });
    }
    match column.membership {
        Some(MembershipStatus::Active | MembershipStatus::Invited) => Ok(()),
        Some(MembershipStatus::Deactivated) | None => Err(Refusal::WorksNotHere { practice }),
    }
}

/// Decides that `subject` stays at the practice of `column`, of which the actor saw `version`.
pub fn stay(
    subject: Subject,
    column: Column,
    version: i64,
    permissions: &Permissions,
) -> Result<Staying, Vec<Refusal>> {
    match allowed(&column, version, permissions) {
        // Taking a last day back gives more access, which a practice that has closed does not.
        Ok(()) if column.closed => Err(vec![Refusal::HasClosed {
            practice: column.name,
        }]),
        Ok(()) => Ok(Staying { subject, column }),
        Err(refusal) => Err(vec![refusal]),
    }
}

/// Decides that `subject` leaves the practice of `column`. Gives what is to be done, or every reason why it is not.
pub fn leave(
    subject: Subject,
    column: Column,
    leaving: Leaving,
    permissions: &Permissions,
    today: Date,
) -> Result<LeavePlan, Vec<Refusal>> {
    allowed(&column, leaving.version, permissions).map_err(|refusal| vec![refusal])?;
    let mut refusals: Vec<_> = reason_refusals(&leaving.reason, true).into_iter().collect();
    if leaving.last_day.is_some_and(|day| day < today) {
        refusals.push(Refusal::EndsInThePast);
    }
    if beyond_horizon(leaving.last_day, today) {
        refusals.push(Refusal::EndsTooFarAway);
    }
    let (stay, end): (Vec<_>, Vec<_>) = column
        .grants
        .iter()
        .cloned()
        .partition(|grant| grant.origin == Origin::PerformersList);
    let mut uncovers = Vec::new();
    for grant in &end {
        let role = grant.role;
        let covered =
            holders_of(&column.holders, role, subject.user).any(|holder| holder.in_force(today));
        if !role.is_critical() || !grant.in_force(today) || covered {
            continue;
        }
        uncovers.push(role);
        if role.administers() && !leaving.accepts_no_administrator {
            let (service, practice) = (role.service(), column.name.clone());
            refusals.push(Refusal::LastAdministrator { service, practice });
        }
    }
    if refusals.is_empty() {
        Ok(LeavePlan(Leave {
            subject,
            column,
            leaving,
            end,
            stay: stay.into_iter().map(|grant| grant.role).collect(),
            uncovers,
        }))
    } else {
        Err(refusals)
    }
}

/// Decides that `subject` leaves several practices at once, each as the actor saw it: everywhere or nowhere. Gives every reason
/// why not, a reason that holds at each of them once.
pub fn leave_all(
    subject: &Subject,
    places: Vec<(Column, Leaving)>,
    permissions: &Permissions,
    today: Date,
) -> Result<Vec<LeavePlan>, Vec<Refusal>> {
    let (mut plans, mut refusals) = (Vec::new(), Vec::new());
    for (column, leaving) in places {
        match leave(subject.clone(), column, leaving, permissions, today) {
            Ok(plan) => plans.push(plan),
            Err(more) => {
                for refusal in more {
                    if !refusals.contains(&refusal) {
                        refusals.push(refusal);
                    }
                }
            }
        }
    }
    if refusals.is_empty() {
        Ok(plans)
    } else {
        Err(refusals)
    }
}

#[cfg(test)]
mod tests;
