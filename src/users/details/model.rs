//! What the page shows.

use serde::{Deserialize, Serialize};

use crate::base::ids::UserId;

/// A user's name and phone number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailsView {
    pub user: UserId,
    /// First and last name, to be shown.
    pub name: String,
    /// Why the reader can't change them here, in words; empty if they can. The rest is empty then.
    pub why_not: String,
    /// Dr, Mrs and so on; may be empty.
    pub title: String,
    /// May be empty.
    pub first_name: String,
    pub last_name: String,
    /// May be empty.
    pub phone: String,
    /// A mark of how they stand: another one after any change.
    pub seen: String,
    /// Whether they have not set up their account: then their address may be put right on another page.
    pub invited: bool,
}
