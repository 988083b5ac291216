//! Deciding a change to one user's roles at one or several practices.
//!
//! [`plan`] is the whole of the rules: the page calls it before saving to say what would happen, the server calls it
//! inside the transaction to make it happen, and every refusal is a sentence for people.

mod column;

use serde::{Deserialize, Serialize};

use super::{DenyReason, Grant, MembershipStatus, Period, Permissions, Refusal, Role};
use crate::base::{
    dates::Date,
    ids::{OdsCode, UserId},
    text::{LONGEST_REASON, isolated},
};
use column::Deciding;
pub use column::{Addition, ColumnPlan};

/// One practice in a user's role table, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub practice: OdsCode,
    pub name: String,
    /// Whether the practice has closed.
    pub closed: bool,
    /// The user's place there, if they have one.
    pub membership: Option<MembershipStatus>,
    /// Grows with every change to the place or its grants; 0 before there is a place.
    pub version: i64,
    /// The user's grants that have not ended, those that start later too.
    pub grants: Vec<Grant>,
    /// Everyone, the user included, who holds a limited or critical role there.
    pub holders: Vec<Holder>,
    /// Roles that nobody holds at the same time.
    pub apart: Vec<Apart>,
}

/// Two roles that nobody holds at one practice at the same time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Apart {
    pub role: Role,
    pub other: Role,
    /// Why, in words that end a sentence.
    pub why: String,
}

/// Someone who holds a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    pub role: Role,
    pub user: UserId,
    pub name: String,
    /// Whether their place gives access: a deactivated user keeps the role and does not do what it is for.
    pub works: bool,
    /// When it is in force.
    pub period: Period,
}

/// The user whose roles are decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    pub user: UserId,
    pub name: String,
    /// Whether they belong to the registration team.
    pub registration_officer: bool,
}

/// What one practice's column should be afterwards. Roles that the actor may not decide are left as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DesiredRoles {
    pub practice: OdsCode,
    /// The version the actor saw.
    pub version: i64,
    /// The boxes that are ticked.
    pub ticked: Vec<Role>,
}

/// What applies to every role added in one save.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// First day; today when absent.
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
    /// Why; the registration team must say.
    pub reason: String,
    /// The actor has read and accepted that a service is left without an administrator.
    pub accepts_no_administrator: bool,
}

/// A change that may be made: of whose roles, on which terms, and what it adds and removes, practice by practice.
///
/// [`plan`] alone makes one, so that whoever holds one knows that the rules allow it:
///
/// ```compile_fail,E0451
/// # use practice_access::access::{Plan, Subject, Terms};
/// fn forge(subject: Subject, terms: Terms) -> Plan {
///     Plan { subject, terms, columns: Vec::new(), certified: true }
/// }
/// ```
///
/// Nor does it change afterwards:
///
/// ```compile_fail,E0616
/// # use practice_access::access::Plan;
/// fn widen(mut plan: Plan) {
///     plan.columns.clear();
/// }
/// ```
///
/// Everybody may read it:
///
/// ```
/// # use practice_access::access::Plan;
/// fn practices(plan: &Plan) -> usize {
///     plan.columns().len()
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    subject: Subject,
    terms: Terms,
    columns: Vec<ColumnPlan>,
    certified: bool,
}

/// The names of those who hold `role`, other than `except`.
pub fn holders_of(holders: &[Holder], role: Role, except: UserId) -> impl Iterator<Item = &Holder> {
    holders
        .iter()
        .filter(move |holder| holder.role == role && holder.user != except)
}

impl Holder {
    /// Whether they do today what the role is for.
    pub fn in_force(&self, today: Date) -> bool {
        self.works && self.period.includes(today)
    }
}

impl Column {
    /// Why the actor can't tick or untick `role` here now, if so.
    pub fn locked(
        &self,
        role: Role,
        permissions: &Permissions,
        subject: UserId,
    ) -> Result<(), DenyReason> {
        let held = self.grant(role).is_some();
        if held {
            permissions.may_decide(&self.practice, role, subject)?;
        } else {
            permissions.may_give(&self.practice, role, subject)?;
        }
        if self.closed && !held {
            Err(DenyReason::Closed)
        } else {
            Ok(())
        }
    }

    /// That the actor does not decide about `role` here.
    pub fn not_yours(&self, role: Role, locked: DenyReason) -> Refusal {
        Refusal::NotYours {
            role,
            at: self.practice.clone(),
            practice: self.name.clone(),
            locked,
        }
    }

    /// The user's grant of `role` here, if it has not ended.
    pub fn grant(&self, role: Role) -> Option<&Grant> {
        self.grants.iter().find(|grant| grant.role == role)
    }

    /// The names of the others who use up all places of a limited role.
    pub fn full(&self, role: Role, subject: UserId) -> Option<Vec<String>> {
        let limit = role.limit()?;
        let others: Vec<_> = holders_of(&self.holders, role, subject)
            .map(|holder| holder.name.clone())
            .collect();
        (others.len() >= limit).then_some(others)
    }

