//! Adding people to a practice, many at once, and keeping the role sets that help with it.

use super::Actor;
use crate::base::{error::AppError, ids::OdsCode};

/// Proof that the actor administers a service at a practice, and so may add people there.
#[derive(Clone, Debug)]
pub struct AddsPeople {
    practice: OdsCode,
    name: String,
    administers: Vec<OdsCode>,
}

impl AddsPeople {
    /// Where.
    pub fn practice(&self) -> &OdsCode {
        &self.practice
    }

    /// What it is called.
    pub fn practice_name(&self) -> &str {
        &self.name
    }

    /// Every practice whose people the actor sees.
    pub fn administers(&self) -> &[OdsCode] {
        &self.administers
    }
}

impl Actor {
    /// Leave to add people to `practice`, and to change its role sets. Which roles, the rules say for each.
    pub fn add_people(&self, practice: &OdsCode) -> Result<AddsPeople, AppError> {
        let here = self
            .administered()
            .find(|place| place.practice == *practice);
        let Some(here) = here else {
            return Err(AppError::Forbidden(
                "Only a user administrator of this practice can add people to it. Ask one of them."
                    .to_owned(),
            ));
        };
        Ok(AddsPeople {
            practice: here.practice.clone(),
            name: here.name.clone(),
            administers: self
                .administered()
                .map(|place| place.practice.clone())
                .collect(),
        })
    }
}
