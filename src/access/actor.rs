//! Who asks, and the permits they can show.
//!
//! A permit's fields are private to this room: holding one is proof that the question was asked.

use std::ops::Deref;

mod accountants;
mod certified;
mod factors;
mod officers;
mod pensions;
mod people;
mod performers;

pub use accountants::TakesAlong;
pub use certified::Certified;
pub use factors::{BeginsExemption, ExemptsFromFactor, OwnFactors, RecentFactor, ResetsFactors};
pub use officers::{ManagesOfficers, Operates};
pub use pensions::{
    ActsFor, CompletesForm, FormSide, FormTies, PensionsDesk, SeesForm, SubmitsForm,
};
pub use people::AddsPeople;
pub use performers::{ConfirmsLinks, OwnEntry, SeesPerformers};

use super::{MembershipStatus, Permissions, Role, Service, UserPlace};
use crate::base::{
    dates::Instant,
    error::AppError,
    ids::{GmcNumber, OdsCode, UserId},
};

/// The signed-in user behind a request, as of that request: who asks for permits.
///
/// What is known of them doesn't change under way:
///
/// ```compile_fail,E0594
/// # use practice_access::access::Actor;
/// fn promote(mut actor: Actor) {
///     actor.registration_officer = true;
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Actor(SignedIn);

/// What is known of a signed-in user.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub id: UserId,
    /// Their name, as shown and recorded.
    pub name: String,
    pub email: String,
    /// Whether they belong to the national registration team.
    pub registration_officer: bool,
    /// For a GP on the Performers List.
    pub gmc_number: Option<GmcNumber>,
    /// When they last showed a second factor in this session.
    pub factor_at: Option<Instant>,
    /// Their places, deactivated ones too.
    pub places: Vec<Membership>,
    /// When their session ends, however busy they are.
    pub session_ends_at: Instant,
}

/// The actor's place at one practice and the roles in force there.
#[derive(Clone, Debug)]
pub struct Membership {
    pub practice: OdsCode,
    pub name: String,
    /// How they stand there.
    pub status: MembershipStatus,
    /// The roles in force today.
    pub roles: Vec<Role>,
}

/// Proof that the actor administers a service at a practice.
#[derive(Clone, Debug)]
pub struct Administers {
    practice: OdsCode,
    service: Service,
}

/// Proof that the actor may see all users of a practice and their roles.
#[derive(Clone, Debug)]
pub struct SeesPractice {
    practice: OdsCode,
}

/// Proof that the actor sees how a user of a practice they administer gets in.
#[derive(Clone, Copy, Debug)]
pub struct LooksAfter {
    current: bool,
    everywhere: bool,
    account: bool,
}

/// Proof that the actor has power over somebody's whole account ([`Permissions::over_account`]).
#[derive(Clone, Copy, Debug)]
pub struct OverAccount(());

/// Proof that the actor may review who has access at a practice: they administer it.
#[derive(Clone, Debug)]
pub struct Reviews {
    practice: OdsCode,
}

/// Proof that the actor works at a practice.
#[derive(Clone, Debug)]
pub struct WorksAt {
    practice: OdsCode,
}

/// Proof that the actor manages users somewhere, and where.
#[derive(Clone, Debug)]
pub struct ManagesUsers {
    scope: Scope,
}

/// Whose users an actor finds and sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The registration team sees every practice.
    Everyone,
    /// An administrator sees the practices they administer.
    Practices(Vec<OdsCode>),
}

/// Proof that the actor belongs to the registration team, and who they are.
#[derive(Clone, Copy, Debug)]
pub struct Registration(UserId);

/// Why a place does not give power over an account.
const NOT_ACCEPTED: &str = "This person has not logged in since they were given a role at your practice. Until they do, an administrator of another practice where they work, or the registration team, can help them log in.";

impl Deref for Actor {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

impl Actor {
    /// Whoever a session belongs to. A test beside the floors holds the places that may say so.
    pub fn of_session(signed_in: SignedIn) -> Self {
        Self(signed_in)
    }

    /// The same, who has shown a second factor in this session at `at`.
    #[must_use]
    pub fn with_factor(self, at: Instant) -> Self {
        Self(SignedIn {
            factor_at: Some(at),
            ..self.0
        })
    }

    /// What the actor may decide. A deactivated place gives nothing.
    pub fn permissions(&self) -> Permissions {
        let administers = self
            .working_places()
            .flat_map(|place| {
                place
                    .roles
                    .iter()
                    .filter(|role| role.administers())
                    .map(|role| (place.practice.clone(), role.service()))
            })
            .collect();
        Permissions {
            user: self.id,
            registration_officer: self.registration_officer,
            administers,
            certified: Vec::new(),
        }
    }

    /// Places that give access.
    pub fn working_places(&self) -> impl Iterator<Item = &Membership> {
        self.places.iter().filter(|place| place.status.is_open())
    }

    /// The practices where the actor administers at least one service.
    pub fn administered(&self) -> impl Iterator<Item = &Membership> {
        self.working_places()
            .filter(|place| place.roles.iter().any(|role| role.administers()))
    }

    /// The practices where the actor administers `service`: codes and names.
    pub fn administered_for(&self, service: Service) -> Vec<(OdsCode, String)> {
        let role = service.administrator();
        let mine = self
            .working_places()
            .filter(|place| place.roles.contains(&role));
        mine.map(|place| (place.practice.clone(), place.name.clone()))
            .collect()
    }

