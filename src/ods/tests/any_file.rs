//! What holds for any file, good or bad.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::ods::{
    practice_plan::{StoredPractice, plan},
    tests::*,
};

/// A line of a file of this many practices, good or bad.
fn line() -> impl Strategy<Value = Vec<String>> {
    let status = prop::sample::select(vec![
        "ACTIVE", "INACTIVE", "DORMANT", "A", "C", "D", "P", "?",
    ]);
    let setting = prop::sample::select(vec!["RO76", "RO76|RO268", "4", "RO72", ""]);
    let region = prop::sample::select(vec!["Y56", "", "W00"]);
    let closed = prop::sample::select(vec!["", "20261122", "20261123", "20991231", "tomorrow"]);
    (
        0..12u8,
        "[A-Z '\",\n]{0,12}",
        status,
        setting,
        region,
        closed,
    )
        .prop_map(|(number, name, status, setting, region, closed)| {
            let mut fields = vec![String::new(); 27];
            fields[0] = format!("Z990{number:02}");
            fields[1] = name;
            fields[2] = region.to_owned();
            fields[11] = closed.to_owned();
            fields[12] = status.to_owned();
            fields[25] = setting.to_owned();
            fields
        })
}

fn csv_of(lines: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .from_writer(Vec::new());
    for line in lines {
        writer.write_record(line).unwrap();
    }
    writer.into_inner().unwrap()
}

fn apply(known: &mut BTreeMap<OdsCode, StoredPractice>, bytes: &[u8]) -> Option<usize> {
    let file = practice_file::read(bytes).ok()?;
    let plan = plan(known, &file, &BTreeMap::new(), today());
    let writes = plan.added.len() + plan.changed.len() + plan.closed.len();
    known.extend(plan.added);
    for changed in plan.changed.into_iter().chain(plan.closed) {
        known.insert(changed.ods, changed.to);
    }
    Some(writes)
}

proptest! {
    #[test]
    fn every_line_is_either_understood_or_rejected(lines in prop::collection::vec(line(), 1..20)) {
        if let Ok(file) = practice_file::read(&csv_of(&lines)) {
            prop_assert_eq!(file.lines(), lines.len());
            for row in &file.listed {
                if let What::Practice(facts) = &row.what {
                    let name = facts.name.to_uppercase();
                    let spaced = |line: &Vec<String>| line[1].split_whitespace().collect::<Vec<_>>().join(" ");
                    prop_assert!(lines.iter().any(|line| line[0] == row.ods.to_string() && spaced(line) == name));
                }
            }
        }
    }

    #[test]
    fn importing_a_file_twice_writes_nothing_the_second_time(
        before in prop::collection::vec(line(), 1..20),
        then in prop::collection::vec(line(), 1..20),
    ) {
        let mut known = BTreeMap::new();
        apply(&mut known, &csv_of(&before));
        let codes: Vec<_> = known.keys().cloned().collect();
        let then = csv_of(&then);
        if apply(&mut known, &then).is_some() {
            prop_assert_eq!(apply(&mut known, &then), Some(0));
        }
        // Nothing that was known is ever lost.
        prop_assert!(codes.iter().all(|code| known.contains_key(code)));
    }

    #[test]
    fn no_bytes_make_reading_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = practice_file::read(&bytes);
        let _ = pcn_file::read(&bytes);
    }

    #[test]
    fn no_damage_to_a_good_file_makes_reading_panic(
        at in 0..CURRENT.len(), byte in any::<u8>(), end in 0..CURRENT.len(),
    ) {
        let mut bytes = CURRENT.as_bytes().to_vec();
        bytes[at] = byte;
        bytes.truncate(end);
        let _ = practice_file::read(&bytes);
        let mut bytes = PCNS.as_bytes().to_vec();
        let at = at % bytes.len();
        bytes[at] = byte;
        bytes.truncate(end);
        let _ = pcn_file::read(&bytes);
    }
}
