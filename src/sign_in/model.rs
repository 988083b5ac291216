//! The signed-in user, as the pages know them.

use serde::{Deserialize, Serialize};

use crate::{
    access::{MembershipStatus, Permissions, Role},
    base::ids::OdsCode,
};

/// The signed-in user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub name: String,
    pub email: String,
    /// What they may decide.
    pub permissions: Permissions,
    /// Whether they are a GP, who has an entry on the Performers List.
    pub is_gp: bool,
    /// Where they work.
    pub places: Vec<MyPlace>,
    /// When the session ends if nothing more is asked: the time of day in England.
    pub until: String,
    /// How far away that is.
    pub seconds: u32,
}

/// One practice the signed-in user belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyPlace {
    pub practice: OdsCode,
    pub name: String,
    /// How they stand there.
    pub status: MembershipStatus,
    /// The roles in force today.
    pub roles: Vec<Role>,
}

impl Me {
    /// Whether they find and change users anywhere.
    pub fn manages_users(&self) -> bool {
        self.permissions.registration_officer() || !self.permissions.administered().is_empty()
    }

    /// Whether they have more than one practice to choose from.
    pub fn chooses_practices(&self) -> bool {
        self.manages_users() && self.only_practice().is_none()
    }

    /// The practice they administer, if it is one and no more.
    pub fn only_practice(&self) -> Option<&OdsCode> {
        let administers = self.permissions.administered();
        let (first, _) = administers.first()?;
        let only = administers.iter().all(|(practice, _)| practice == first);
        (only && !self.permissions.registration_officer()).then_some(first)
    }
}
