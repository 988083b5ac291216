//! Deciding that somebody leaves a practice: now, or after a last day.

use super::{
    Column, Grant, MembershipStatus, Origin, Permissions, Refusal, Role,
    plan::{beyond_horizon, holders_of, reason_refusals},
};
use crate::base::{dates::Date, ids::UserId};

/// What is asked for.
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

/// What will be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leave {
    /// The grants that end.
    pub end: Vec<Grant>,
    /// Roles that follow from the Performers List: they stay as long as the link does, and give no access meanwhile.
    pub stay: Vec<Role>,
    /// Critical roles that nobody at the practice holds afterwards.
    pub uncovers: Vec<Role>,
}

/// Decides that `subject` leaves the practice of `column`. Gives what is to be done, or every reason why it is not.
///
/// Whoever administers any service of the practice may: they take away, and give nothing to anybody.
pub fn leave(
    column: &Column,
    leaving: &Leaving,
    subject: UserId,
    permissions: &Permissions,
    today: Date,
) -> Result<Leave, Vec<Refusal>> {
    let practice = column.name.clone();
    if !permissions.registration_officer && !permissions.administers_at(&column.practice) {
        return Err(vec![Refusal::UnknownPractice(column.practice.clone())]);
    }
    if column.version != leaving.version {
        return Err(vec![Refusal::Stale { practice }]);
    }
    if !matches!(
        column.membership,
        Some(MembershipStatus::Active | MembershipStatus::Invited)
    ) {
        return Err(vec![Refusal::WorksNotHere { practice }]);
    }
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
            holders_of(&column.holders, role, subject).any(|holder| holder.in_force(today));
        if !role.is_critical() || !grant.in_force(today) || covered {
            continue;
        }
        uncovers.push(role);
        if role.administers() && !leaving.accepts_no_administrator {
            let (service, practice) = (role.service(), practice.clone());
            refusals.push(Refusal::LastAdministrator { service, practice });
        }
    }
    if refusals.is_empty() {
        Ok(Leave {
            end,
            stay: stay.into_iter().map(|grant| grant.role).collect(),
            uncovers,
        })
    } else {
        Err(refusals)
    }
}
