//! What is published for each scheme year, as data: rates and bounds change in the middle of a year and for years gone
//! by, so nothing of it is code, and a table that was replaced stays beside the one in force.

use serde::{Deserialize, Serialize};

use super::{
    figures::{PostKind, Section},
    fraction::Fraction,
    money::Pence,
    rate::Rate,
    year::{Part, SchemeYear},
};
use crate::base::dates::Date;

/// Where something comes from, for people to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// The public source, in words.
    pub source: String,
    /// No public source states it: inferred or chosen by this program, so pages mark it.
    pub own_working: bool,
    /// A sentence on what is uncertain or unusual; empty if nothing is.
    pub note: String,
}

/// All tables of one scheme year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearTables {
    pub year: SchemeYear,
    pub deadline: Deadline,
    pub type_1: Availability,
    pub type_2: Availability,
    pub employer: EmployerRates,
    pub annualising: Annualising,
    pub year_days: YearDays,
    pub gaps: GapRule,
    /// In order: the year, or its two halves.
    pub parts: Vec<PartTables>,
    /// Where a step stands on the printed form, as far as that is known.
    pub boxes: Vec<BoxRef>,
}

/// Until when the year's forms are in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    pub day: Date,
    pub basis: Basis,
}

/// Whether a form can be filed here or only on paper elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Availability {
    pub online: bool,
    pub basis: Basis,
}

/// What employers pay on top.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmployerRates {
    pub standard: Rate,
    /// The scheme's administration levy.
    pub levy: Rate,
    /// Both together.
    pub total: Rate,
    /// What the practice pays of it.
    pub charged_to_practice: Rate,
    /// What NHS England pays of it.
    pub paid_centrally: Rate,
    pub basis: Basis,
}

/// Whose pay is annualised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Annualising {
    pub who: Annualised,
    pub basis: Basis,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Annualised {
    /// Members of the 2015 scheme, not those of the 1995 and 2008 sections.
    Scheme2015,
    Everyone,
}

/// What counts as a full year where pay is annualised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearDays {
    /// Days by the calendar.
    pub calendar: u32,
    /// By how many days pay is multiplied, and from how many on it stands for a year as it is.
    pub full_year: u32,
    pub basis: Basis,
}

/// How long a gap could be, in days, before April 2019 without counting as a break; zero where each one counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GapRule {
    /// Between posts.
    pub posts: u32,
    /// Where there is locum work on either side.
    pub locum: u32,
    pub basis: Basis,
}

/// The tier tables of a part of the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartTables {
    pub part: Part,
    /// At least one, the one in force being that which no other supersedes.
    pub tables: Vec<TierTable>,
}

/// Contribution rates by pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierTable {
    /// Stable: forms store it.
    pub id: String,
    /// The first day of service for which it was to be used.
    pub valid_from: Date,
    /// When it was published, as far as that is known: a day, a month, or empty.
    pub published_on: String,
    /// The id of the table that it replaced.
    pub supersedes: Option<String>,
    /// Still to be confirmed.
    pub provisional: bool,
    pub basis: Basis,
    /// By rising lower bound; the first begins at zero.
    pub rows: Vec<TierRow>,
}

/// One tier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierRow {
    /// Stable: forms store it.
    pub id: String,
    /// The lowest annualised pay in it.
    pub from: Pence,
    pub rate: Rate,
}

/// Where a step stands on the printed form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoxRef {
    /// The step's key.
    pub key: String,
    pub box_ref: String,
}

impl YearTables {
    /// The table in force for a part of the year.
    pub fn in_force(&self, part: Part) -> Option<&TierTable> {
        self.tables(part).find(|table| !self.is_superseded(table))
    }

    /// A table by its id, also one that was superseded.
    pub fn table(&self, id: &str) -> Option<&TierTable> {
        let all = self.parts.iter().flat_map(|part| &part.tables);
        all.into_iter().find(|table| table.id == id)
    }

    /// Whether another table has replaced this one.
    pub fn is_superseded(&self, table: &TierTable) -> bool {
        let mut all = self.parts.iter().flat_map(|part| &part.tables);
        all.any(|other| other.supersedes.as_ref() == Some(&table.id))
    }

    /// Whether pay of a member of a section is annualised; none if that depends on a section that is not known.
    pub fn annualises(&self, section: Option<Section>) -> Option<bool> {
        match (self.annualising.who, section) {
            (Annualised::Everyone, _) => Some(true),
            (Annualised::Scheme2015, None) => None,
            (Annualised::Scheme2015, Some(section)) => Some(section == Section::Scheme2015),
        }
    }

    /// Whether the form that a kind of post needs can be filed here.
    pub fn form_of(&self, kind: PostKind) -> &Availability {
        if kind.has_a_certificate() {
            &self.type_1
        } else {
            &self.type_2
        }
    }

    /// The box of a step on the printed form; empty if it is not known.
    pub(crate) fn box_of(&self, key: &str) -> String {
        let named = self.boxes.iter().find(|named| named.key == key);
        named.map(|named| named.box_ref.clone()).unwrap_or_default()
    }

    fn tables(&self, part: Part) -> impl Iterator<Item = &TierTable> {
        let parts = self.parts.iter().filter(move |one| one.part == part);
        parts.flat_map(|one| &one.tables)
    }
}

impl TierTable {
    /// The row that annualised pay falls into: the last whose bound it reaches, unrounded. What is below zero falls
    /// into the first.
    pub fn row(&self, annualised: Fraction) -> Option<&TierRow> {
        let reached = |row: &&TierRow| annualised.is_at_least(row.from.0);
        self.rows
            .iter()
            .rev()
            .find(reached)
            .or_else(|| self.rows.first())
    }
}

impl EmployerRates {
    /// What the practice owes on pensionable pay, rounded to the penny.
    pub fn due_from_practice(&self, pay: Pence) -> Option<Pence> {
        self.charged_to_practice.of(pay)?.rounded()
    }
}
