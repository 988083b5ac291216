//! Deciding that somebody who left a practice comes back there, with what they held.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    Column, DesiredRoles, Grant, Holder, MembershipStatus, Origin, Period, Permissions, Plan,
    Refusal, Role, Subject, Terms, plan,
};
use crate::base::dates::Date;

/// A role that ended when somebody left, with the days it was to be in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remembered {
    pub role: Role,
    /// Its first day, if that is still to come.
    pub starts_on: Option<Date>,
    /// Its own last day, whatever the last day of the place made of it.
    pub ends_on: Option<Date>,
}

/// A coming back that may happen. [`come_back`] alone makes one:
///
/// ```compile_fail,E0451
/// # use practice_access::access::{Column, ComingBack, Subject};
/// fn forge(subject: Subject, column: Column) -> ComingBack {
///     ComingBack { subject, column, plans: Vec::new(), came: Vec::new() }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComingBack {
    subject: Subject,
    column: Column,
    plans: Vec<Plan>,
    came: Vec<Holder>,
}

impl ComingBack {
    /// Who.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Their place, as it stands.
    pub fn column(&self) -> &Column {
        &self.column
    }

    /// What gives the roles back, to be done in this order: those of different days one after the other. Empty for somebody
    /// who comes back to automatic roles alone.
    pub fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// The roles from the Performers List, which give access again.
    pub fn automatic(&self) -> impl Iterator<Item = Role> {
        let grants = self.column.grants.iter();
        grants
            .filter(|grant| grant.origin == Origin::PerformersList)
            .map(|grant| grant.role)
    }

    /// Who holds what they are given, for those who are decided about after them.
    pub fn came(&self) -> &[Holder] {
        &self.came
    }
}

/// Decides that `subject` comes back to the practice of `column`, of which the actor saw `version`, with those of the
/// `remembered` roles that the actor may give. Roles from the Performers List have not ended: whoever administers any service
/// there, and could end the access, may let them give it again.
pub fn come_back(
    subject: Subject,
    column: Column,
    version: i64,
    remembered: &[Remembered],
    permissions: &Permissions,
    today: Date,
) -> Result<ComingBack, Vec<Refusal>> {
    allowed(&column, version, permissions).map_err(|refusal| vec![refusal])?;
    let yours = |one: &&Remembered| column.locked(one.role, permissions, subject.user).is_ok();
    let yours: Vec<_> = remembered.iter().filter(yours).copied().collect();
    let by_days = by_days(&yours);
    let mut coming = ComingBack {
        subject,
        column,
        plans: Vec::new(),
        came: Vec::new(),
    };
    if by_days.is_empty() && coming.automatic().next().is_none() {
        return Err(vec![Refusal::NothingChanged]);
    }
    let mut then = coming.column.clone();
    for ((starts_on, ends_on), roles) in by_days {
        let terms = Terms {
            starts_on,
            ends_on,
            ..Terms::default()
        };
        let held = then.grants.iter().map(|grant| grant.role);
        let wanted = DesiredRoles {
            practice: then.practice.clone(),
            version: then.version,
            ticked: roles.iter().copied().chain(held).collect(),
        };
        let columns = std::slice::from_ref(&then);
        let subject = &coming.subject;
        let plan = plan(columns, &[wanted], &terms, subject, permissions, today)?;
        coming.plans.push(plan);
        for role in roles {
            coming
                .came
                .push(hold(&mut then, subject, role, &terms, today));
        }
        then.version += 1;
        then.membership = Some(MembershipStatus::Active);
    }
    Ok(coming)
}

/// The first day, if it is still to come, and the last day of a role.
pub(super) type Days = (Option<Date>, Option<Date>);

/// Roles that come back, by their days: those of one change have the same.
pub(super) fn by_days(remembered: &[Remembered]) -> BTreeMap<Days, Vec<Role>> {
    let mut by_days: BTreeMap<Days, Vec<Role>> = BTreeMap::new();
    for one in remembered {
        let days = (one.starts_on, one.ends_on);
        by_days.entry(days).or_default().push(one.role);
    }
    by_days
}

/// Whoever administers any service there may bring somebody back, where the practice is open and they are still gone.
fn allowed(column: &Column, version: i64, permissions: &Permissions) -> Result<(), Refusal> {
    if !permissions.registration_officer() && !permissions.administers_at(&column.practice) {
        return Err(Refusal::UnknownPractice(column.practice.clone()));
    }
    let practice = column.name.clone();
    if column.version != version || column.membership != Some(MembershipStatus::Deactivated) {
        return Err(Refusal::Stale { practice });
    }
    if column.closed {
        return Err(Refusal::HasClosed { practice });
    }
    Ok(())
}

/// The column after a role was given there, and who holds it.
pub(super) fn hold(
    column: &mut Column,
    subject: &Subject,
    role: Role,
    terms: &Terms,
    today: Date,
) -> Holder {
    let period = Period {
        first: terms.starts_on.unwrap_or(today),
        last: terms.ends_on,
    };
    column.grants.push(Grant {
        id: Uuid::nil(),
        role,
        origin: Origin::Administrator,
        granted_by: String::new(),
        granted_on: today,
        reason: String::new(),
        starts_on: period.first,
        ends_on: period.last,
    });
    let holder = Holder {
        role,
        user: subject.user,
        name: subject.name.clone(),
        works: true,
        period,
    };
    column.holders.push(holder.clone());
    holder
}

#[cfg(test)]
mod tests;
