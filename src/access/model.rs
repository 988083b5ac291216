//! The words of access that browser and server share.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Period, catalogue::Role};
use crate::base::{
    dates::{Date, Instant},
    stored::stored_by_code,
};

/// A user's place at a practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MembershipStatus {
    /// Added, but has never signed in.
    Invited,
    /// Works here.
    Active,
    /// No longer works here; kept for the record, gives no access.
    Deactivated,
}

impl MembershipStatus {
    /// All of them, in the order people read them.
    pub const ALL: [Self; 3] = [Self::Active, Self::Invited, Self::Deactivated];

    /// As stored and as used in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Deactivated => "deactivated",
        }
    }

    /// As shown.
    pub fn label(self) -> &'static str {
        match self {
            Self::Invited => "Invited",
            Self::Active => "Active",
            Self::Deactivated => "Deactivated",
        }
    }

    /// Whether they belong to the practice: work there, or are to.
    pub fn is_open(self) -> bool {
        self != Self::Deactivated
    }

    /// As shown in a list, of somebody whose invitation may have been given up.
    pub fn standing(self, undelivered: bool) -> &'static str {
        if undelivered && self == Self::Invited {
            "Invited, not delivered"
        } else {
            self.label()
        }
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }
}

stored_by_code!(MembershipStatus, "a membership's status");

/// How a grant came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Given at the practice: by an administrator of the service, or by a member who takes their accountant along.
    Administrator,
    /// Given by the national registration team.
    RegistrationTeam,
    /// Follows from an active assignment on the Performers List.
    PerformersList,
}

impl Origin {
    /// As stored and shown.
    pub fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::RegistrationTeam => "registration team",
            Self::PerformersList => "performers list",
        }
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        [
            Self::Administrator,
            Self::RegistrationTeam,
            Self::PerformersList,
        ]
        .into_iter()
        .find(|origin| origin.code() == code)
    }
}

stored_by_code!(Origin, "an origin of a grant");

/// One role held by one user at one practice, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub id: Uuid,
    pub role: Role,
    /// How it came about.
    pub origin: Origin,
    /// Who gave it, by name; empty when nobody did by hand.
    pub granted_by: String,
    /// When it was given.
    pub granted_on: Date,
    /// Why, if a reason was recorded.
    pub reason: String,
    /// The first day it is in force.
    pub starts_on: Date,
    /// The last day it is in force.
    pub ends_on: Option<Date>,
}

impl Grant {
    /// Whether it gives its right on `today`.
    pub fn in_force(&self, today: Date) -> bool {
        self.period().includes(today)
    }

    /// The days on which it gives its right.
    pub fn period(&self) -> Period {
        Period {
            first: self.starts_on,
            last: self.ends_on,
        }
    }
}

/// A moment and the day it falls on in England, as the server tells the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// For comparing.
    pub at: Instant,
    /// For saying.
    pub on: Date,
}