    /// Why somebody can't come to hold these roles, of which some are `given` now: nobody holds two of them together.
    pub fn together(&self, after: &[Role], given: &[Role]) -> Vec<Refusal> {
        let refused = |apart: &Apart| {
            let both = [apart.role, apart.other];
            let is_new = both.iter().any(|role| given.contains(role));
            let together = is_new && both.iter().all(|role| after.contains(role));
            together.then(|| Refusal::Together {
                role: apart.role,
                other: apart.other,
                practice: self.name.clone(),
                why: apart.why.clone(),
            })
        };
        self.apart.iter().filter_map(refused).collect()
    }
}

/// Decides a change to `subject`'s roles. Gives what is to be done, or every reason why it is not.
pub fn plan(
    columns: &[Column],
    wanted: &[DesiredRoles],
    terms: &Terms,
    subject: &Subject,
    permissions: &Permissions,
    today: Date,
) -> Result<Plan, Vec<Refusal>> {
    let mut refusals = check_days(terms.starts_on, terms.ends_on, today);
    let mut changes = Vec::new();
    for want in wanted {
        let Some(column) = columns
            .iter()
            .find(|column| column.practice == want.practice)
        else {
            refusals.push(Refusal::UnknownPractice(want.practice.clone()));
            continue;
        };
        // Before anything is compared: an answer that depends on what stands there would tell what stands there.
        if !permissions.decides_at(&want.practice) {
            refusals.push(Refusal::UnknownPractice(want.practice.clone()));
            continue;
        }
        if column.version != want.version {
            refusals.push(Refusal::Stale {
                practice: column.name.clone(),
            });
            continue;
        }
        let deciding = Deciding {
            column,
            subject,
            terms,
            permissions,
            today,
        };
        let change = deciding.plan(&want.ticked, &mut refusals);
        if !change.add.is_empty() || !change.remove.is_empty() {
            changes.push(change);
        }
    }
    if changes.is_empty() && refusals.is_empty() {
        refusals.push(Refusal::NothingChanged);
    }
    let must_say_why = permissions.registration_officer()
        && changes
            .iter()
            .any(|column| !permissions.administers_at(&column.practice));
    refusals.extend(reason_refusals(&terms.reason, must_say_why));
    if refusals.is_empty() {
        Ok(Plan {
            subject: subject.clone(),
            terms: terms.clone(),
            columns: changes,
            certified: permissions.is_certified(),
        })
    } else {
        Err(refusals)
    }
}

/// What is wrong with the first and the last day of something new, each judged for itself: whoever gives two wrong ones learns of
/// both. Without a first day it begins today.
pub fn check_days(starts_on: Option<Date>, ends_on: Option<Date>, today: Date) -> Vec<Refusal> {
    let mut refusals = passed(starts_on, ends_on, today);
    let start = starts_on.unwrap_or(today);
    if refusals.is_empty() && ends_on.is_some_and(|end| end < start) {
        refusals.push(Refusal::EndsBeforeItStarts);
    }
    if beyond_horizon(starts_on, today) {
        refusals.push(Refusal::StartsTooFarAway);
    }
    if beyond_horizon(ends_on, today) {
        refusals.push(Refusal::EndsTooFarAway);
    }
    refusals
}

/// The days that have passed, of a first and a last one.
pub fn passed(starts_on: Option<Date>, ends_on: Option<Date>, today: Date) -> Vec<Refusal> {
    let passed =
        |day: Option<Date>, refusal: Refusal| day.is_some_and(|day| day < today).then_some(refusal);
    let starts = passed(starts_on, Refusal::StartsInThePast);
    let ends = passed(ends_on, Refusal::EndsInThePast);
    starts.into_iter().chain(ends).collect()
}

/// Whether a day is so far away that it is a slip of the pen.
pub(super) fn beyond_horizon(day: Option<Date>, today: Date) -> bool {
    day.is_some_and(|day| day.parts().0 > today.parts().0 + 10)
}

/// What is wrong with the reason of a change.
pub(super) fn reason_refusals(reason: &str, needed: bool) -> Option<Refusal> {
    if needed && reason.trim().is_empty() {
        Some(Refusal::ReasonNeeded)
    } else if reason.chars().count() > LONGEST_REASON {
        Some(Refusal::ReasonTooLong)
    } else {
        None
    }
}

impl Plan {
    /// Whose roles.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// What applies to every role that is added.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Only practices where something changes.
    pub fn columns(&self) -> &[ColumnPlan] {
        &self.columns
    }

    /// Leaves who holds what as it is after this plan.
    pub fn take_effect(&self, holders: &mut Vec<Holder>, today: Date) {
        for column in &self.columns {
            for grant in &column.remove {
                holders
                    .retain(|holder| holder.user != self.subject.user || holder.role != grant.role);
            }
            holders.extend(column.add.iter().map(|given| Holder {
                role: given.role,
                user: self.subject.user,
                name: isolated(&self.subject.name).into_owned(),
                works: true,
                period: Period {
                    first: self.terms.starts_on.unwrap_or(today),
                    last: self.terms.ends_on,
                },
            }));
        }
    }

    /// Whether two officers have approved it, each of whom showed a second factor then.
    pub fn is_certified(&self) -> bool {
        self.certified
    }

    /// Whether it makes somebody an administrator.
    pub fn makes_an_administrator(&self) -> bool {
        let mut given = self.columns.iter().flat_map(|column| &column.add);
        given.any(|given| given.role.administers())
    }
}

#[cfg(test)]
mod tests;
