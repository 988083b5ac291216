//! The lines of a form: what is due on them, what was paid, and the difference. They are alike on both forms.

use super::{
    figures::{Paid, Pay, Post, Voluntary},
    money::Pence,
    rate::Rate,
    steps::{Steps, Text},
    tier::{MemberYear, PartPay, due},
    working::{Known, Line, LineKind, both, sum, typed},
    year::Part,
};

/// The words of the steps of the lines.
pub(crate) struct LineTexts {
    /// Employee, employer, added years, additional pension, AVC, ERRBO.
    pub due: [Text; 6],
    /// In the order of [`LineKind::ALL`].
    pub paid: [Text; 5],
    pub difference: [Text; 5],
}

/// What is due beyond the tier in one part of the year.
pub(crate) struct VoluntaryDue {
    added_years: Known<Pence>,
    additional_pension: Known<Pence>,
    avc: Known<Pence>,
    errbo: Known<Pence>,
}

impl VoluntaryDue {
    /// On `pay`, in the part that has the place `part` in the order. Sums for the year are shared between its parts as
    /// pay is.
    pub(crate) fn new(
        voluntary: &Voluntary,
        pay: &Known<PartPay>,
        year: &MemberYear,
        posts: &[&Post],
        part: usize,
    ) -> Self {
        let by_rate = |rate: Option<Rate>| rate.map_or(Ok(Pence::ZERO), |rate| due(pay, &Ok(rate)));
        let by_sum = |amount: Option<Pence>| {
            let whole = Ok(amount.unwrap_or_default());
            let mut parts = year.by_part(&Pay::default(), &whole, posts).into_iter();
            let shared = parts.nth(part).unwrap_or(Ok(Pence::ZERO.into()));
            shared.map(|shared| shared.charged)
        };
        Self {
            added_years: by_rate(voluntary.added_years),
            additional_pension: by_sum(voluntary.additional_pension),
            avc: sum([by_rate(voluntary.avc_rate), by_sum(voluntary.avc_sum)]),
            errbo: by_rate(voluntary.errbo),
        }
    }
}

/// What is due and was paid on one line.
pub(crate) struct Compared {
    pub due: Known<Pence>,
    pub paid: Known<Pence>,
}

/// What is due and was paid in one part of the year.
pub(crate) struct Contributions {
    pub employee: Compared,
    /// None if this form does not compare it.
    pub employer: Option<Compared>,
    pub voluntary: VoluntaryDue,
}

impl Contributions {
    /// Writes the steps of what is due, was paid and is left, and gives the lines. A line on which nothing is due and
    /// nothing was paid has no step. Of what was paid beyond the tier `paid` tells.
    pub(crate) fn lines(
        self,
        paid: &Paid,
        part: Part,
        texts: &LineTexts,
        steps: &mut Steps,
    ) -> Vec<Line> {
        let voluntary = &self.voluntary;
        let dues = [
            Some(&self.employee.due),
            self.employer.as_ref().map(|line| &line.due),
            some(&voluntary.added_years),
            some(&voluntary.additional_pension),
            some(&voluntary.avc),
            some(&voluntary.errbo),
        ];
        for (text, due) in texts.due.iter().zip(dues) {
            if let Some(due) = due {
                steps.money(text, due);
            }
        }
        let compared = self.compared(paid, part);
        let shown = |line: &&Compared| line.due != Ok(Pence::ZERO) || line.paid != Ok(Pence::ZERO);
        for (text, line) in texts.paid.iter().zip(&compared) {
            if let Some(line) = line.as_ref().filter(shown) {
                steps.money(text, &line.paid);
            }
        }
        for (text, line) in texts.difference.iter().zip(&compared) {
            if let Some(line) = line.as_ref().filter(shown) {
                let known = both(&line.due, &line.paid);
                steps.money(text, &known.map(|(due, paid)| due.minus(paid)));
            }
        }
        let lines = LineKind::ALL.into_iter().zip(compared);
        lines
            .filter_map(|(kind, line)| line.map(|line| line.done(kind)))
            .collect()
    }

    /// In the order of [`LineKind::ALL`].
    fn compared(self, paid: &Paid, part: Part) -> [Option<Compared>; 5] {
        let voluntary = self.voluntary;
        // Most members pay nothing beyond the tier, and should not have to enter that.
        let beyond = |due: Known<Pence>, paid: Option<Pence>, what: &str| {
            let paid = match (&due, paid) {
                (Ok(Pence::ZERO), None) => Some(Pence::ZERO),
                _ => paid,
            };
            let what = [what, part.in_a_sentence()].concat();
            let paid = typed(paid, &what);
            Some(Compared { due, paid })
        };
        let top_up = sum([voluntary.added_years, voluntary.additional_pension]);
        [
            Some(self.employee),
            self.employer,
            beyond(voluntary.avc, paid.avc, "the AVC paid"),
            beyond(top_up, paid.top_up, "the top-up paid"),
            beyond(voluntary.errbo, paid.errbo, "the ERRBO paid"),
        ]
    }
}

impl Compared {
    fn done(self, kind: LineKind) -> Line {
        Line::new(kind, self.due.ok(), self.paid.ok())
    }
}

/// Nothing if nothing is due.
fn some(due: &Known<Pence>) -> Option<&Known<Pence>> {
    (*due != Ok(Pence::ZERO)).then_some(due)
}
