//! The head of a form, and the member's year besides money.

use super::halves;
use crate::pensions::{
    About,
    calculation::{
        Membership, Type1Figures, money::Sign, payment::scheme_number, tables::Annualised,
    },
    sections::{
        choices::{CONTRACTS, SCHEME_SECTIONS},
        walk::Walk,
    },
};

pub(super) fn type_1(walk: &mut Walk, about: &mut About, figures: &mut Type1Figures) {
    head(walk, about);
    walk.select(
        "contract",
        "Contract of the practice (optional)",
        "",
        &CONTRACTS,
        &mut about.contract,
    );
    walk.text(
        "host_body",
        "Who the contract is with (optional)",
        "For example the integrated care board, by name.",
        &mut about.host_body,
    );
    walk.day(
        "accounts_until",
        "Last day of the practice's accounts",
        "The year end of the accounts that the figures are from. For example, 31 3 2023",
        &mut about.accounts_until,
    );
    walk.day(
        "private_accounts_until",
        "Last day of the accounts of private fees",
        "Only if private fees have accounts of their own.",
        &mut about.private_accounts_until,
    );
    walk.yes(
        "provisional",
        "Does your tax return use figures that are not final?",
        "If it does, you have to send a revised certificate when they are.",
        &mut figures.provisional,
    );
}

pub(super) fn head(walk: &mut Walk, about: &mut About) {
    walk.short(
        "sd_number",
        "Scheme number (SD number)",
        "8 letters and digits, as on your pension statement.",
        &mut about.sd_number,
        |typed| scheme_number(&typed).ok_or("Enter the 8 letters and digits of the scheme number."),
    );
    walk.text(
        "previous_surname",
        "Previous surname",
        "Only if the scheme may know you by it.",
        &mut about.previous_surname,
    );
    walk.short(
        "ni_number",
        "National Insurance number (optional)",
        "For example QQ 12 34 56 C. Those who see the figures of this form see it, and nobody else.",
        &mut about.ni_number,
        |typed| {
            ni_number(&typed).ok_or(
                "Enter 2 letters, 6 digits and a letter from A to D, like QQ 12 34 56 C, or leave it empty.",
            )
        },
    );
}

/// A National Insurance number in capitals and without spaces; none if it is not like one.
fn ni_number(text: &str) -> Option<String> {
    let number: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let number = number.to_ascii_uppercase();
    let right = match number.as_bytes() {
        [first, second, digits @ .., suffix] if digits.len() == 6 => {
            [first, second].into_iter().all(u8::is_ascii_uppercase)
                && digits.iter().all(u8::is_ascii_digit)
                && (b'A'..=b'D').contains(suffix)
        }
        _ => false,
    };
    right.then_some(number)
}

pub(super) fn membership(walk: &mut Walk, membership: &mut Membership) {
    if walk.tables.annualising.who == Annualised::Scheme2015 {
        walk.radios(
            "scheme_section",
            "Section of the scheme you were in",
            "In this year it decides whether your pay is annualised. Your pension statement says which it is.",
            &SCHEME_SECTIONS,
            &mut membership.section,
        );
    }
    walk.day(
        "last_day",
        "Last day before you retired",
        "Only if you retired in the year. For example, 30 9 2022",
        &mut membership.last_day,
    );
    walk.yes(
        "on_leave",
        "Were you on maternity or other paid leave in the year?",
        "",
        &mut membership.on_leave,
    );
    walk.money(
        "leave_pay",
        "Pay treated as received during leave",
        "Only if you were on leave: what counts as pay beyond what you were paid.",
        Sign::NotNegative,
        &mut membership.leave.year,
    );
    halves(
        walk,
        ["leave_first_half", "leave_second_half"],
        &mut membership.leave,
    );
}
