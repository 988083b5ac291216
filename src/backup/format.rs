//! What the lines of a backup say, rows aside.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    base::{
        clock::{hex, in_words},
        dates::Instant,
        error::AppError,
    },
    database::{Failure, tables::Shape},
};

/// What the first line of every backup says that it is.
pub(super) const NAME: &str = "practice-access backup";
/// The form of the file. Another one is another number.
pub(super) const VERSION: u32 = 1;

/// The first line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Header {
    pub format: String,
    pub version: u32,
    /// The version of the program that made it.
    pub program: String,
    /// The newest step of the schema.
    pub schema: i64,
    /// Tells one backup from another.
    pub id: String,
    pub made_at: i64,
    /// Which kind of database it is of.
    pub database: String,
    /// The newest anchor of the record at that moment.
    pub anchor: Option<String>,
    /// In the order in which they follow.
    pub tables: Vec<Shape>,
}

impl Header {
    /// Which backup it is, in words: `the backup of 27 November 2026 at 21:50 (0193…)`.
    pub(super) fn in_words(&self) -> String {
        let made_at = in_words(Instant(self.made_at));
        ["the backup of ", &made_at, " (", &self.id, ")"].concat()
    }
}

/// How many lines, and the SHA-256 of them all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sum {
    pub rows: u64,
    pub sha256: String,
}

/// A line that begins with `{`, after the first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Mark {
    /// The rows of a table have ended.
    Table(Sum),
    /// All tables have ended: how many rows there were, and the hash of the other lines that are no rows.
    End(Sum),
}

/// A sum that is being made, line by line.
#[derive(Clone, Default)]
pub(super) struct Summing {
    rows: u64,
    hash: Sha256,
}

impl Summing {
    /// Lines, each with its end, and how many they are.
    pub(super) fn add(&mut self, lines: &[u8], rows: u64) {
        self.hash.update(lines);
        self.rows += rows;
    }

    pub(super) fn sum(self) -> Sum {
        Sum {
            rows: self.rows,
            sha256: hex(&self.hash.finalize()),
        }
    }
}

/// Why a command about a backup did nothing: a sentence for the operator.
pub(super) fn refused(why: impl Into<String>) -> Failure {
    Failure::Public(AppError::Invalid(why.into()))
}
