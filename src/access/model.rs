//! The words of access that browser and server share.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Period, catalogue::Role};
use crate::dates::{Date, Instant};

/// One person with one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
pub struct UserId(pub Uuid);

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for UserId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::try_parse(text.trim()).map(Self)
    }
}

/// The code by which the NHS knows an organisation, here a practice: `A81001`. 3 to 12 capital letters and digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
pub struct OdsCode(String);

/// Not a code of 3 to 12 letters and digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnOdsCode;

impl FromStr for OdsCode {
    type Err = NotAnOdsCode;

    /// Forgives spaces, dashes and small letters.
    fn from_str(text: &str) -> Result<Self, NotAnOdsCode> {
        let code: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let fits = (3..=12).contains(&code.len())
            && code
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if fits {
            Ok(Self(code))
        } else {
            Err(NotAnOdsCode)
        }
    }
}

impl<'de> Deserialize<'de> for OdsCode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(|NotAnOdsCode| serde::de::Error::custom("not a practice code like A81001"))
    }
}

impl fmt::Display for OdsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for OdsCode {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// The number by which the General Medical Council knows a doctor: 7 digits, the first of which may be 0.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
pub struct GmcNumber(String);

/// Not 7 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAGmcNumber;

impl FromStr for GmcNumber {
    type Err = NotAGmcNumber;

    /// Forgives spaces and the C that some systems put first.
    fn from_str(text: &str) -> Result<Self, NotAGmcNumber> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let digits = plain.strip_prefix(['C', 'c']).unwrap_or(&plain);
        if digits.len() == 7 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(digits.to_owned()))
        } else {
            Err(NotAGmcNumber)
        }
    }
}

impl<'de> Deserialize<'de> for GmcNumber {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(|NotAGmcNumber| serde::de::Error::custom("not a GMC number of 7 digits"))
    }
}

impl fmt::Display for GmcNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for GmcNumber {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

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

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }
}

/// How a grant came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Ticked by an administrator of the service at the practice.
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

/// One role held by one user at one practice, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Its identifier.
    pub id: Uuid,
    /// The role.
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
