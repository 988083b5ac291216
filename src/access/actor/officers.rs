//! The permit about the registration team itself: who belongs to it.

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

impl Actor {
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
