//! Why a change is not made, in sentences for people.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{DenyReason, Role, Service, list};
use crate::base::{dates::Date, ids::OdsCode, text::REASON_TOO_LONG};

/// Why a change is not made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// Someone changed the column since the actor saw it.
    Stale {
        /// Where, by name.
        practice: String,
    },
    /// The practice is not among those whose table the actor may change.
    UnknownPractice(OdsCode),
    /// The actor may not decide about this role.
    NotYours {
        role: Role,
        at: OdsCode,
        /// Where, by name.
        practice: String,
        /// Why not.
        locked: DenyReason,
    },
    /// As many as may hold the role do.
    Full {
        role: Role,
        /// Where, by name.
        practice: String,
        /// Who holds it.
        holders: Vec<String>,
    },
    /// Nobody holds these two roles at one practice at the same time.
    Together {
        role: Role,
        other: Role,
        /// Where, by name.
        practice: String,
        /// Why, in words that end a sentence.
        why: String,
    },
    /// A service would be left without an administrator, and the actor has not accepted that.
    LastAdministrator {
        service: Service,
        /// Where, by name.
        practice: String,
    },
    /// The registration team must say why.
    ReasonNeeded,
    /// A reason longer than the record keeps.
    ReasonTooLong,
    /// The first day has passed.
    StartsInThePast,
    /// The last day comes before the first.
    EndsBeforeItStarts,
    /// A first day more than ten years away is a slip of the pen.
    StartsTooFarAway,
    /// So is such a last day.
    EndsTooFarAway,
    /// No box was changed.
    NothingChanged,
    /// The user does not hold the role whose dates were to be changed.
    NotHeld {
        role: Role,
        /// Where, by name.
        practice: String,
    },
    /// The first day of a grant that has begun stays what it was.
    StartHasPassed {
        /// The day it began.
        since: Date,
    },
    /// The last day has passed.
    EndsInThePast,
    /// The last day to be of a grant that is there has passed: an untick ends it now.
    UntickToEnd,
    /// Neither date was changed.
    SameDates,
    /// The practice has closed: access there can be cut short and nothing more.
    HasClosed {
        /// Where, by name.
        practice: String,
    },
    /// The user does not work at the practice, or not any more.
    WorksNotHere {
        /// Where, by name.
        practice: String,
    },
    /// Somebody would become an administrator, and the actor has not shown a second factor just now.
    StepUpNeeded {
        /// What to do, or what was wrong with the code that was typed.
        told: String,
    },
}

impl fmt::Display for DenyReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Automatic => f.write_str("Comes from the Performers List"),
            Self::RegistrationOnly => f.write_str("Only the registration team decides this"),
            Self::OtherService(service) => {
                f.write_str("Decided by the administrators of ")?;
                f.write_str(service.name())
            }
            Self::NotForRegistration => f.write_str("Decided by the practice's own administrators"),
            Self::NeedsCertification => {
                f.write_str("Given after a certification that two officers approve")
            }
            Self::OwnRights => f.write_str("You cannot give rights to yourself"),
            Self::Closed => f.write_str("The practice has closed"),
        }
    }
}

impl Refusal {
    /// Whether an explicit confirmation is all that is missing.
    pub fn is_unconfirmed(&self) -> bool {
        matches!(
            self,
            Self::LastAdministrator { .. } | Self::StepUpNeeded { .. }
        )
    }

    /// Whether it is about one role, of all that are asked for.
    pub fn is_about_a_role(&self) -> bool {
        matches!(
            self,
            Self::NotYours { .. } | Self::Full { .. } | Self::Together { .. }
        )
    }

    /// That a second factor has to be shown first.
    pub fn not_fresh() -> Self {
        Self::StepUpNeeded {
            told:
                "Enter a code from your authenticator app, because this decides who manages access"
                    .to_owned(),
        }
    }
}

impl fmt::Display for Refusal {
    // Long: one match, an arm for each refusal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stale { practice } => {
                f.write_str("Someone else changed this user's roles at ")?;
                f.write_str(practice)?;
                f.write_str(" while you were deciding. Look at the change below and decide again")
            }
            Self::UnknownPractice(practice) => {
                f.write_str("You do not manage users at ")?;
                f.write_str(practice.as_ref())
            }
            Self::NotYours {
                role,
                practice,
                locked,
                ..
            } => {
                write!(
                    f,
                    "You cannot change {} at {practice}. {locked}",
                    role.name()
                )
            }
            Self::Full {
                role,
                practice,
                holders,
            } => match role.limit() {
                Some(1) => {
                    write!(
                        f,
                        "{practice} already has its one {}: {}",
                        role.name(),
                        list(holders)
                    )
                }
                _ => write!(
                    f,
                    "{practice} already has {} users with {}: {}. Remove one of them first",
                    holders.len(),
                    role.name(),
                    list(holders)
                ),
            },
            Self::Together {
                role,
                other,
                practice,
                why,
            } => write!(
                f,
                "Nobody can hold both {} and {} at {practice}: {why}. Choose one of them",
                role.name(),
                other.name()
            ),
            Self::LastAdministrator { service, practice } => write!(
                f,
                "Confirm that {} at {practice} will have no administrator",
                service.name()
            ),
            Self::ReasonNeeded => f.write_str("Enter the reason for this change"),
            Self::ReasonTooLong => f.write_str(REASON_TOO_LONG),
            Self::StartsInThePast => f.write_str("First day must be today or in the future"),
            Self::EndsBeforeItStarts => {
                f.write_str("Last day must be the same as or after the first day")
            }
            Self::StartsTooFarAway => f.write_str("First day must be within the next 10 years"),
            Self::EndsTooFarAway => f.write_str("Last day must be within the next 10 years"),
            Self::NothingChanged => f.write_str("Tick or untick at least one role"),
            Self::NotHeld { role, practice } => {
                write!(f, "This user does not hold {} at {practice}", role.name())
            }
            Self::StartHasPassed { since } => write!(
                f,
                "The role began on {}. Its first day can no longer be changed",
                since.in_words()
            ),
            Self::EndsInThePast => f.write_str("Last day must be today or in the future"),
            Self::UntickToEnd => f.write_str(
                "Last day must be today or in the future. To end the role now, untick it in the role table",
            ),
            Self::StepUpNeeded { told } => f.write_str(told),
            Self::HasClosed { practice } => {
                f.write_str(practice)?;
                f.write_str(" has closed. Access there can end, and cannot be made longer")
            }
            Self::SameDates => f.write_str("Change the dates, or go back to leave them as they are"),
            Self::WorksNotHere { practice } => {
                f.write_str("This user does not work at ")?;
                f.write_str(practice)
            }
        }
    }
}
