//! The permits about second factors: one shown just now, one's own, and those of somebody who has lost them.

use super::NOT_ACCEPTED;
use crate::{
    access::{Actor, UserPlace},
    base::{
        dates::Instant,
        error::AppError,
        ids::{OdsCode, UserId},
    },
};

/// How long a second factor counts as just shown: long enough to fill in a form, too short for a forgotten screen.
pub(super) const FRESH: i64 = 10 * Instant::MINUTE;

/// Proof that the actor showed a second factor just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecentFactor(());

/// Proof that the actor may take another user's second factors away, and as who they may.
#[derive(Clone, Debug)]
pub struct ResetsFactors {
    user: UserId,
    practice: Option<OdsCode>,
}

/// Proof that the actor may let another user log in without a second factor for a while, or end that: they belong to the
/// registration team.
///
/// ```compile_fail,E0451
/// # use practice_access::{access::ExemptsFromFactor, base::ids::UserId};
/// fn forge(user: UserId) -> ExemptsFromFactor {
///     ExemptsFromFactor { user, by: user }
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ExemptsFromFactor {
    user: UserId,
    by: UserId,
}

/// The same, with a second factor of the actor's own that they showed just now: what beginning an exemption takes.
#[derive(Clone, Copy, Debug)]
pub struct BeginsExemption(ExemptsFromFactor);

/// Proof that the actor may add, remove and rename their own second factors.
#[derive(Clone, Copy, Debug)]
pub struct OwnFactors {
    user: UserId,
}

impl Actor {
    /// Whether the actor has to have a second factor: whoever decides about other people's access does.
    pub fn needs_factor(&self) -> bool {
        self.registration_officer || self.administered().next().is_some()
    }

    /// Proof of a second factor shown just now, if one was.
    pub fn recent_factor(&self, now: Instant) -> Option<RecentFactor> {
        self.factor_at
            .filter(|shown| *shown <= now && now.0 - shown.0 <= FRESH)
            .map(|_| RecentFactor(()))
    }

    /// Leave to change one's own second factors, for whoever has none yet or showed one just now: nobody who only found
    /// a screen unlocked makes themselves a way in.
    pub fn own_factors(&self, has_factor: bool, now: Instant) -> Option<OwnFactors> {
        (!has_factor || self.recent_factor(now).is_some()).then_some(OwnFactors { user: self.id })
    }

    /// Leave to take away the second factors of `user`, who has these `places` and may belong to the registration
    /// team. Never one's own: whoever has taken over a session could then replace them.
    pub fn reset_factors(
        &self,
        user: UserId,
        registration_officer: bool,
        places: &[UserPlace],
    ) -> Result<ResetsFactors, AppError> {
        let no = |why: &str| Err(AppError::Forbidden(why.to_owned()));
        if user == self.id {
            return no(
                "You cannot reset your own second factor. Ask another administrator of your practice, or the \
                 registration team.",
            );
        }
        if self.registration_officer {
            return Ok(ResetsFactors {
                user,
                practice: None,
            });
        }
        if registration_officer {
            return no("Only the registration team can reset the second factor of one of its own.");
        }
        let permissions = self.permissions();
        if let Some(practice) = permissions.over_account(places) {
            return Ok(ResetsFactors {
                user,
                practice: Some(practice.clone()),
            });
        }
        let mut open = places.iter().filter(|place| place.open);
        if open.any(|place| permissions.administers_at(&place.practice)) {
            return no(NOT_ACCEPTED);
        }
        no(
            "Only a user administrator of this person's practice or the registration team can reset their second \
             factor.",
        )
    }

    /// Leave to let `user` log in without a second factor for a while. The registration team's alone, and never for oneself:
    /// whoever makes administrators at a practice must not be the one who makes it easier to get into their accounts.
    pub fn exempt_from_factor(&self, user: UserId) -> Result<ExemptsFromFactor, AppError> {
        let no = |why: &str| Err(AppError::Forbidden(why.to_owned()));
        if user == self.id {
            return no("You cannot let yourself log in without a second factor.");
        }
        if !self.registration_officer {
            return no(
                "Only the registration team can let somebody log in without a second factor. Ask them.",
            );
        }
        Ok(ExemptsFromFactor { user, by: self.id })
    }
}

impl ExemptsFromFactor {
    /// Whose exemption it is.
    pub fn user(self) -> UserId {
        self.user
    }

    /// Leave to begin one.
    pub fn with_proof(self, _proof: RecentFactor) -> BeginsExemption {
        BeginsExemption(self)
    }
}

impl BeginsExemption {
    /// Whose exemption it is.
    pub fn user(self) -> UserId {
        self.0.user
    }

    /// The officer.
    pub fn by(self) -> UserId {
        self.0.by
    }
}

impl ResetsFactors {
    /// Whoever has the database in their hands needs nobody's leave.
    pub fn by_operator(user: UserId) -> Self {
        Self {
            user,
            practice: None,
        }
    }

    /// Whose.
    pub fn user(&self) -> UserId {
        self.user
    }

    /// The practice whose administrator the actor is; none for the registration team.
    pub fn practice(&self) -> Option<&OdsCode> {
        self.practice.as_ref()
    }
}

impl OwnFactors {
    /// Whose.
    pub fn user(self) -> UserId {
        self.user
    }
}
