//! Checks on the form's head and its year.

use super::super::{
    payment::scheme_number,
    tables::{Availability, YearTables},
    working::Working,
};
use super::{Circumstances, Findings, Header};

/// The scheme number, and whether the Performers List shows the post.
pub(super) fn head(header: &Header, known: &Circumstances, found: &mut Findings) {
    if scheme_number(&header.sd_number).is_none() {
        found.block(
            "sd_number",
            "sd_number",
            &[
                "The scheme (SD) number has to be 8 letters and digits. It is on your contribution statement.",
            ],
        );
    }
    if known.on_performers_list == Some(false) {
        found.warn(
            "not_on_performers_list",
            "",
            &[
                "The Performers List does not show this post as approved, and the form may come back for it. Have the post put right in Performer Management first.",
            ],
        );
    }
}

/// PCSE wants the ODS code where the printed form says practice reference.
pub(super) fn practice_code(header: &Header, found: &mut Findings) {
    let code = header.practice_code.trim();
    let digits = code.get(1..).unwrap_or_default();
    let right = code.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && digits.len() == 5
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    if code.is_empty() {
        found.block(
            "practice_code",
            "practice_code",
            &["Enter the practice's ODS code, like A81001."],
        );
    } else if !right {
        found.warn(
            "practice_code_unusual",
            "practice_code",
            &[
                "ODS codes of practices are a letter and 5 digits, like A81001, and this one is not. Check it: it is on your contribution statement.",
            ],
        );
    }
}

/// Whether the year can be filed here and now, and with which rates.
pub(super) fn year(
    form: &Availability,
    tables: &YearTables,
    working: &Working,
    known: &Circumstances,
    found: &mut Findings,
) {
    let year = tables.year;
    let words = year.in_words();
    if !form.online {
        found.block(
            "not_online",
            "",
            &["This form can't be filed here. ", &form.basis.note],
        );
    }
    if known.today <= year.last() {
        found.block(
            "year_not_over",
            "",
            &[
                "The year ",
                &words,
                " is not over. You can fill the form in, and submit it after ",
                &year.last().in_words(),
                ".",
            ],
        );
    }
    if known.today > tables.deadline.day {
        found.warn(
            "late",
            "",
            &[
                "This form was due on ",
                &tables.deadline.day.in_words(),
                ". It is still accepted, but the next annual benefit statement may not show it. Submit it as soon as you can.",
            ],
        );
    }
    for earlier in &known.earlier_open {
        found.warn(
            "earlier_year_open",
            "",
            &[
                "The year ",
                &earlier.in_words(),
                " is not on your pension record yet. You can submit this form, but it reaches the record only after that year, so file that one too.",
            ],
        );
    }
    rates(tables, working, known, found);
}

fn rates(tables: &YearTables, working: &Working, known: &Circumstances, found: &mut Findings) {
    let before = &known.tables_before;
    for part in &working.parts {
        let provisional = tables
            .table(&part.table)
            .is_some_and(|table| table.provisional);
        if provisional {
            found.warn(
                "rates_provisional",
                "",
                &[
                    "The contribution rates of ",
                    &tables.year.in_words(),
                    " are not confirmed here yet. Compare the rate with the published table before you submit.",
                ],
            );
        }
        if !before.is_empty() && !before.contains(&part.table) {
            found.warn(
                "rates_changed",
                "",
                &[
                    "The contribution rates were changed after this form was last worked out, with effect from the start of the year. The amounts due are worked out anew: look at them again.",
                ],
            );
        }
    }
}
