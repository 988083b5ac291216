//! Deciding a change to one user's roles at one practice.

use super::{Column, Subject, Terms, holders_of};
use crate::{
    access::{Grant, MembershipStatus, Origin, Permissions, Refusal, Role, dates_of},
    base::{dates::Date, ids::OdsCode},
};

/// A role that is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addition {
    pub role: Role,
    /// As what the actor gives it.
    pub origin: Origin,
}

/// What changes at one practice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnPlan {
    pub practice: OdsCode,
    pub name: String,
    /// The version the change was made from.
    pub version: i64,
    /// The user's place before the change.
    pub membership: Option<MembershipStatus>,
    /// Roles held before, in force or still to start.
    pub before: Vec<Role>,
    /// Roles to give.
    pub add: Vec<Addition>,
    /// Grants to end.
    pub remove: Vec<Grant>,
    /// Critical roles that nobody at the practice holds afterwards.
    pub uncovers: Vec<Role>,
}

/// Where, whose roles, on which terms and by whom it is decided.
pub(super) struct Deciding<'a> {
    pub column: &'a Column,
    pub subject: &'a Subject,
    pub terms: &'a Terms,
    pub permissions: &'a Permissions,
    pub today: Date,
}

impl Deciding<'_> {
    /// What the ticks change, or what is wrong with each of them.
    pub fn plan(&self, ticked: &[Role], refusals: &mut Vec<Refusal>) -> ColumnPlan {
        let column = self.column;
        let mut change = ColumnPlan {
            practice: column.practice.clone(),
            name: column.name.clone(),
            version: column.version,
            membership: column.membership,
            before: column.grants.iter().map(|grant| grant.role).collect(),
            add: Vec::new(),
            remove: Vec::new(),
            uncovers: Vec::new(),
        };
        for role in Role::all() {
            let locked = column.locked(role, self.permissions, self.subject.user);
            match (column.grant(role), ticked.contains(&role), locked) {
                (None, true, Err(locked)) => refusals.push(column.not_yours(role, locked)),
                (None, true, Ok(())) => match self.addition(role) {
                    Ok(addition) => change.add.push(addition),
                    Err(full) => refusals.push(full),
                },
                (Some(grant), false, Ok(())) => {
                    change.remove.push(grant.clone());
                    if self.uncovers(grant) {
                        change.uncovers.push(role);
                        refusals.extend(self.unconfirmed(role));
                    }
                }
                // Unchanged, or a box the actor could not have changed and a form therefore does not send.
                _ => {}
            }
        }
        self.keep_apart(&change, refusals);
        change
    }

    /// Refuses what would give somebody two roles that nobody holds together. Who holds both already keeps them.
    fn keep_apart(&self, change: &ColumnPlan, refusals: &mut Vec<Refusal>) {
        let given: Vec<_> = change.add.iter().map(|given| given.role).collect();
        refusals.extend(self.column.together(&change.after(), &given));
    }

    /// One more holder of a role, if there is a place for one.
    fn addition(&self, role: Role) -> Result<Addition, Refusal> {
        let column = self.column;
        if let Some(holders) = column.full(role, self.subject.user) {
            let practice = column.name.clone();
            return Err(Refusal::Full {
                role,
                practice,
                holders,
            });
        }
        let (permissions, practice) = (self.permissions, &column.practice);
        let own = permissions.administers(practice, role.service());
        let origin = if own || !permissions.registration_officer() {
            Origin::Administrator
        } else {
            Origin::RegistrationTeam
        };
        Ok(Addition { role, origin })
    }

    /// Whether nobody does what a role is for once this grant is gone.
    fn uncovers(&self, grant: &Grant) -> bool {
        let mut others = holders_of(&self.column.holders, grant.role, self.subject.user);
        grant.role.is_critical()
            && grant.in_force(self.today)
            && !others.any(|holder| holder.in_force(self.today))
    }

    /// That it was not confirmed that a service loses its last administrator.
    fn unconfirmed(&self, role: Role) -> Option<Refusal> {
        let (service, practice) = (role.service(), self.column.name.clone());
        (role.administers() && !self.terms.accepts_no_administrator)
            .then_some(Refusal::LastAdministrator { service, practice })
    }
}

impl ColumnPlan {
    /// Whether the user comes, or comes back, to this practice.
    pub fn is_new(&self) -> bool {
        !self.add.is_empty()
            && matches!(self.membership, None | Some(MembershipStatus::Deactivated))
    }

    /// Whether the user comes as an accountant alone, who works for many practices at once.
    pub fn comes_as_accountant(&self) -> bool {
        let mut given = self.add.iter();
        self.is_new() && given.all(|given| given.role == Role::GppAccountant)
    }

    /// Roles held afterwards.
    pub fn after(&self) -> Vec<Role> {
        let stays = |role: &Role| !self.remove.iter().any(|grant| grant.role == *role);
        let mut after: Vec<_> = self.before.iter().copied().filter(stays).collect();
        after.extend(self.add.iter().map(|given| given.role));
        after.sort_unstable();
        after
    }

    /// What will be added, in words.
    pub fn additions(&self, terms: &Terms) -> Vec<String> {
        let dates = dates_of(terms.starts_on, terms.ends_on);
        self.add
            .iter()
            .map(|given| [given.role.name(), &dates].concat())
            .collect()
    }

    /// What will be removed, in words.
    pub fn removals(&self) -> Vec<String> {
        self.remove
            .iter()
            .map(|grant| grant.role.name().to_owned())
            .collect()
    }
}
