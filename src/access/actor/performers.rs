//! The permits of the Performers List: a GP's own entry, and what others at a practice do about its GPs.

use crate::{
    access::{Actor, Membership, Role},
    base::{
        error::AppError,
        ids::{GmcNumber, OdsCode},
    },
};

/// Proof that the actor is a GP on the Performers List, and which one: nobody changes another's entry.
#[derive(Clone, Debug)]
pub struct OwnEntry {
    gmc_number: GmcNumber,
}

/// Proof that the actor confirms GPs' links with a practice.
#[derive(Clone, Debug)]
pub struct ConfirmsLinks {
    practice: OdsCode,
}

/// Proof that the actor may know what waits at a practice about its GPs; those who confirm see the GPs too.
#[derive(Clone, Debug)]
pub struct SeesPerformers {
    practice: OdsCode,
    all: bool,
}

impl Actor {
    /// Leave to see and change one's own entry on the Performers List.
    pub fn own_entry(&self) -> Result<OwnEntry, AppError> {
        match &self.gmc_number {
            Some(number) => Ok(OwnEntry {
                gmc_number: number.clone(),
            }),
            None => Err(AppError::Forbidden(
                "Only GPs on the Performers List have an entry there, and we cannot find yours."
                    .to_owned(),
            )),
        }
    }

    /// Leave to confirm or reject what GPs change about their link with `practice`.
    pub fn confirm_links(&self, practice: &OdsCode) -> Result<ConfirmsLinks, AppError> {
        if self.confirms().any(|place| place.practice == *practice) {
            Ok(ConfirmsLinks {
                practice: practice.clone(),
            })
        } else {
            Err(AppError::Forbidden(
                "Only a user with the role PL Practice Manager at this practice can do this."
                    .to_owned(),
            ))
        }
    }

    /// The practices whose GPs' links the actor confirms.
    pub fn confirms(&self) -> impl Iterator<Item = &Membership> {
        let role = Role::confirms_links();
        self.working_places()
            .filter(move |place| place.roles.contains(&role))
    }

    /// Leave to know of the GPs of `practice`: all of them for those who confirm their links and for the registration
    /// team, only that requests wait for its other administrators.
    pub fn see_performers(&self, practice: &OdsCode) -> Result<SeesPerformers, AppError> {
        let all = self.registration_officer || self.confirm_links(practice).is_ok();
        if all || self.administered().any(|place| place.practice == *practice) {
            Ok(SeesPerformers {
                practice: practice.clone(),
                all,
            })
        } else {
            Err(AppError::Forbidden(
                "Only users with the role PL Practice Manager and the user administrators of this practice can see this."
                    .to_owned(),
            ))
        }
    }
}

impl OwnEntry {
    /// Whose.
    pub fn gmc_number(&self) -> &GmcNumber {
        &self.gmc_number
    }
}

impl ConfirmsLinks {
    /// Where.
    pub fn practice(&self) -> &OdsCode {
        &self.practice
    }
}

impl SeesPerformers {
    /// Where.
    pub fn practice(&self) -> &OdsCode {
        &self.practice
    }

    /// Whether the GPs are shown, not only that something waits.
    pub fn all(&self) -> bool {
        self.all
    }
}
