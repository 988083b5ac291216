//! The permit of a certification that two officers have approved. No actor shows it: what it allows is done by the program
//! itself, once the time for objections is over.

use crate::{
    access::{Permissions, Role},
    base::ids::{OdsCode, UserId},
};

/// Proof that two different registration officers, neither of whom gains by it, have approved that somebody gets roles at a
/// practice.
///
/// Nothing else makes one:
///
/// ```compile_fail,E0451
/// # use practice_access::{access::Certified, base::ids::{OdsCode, UserId}};
/// fn forge(practice: OdsCode, second: UserId) -> Certified {
///     Certified { practice, roles: Vec::new(), second }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Certified {
    practice: OdsCode,
    roles: Vec<Role>,
    second: UserId,
}

impl Certified {
    /// What the officers `first` and `second` have approved for `nominee`; nothing unless they are three people.
    pub fn by_two(
        practice: OdsCode,
        roles: Vec<Role>,
        nominee: UserId,
        first: UserId,
        second: UserId,
    ) -> Option<Self> {
        let three = first != second && nominee != first && nominee != second;
        three.then_some(Self {
            practice,
            roles,
            second,
        })
    }

    /// Where.
    pub fn practice(&self) -> &OdsCode {
        &self.practice
    }

    /// What may be decided by it: these roles at this practice, and no others.
    pub fn permissions(&self) -> Permissions {
        let certified = self.roles.iter().copied();
        Permissions {
            user: self.second,
            registration_officer: true,
            administers: Vec::new(),
            certified: certified
                .map(|role| (self.practice.clone(), role))
                .collect(),
        }
    }
}
