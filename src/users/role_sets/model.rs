//! What a role set is, and those that every practice begins with.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    access::{GivenBy, Role},
    base::ids::OdsCode,
};

/// As many as one practice may have.
pub(crate) const MOST_SETS: usize = 20;

/// Roles under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleSet {
    /// Its own at its practice.
    pub id: Uuid,
    pub name: String,
    /// In the order of the catalogue.
    pub roles: Vec<Role>,
    /// Grows with every change.
    pub version: i64,
}

/// What the page of a practice's sets shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RoleSetsView {
    pub practice: OdsCode,
    pub name: String,
    pub sets: Vec<RoleSet>,
    /// The roles that its reader may put into a set.
    pub mine: Vec<Role>,
    /// Makes a save of a form happen once.
    pub idempotency_key: String,
}

/// A name as it is looked for: without capitals, spaces and signs.
pub(crate) fn plain(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

impl RoleSet {
    /// Its roles by name.
    pub fn in_words(&self) -> String {
        let names: Vec<_> = self.roles.iter().map(|role| role.name()).collect();
        names.join(", ")
    }
}

/// Whether a set may hold a role: one that administrators give by hand, and that makes nobody an administrator. Who administers a
/// service is decided for one person, by whoever knows them, and never because of a name in a list.
pub(crate) fn fits(role: Role) -> bool {
    role.facts().given_by == GivenBy::Administrators && !role.administers()
}

/// The sets that a practice has until it changes one.
pub(crate) fn starting() -> Vec<RoleSet> {
    let sets: [(u128, &str, &[Role]); 3] = [
        (
            1,
            "Receptionist",
            &[Role::MrsOrderEntry, Role::MrsRecordsMovement],
        ),
        (
            2,
            "Practice manager",
            &[
                Role::GppViewClaims,
                Role::GppStatements,
                Role::GppEstimates,
                Role::GppLocumApplications,
                Role::GppAvcs,
                Role::GppJoinersLeavers,
                Role::GppSpecialLeavers,
                Role::PlPracticeManager,
            ],
        ),
        (
            3,
            "Finance",
            &[
                Role::GppViewClaims,
                Role::GppClaimsAdmin,
                Role::GppStatements,
            ],
        ),
    ];
    let set = |(id, name, roles): (u128, &str, &[Role])| RoleSet {
        id: Uuid::from_u128(id),
        name: name.to_owned(),
        roles: roles.to_vec(),
        version: 1,
    };
    sets.into_iter().map(set).collect()
}
