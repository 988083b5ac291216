//! What an actor may decide, as plain data: the server decides with it, and the browser greys out boxes with it.

use serde::{Deserialize, Serialize};

use super::{GivenBy, Role, Service};
use crate::base::ids::{OdsCode, UserId};

/// Who an actor is and which services they administer where. [`Actor::permissions`](super::Actor::permissions) makes them;
/// the browser is sent them.
///
/// ```compile_fail,E0451
/// # use practice_access::{access::Permissions, base::ids::UserId};
/// fn officer(user: UserId) -> Permissions {
///     Permissions { user, registration_officer: true, administers: Vec::new(), certified: Vec::new() }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permissions {
    /// The actor.
    pub(super) user: UserId,
    /// Whether they belong to the national registration team.
    pub(super) registration_officer: bool,
    /// The services they administer, each at one practice, today.
    pub(super) administers: Vec<(OdsCode, Service)>,
    /// The roles that two officers have approved, or that a member takes along, each at one practice.
    pub(super) certified: Vec<(OdsCode, Role)>,
}

/// Why an actor may not decide about a role, whatever its present state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DenyReason {
    /// It follows from the Performers List.
    Automatic,
    /// Only the registration team gives and takes it.
    RegistrationOnly,
    /// Another service's administrators decide.
    OtherService(Service),
    /// The registration team gives administrator roles only.
    NotForRegistration,
    /// The registration team gives it after a certification that two officers approve.
    NeedsCertification,
    /// Nobody gives rights to themselves as a registration officer.
    OwnRights,
    /// The practice is closed.
    Closed,
}

/// How a user stands at one of their practices, for the question of who has power over their account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserPlace {
    pub practice: OdsCode,
    /// Whether they work, or are to work, there: they have not left.
    pub open: bool,
    /// Whether they have logged in since they were given the place, or were invited by it.
    pub accepted: bool,
}

impl Permissions {
    /// Permissions that no session has.
    #[cfg(test)]
    pub(crate) fn invented(user: UserId, administers: Vec<(OdsCode, Service)>) -> Self {
        Self {
            user,
            registration_officer: false,
            administers,
            certified: Vec::new(),
        }
    }

    /// Whether the actor belongs to the national registration team.
    pub fn registration_officer(&self) -> bool {
        self.registration_officer
    }

    /// The services the actor administers, each at one practice.
    pub fn administered(&self) -> &[(OdsCode, Service)] {
        &self.administers
    }

    /// The place that gives the actor power over the whole account of a user with these places: to end its sessions, lift
    /// its lock, take its second factors away, correct its address.
    ///
    /// A place that the user does not know of yet gives none, or anybody could make it: they have to have logged in
    /// since, or been invited by it, unless nobody else administers where they work.
    pub fn over_account<'a>(&self, places: &'a [UserPlace]) -> Option<&'a OdsCode> {
        let administered = |place: &&UserPlace| place.open && self.administers_at(&place.practice);
        let accepted = places
            .iter()
            .filter(administered)
            .find(|place| place.accepted);
        accepted
            .or_else(|| {
                let first = places.iter().find(administered);
                first.filter(|_| self.everywhere(places))
            })
            .map(|place| &place.practice)
    }

    /// Whether the actor administers every practice where a user with these places works, or is to work.
    pub fn everywhere(&self, places: &[UserPlace]) -> bool {
        let mut open = places.iter().filter(|place| place.open).peekable();
        open.peek().is_some() && open.all(|place| self.administers_at(&place.practice))
    }

    /// Whether the actor administers `service` at `practice`.
    pub fn administers(&self, practice: &OdsCode, service: Service) -> bool {
        self.administers
            .iter()
            .any(|(at, what)| at == practice && *what == service)
    }

    /// Whether the actor administers any service at `practice`.
    pub fn administers_at(&self, practice: &OdsCode) -> bool {
        self.administers.iter().any(|(at, _)| at == practice)
    }

    /// Whether what may be decided was approved by two officers.
    pub(super) fn is_certified(&self) -> bool {
        self.registration_officer && !self.certified.is_empty()
    }

    /// Whether the actor may decide anything about roles at `practice`.
    pub(super) fn decides_at(&self, practice: &OdsCode) -> bool {
        self.registration_officer
            || self.administers_at(practice)
            || self.certified.iter().any(|(at, _)| at == practice)
    }

    /// Whether the actor may give `subject` the role `role` at `practice`, or more of it: longer, or again. The
    /// registration team takes administrator roles away by itself, and gives them by two officers alone.
    pub fn may_give(
        &self,
        practice: &OdsCode,
        role: Role,
        subject: UserId,
    ) -> Result<(), DenyReason> {
        let certified = |(at, what): &(OdsCode, Role)| at == practice && *what == role;
        if self.certified.iter().any(certified) {
            return Ok(());
        }
        self.may_decide(practice, role, subject)?;
        let own = role.facts().given_by != GivenBy::Registration
            && self.administers(practice, role.service());
        if self.registration_officer && !own {
            return Err(DenyReason::NeedsCertification);
        }
        Ok(())
    }

    /// Whether the actor may decide if `subject` holds `role` at `practice`.
    pub fn may_decide(
        &self,
        practice: &OdsCode,
        role: Role,
        subject: UserId,
    ) -> Result<(), DenyReason> {
        let given_by = role.facts().given_by;
        if given_by == GivenBy::PerformersList {
            return Err(DenyReason::Automatic);
        }
        let by_administrators = matches!(
            given_by,
            GivenBy::Administrators | GivenBy::AdministratorsAndRegistration
        );
        if by_administrators && self.administers(practice, role.service()) {
            return Ok(());
        }
        if self.registration_officer {
            return match given_by {
                GivenBy::Registration | GivenBy::AdministratorsAndRegistration
                    if subject == self.user =>
                {
                    Err(DenyReason::OwnRights)
                }
                GivenBy::Registration | GivenBy::AdministratorsAndRegistration => Ok(()),
                _ => Err(DenyReason::NotForRegistration),
            };
        }
        Err(match given_by {
            GivenBy::Registration => DenyReason::RegistrationOnly,
            _ => DenyReason::OtherService(role.service()),
        })
    }
}
