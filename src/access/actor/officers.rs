//! The permits about the registration team itself and about the program: who belongs to the team, and how the program runs.

use crate::{
    access::{Actor, RecentFactor},
    base::{error::AppError, ids::UserId},
};

/// Proof that the actor may decide who belongs to the registration team: they belong to it, and showed a second factor
/// just now.
///
/// ```compile_fail,E0451
/// # use practice_access::access::ManagesOfficers;
/// fn forge() -> ManagesOfficers {
///     ManagesOfficers { by: None }
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ManagesOfficers {
    by: Option<UserId>,
}

/// Proof that the actor may look after the running program: they belong to the registration team. It gives nobody access to
/// anything.
///
/// ```compile_fail,E0423
/// # use practice_access::access::Operates;
/// # use practice_access::base::ids::UserId;
/// fn forge(user: UserId) -> Operates {
///     Operates(user)
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Operates(UserId);

impl Actor {
    /// Leave to look after the running program.
    pub fn operate(&self) -> Result<Operates, AppError> {
        self.registration().map(|_| Operates(self.id))
    }

    /// Leave to decide who belongs to the registration team.
    pub fn manage_officers(&self, _proof: RecentFactor) -> Result<ManagesOfficers, AppError> {
        self.registration()
            .map(|_| ManagesOfficers { by: Some(self.id) })
    }
}

impl ManagesOfficers {
    /// Whoever has the database in their hands needs nobody's leave.
    pub fn by_operator() -> Self {
        Self { by: None }
    }

    /// Who decides; nobody for the operator.
    pub fn by(self) -> Option<UserId> {
        self.by
    }
}

impl Operates {
    /// Who does.
    pub fn by(self) -> UserId {
        self.0
    }
}
