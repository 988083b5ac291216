//! Income, expenses and adjustments of a certificate.

use super::MOST_ROWS;
use crate::pensions::{
    calculation::{
        Type1Figures,
        money::Sign,
        type1::{Adjustment, AdjustmentKind, Entry, ExpensesMethod, Share},
    },
    sections::{
        choices::{ADJUSTMENTS, METHODS, Method},
        walk::{Rows, Walk},
    },
};

const NON_NHS: Rows = Rows {
    name: "non_nhs",
    one: "Income that is not from the NHS: line",
    several: "lines of income that is not from the NHS",
    most: MOST_ROWS,
};

const LINES: Rows = Rows {
    name: "adjustment",
    one: "Adjustment",
    several: "adjustments",
    most: MOST_ROWS,
};

pub(super) fn income(walk: &mut Walk, figures: &mut Type1Figures) {
    walk.money(
        "practice_income",
        "Share of practice income",
        "Before expenses, adjusted for tax. From the practice's accounts, as on the tax return.",
        Sign::NotNegative,
        &mut figures.practice_income,
    );
    walk.on_the_form("T1.1");
    walk.money(
        "other_income",
        "Other medical income",
        "Taxable self-employed income elsewhere on the tax return. If there is none, enter 0.",
        Sign::NotNegative,
        &mut figures.other_income,
    );
    walk.on_the_form("T1.2");
    walk.group(
        "Whose figures these are".to_owned(),
        "Only if they are the whole practice's and not yet your own. For example, 1 part of 4.",
    );
    share(walk, &mut figures.share);
    let blank = Entry::default();
    walk.rows(
        NON_NHS,
        &mut figures.non_nhs_income,
        &blank,
        |walk, entry| {
            walk.text(
                "label",
                "What it is for",
                "For example insurance reports. What is included above.",
                &mut entry.label,
            );
            let hint = "If there is no such income, enter 0 in the first line.";
            walk.money(
                "amount",
                "Amount",
                hint,
                Sign::NotNegative,
                &mut entry.amount,
            );
            walk.on_the_form("T1.4");
        },
    );
}

fn share(walk: &mut Walk, share: &mut Option<Share>) {
    let mut parts = share.map(|share| share.parts);
    let mut of = share.map(|share| share.of);
    let readable = walk.number("share_parts", "Your parts", "", &mut parts)
        & walk.number("share_of", "Of how many in all", "", &mut of);
    if !walk.reads() {
        return;
    }
    *share = parts.zip(of).map(|(parts, of)| Share { parts, of });
    let message = match (parts, of) {
        _ if !readable => return,
        (Some(_), None) => "Enter of how many parts these are yours, or empty both.",
        (None, Some(_)) => "Enter how many parts are yours, or empty both.",
        (Some(parts), Some(of)) if of == 0 || parts > of => {
            "Enter no more parts than there are in all, like 1 of 4."
        }
        _ => return,
    };
    let lacks_parts = parts.is_none() && of.is_some();
    walk.wrong(
        if lacks_parts {
            "share_parts"
        } else {
            "share_of"
        },
        message,
    );
}

pub(super) fn expenses(walk: &mut Walk, figures: &mut Type1Figures) {
    walk.money(
        "expenses",
        "Total allowable expenses",
        "With your share of practice expenses, personal expenses and capital allowances. From the tax return.",
        Sign::NotNegative,
        &mut figures.expenses,
    );
    walk.on_the_form("T1.6");
    let (method, mut entry) = match figures.expenses_method.clone() {
        ExpensesMethod::Standard => (Method::Standard, Entry::default()),
        ExpensesMethod::Alternative(entry) => (Method::Alternative, entry),
        ExpensesMethod::Actual(entry) => (Method::Actual, entry),
    };
    let mut chosen = Some(method);
    walk.radios(
        "method",
        "How much of it belongs to income that is not from the NHS",
        "Most use the standard method.",
        &METHODS,
        &mut chosen,
    );
    walk.money(
        "method_amount",
        "Expenses of income that is not from the NHS",
        "Only for the alternative method and actual expenses.",
        Sign::NotNegative,
        &mut entry.amount,
    );
    walk.on_the_form("T1.7");
    walk.text(
        "method_reason",
        "Why the standard method is not used",
        "Only for the alternative method and actual expenses.",
        &mut entry.label,
    );
    if walk.reads() {
        figures.expenses_method = match chosen.unwrap_or(method) {
            Method::Standard => ExpensesMethod::Standard,
            Method::Alternative => ExpensesMethod::Alternative(entry),
            Method::Actual => ExpensesMethod::Actual(entry),
        };
    }
}

/// An adjustment as it is typed.
#[derive(Clone, Debug, Default, PartialEq)]
struct Typed {
    kind: Option<AdjustmentKind>,
    entry: Entry,
}

pub(super) fn adjustments(walk: &mut Walk, figures: &mut Type1Figures) {
    let lines = figures.adjustments.iter().cloned();
    let mut typed: Vec<Typed> = lines
        .map(|line| Typed {
            kind: Some(line.kind),
            entry: Entry {
                label: line.reason,
                amount: line.amount,
            },
        })
        .collect();
    walk.rows(LINES, &mut typed, &Typed::default(), |walk, row| {
        walk.select("kind", "What it is for", "", &ADJUSTMENTS, &mut row.kind);
        let hint = "What is taken away has a minus: -1,250.00.";
        walk.money("amount", "Amount", hint, Sign::Any, &mut row.entry.amount);
        walk.on_the_form("T1.11");
        walk.text("reason", "Reason", "In a few words.", &mut row.entry.label);
        let filled_in = *row != Typed::default();
        if row.kind.is_none() && filled_in && walk.reads() {
            walk.wrong("kind", "Choose what the adjustment is for.");
            row.kind = Some(AdjustmentKind::Other);
        }
    });
    if walk.reads() {
        let lines = typed.into_iter().filter_map(|row| {
            Some(Adjustment {
                kind: row.kind?,
                amount: row.entry.amount,
                reason: row.entry.label,
            })
        });
        figures.adjustments = lines.collect();
    }
}
