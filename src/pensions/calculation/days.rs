//! Days of practitioner service: how many days of the year a GP was in any post at all. Fewer than the year has, and the
//! pay is annualised, which often means a higher rate; so a day must count once, however many posts it belongs to.

use super::{
    figures::{Post, PostKind},
    span::{Span, day_number},
    tables::GapRule,
    working::{Known, Missing},
    year::{Part, SchemeYear},
};
use crate::base::dates::Date;

/// Days in a row by number, since subtracting dates is what counting needs. Empty if the last is before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    first: i64,
    last: i64,
}

impl From<Span> for Run {
    fn from(span: Span) -> Self {
        Self {
            first: day_number(span.first),
            last: day_number(span.last),
        }
    }
}

/// What posts are counted over: a year with its rule for gaps, and what a member's service leaves out.
#[derive(Clone, Copy, Debug)]
pub struct Service<'a> {
    pub year: SchemeYear,
    pub gaps: &'a GapRule,
    /// Periods for which the member had opted out.
    pub opted_out: &'a [Span],
    /// The day after which nothing counts: retirement.
    pub last_day: Option<Date>,
}

impl Service<'_> {
    /// The days within a part of the year on which any of the posts was held. At most those of the part.
    ///
    /// Solo work adds days only if there is no other kind of post but locum work: beside a Type 1 or Type 2 post its pay
    /// joins the pay, not the days.
    pub fn days(&self, posts: &[&Post], part: Part) -> Known<u32> {
        let beside = posts.iter().any(|post| post.kind.is_type_1_or_2());
        let counted = |post: &&&Post| !(beside && post.kind == PostKind::Solo);
        let mut runs = Vec::new();
        let mut missing = Missing::default();
        for post in posts.iter().filter(counted) {
            if post.periods.is_empty() {
                missing.push(&["the dates of ", &post.called()].concat());
            }
            runs.extend(post.periods.iter().map(|period| {
                let last = period.last.unwrap_or_else(|| self.year.last());
                let span = Span {
                    first: period.first,
                    last,
                };
                (Run::from(span), post.kind == PostKind::Locum)
            }));
        }
        missing.or_else(|| self.counted(runs, part))
    }

    /// The days of one post alone, by which its pay is shared between the halves of a year.
    pub fn days_of(&self, post: &Post, part: Part) -> Known<u32> {
        self.days(&[post], part)
    }

    fn counted(&self, runs: Vec<(Run, bool)>, part: Part) -> u32 {
        let year = Run::from(self.year.bounds(Part::WholeYear));
        let mut part = Run::from(self.year.bounds(part));
        if let Some(last_day) = self.last_day {
            part.last = part.last.min(day_number(last_day));
        }
        let runs: Vec<(Run, bool)> = runs
            .into_iter()
            .map(|(run, locum)| (run.within(year), locum))
            .filter(|(run, _)| run.first <= run.last)
            .collect();
        let runs = united(bridged(&runs, self.gaps));
        let out = united(self.opted_out.iter().copied().map(Run::from).collect());
        let served: i64 = runs
            .iter()
            .map(|run| {
                let run = run.within(part);
                let lost: i64 = out.iter().map(|out| out.within(run).length()).sum();
                run.length() - lost
            })
            .sum();
        u32::try_from(served).unwrap_or(0)
    }
}

impl Run {
    fn within(self, other: Self) -> Self {
        Self {
            first: self.first.max(other.first),
            last: self.last.min(other.last),
        }
    }

    fn length(self) -> i64 {
        (self.last - self.first + 1).max(0)
    }
}

/// The same days with none twice: sorted, apart from one another by a day at least.
fn united(mut runs: Vec<Run>) -> Vec<Run> {
    runs.retain(|run| run.first <= run.last);
    runs.sort_unstable();
    let mut united: Vec<Run> = Vec::new();
    for run in runs {
        match united.last_mut() {
            Some(before) if run.first <= before.last + 1 => before.last = before.last.max(run.last),
            _ => united.push(run),
        }
    }
    united
}

/// Adds the short gaps that did not count as a break before April 2019. A gap that has locum work on either side may be
/// as long as one of locum work.
fn bridged(runs: &[(Run, bool)], gaps: &GapRule) -> Vec<Run> {
    let mut all: Vec<Run> = runs.iter().map(|(run, _)| *run).collect();
    if gaps.posts == 0 && gaps.locum == 0 {
        return all;
    }
    for pair in united(all.clone()).windows(2) {
        let [before, after] = pair else { continue };
        let locum = runs
            .iter()
            .any(|(run, locum)| *locum && (run.last == before.last || run.first == after.first));
        let longest = if locum { gaps.locum } else { gaps.posts };
        if after.first - before.last - 1 <= i64::from(longest) {
            all.push(Run {
                first: before.last + 1,
                last: after.first - 1,
            });
        }
    }
    all
}

#[cfg(test)]
mod tests;
