//! What an account has, as its pages show it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::recovery::FEW;

/// What kind of second factor it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Codes of a phone.
    App,
    /// A key that a device keeps.
    Passkey,
}

/// A second factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    pub id: Uuid,
    /// What it is.
    pub kind: Kind,
    /// What its owner calls it.
    pub name: String,
    /// Since when, in words.
    pub added: String,
    /// Whether it logs in without the password.
    pub alone: bool,
}

/// Everything an account proves itself with besides its password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factors {
    /// Its second factors, the oldest first.
    pub factors: Vec<Factor>,
    /// How many recovery codes are left.
    pub codes_left: usize,
}

impl Kind {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::App => "Authenticator app",
            Self::Passkey => "Passkey",
        }
    }
}

impl Factors {
    /// Whether there is one of a kind.
    pub fn has(&self, kind: Kind) -> bool {
        self.factors.iter().any(|factor| factor.kind == kind)
    }

    /// Whether so few recovery codes are left that it is time for new ones.
    pub fn has_few_codes(&self) -> bool {
        !self.factors.is_empty() && self.codes_left <= FEW
    }
}
