//! What the page shows.

use serde::{Deserialize, Serialize};

/// How the program runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Running {
    /// What somebody has to look at, a sentence each.
    pub attention: Vec<String>,
    pub facts: Facts,
    pub work: Vec<Work>,
    /// How many messages wait, and how many were given up.
    pub waiting: i64,
    pub given_up: i64,
    /// Those that were given up last.
    pub messages: Vec<Message>,
}

/// The program and its database, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Facts {
    pub database: String,
    pub size: String,
    pub free: Option<String>,
    pub behind: Option<String>,
    pub anchor: String,
    pub version: String,
    pub schema: String,
}

/// Something the program does by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Work {
    /// What the log calls it.
    pub job: String,
    pub name: String,
    pub last: String,
    pub result: String,
    pub next: String,
    pub may_run_now: bool,
}

/// A message that was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Message {
    pub id: String,
    pub to: String,
    pub subject: String,
    pub at: String,
    pub why: String,
}
