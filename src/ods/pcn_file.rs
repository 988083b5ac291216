//! What a line of `epcncorepartnerdetails` says: from when until when a practice is a core partner of a PCN.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{
    base::{dates::Date, ids::OdsCode, text::clean},
    ods::{
        csv_file::{FileKind, Record, Records, Rejected, Unreadable, records},
        readable::readable_name,
    },
};

/// What is kept of a PCN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PcnFacts {
    pub name: String,
    pub sub_icb: String,
}

/// A practice's time in a PCN, by what names it: the practice, the PCN and the first day.
pub(crate) type PcnPlace = (OdsCode, OdsCode, Date);

/// A file that was understood.
#[derive(Debug, Default)]
pub(crate) struct PcnFile {
    pub lines: usize,
    pub pcns: BTreeMap<OdsCode, PcnFacts>,
    /// The last day of each time in a PCN; `None` while it lasts. Some may begin in the future.
    pub members: BTreeMap<PcnPlace, Option<Date>>,
    pub rejected: Vec<Rejected>,
    /// Practices of rejected lines.
    pub spoken_of: BTreeSet<OdsCode>,
}

/// Reads a whole file.
pub(crate) fn read(bytes: &[u8]) -> Result<PcnFile, Unreadable> {
    let Records {
        right: records,
        rejected,
        spoken_of,
    } = records(bytes, FileKind::Pcns)?;
    let mut file = PcnFile {
        lines: records.len() + rejected.len(),
        rejected,
        spoken_of,
        ..PcnFile::default()
    };
    let mut seen: HashMap<PcnPlace, u64> = HashMap::with_capacity(records.len());
    for record in &records {
        match member(record) {
            Ok((place, left_on, pcn)) => {
                if let Some(first) = seen.get(&place) {
                    let same = format!("the same practice, PCN and first day as line {first}");
                    file.rejected.push(record.rejected(same));
                    continue;
                }
                seen.insert(place.clone(), record.line);
                // Where lines name a PCN differently, the last one counts.
                file.pcns.insert(place.1.clone(), pcn);
                file.members.insert(place, left_on);
            }
            Err(rejected) => {
                file.rejected.push(rejected);
                file.spoken_of.extend(record.speaks_of());
            }
        }
    }
    file.rejected.sort_by_key(|rejected| rejected.line);
    if file.members.is_empty() {
        return Err(Unreadable::Nothing {
            wanted: FileKind::Pcns,
        });
    }
    Ok(file)
}

fn member(record: &Record) -> Result<(PcnPlace, Option<Date>, PcnFacts), Rejected> {
    let (ods, pcn) = (record.code(1)?, record.code(5)?);
    if !pcn.as_ref().starts_with('U') {
        return Err(record.rejected(["\"", pcn.as_ref(), "\" is not the code of a PCN"].concat()));
    }
    let name = readable_name(&clean(record.column(6)));
    if name.is_empty() {
        return Err(record.rejected("the PCN has no name"));
    }
    let joined_on = record
        .date(9)?
        .ok_or_else(|| record.rejected("there is no first day"))?;
    let left_on = record.date(10)?;
    if left_on.is_some_and(|left| left < joined_on) {
        return Err(record.rejected("the last day is before the first day"));
    }
    let sub_icb = clean(record.column(7));
    Ok(((ods, pcn, joined_on), left_on, PcnFacts { name, sub_icb }))
}
