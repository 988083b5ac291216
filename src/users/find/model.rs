//! What is found.

use serde::{Deserialize, Serialize};

use crate::{
    access::{MembershipStatus, Role},
    base::ids::{OdsCode, UserId},
    users::LastSignIn,
};

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
    pub elsewhere: Option<String>,
    /// The practices the reader can filter by: code and name. Empty for the registration team, which types a code.
    pub practices: Vec<(OdsCode, String)>,
}

/// A user who was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub id: UserId,
    /// Title, first and last name.
    pub name: String,
    pub email: String,
    /// Whether they have not set up their account because their invitation did not arrive.
    pub undelivered: bool,
    /// A GP's number at the GMC.
    pub gmc_number: Option<String>,
    /// A GP's links with practices, of each a sentence.
    pub links: Vec<String>,
    pub last_sign_in: LastSignIn,
    /// Their places that the reader may see.
    pub places: Vec<FoundPlace>,
}

/// A place of a user who was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundPlace {
    pub practice: OdsCode,
    pub name: String,
    /// How they stand there.
    pub status: MembershipStatus,
    /// The roles in force today.
    pub roles: Vec<Role>,
}

/// Someone suggested while typing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The address of their page.
    pub href: String,
    /// First and last name; of somebody else's user, that there is an account.
    pub name: String,
    pub email: String,
}