    /// Leave to ask for roles at `practice`.
    pub fn work_at(&self, practice: &OdsCode) -> Result<WorksAt, AppError> {
        if self
            .working_places()
            .any(|place| place.practice == *practice)
        {
            Ok(WorksAt {
                practice: practice.clone(),
            })
        } else {
            Err(AppError::Forbidden(
                "You can ask for roles only at a practice where you work. Ask a user administrator of the practice to \
                 add you first."
                    .to_owned(),
            ))
        }
    }

    /// Leave to decide about `service` at `practice`.
    pub fn administer(
        &self,
        practice: &OdsCode,
        service: Service,
    ) -> Result<Administers, AppError> {
        if self.permissions().administers(practice, service) {
            Ok(Administers {
                practice: practice.clone(),
                service,
            })
        } else {
            Err(AppError::Forbidden(
                [
                    "Only an administrator of ",
                    service.name(),
                    " at this practice can do this. Ask one of them.",
                ]
                .concat(),
            ))
        }
    }

    /// Leave to see everything about the users of `practice`.
    pub fn see_practice(&self, practice: &OdsCode) -> Result<SeesPractice, AppError> {
        if self.registration_officer || self.administered().any(|place| place.practice == *practice)
        {
            Ok(SeesPractice {
                practice: practice.clone(),
            })
        } else {
            Err(AppError::Forbidden(
                "Only a user administrator of this practice or the registration team can see its users."
                    .to_owned(),
            ))
        }
    }

    /// Leave to review who has access at `practice`.
    pub fn review(&self, practice: &OdsCode) -> Result<Reviews, AppError> {
        if self.administered().any(|place| place.practice == *practice) {
            Ok(Reviews {
                practice: practice.clone(),
            })
        } else {
            Err(AppError::Forbidden(
                "Only a user administrator of this practice can review who has access there."
                    .to_owned(),
            ))
        }
    }

    /// Leave to see how a user with these `places` gets in, and to help them as far as that leads.
    pub fn look_after(&self, places: &[UserPlace]) -> Result<LooksAfter, AppError> {
        let (officer, permissions) = (self.registration_officer, self.permissions());
        let administered = |place: &&UserPlace| permissions.administers_at(&place.practice);
        let mut administered = places.iter().filter(administered).peekable();
        if officer || administered.peek().is_some() {
            Ok(LooksAfter {
                current: officer || administered.any(|place| place.open),
                everywhere: officer || permissions.everywhere(places),
                account: officer || permissions.over_account(places).is_some(),
            })
        } else {
            Err(AppError::Forbidden(
                "Only a user administrator of a practice where this user works or the registration team can see this."
                    .to_owned(),
            ))
        }
    }

    /// Leave to find users and to open their role tables.
    pub fn manage_users(&self) -> Result<ManagesUsers, AppError> {
        if self.registration_officer {
            return Ok(ManagesUsers {
                scope: Scope::Everyone,
            });
        }
        let practices: Vec<_> = self
            .administered()
            .map(|place| place.practice.clone())
            .collect();
        if practices.is_empty() {
            return Err(AppError::Forbidden(
                "You do not manage users at any practice. The administrators named on your home page do."
                    .to_owned(),
            ));
        }
        Ok(ManagesUsers {
            scope: Scope::Practices(practices),
        })
    }

    /// Leave to make accounts for the practices one administers. The registration team makes none by hand: whoever gets one
    /// from it gets it by a certification.
    pub fn create_users(&self) -> Result<ManagesUsers, AppError> {
        if self.registration_officer {
            return Err(AppError::Forbidden(
                "A practice gets its first administrator through a certification. That person then creates everyone else's account."
                    .to_owned(),
            ));
        }
        self.manage_users()
    }

    /// Leave that only the registration team has.
    pub fn registration(&self) -> Result<Registration, AppError> {
        if self.registration_officer {
            Ok(Registration(self.id))
        } else {
            Err(AppError::Forbidden(
                "Only the registration team can see this.".to_owned(),
            ))
        }
    }
}

impl Administers {
    /// Where.
    pub fn practice(&self) -> &OdsCode {
        &self.practice
    }

    /// What.
    pub fn service(&self) -> Service {
        self.service
    }
}

impl Reviews {
    /// Where.
    pub fn practice(&self) -> &OdsCode {
        &self.practice
    }
}

impl WorksAt {
    /// Where.
    pub fn practice(&self) -> &OdsCode {
        &self.practice
    }
}

impl SeesPractice {
    /// Which one.
    pub fn practice(&self) -> &OdsCode {
        &self.practice
    }
}

impl LooksAfter {
    /// Whether the user works, or is to work, at a practice of the actor's. Where they have left it, nothing of what is
    /// new is told.
    pub fn is_current(self) -> bool {
        self.current
    }

    /// Whether the user works at no practice that others administer without the actor.
    pub fn everywhere(self) -> bool {
        self.everywhere
    }

    /// Leave to change how the user gets in.
    pub fn over_account(self) -> Result<OverAccount, AppError> {
        if self.account {
            Ok(OverAccount(()))
        } else {
            Err(AppError::Forbidden(NOT_ACCEPTED.to_owned()))
        }
    }
}

impl Registration {
    /// The officer.
    pub fn officer(self) -> UserId {
        self.0
    }
}

impl ManagesUsers {
    /// Whose users.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }
}

#[cfg(test)]
mod tests;
