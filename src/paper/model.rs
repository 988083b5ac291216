//! A letter on paper.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    access::Service,
    base::{dates::Date, ids::OdsCode},
    ui::query_fields,
};

/// Somebody who is set up as an administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SetUp {
    pub name: String,
    pub username: String,
}

/// A letter that is to be sent to a practice.
#[derive(Clone, Debug)]
pub(crate) struct NewPaperLetter {
    pub practice: OdsCode,
    pub service: Service,
    pub administrators: Vec<SetUp>,
    /// Their first day.
    pub starts_on: Date,
    /// Who opens it, by name; empty if the program knows nobody.
    pub contact: String,
    /// Of the launch or the certification.
    pub reference: String,
}

/// A letter as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PaperLetter {
    pub id: Uuid,
    pub reference: String,
    pub contact: String,
    pub practice: OdsCode,
    pub practice_name: String,
    /// The lines of the practice's address.
    pub address: Vec<String>,
    pub service: Service,
    pub administrators: Vec<SetUp>,
    /// The day on which it was made.
    pub made_on: Date,
    pub starts_on: Date,
}

query_fields! {
    /// Which letters.
    pub struct LetterFilter {
        /// "" for those that were not printed yet, "printed" or "all".
        show,
        /// The reference of a launch or a certification; empty for any.
        reference,
        /// The code of a practice; empty for any.
        practice;
        /// The last letter of the page before; empty on the first.
        after
    }
}

/// A letter in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterLine {
    pub id: Uuid,
    pub practice: OdsCode,
    pub practice_name: String,
    pub service: String,
    /// Whom it names.
    pub administrators: String,
    pub starts: String,
    pub reference: String,
    /// When, and by whom; empty if it was not.
    pub printed: String,
}

/// What the page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterList {
    pub filter: LetterFilter,
    pub lines: Vec<LetterLine>,
    /// How many there are in all that the filter lists.
    pub count: i64,
    /// The last one of all of them: what is printed now is no later than it.
    pub newest: String,
    /// Where the next page begins; empty if this is the last.
    pub next: String,
}
