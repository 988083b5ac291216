//! What was paid, beside what the contribution statement recorded. A figure of one's own needs a reason, since a form
//! that differs from the record comes back.

use crate::pensions::{
    calculation::{LineKind, Paid, Pence, money::Sign, year::Part},
    sections::{
        recorded::{Record, amount_of, slot},
        walk::{Walk, prefix},
    },
};

/// The lines of the position that a certificate is about.
pub(super) const POSITION: [LineKind; 5] = LineKind::ALL;
/// Those of a post on a Type 2 form.
pub(super) const POST: [LineKind; 2] = [LineKind::Employee, LineKind::Employer];
/// Those of a Type 2 form as a whole.
pub(super) const BEYOND: [LineKind; 3] = [LineKind::Avc, LineKind::TopUp, LineKind::Errbo];

/// The lines of each part of the year. `of` gives the record of a part.
pub(super) fn paid(
    walk: &mut Walk,
    kinds: &[LineKind],
    paid: &mut Vec<Paid>,
    of: impl Fn(Part) -> Record,
) {
    let parts = walk.tables.year.parts();
    let there = paid.len();
    paid.resize(there.max(parts.len()), Paid::default());
    for (place, (part, paid)) in parts.iter().zip(paid.iter_mut()).enumerate() {
        let when = match part {
            Part::WholeYear => "",
            Part::FirstHalf => " from April to September",
            Part::SecondHalf => " from October to March",
        };
        walk.group(["What was paid", when].concat(), "");
        let record = of(*part);
        walk.within(prefix("paid", place), |walk| {
            one_part(walk, kinds, paid, &record);
        });
    }
    // Parts about which nothing is said leave no trace.
    while paid.len() > there && paid.last() == Some(&Paid::default()) {
        paid.pop();
    }
}

fn one_part(walk: &mut Walk, kinds: &[LineKind], paid: &mut Paid, record: &Record) {
    for kind in kinds {
        let (name, label) = named(*kind);
        walk.money(name, label, "", Sign::NotNegative, slot(paid, *kind));
        if !walk.reads() {
            walk.more(&recorded(record, *kind));
        }
    }
    walk.text(
        "reason",
        "Why an amount is not that of the contribution statement",
        "Only if one of them differs.",
        &mut paid.reason,
    );
    if let Some((kind, there)) = lacks_reason(kinds, paid, record) {
        let message = [
            "The contribution statement says ",
            &there.to_string(),
            " for ",
            named(kind).1,
            ". Enter that amount, or say here why it is wrong.",
        ];
        walk.wrong("reason", &message.concat());
    }
}

/// The first line whose amount is not the recorded one without a reason, and the recorded amount.
pub(in super::super) fn lacks_reason(
    kinds: &[LineKind],
    paid: &Paid,
    record: &Record,
) -> Option<(LineKind, Pence)> {
    if !paid.reason.trim().is_empty() {
        return None;
    }
    kinds.iter().find_map(|kind| {
        let (here, there) = (amount_of(paid, *kind)?, record.amount(*kind)?);
        (here != there).then_some((*kind, there))
    })
}

/// What to say of the record beside a field.
fn recorded(record: &Record, kind: LineKind) -> String {
    let Some(amount) = record.amount(kind) else {
        return "The contribution statement says nothing of it here.".to_owned();
    };
    let amount = amount.to_string();
    let arrears = record.other_years;
    if kind != LineKind::Employee || arrears == Pence::ZERO {
        return ["The contribution statement says ", &amount, "."].concat();
    }
    [
        "The contribution statement says ",
        &amount,
        " for this year. It also has ",
        &arrears.to_string(),
        " that corrects another year: leave that out.",
    ]
    .concat()
}

/// The name of a line's field, and its label.
fn named(kind: LineKind) -> (&'static str, &'static str) {
    let name = match kind {
        LineKind::Employee => "employee",
        LineKind::Employer => "employer",
        LineKind::Avc => "avc",
        LineKind::TopUp => "top_up",
        LineKind::Errbo => "errbo",
    };
    (name, kind.words())
}
