//! What browser and server know of a practice.

use serde::{Deserialize, Serialize};

use crate::base::{ids::OdsCode, stored::stored_by_code};

/// A GP practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practice {
    /// The code that names it.
    pub ods: OdsCode,
    /// Its name, written as people write it.
    pub name: String,
    /// Whether it works, or is to.
    pub status: PracticeStatus,
    /// When it closed or is to open, after its address: ". Closed on 31 March 2026". Empty if it is open, or has closed on a
    /// day that is not known.
    pub open_or_not: String,
    /// Building and street; empty if not known.
    pub address: String,
    /// Its town.
    pub town: String,
    /// Its postcode.
    pub postcode: String,
    /// The Primary Care Network it belongs to today.
    pub pcn: Option<Pcn>,
}

/// Whether a practice works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PracticeStatus {
    /// It does.
    Active,
    /// It has closed. Its users and its record stay readable.
    Closed,
}

/// A Primary Care Network: practices that work together. It gives nobody access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pcn {
    /// The code that names it.
    pub code: OdsCode,
    pub name: String,
}

impl PracticeStatus {
    /// As stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Closed => "closed",
        }
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Active, Self::Closed]
            .into_iter()
            .find(|status| status.code() == code)
    }
}

stored_by_code!(PracticeStatus, "a practice's status");

impl Practice {
    /// Address, town and postcode on one line, without gaps.
    pub fn address_line(&self) -> String {
        let parts = [&self.address, &self.town, &self.postcode];
        let known: Vec<_> = parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(String::as_str)
            .collect();
        known.join(", ")
    }
}
