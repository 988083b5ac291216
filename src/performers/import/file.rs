//! What a file of the list says: one line for each of a GP's links with a practice, or one without a practice for a GP
//! who has none.

use std::collections::BTreeMap;

use crate::{
    access::Period,
    base::{
        dates::Date,
        ids::{GmcNumber, OdsCode},
        text::{Email, NotAName, PersonName},
    },
    ods::{Heads, NotUsable, Rejected, Row, read_lines},
    performers::{GpType, ListStatus, Sessions},
};

/// None may be missing.
const HEADS: Heads = Heads {
    names: &[
        "gmc_number",
        "title",
        "first_names",
        "last_name",
        "gmc_email",
        "performer_type",
        "practice_ods",
        "role",
        "start_date",
        "end_date",
        "sessions",
        "status",
    ],
    needed: COLUMNS,
    most: usize::MAX,
};
const COLUMNS: usize = 12;

/// What the list says of a GP, besides their links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    pub name: PersonName,
    pub email: Email,
    pub gp_type: GpType,
    pub status: ListStatus,
}

/// A link as the file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub line: u64,
    pub practice: OdsCode,
    pub gp_type: GpType,
    pub sessions: Option<Sessions>,
    pub period: Period,
}

/// Everything the file says of one GP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub line: u64,
    pub facts: Facts,
    pub links: Vec<Link>,
}

/// A file that was understood.
#[derive(Debug, Default)]
pub(crate) struct PerformerFile {
    pub(super) lines: usize,
    pub(super) listed: BTreeMap<GmcNumber, Listed>,
    pub(super) rejected: Vec<Rejected>,
}

/// Reads a whole file.
pub(crate) fn read(bytes: &[u8]) -> Result<PerformerFile, NotUsable> {
    let mut file = PerformerFile::default();
    let taken = read_lines(bytes, &HEADS, |row| file.take(&Entry(row)))?;
    file.lines = taken.lines;
    file.rejected = taken.faults;
    Ok(file)
}

/// A line of the list.
struct Entry<'a>(&'a Row<'a>);

impl Entry<'_> {
    fn field(&self, name: &str) -> &str {
        self.0.field(name)
    }

    fn date(&self, name: &str) -> Result<Option<Date>, String> {
        match self.field(name) {
            "" => Ok(None),
            text => text
                .parse()
                .map(Some)
                .map_err(|_| format!("{name} \"{text}\" is not a date like 2026-03-31")),
        }
    }

    fn gp_type(&self, name: &str) -> Result<GpType, String> {
        let text = self.field(name);
        GpType::from_code(&text.to_lowercase()).ok_or_else(|| {
            format!("{name} \"{text}\" is not principal, salaried, locum or registrar")
        })
    }

    fn facts(&self) -> Result<Facts, String> {
        let of = |name| self.field(name);
        let name = PersonName::read(of("title"), of("first_names"), of("last_name"));
        let name = name.map_err(|wrong| {
            let told: Vec<_> = wrong.into_iter().map(told).collect();
            told.join("; ")
        })?;
        let email = self.0.email("gmc_email")?;
        let status = self.field("status");
        let status = ListStatus::from_code(&status.to_lowercase())
            .ok_or_else(|| format!("status \"{status}\" is not active, suspended or withdrawn"))?;
        Ok(Facts {
            name,
            email,
            gp_type: self.gp_type("performer_type")?,
            status,
        })
    }

    fn link(&self) -> Result<Option<Link>, String> {
        let ods = self.field("practice_ods");
        if ods.is_empty() {
            let said = ["role", "start_date", "end_date", "sessions"]
                .into_iter()
                .find(|name| !self.field(name).is_empty());
            return match said {
                None => Ok(None),
                Some(name) => Err(format!("{name} is given, but no practice_ods")),
            };
        }
        let practice: OdsCode = ods
            .parse()
            .map_err(|_| format!("practice_ods \"{ods}\" is not a practice code like A81001"))?;
        let first = self.date("start_date")?;
        let first = first.ok_or("start_date is empty")?;
        let last = self.date("end_date")?;
        if last.is_some_and(|last| last < first) {
            return Err("end_date is before start_date".to_owned());
        }
        let sessions = match self.field("sessions") {
            "" => None,
            text => Some(text.parse().map_err(|_| {
                format!("sessions \"{text}\" is not a number from 0.5 to 9, like 4 or 4.5")
            })?),
        };
        Ok(Some(Link {
            line: self.0.line,
            practice,
            gp_type: self.gp_type("role")?,
            sessions,
            period: Period { first, last },
        }))
    }
}

impl PerformerFile {
    /// Takes a line over, or says why not.
    fn take(&mut self, row: &Entry<'_>) -> Result<(), String> {
        let found = row.0.width();
        if found < COLUMNS {
            return Err(format!("{found} columns instead of {COLUMNS}"));
        }
        let number = row.field("gmc_number");
        let number: GmcNumber = number
            .parse()
            .map_err(|_| format!("gmc_number \"{number}\" is not 7 digits"))?;
        let (facts, link) = (row.facts()?, row.link()?);
        let Some(known) = self.listed.get_mut(&number) else {
            self.listed.insert(
                number,
                Listed {
                    line: row.0.line,
                    facts,
                    links: link.into_iter().collect(),
                },
            );
            return Ok(());
        };
        if known.facts != facts {
            return Err(format!(
                "{number} is already in line {} with another name, address, type or status",
                known.line
            ));
        }
        let Some(link) = link else {
            return Err(format!("{number} is already in line {}", known.line));
        };
        let overlaps =
            |other: &&Link| other.practice == link.practice && overlap(other.period, link.period);
        if let Some(other) = known.links.iter().find(overlaps) {
            return Err(format!(
                "the days overlap with those at the same practice in line {}",
                other.line
            ));
        }
        known.links.push(link);
        Ok(())
    }
}

/// What is wrong with a part of a name, with the column it stands in.
fn told((field, why): (&'static str, NotAName)) -> String {
    let column = if field == "first_name" {
        "first_names"
    } else {
        field
    };
    match why {
        NotAName::Missing => format!("{column} is empty"),
        NotAName::TooLong(most) => format!("{column} is longer than {most} characters"),
        NotAName::NoLetter => format!("{column} has no letter"),
        NotAName::Link => format!("{column} has a link, an email address or a colon in it"),
    }
}

/// Whether a day belongs to both.
pub(super) fn overlap(one: Period, other: Period) -> bool {
    one.includes(other.first) || other.includes(one.first)
}
