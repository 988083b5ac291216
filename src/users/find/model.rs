//! What is found.

use serde::{Deserialize, Serialize};

use crate::{
    access::{MembershipStatus, Role},
    base::ids::{OdsCode, UserId},
    users::{LastSignIn, find::Counted},
};

/// One page of results.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchPage {
    /// The users.
    pub found: Vec<Found>,
    /// For the address of the next page, if there is one.
    pub next: String,
    /// How many match; absent where the address of a further page does not say how many the first one counted.
    pub total: Option<Counted>,
    /// Whether they are too many for the order that was asked for: they are ordered by name.
    pub unsorted: bool,
    /// The name of the practice they are narrowed to, if the reader may know it.
    pub practice_name: String,
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
    /// Whether they cannot log in for a while after wrong passwords, where that is told.
    pub locked: bool,
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
