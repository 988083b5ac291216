//! What a user's page shows.

use serde::{Deserialize, Serialize};

use super::Filled;
use crate::{
    access::{Column, Permissions, Subject},
    base::dates::Date,
};

/// A user's account and role table, as far as the reader may see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserView {
    /// Who it is.
    pub person: Person,
    /// Their roles.
    pub table: RoleTable,
    /// What the reader just saved and what happens next: a heading, a paragraph, and where it is undone if it can be; or nothing.
    pub saved: Vec<String>,
    /// Where the table is sent.
    pub action: String,
}

/// An account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Whether the reader sees more than that the account exists: only for users of their practices.
    pub known: bool,
    /// Title, first and last name; empty if not `known`.
    pub name: String,
    /// The username. For a reader who sees no more than that the account exists enough of it to recognise what was typed, or
    /// all of it if they have just typed it.
    pub email: String,
    /// What stands above the account, or instead of one that the reader does not see; may be empty.
    pub note: String,
    /// If there is one and the reader sees it.
    pub phone: String,
    /// A GP's number at the GMC.
    pub gmc_number: Option<String>,
    /// A GP's links with practices, of each a sentence.
    pub links: Vec<String>,
    /// A day in words, or "Never".
    pub last_sign_in: String,
    /// Whether it is a registration officer's account.
    pub registration_officer: bool,
}

/// A role table to be shown and changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleTable {
    pub subject: Subject,
    /// The practices shown.
    pub columns: Vec<Column>,
    /// How many practices the actor could choose from in all.
    pub practices: u32,
    /// What the actor may decide.
    pub permissions: Permissions,
    /// Today in England.
    pub today: Date,
    /// Makes a save of this table happen once.
    pub idempotency_key: String,
    /// The names of the role sets at these practices.
    pub sets: Vec<String>,
    /// What boxes are ticked for the reader, who asked for it.
    pub filled: Filled,
}

impl Person {
    /// What to call them in a heading.
    pub fn heading(&self) -> String {
        if self.known {
            self.name.clone()
        } else {
            self.email.clone()
        }
    }
}
