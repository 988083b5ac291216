//! What a file of the list says: one line for each of a GP's links with a practice, or one without a practice for a GP
//! who has none.

use std::collections::{BTreeMap, HashMap};

use csv::StringRecord;

use crate::{
    access::Period,
    base::{
        dates::Date,
        ids::{GmcNumber, OdsCode},
        text::{Email, NotAName, PersonName, clean},
    },
    ods::{Rejected, Unreadable, text},
    performers::{GpType, ListStatus, Sessions},
};

/// The columns, by the names in the file's first line. Their order does not matter.
const COLUMNS: [&str; 12] = [
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
];

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

/// Why a file as a whole can't be imported.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotTheList {
    #[error("{0}")]
    Unreadable(Unreadable),
    #[error("the first line must name the columns, and these are missing: {0}")]
    Columns(String),
    #[error("there is no line after the first")]
    Empty,
}

/// Reads a whole file.
pub(crate) fn read(bytes: &[u8]) -> Result<PerformerFile, NotTheList> {
    let text = text(bytes).map_err(NotTheList::Unreadable)?;
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let unreadable = |_| NotTheList::Unreadable(Unreadable::Binary);
    let columns = Columns::of(reader.headers().map_err(unreadable)?)?;
    let mut file = PerformerFile::default();
    for fields in reader.records() {
        let fields = fields.map_err(unreadable)?;
        let row = Row {
            line: fields.position().map_or(0, csv::Position::line),
            columns: &columns,
            fields: &fields,
        };
        file.lines += 1;
        if let Err(reason) = file.take(&row) {
            file.rejected.push(Rejected {
                line: row.line,
                // It repeats what stands in the file.
                reason: clean(&reason),
            });
        }
    }
    if file.lines == 0 {
        return Err(NotTheList::Empty);
    }
    Ok(file)
}

/// Where each column stands.
struct Columns(HashMap<&'static str, usize>);

impl Columns {
    fn of(header: &StringRecord) -> Result<Self, NotTheList> {
        let place = |name: &&'static str| {
            let found = header
                .iter()
                .position(|field| field.eq_ignore_ascii_case(name));
            found.map(|place| (*name, place))
        };
        let places: HashMap<_, _> = COLUMNS.iter().filter_map(place).collect();
        let missing: Vec<_> = COLUMNS
            .into_iter()
            .filter(|name| !places.contains_key(name))
            .collect();
        if missing.is_empty() {
            Ok(Self(places))
        } else {
            Err(NotTheList::Columns(missing.join(", ")))
        }
    }
}

struct Row<'a> {
    line: u64,
    columns: &'a Columns,
    fields: &'a StringRecord,
}

impl Row<'_> {
    fn field(&self, name: &str) -> &str {
        let place = self.columns.0.get(name);
        place
            .and_then(|place| self.fields.get(*place))
            .unwrap_or_default()
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
        let email = self.field("gmc_email");
        let email = Email::parse(email).map_err(|_| {
            format!("gmc_email \"{email}\" is not an email address that can be written to")
        })?;
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
            line: self.line,
            practice,
            gp_type: self.gp_type("role")?,
            sessions,
            period: Period { first, last },
        }))
    }
}

impl PerformerFile {
    /// Takes a line over, or says why not.
    fn take(&mut self, row: &Row<'_>) -> Result<(), String> {
        if row.fields.len() < COLUMNS.len() {
            let found = row.fields.len();
            return Err(format!("{found} columns instead of {}", COLUMNS.len()));
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
                    line: row.line,
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
