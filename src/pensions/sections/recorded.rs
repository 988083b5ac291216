//! What the contribution statements recorded of what a section asks for.

use crate::pensions::calculation::{LineKind, Paid, Pence, Recorded, year::Part};

/// The amounts of the statements of some posts in one part of the year, added up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    paid: Paid,
    /// What of the employee contributions corrects another year.
    pub other_years: Pence,
}

impl Record {
    /// That of the posts at organisations with these codes.
    pub fn of(recorded: &[Recorded], part: Part, codes: &[&str]) -> Self {
        let mut record = Self::default();
        let same = |a: &str, b: &str| a.trim().eq_ignore_ascii_case(b.trim());
        let of_posts = recorded
            .iter()
            .filter(|one| one.part == part && codes.iter().any(|code| same(code, &one.code)));
        for one in of_posts {
            for kind in LineKind::ALL {
                let amount = [record.amount(kind), amount_of(&one.paid, kind)];
                let there = amount.iter().any(Option::is_some);
                *slot(&mut record.paid, kind) = there.then(|| amount.into_iter().flatten().sum());
            }
            record.other_years = record.other_years.plus(one.other_years);
        }
        record
    }

    /// What was recorded on a line.
    pub fn amount(&self, kind: LineKind) -> Option<Pence> {
        amount_of(&self.paid, kind)
    }
}

/// Where the amount of a line stands.
pub(super) fn slot(paid: &mut Paid, kind: LineKind) -> &mut Option<Pence> {
    match kind {
        LineKind::Employee => &mut paid.employee,
        LineKind::Employer => &mut paid.employer,
        LineKind::Avc => &mut paid.avc,
        LineKind::TopUp => &mut paid.top_up,
        LineKind::Errbo => &mut paid.errbo,
    }
}

/// The amount of a line.
pub(super) fn amount_of(paid: &Paid, kind: LineKind) -> Option<Pence> {
    match kind {
        LineKind::Employee => paid.employee,
        LineKind::Employer => paid.employer,
        LineKind::Avc => paid.avc,
        LineKind::TopUp => paid.top_up,
        LineKind::Errbo => paid.errbo,
    }
}
