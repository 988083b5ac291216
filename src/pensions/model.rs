//! What the page of a section shows.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    calculation::{YearTables, checks::Recorded},
    content::Content,
};

/// One section of a form, to be filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionView {
    pub id: Uuid,
    /// The form, in words.
    pub title: String,
    pub version: i64,
    /// The section's code.
    pub section: String,
    /// Where it goes on after it.
    pub next: String,
    pub content: Content,
    pub tables: YearTables,
    pub recorded: Vec<Recorded>,
    /// Who else has the form open, by name.
    pub others: Vec<String>,
}
