//! What a line of `epraccur` says. Two dialects are in circulation: status and setting in words and role ids
//! (`ACTIVE`, `RO76`), and the older letters and numbers (`A`, `4`).

use std::collections::{BTreeSet, HashMap};

use crate::{
    base::{dates::Date, ids::OdsCode, text::clean},
    ods::{
        csv_file::{FileKind, Record, Records, Rejected, Unreadable, records},
        readable::readable_name,
    },
};

/// No name in the files comes near it.
const LONGEST_NAME: usize = 200;

/// What is kept of a practice, as the file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    pub name: String,
    pub address: String,
    pub town: String,
    pub postcode: String,
    pub region: String,
    pub icb: String,
    pub sub_icb: String,
    pub telephone: String,
    pub opened_on: Option<Date>,
    pub closed_on: Option<Date>,
}

/// An organisation of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub ods: OdsCode,
    /// Whether its status is active.
    pub active: bool,
    /// Its last day, if it has one.
    pub closed_on: Option<Date>,
    pub what: What,
}

/// What kind of organisation it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A GP practice in England.
    Practice(Box<Facts>),
    /// A clinic, a prison, an out-of-hours service...
    Other,
    /// A GP practice in Wales or elsewhere.
    Elsewhere,
}

/// A file that was understood.
#[derive(Debug, Default)]
pub(crate) struct PracticeFile {
    /// In the order of the file, each code once.
    pub listed: Vec<Listed>,
    pub rejected: Vec<Rejected>,
    /// Practices of rejected lines.
    pub spoken_of: BTreeSet<OdsCode>,
}

impl PracticeFile {
    /// How many lines were read.
    pub(crate) fn lines(&self) -> usize {
        self.listed.len() + self.rejected.len()
    }
}

/// Reads a whole file.
pub(crate) fn read(bytes: &[u8]) -> Result<PracticeFile, Unreadable> {
    let Records {
        right: records,
        rejected,
        spoken_of,
    } = records(bytes, FileKind::Practices)?;
    let mut file = PracticeFile {
        listed: Vec::with_capacity(records.len()),
        rejected,
        spoken_of,
    };
    let mut seen = HashMap::with_capacity(records.len());
    for record in &records {
        match listed(record) {
            Ok(row) => {
                if let Some(first) = seen.insert(row.ods.clone(), record.line) {
                    file.rejected.push(record.rejected(
                        [row.ods.as_ref(), " is already in line ", &first.to_string()].concat(),
                    ));
                    seen.insert(row.ods, first);
                } else {
                    file.listed.push(row);
                }
            }
            Err(rejected) => {
                file.rejected.push(rejected);
                file.spoken_of.extend(record.speaks_of());
            }
        }
    }
    file.rejected.sort_by_key(|rejected| rejected.line);
    let practices = |row: &Listed| matches!(row.what, What::Practice(_));
    if file.listed.iter().any(practices) {
        Ok(file)
    } else {
        Err(Unreadable::Nothing {
            wanted: FileKind::Practices,
        })
    }
}

fn listed(record: &Record) -> Result<Listed, Rejected> {
    let ods = record.code(1)?;
    let active = match record.column(13) {
        "ACTIVE" | "A" => true,
        "INACTIVE" | "DORMANT" | "CLOSED" | "PROPOSED" | "C" | "D" | "P" => false,
        other => return Err(record.rejected(["\"", other, "\" is not a status"].concat())),
    };
    let what = if !record
        .column(26)
        .split('|')
        .any(|role| matches!(role.trim(), "RO76" | "4"))
    {
        What::Other
    } else if record.column(3).starts_with('Y') {
        What::Practice(Box::new(facts(record)?))
    } else {
        What::Elsewhere
    };
    Ok(Listed {
        ods,
        active,
        closed_on: match what {
            What::Practice(_) => record.date(12)?,
            _ => record.date(12).unwrap_or_default(),
        },
        what,
    })
}

fn facts(record: &Record) -> Result<Facts, Rejected> {
    let name = readable_name(&clean(record.column(2)));
    if name.is_empty() {
        return Err(record.rejected("the practice has no name"));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(record.rejected("the practice's name is longer than 200 characters"));
    }
    let lines: Vec<_> = [5, 6, 7]
        .map(|number| readable_name(clean(record.column(number)).trim_end_matches(',')))
        .into_iter()
        .filter(|line| !line.is_empty())
        .collect();
    let county = record.column(9);
    let town = match record.column(8) {
        "" => county,
        town => town,
    };
    Ok(Facts {
        name,
        address: lines.join(", "),
        town: readable_name(&clean(town)),
        postcode: clean(record.column(10)).to_ascii_uppercase(),
        region: clean(record.column(3)),
        icb: clean(record.column(4)),
        sub_icb: clean(record.column(15)),
        telephone: clean(record.column(18)),
        opened_on: record.date(11)?,
        closed_on: record.date(12)?,
    })
}
