//! What an actor may decide, as plain data: the server decides with it, and the browser greys out boxes with it.

use serde::{Deserialize, Serialize};

use super::{GivenBy, OdsCode, Role, Service, UserId};

/// Who an actor is and which services they administer where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Powers {
    /// The actor.
    pub user: UserId,
    /// Whether they belong to the national registration team.
    pub registration_officer: bool,
    /// The services they administer, each at one practice, today.
    pub administers: Vec<(OdsCode, Service)>,
}

/// Why an actor may not decide about a role, whatever its present state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Locked {
    /// It follows from the Performers List.
    Automatic,
    /// Only the registration team gives and takes it.
    RegistrationOnly,
    /// Another service's administrators decide.
    OtherService(Service),
    /// The registration team gives administrator roles only.
    NotForRegistration,
    /// Nobody gives rights to themselves as a registration officer.
    OwnRights,
    /// The practice is closed.
    Closed,
}

impl Powers {
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

    /// Whether the actor may decide if `subject` holds `role` at `practice`.
    pub fn may_decide(
        &self,
        practice: &OdsCode,
        role: Role,
        subject: UserId,
    ) -> Result<(), Locked> {
        let given_by = role.facts().given_by;
        if given_by == GivenBy::PerformersList {
            return Err(Locked::Automatic);
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
                    Err(Locked::OwnRights)
                }
                GivenBy::Registration | GivenBy::AdministratorsAndRegistration => Ok(()),
                _ => Err(Locked::NotForRegistration),
            };
        }
        Err(match given_by {
            GivenBy::Registration => Locked::RegistrationOnly,
            _ => Locked::OtherService(role.service()),
        })
    }
}
