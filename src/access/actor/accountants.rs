//! The permit by which a member takes their accountant along to another practice of theirs.

use crate::{
    access::{Actor, Permissions, Role},
    base::{
        error::AppError,
        ids::{OdsCode, UserId},
    },
};

/// Proof that the actor is a member of a practice: a GP or a partner with a pension of their own there, who may have their
/// accountant there too.
///
/// ```compile_fail,E0451
/// # use practice_access::{access::TakesAlong, base::ids::{OdsCode, UserId}};
/// fn forge(practice: OdsCode, member: UserId) -> TakesAlong {
///     TakesAlong { practice, member }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct TakesAlong {
    practice: OdsCode,
    member: UserId,
}

impl Actor {
    /// Leave to have one's own accountant at `practice`, who was confirmed at another one.
    pub fn take_along(&self, practice: &OdsCode) -> Result<TakesAlong, AppError> {
        let is_member = self.working_places().any(|place| {
            place.practice == *practice && place.roles.iter().any(|role| role.is_of_members())
        });
        if is_member {
            Ok(TakesAlong {
                practice: practice.clone(),
                member: self.id,
            })
        } else {
            Err(AppError::Forbidden(
                "You can only keep your accountant at a practice where you are a GP or a non-GP partner."
                    .to_owned(),
            ))
        }
    }
}

impl TakesAlong {
    /// Where.
    pub fn practice(&self) -> &OdsCode {
        &self.practice
    }

    /// Who.
    pub fn member(&self) -> UserId {
        self.member
    }

    /// What may be given by it: the role Accountant at this practice, and nothing else.
    pub fn permissions(&self) -> Permissions {
        Permissions {
            user: self.member,
            registration_officer: false,
            administers: Vec::new(),
            certified: vec![(self.practice.clone(), Role::GppAccountant)],
        }
    }
}
