//! What is recorded.

use serde::{Deserialize, Serialize};

use crate::{access::Role, dates::Date};

/// What was done. The code is stored; never change one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// A new account was made.
    UserCreated,
    /// A user came to a practice or their roles there changed.
    RolesChanged,
    /// Grants ended because their last day had passed.
    RolesEnded,
    /// A change was asked for and refused because the actor has no right to it.
    Refused,
    /// A practice was imported or changed by an import.
    PracticeChanged,
    /// A registration officer's account was made.
    OfficerCreated,
    /// Someone signed in.
    SignedIn,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::UserCreated,
        Self::RolesChanged,
        Self::RolesEnded,
        Self::Refused,
        Self::PracticeChanged,
        Self::OfficerCreated,
        Self::SignedIn,
    ];

    /// As stored and used in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::UserCreated => "user-created",
            Self::RolesChanged => "roles-changed",
            Self::RolesEnded => "roles-ended",
            Self::Refused => "refused",
            Self::PracticeChanged => "practice-changed",
            Self::OfficerCreated => "officer-created",
            Self::SignedIn => "signed-in",
        }
    }

    /// As shown in a filter.
    pub fn label(self) -> &'static str {
        match self {
            Self::UserCreated => "Account created",
            Self::RolesChanged => "Roles changed",
            Self::RolesEnded => "Roles ended on their last day",
            Self::Refused => "Attempt refused",
            Self::PracticeChanged => "Practice details changed",
            Self::OfficerCreated => "Registration officer created",
            Self::SignedIn => "Signed in",
        }
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.code() == code)
    }
}

/// The content of an event beyond who, whom, where and when. Stored as JSON, so fields may be added, never removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// Roles held before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<Role>,
    /// Roles held afterwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<Role>,
    /// First day of what was added, when later than the day of the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<Date>,
    /// Last day of what was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<Date>,
    /// The version of the user's place after the change.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub version: i64,
    /// Anything else, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

impl Detail {
    /// Roles that came.
    pub fn added(&self) -> impl Iterator<Item = Role> {
        self.after
            .iter()
            .copied()
            .filter(|role| !self.before.contains(role))
    }

    /// Roles that went.
    pub fn removed(&self) -> impl Iterator<Item = Role> {
        self.before
            .iter()
            .copied()
            .filter(|role| !self.after.contains(role))
    }
}
