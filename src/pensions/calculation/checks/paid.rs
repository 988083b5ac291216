//! Checks on what was paid, which has to agree with PCSE's record to the penny, and on what the result means.

use super::super::{
    figures::{Paid, Post},
    fraction::Fraction,
    money::Pence,
    tables::YearTables,
    working::{Line, LineKind, PartWorking, Settlement, Value, Working},
    year::Part,
};
use super::{Circumstances, Findings, posts::same_code};

/// The same pay decides the rate on all forms of a year.
pub(super) fn tier_pay(working: &Working, key: &str, known: &Circumstances, found: &mut Findings) {
    let of_part = |part: &PartWorking| {
        let step = working.step(Some(part.part), key)?;
        match step.value.as_ref()? {
            Value::Exact(pay) => Some(*pay),
            _ => None,
        }
    };
    let all = working.parts.iter().try_fold(Fraction::ZERO, |all, part| {
        of_part(part).and_then(|pay| all.plus(pay))
    });
    let Some(here) = all.and_then(Fraction::rounded) else {
        return;
    };
    for form in &known.other_forms {
        if form.tier_pay != here {
            found.warn(
                "tier_pay_differs",
                key,
                &[
                    "Pay from all posts is ",
                    &here.to_string(),
                    " here, and ",
                    &form.tier_pay.to_string(),
                    " on ",
                    &form.name,
                    ". It decides the rate on both, so it has to be the same: add what one of them lacks.",
                ],
            );
        }
    }
}

/// What the posts say was paid, against the record.
pub(super) fn recorded(
    posts: &[&Post],
    tables: &YearTables,
    known: &Circumstances,
    found: &mut Findings,
) {
    for (number, post) in posts.iter().enumerate() {
        let about = ["paid.", &number.to_string()].concat();
        for (place, part) in tables.year.parts().iter().enumerate() {
            let paid = post.paid_in(place);
            negative(&paid, &about, post, found);
            let of_post = known
                .recorded
                .iter()
                .filter(|one| one.part == *part && same_code(&one.code, &post.code));
            for record in of_post {
                differing(&paid, &record.paid, &about, post, found);
                let own = record.paid.employee;
                let with_others = own.map(|own| own.plus(record.other_years));
                if record.other_years != Pence::ZERO && paid.employee == with_others {
                    found.warn(
                        "arrears_in_paid",
                        &about,
                        &[
                            "What was paid at ",
                            post.named(),
                            " includes ",
                            &record.other_years.to_string(),
                            " that corrects another year. Leave it out.",
                        ],
                    );
                }
            }
        }
    }
}

fn of_lines(paid: &Paid) -> [(LineKind, Option<Pence>); 5] {
    [
        (LineKind::Employee, paid.employee),
        (LineKind::Employer, paid.employer),
        (LineKind::Avc, paid.avc),
        (LineKind::TopUp, paid.top_up),
        (LineKind::Errbo, paid.errbo),
    ]
}

fn negative(paid: &Paid, about: &str, post: &Post, found: &mut Findings) {
    let below =
        |(_, amount): &(LineKind, Option<Pence>)| amount.is_some_and(|one| one < Pence::ZERO);
    if of_lines(paid).iter().any(below) {
        found.block(
            "paid_negative",
            about,
            &[
                "An amount paid at ",
                post.named(),
                " is below 0. Enter what was paid, less what was given back.",
            ],
        );
    }
}

fn differing(paid: &Paid, record: &Paid, about: &str, post: &Post, found: &mut Findings) {
    for ((kind, here), (_, there)) in of_lines(paid).into_iter().zip(of_lines(record)) {
        let (Some(here), Some(there)) = (here, there) else {
            continue;
        };
        if here == there {
            continue;
        }
        let (here, there) = (here.to_string(), there.to_string());
        let what = [
            kind.words(),
            ", ",
            post.named(),
            ": the form says that ",
            &here,
            " was paid, the record says ",
            &there,
            ". ",
        ]
        .concat();
        if paid.reason.trim().is_empty() {
            let put_right = "Take the record's figure, or say why it is wrong.";
            found.block("paid_differs", about, &[&what, put_right]);
        } else {
            let put_right =
                "You gave a reason; attach what shows it, since the form may come back.";
            found.warn("paid_differs_with_reason", about, &[&what, put_right]);
        }
    }
}

/// What the difference of each line means.
pub(super) fn settlement(working: &Working, known: &Circumstances, found: &mut Findings) {
    for line in &working.totals {
        let Some(difference) = line.difference else {
            continue;
        };
        let (what, amount) = (line.kind.words(), difference.size().to_string());
        match line.settlement(known.tolerance) {
            Settlement::Unknown | Settlement::Nil => {}
            Settlement::Rounding => found.info(
                "rounding",
                "",
                &[what, " differ by ", &amount, ", which is rounding. Nothing has to be done."],
            ),
            Settlement::Owed => found.info(
                "owed",
                "",
                &[what, ": ", &amount, " more is due than was paid. It is collected in full where it was to be paid: from a practice on its next contractual statement."],
            ),
            Settlement::Refund => found.info(
                "refund",
                "",
                &[what, ": ", &amount, " more was paid than is due. It goes back where it was paid: to a practice on its next contractual statement."],
            ),
        }
    }
    wrong_half(working, known, found);
}

/// Paid too much in one half and too little in the other, as happens when somebody entered it in the wrong one.
fn wrong_half(working: &Working, known: &Circumstances, found: &mut Findings) {
    let [first, second] = working.parts.as_slice() else {
        return;
    };
    let settled = |part: &PartWorking, kind: LineKind| {
        let line = part.lines.iter().find(|line| line.kind == kind);
        line.map(|line: &Line| line.settlement(known.tolerance))
    };
    for kind in LineKind::ALL {
        let (first, second) = (settled(first, kind), settled(second, kind));
        if first == Some(Settlement::Refund) && second == Some(Settlement::Owed) {
            found.warn(
                "wrong_half",
                "",
                &[
                    kind.words(),
                    ": too much was paid in ",
                    Part::FirstHalf.words(),
                    ", and too little in ",
                    Part::SecondHalf.words(),
                    ". What was paid at the end of the year was booked to March 2023 and belongs to the second half.",
                ],
            );
        }
    }
}
