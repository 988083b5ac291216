//! When the member had opted out, and what they pay beyond the tier.

use super::MOST_ROWS;
use crate::pensions::{
    calculation::{Membership, Span, Voluntary, money::Sign},
    sections::walk::{Days, Rows, Walk},
};

const OUT: Rows = Rows {
    name: "out",
    one: "Opted out: period",
    several: "periods",
    most: MOST_ROWS,
};

pub(super) fn opted_out(walk: &mut Walk, membership: &mut Membership) {
    let spans = membership.opted_out.iter();
    let mut typed: Vec<Days> = spans
        .map(|span| Days {
            first: Some(span.first),
            last: Some(span.last),
        })
        .collect();
    walk.rows(OUT, &mut typed, &Days::default(), |walk, row| {
        walk.period(row, false);
    });
    if walk.reads() {
        let spans = typed.into_iter().filter_map(|row| {
            let (first, last) = row.first.zip(row.last)?;
            Some(Span { first, last })
        });
        membership.opted_out = spans.collect();
    }
}

pub(super) fn voluntary(walk: &mut Walk, voluntary: &mut Voluntary) {
    const OF_PAY: &str =
        "In percent of pay, as agreed with the scheme. Leave it empty if you pay none.";
    walk.percent(
        "added_years",
        "Added years",
        OF_PAY,
        &mut voluntary.added_years,
    );
    walk.money(
        "additional_pension",
        "Additional pension",
        "The sum for the year. Leave it empty if you pay none.",
        Sign::NotNegative,
        &mut voluntary.additional_pension,
    );
    walk.percent(
        "avc_rate",
        "Money purchase AVC, as a part of pay",
        OF_PAY,
        &mut voluntary.avc_rate,
    );
    walk.money(
        "avc_sum",
        "Money purchase AVC, as a sum",
        "The sum for the year. Leave it empty if you pay none.",
        Sign::NotNegative,
        &mut voluntary.avc_sum,
    );
    walk.percent(
        "errbo",
        "Early retirement reduction buy-out (ERRBO)",
        OF_PAY,
        &mut voluntary.errbo,
    );
}
