//! What people see of their own account.

use serde::{Deserialize, Serialize};

use crate::sign_in::set_password::LinkState;

/// One's own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    pub user: crate::base::ids::UserId,
    /// Dr, Mrs and so on; may be empty.
    pub title: String,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    /// May be empty.
    pub phone: String,
    /// Whether it is a GP's, whose address is the one registered with the GMC.
    pub gp: bool,
    /// The address that the GMC has for a GP, where it is not the username yet.
    pub gmc_email: String,
    /// When the password was set, in words; empty if that was not noted.
    pub password_set: String,
    /// What one proves oneself with besides the password, in words; empty if nothing.
    pub factors: String,
    /// An address that waits for its proof; empty if none does.
    pub new_email: String,
    /// Where one works.
    pub practices: Vec<MyPractice>,
    /// The day on which one's access ends if one does not log in again, in words.
    pub lapses_on: String,
    /// Where one is signed in, this one first.
    pub sessions: Vec<SessionLine>,
}

/// A practice where one works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyPractice {
    pub name: String,
    /// One's roles there in words; empty if there are none.
    pub roles: String,
    /// Where one asks for more.
    pub ask: String,
    /// Who manages access there, service by service.
    pub administrators: Vec<String>,
}

/// A browser one is signed in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLine {
    /// `Firefox on Windows`, if that is known.
    pub browser: String,
    /// Since when, in words.
    pub since: String,
    /// When something was last asked with it, in words.
    pub seen: String,
    /// Whether it is this one.
    pub here: bool,
}

/// What somebody who opened the link to a new address is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressLink {
    /// What the link is worth.
    pub state: LinkState,
    /// The new address; empty where the link says nothing any more.
    pub email: String,
}
