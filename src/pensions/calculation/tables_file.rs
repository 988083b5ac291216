//! Reading the tables that come with the program, one file a year. They are checked as they are read: a table with a
//! bound in the wrong place would put wrong figures on certificates without anybody noticing.

use std::sync::LazyLock;

use super::{
    money::Pence,
    tables::{PartTables, TierTable, YearTables},
    year::{Part, SchemeYear},
};

/// A file that is not as it has to be, in words for whoever changed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub String);

macro_rules! file_of {
    ($year:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/src/pensions/tables/",
            $year,
            ".json"
        ))
    };
}

/// Oldest first.
const FILES: [&str; 12] = [
    file_of!("2015-16"),
    file_of!("2016-17"),
    file_of!("2017-18"),
    file_of!("2018-19"),
    file_of!("2019-20"),
    file_of!("2020-21"),
    file_of!("2021-22"),
    file_of!("2022-23"),
    file_of!("2023-24"),
    file_of!("2024-25"),
    file_of!("2025-26"),
    file_of!("2026-27"),
];

static ALL: LazyLock<Result<Vec<YearTables>, Unreadable>> = LazyLock::new(|| {
    let read: Result<Vec<YearTables>, _> = FILES.iter().map(|file| read(file)).collect();
    let all = read?;
    let years = || all.iter().map(|tables| tables.year);
    if years().eq(SchemeYear::all()) {
        Ok(all)
    } else {
        Err(Unreadable("a year has no file, or two".to_owned()))
    }
});

/// The tables of all years, oldest first.
pub fn all() -> Result<&'static [YearTables], Unreadable> {
    ALL.as_deref().map_err(Clone::clone)
}

/// The tables of one year.
pub fn of(year: SchemeYear) -> Result<&'static YearTables, Unreadable> {
    let found = all()?.iter().find(|tables| tables.year == year);
    found.ok_or_else(|| Unreadable(["no tables for ", &year.in_words()].concat()))
}

/// Reads one year's file, and refuses what does not fit together.
pub fn read(text: &str) -> Result<YearTables, Unreadable> {
    let tables: YearTables =
        serde_json::from_str(text).map_err(|error| Unreadable(error.to_string()))?;
    let wrong = |what: &str| Err(Unreadable([&tables.year.in_words(), ": ", what].concat()));
    let employer = &tables.employer;
    let (standard, levy, total) = (employer.standard.0, employer.levy.0, employer.total.0);
    let paid = employer.charged_to_practice.0 + employer.paid_centrally.0;
    if standard + levy != total || paid != total {
        return wrong("the parts of the employer's rate don't add up");
    }
    if tables.year_days.calendar != tables.year.days() {
        return wrong("the year has another number of days");
    }
    let parts: Vec<Part> = tables.parts.iter().map(|part| part.part).collect();
    if parts != tables.year.parts() {
        return wrong("a part of the year has no tables, or two lists of them");
    }
    for part in &tables.parts {
        if let Some(problem) = problem_of(part, &tables) {
            return wrong(&problem);
        }
    }
    Ok(tables)
}

/// What is wrong with the tables of a part of a year.
fn problem_of(part: &PartTables, tables: &YearTables) -> Option<String> {
    let in_force = part
        .tables
        .iter()
        .filter(|table| !tables.is_superseded(table));
    if in_force.count() != 1 {
        return Some("of the tables exactly one has to be in force".to_owned());
    }
    part.tables.iter().find_map(|table| {
        let known = |id: &String| part.tables.iter().any(|other| other.id == *id);
        let twin = |other: &&TierTable| other.id == table.id;
        let rows = &table.rows;
        let rising = rows.windows(2).all(
            |pair| matches!(pair, [low, high] if low.from < high.from && low.rate < high.rate),
        );
        let problem = if rows.first().is_none_or(|row| row.from != Pence::ZERO) {
            "the first row has to begin at zero"
        } else if !rising {
            "bounds and rates have to rise from row to row"
        } else if table.supersedes.as_ref().is_some_and(|id| !known(id)) {
            "it supersedes a table that is not there"
        } else if part.tables.iter().filter(twin).count() != 1 {
            "its id is used twice"
        } else if !rows.iter().all(|row| row.id.starts_with(&table.id)) {
            "the id of a row has to begin with that of its table"
        } else {
            return None;
        };
        Some([&table.id, ": ", problem].concat())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::dates::Date;

    /// The certificate is due a month after the tax return, which is on 31 January. PCSE moved 2022/23, whose forms came late.
    #[test]
    fn forms_are_due_on_28_february_but_for_2022_23() {
        for tables in all().unwrap() {
            let (year, ..) = tables.year.first().parts();
            let due = match year {
                2022 => Date::new(2024, 3, 31),
                _ => Date::new(year + 2, 2, 28),
            };
            assert_eq!(tables.deadline.day, due.unwrap(), "{year}");
        }
    }

    #[test]
    fn every_year_has_tables_that_fit_together() {
        let all = all().unwrap();
        assert_eq!(all.len(), 12);
        for tables in all {
            assert!(
                tables.boxes.is_empty(),
                "nobody has seen the numbers of the boxes"
            );
        }
    }

    #[test]
    fn the_table_in_force_is_the_one_that_no_other_supersedes() {
        for (year, superseded, in_force) in [
            ("2023-24", "2023-24-1", "2023-24-2"),
            ("2025-26", "2025-26-1", "2025-26-2"),
        ] {
            let tables = of(year.parse().unwrap()).unwrap();
            assert_eq!(tables.in_force(Part::WholeYear).unwrap().id, in_force);
            assert!(tables.is_superseded(tables.table(superseded).unwrap()));
        }
    }

    #[test]
    fn what_is_this_programs_own_working_says_so_in_a_sentence() {
        for tables in all().unwrap() {
            let mut bases = vec![
                &tables.deadline.basis,
                &tables.type_1.basis,
                &tables.type_2.basis,
                &tables.employer.basis,
                &tables.annualising.basis,
                &tables.year_days.basis,
                &tables.gaps.basis,
            ];
            let in_parts = tables.parts.iter().flat_map(|part| &part.tables);
            bases.extend(in_parts.map(|table| &table.basis));
            for basis in bases {
                assert!(!basis.own_working || basis.note.ends_with('.'), "{basis:?}");
                assert!(basis.own_working || !basis.source.is_empty(), "{basis:?}");
            }
        }
    }

    #[test]
    fn ids_of_rows_are_unique_in_all_years() {
        let tables = all().unwrap().iter().flat_map(|tables| &tables.parts);
        let rows = tables
            .flat_map(|part| &part.tables)
            .flat_map(|table| &table.rows);
        let mut ids: Vec<&str> = rows.map(|row| row.id.as_str()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }

    #[test]
    fn a_file_that_does_not_fit_together_is_refused() {
        let right = file_of!("2024-25");
        assert!(read(right).is_ok());
        for (was, is) in [
            ("\"from\": 2683200", "\"from\": 1326000"),
            ("\"from\": 0,", "\"from\": 1,"),
            ("\"total\": 23780", "\"total\": 23700"),
            ("\"calendar\": 365", "\"calendar\": 366"),
            ("\"supersedes\": null", "\"supersedes\": \"2024-25-0\""),
            ("\"part\": \"whole_year\"", "\"part\": \"first_half\""),
            ("\"boxes\"", "\"boxen\""),
        ] {
            assert!(right.contains(was), "{was}");
            assert!(read(&right.replacen(was, is, 1)).is_err(), "{was}");
        }
    }
}
