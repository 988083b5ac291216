//! What is searched for and what is found.

use serde::{Deserialize, Serialize};

use crate::{
    access::{MembershipStatus, Role, Service},
    base::{
        dates::Date,
        ids::{OdsCode, UserId},
    },
};

/// What is searched for, as it stands in the address. Fields that are empty do not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Search {
    /// Words of names, an e-mail address, a GMC number, a practice code.
    pub q: String,
    /// A practice's code.
    pub practice: String,
    /// A membership status.
    pub status: String,
    /// A service, by code.
    pub service: String,
    /// A role, by code.
    pub role: String,
    /// "yes": only user administrators.
    pub administrators: String,
    /// "never": only those who have never signed in; "90": those who have not for 90 days, too.
    pub absent: String,
    /// "unlinked": only GPs whom the Performers List links with no practice.
    pub gps: String,
    /// The order, see [`Sort`].
    pub sort: String,
    /// Where the page before ended.
    pub after: String,
}

/// The order of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// By last name; with a text, whole words before beginnings of words.
    Name,
    /// By e-mail address.
    Email,
    /// Latest sign-in first.
    LatestSignIn,
    /// Longest absent first; those who never signed in lead.
    EarliestSignIn,
}

/// One page of results.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchPage {
    /// The users.
    pub found: Vec<Found>,
    /// For the address of the next page, if there is one.
    pub next: String,
    /// How many match; absent where counting would cost more than it tells.
    pub total: Option<u32>,
    /// An account with exactly the address that was searched for, at none of the reader's practices.
    pub elsewhere: Option<UserId>,
    /// The practices the reader can filter by: code and name. Empty for the registration team, which types a code.
    pub practices: Vec<(OdsCode, String)>,
}

/// A user who was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The account.
    pub id: UserId,
    /// Title, first and last name.
    pub name: String,
    /// The username.
    pub email: String,
    /// Whether they have not set up their account because their invitation did not arrive.
    pub undelivered: bool,
    /// A GP's number at the GMC.
    pub gmc_number: Option<String>,
    /// A GP's links with practices, of each a sentence.
    pub links: Vec<String>,
    /// The day, if they ever did.
    pub last_sign_in: Option<Date>,
    /// Their places that the reader may see.
    pub places: Vec<FoundPlace>,
}

/// A place of a user who was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundPlace {
    /// Where.
    pub practice: OdsCode,
    /// Its name.
    pub name: String,
    /// How they stand there.
    pub status: MembershipStatus,
    /// The roles in force today.
    pub roles: Vec<Role>,
}

/// Someone suggested while typing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The account.
    pub id: UserId,
    /// First and last name.
    pub name: String,
    /// The username.
    pub email: String,
}

impl Sort {
    /// From the address; anything unknown is by name.
    pub fn from_code(code: &str) -> Self {
        match code {
            "email" => Self::Email,
            "latest" => Self::LatestSignIn,
            "earliest" => Self::EarliestSignIn,
            _ => Self::Name,
        }
    }

    /// As in the address.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "",
            Self::Email => "email",
            Self::LatestSignIn => "latest",
            Self::EarliestSignIn => "earliest",
        }
    }
}

impl Search {
    /// The status that is asked for.
    pub fn status(&self) -> Option<MembershipStatus> {
        MembershipStatus::from_code(&self.status)
    }

    /// The roles that are asked for: one, a service's, the administrators'. `None`: any or none.
    pub fn roles(&self) -> Option<Vec<Role>> {
        let service = Service::from_code(&self.service);
        let role = Role::from_code(&self.role);
        let administrators = self.administrators == "yes";
        if service.is_none() && role.is_none() && !administrators {
            return None;
        }
        let asked = |candidate: &Role| {
            service.is_none_or(|service| candidate.service() == service)
                && role.is_none_or(|role| *candidate == role)
                && (!administrators || candidate.administers())
        };
        Some(Role::all().filter(asked).collect())
    }
}
