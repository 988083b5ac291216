//! What the pages show.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    calculation::{Finding, Working, YearTables, checks::Recorded, year::SchemeYear},
    content::Content,
    contributions::ContributionLine,
    rules::{FormOf, Stage, Step},
};
use crate::base::{
    dates::Date,
    ids::{OdsCode, UserId},
};

/// A member's years, as they or their accountant see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearsView {
    pub member: UserId,
    /// By name.
    pub named: String,
    /// Whether it is the reader.
    pub own: bool,
    /// The newest first.
    pub years: Vec<YearView>,
}

/// A scheme year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearView {
    pub year: SchemeYear,
    /// The last day in time, and how many days that is from today; below zero if it has passed.
    pub due_on: Date,
    pub days: i64,
    pub forms: Vec<MemberForm>,
    /// Whether a Type 2 self-assessment can be added that no position calls for.
    pub may_add: bool,
    /// What keeps this year's forms off the record, in a sentence; empty if nothing does.
    pub waits: String,
}

/// A form that a member owes for a year, begun or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberForm {
    pub of: FormOf,
    /// The kind and the practice, in words.
    pub title: String,
    /// None as long as nobody has begun it.
    pub id: Option<Uuid>,
    pub stage: Option<Stage>,
    /// 1 for the first, more for a revised one.
    pub edition: i64,
    /// What is next and whose turn it is, in a sentence.
    pub next: String,
    /// Whether it can be filed here; else how.
    pub online: bool,
    pub due_on: Date,
    /// From today until then; below zero once it has passed.
    pub days: i64,
    /// When it was submitted, in words; empty before.
    pub submitted: String,
    /// Why it was rejected, or is filed nowhere here.
    pub reason: String,
}

impl MemberForm {
    /// Where it stands, in words.
    pub fn stands(&self) -> &'static str {
        self.stage.map_or("Not started", Stage::words)
    }

    /// Whether nothing more is to be done for it.
    pub fn is_settled(&self) -> bool {
        self.stage.is_some_and(Stage::is_settled)
    }
}

/// Who did something, and when, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Did {
    pub what: String,
    pub who: String,
    pub when: String,
}

/// A paper of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    pub id: Uuid,
    pub name: String,
    /// In kilobytes, rounded up.
    pub kilobytes: i64,
    pub added: String,
}

/// A form, whoever reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormView {
    pub id: Uuid,
    pub member: UserId,
    pub named: String,
    pub own: bool,
    pub of: FormOf,
    /// The kind, the year and the practice, in words.
    pub title: String,
    pub year: SchemeYear,
    pub edition: i64,
    pub version: i64,
    pub stage: Stage,
    pub due_on: Date,
    /// Its case reference; empty before it was submitted.
    pub reference: String,
    pub reason: String,
    /// What happened to it so far, in order.
    pub log: Vec<Did>,
    pub content: Content,
    pub tables: YearTables,
    pub working: Working,
    pub findings: Vec<Finding>,
    pub recorded: Vec<Recorded>,
    /// The member's contribution statement of the year, for those who may see it.
    pub statement: Vec<ContributionLine>,
    pub papers: Vec<Paper>,
    /// What the reader may do.
    pub steps: Vec<Step>,
    /// Whether the reader may file a revised one.
    pub may_revise: bool,
    /// Whether the reader decides about it.
    pub desk: bool,
    /// The practice on whose behalf the reader would submit, by name; empty for the member.
    pub on_behalf: String,
    /// Who else has it open, by name.
    pub others: Vec<String>,
    /// What keeps it off the record; empty if nothing does.
    pub waits: String,
}

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

/// A form in the queue of the pensions desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskLine {
    pub id: Uuid,
    pub reference: String,
    pub member: String,
    pub title: String,
    pub stage: Stage,
    pub declared: String,
    pub decided: String,
}

/// A form of a member of a practice, in its overview. Its address is there for those who may submit it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverviewLine {
    pub named: String,
    pub email: String,
    pub year: SchemeYear,
    pub form: MemberForm,
}

/// A practice that the member lets submit for them, or could.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorityLine {
    pub practice: OdsCode,
    pub named: String,
    /// Since when, and until which day; empty if it is not given.
    pub given: String,
    pub until: String,
}

/// A practice's overview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverviewView {
    /// Where the reader administers GP Payments and Pensions: codes and names.
    pub practices: Vec<(OdsCode, String)>,
    /// The code of the one that is shown.
    pub practice: String,
    /// The year that is shown, as addresses have it; empty for all.
    pub year: String,
    pub lines: Vec<OverviewLine>,
}
