//! What a line of `succ` says: which organisation took the place of which, and from when.
//!
//! The file has no header and five columns. What its reason and its indicator mean is not published, so both are kept as they
//! stand there.

use std::collections::{BTreeMap, HashMap};

use crate::{
    base::{dates::Date, ids::OdsCode, text::clean},
    ods::csv_file::{FileKind, Record, Records, Rejected, Unreadable, records},
};

/// A succession by what names it: the code that ends, the one that follows it, and from when.
pub(crate) type Succession = (OdsCode, OdsCode, Date);

/// What else is said of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SuccessionCodes {
    pub reason: String,
    pub indicator: String,
}

/// A file that was understood.
#[derive(Debug, Default)]
pub(crate) struct SuccessorFile {
    pub lines: usize,
    pub successions: BTreeMap<Succession, SuccessionCodes>,
    pub rejected: Vec<Rejected>,
}

/// Longer than any code of ODS.
const LONGEST_CODE: usize = 20;

/// Reads a whole file.
pub(crate) fn read(bytes: &[u8]) -> Result<SuccessorFile, Unreadable> {
    let Records {
        right: records,
        rejected,
        ..
    } = records(bytes, FileKind::Successions)?;
    let mut file = SuccessorFile {
        lines: records.len() + rejected.len(),
        rejected,
        ..SuccessorFile::default()
    };
    let mut seen: HashMap<Succession, u64> = HashMap::with_capacity(records.len());
    for record in &records {
        match succession(record) {
            Ok((succession, codes)) => {
                if let Some(first) = seen.get(&succession) {
                    let same = format!("the same two codes and date as line {first}");
                    file.rejected.push(record.rejected(same));
                    continue;
                }
                seen.insert(succession.clone(), record.line);
                file.successions.insert(succession, codes);
            }
            Err(rejected) => file.rejected.push(rejected),
        }
    }
    file.rejected.sort_by_key(|rejected| rejected.line);
    if file.successions.is_empty() {
        return Err(Unreadable::Nothing {
            wanted: FileKind::Successions,
        });
    }
    Ok(file)
}

fn succession(record: &Record) -> Result<(Succession, SuccessionCodes), Rejected> {
    let (ends, follows) = (record.code(1)?, record.code(2)?);
    if ends == follows {
        return Err(record.rejected("the organisation is its own successor"));
    }
    let effective_on = record
        .date(4)?
        .ok_or_else(|| record.rejected("there is no effective date"))?;
    let codes = SuccessionCodes {
        reason: code(record, 3, "reason")?,
        indicator: code(record, 5, "indicator")?,
    };
    Ok(((ends, follows, effective_on), codes))
}

/// A code whose meaning is not known.
fn code(record: &Record, column: usize, what: &str) -> Result<String, Rejected> {
    let code = clean(record.column(column));
    if code.chars().count() > LONGEST_CODE {
        return Err(record.rejected(["the ", what, " is longer than a code"].concat()));
    }
    Ok(code)
}
