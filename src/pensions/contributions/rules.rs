//! Which lines of a file can be used, and what lines add up to.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    file::{ContributionFile, Line, Named},
    model::{Amounts, ContributionLine, Income, Month},
};
use crate::{
    base::ids::{OdsCode, UserId},
    ods::Rejected,
    pensions::calculation::{Paid, Part, Pence, SchemeYear, checks::Recorded},
};

/// What the program knows of those whom a file names.
#[derive(Debug)]
pub(super) struct Known {
    pub members: HashMap<Named, UserId>,
    pub places: Places,
}

/// The practices that lines may be of.
#[derive(Debug)]
pub(super) enum Places {
    All(HashSet<OdsCode>),
    /// One alone. The members are those who have or had a place there: whether somebody else has an account is nothing that its
    /// administrator learns, and their contributions are nothing that one writes.
    Only(OdsCode),
}

impl Known {
    /// The member of a line, or everything that is wrong with it.
    fn member(&self, line: &Line) -> Result<UserId, String> {
        let (who, code) = (line.member.as_ref(), line.practice.as_ref());
        let (is_one, not_one, nobody) = match &self.places {
            Places::All(practices) => (
                practices.contains(&line.practice),
                [code, " is not a practice that is known here"].concat(),
                " belongs to nobody who is known here. Check the GMC number or username",
            ),
            Places::Only(practice) => (
                *practice == line.practice,
                [
                    "This line is of another practice, ",
                    code,
                    ". Put it in for that practice",
                ]
                .concat(),
                " belongs to nobody who works or worked at the practice. Check the GMC number or username",
            ),
        };
        let member = self.members.get(&line.member);
        match member {
            Some(member) if is_one => Ok(*member),
            Some(_) => Err(not_one),
            // Of a line of another practice nothing else is told.
            None if !is_one && matches!(self.places, Places::Only(_)) => Err(not_one),
            None if is_one => Err([who, nobody].concat()),
            None => Err([who, nobody, ". ", &not_one].concat()),
        }
    }
}

/// What tells a line from every other one, in the order in which lines are kept.
pub(super) type Key = (UserId, SchemeYear, OdsCode, Month, Income);

/// A line of which it is known whose it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub member: UserId,
    pub line: &'a Line,
}

impl<'a> Entry<'a> {
    /// Its [`Key`], without a copy of the practice's code.
    pub(super) fn key(&self) -> (UserId, SchemeYear, &'a OdsCode, Month, Income) {
        let Line {
            practice,
            month,
            income,
            for_year,
            ..
        } = self.line;
        (self.member, *for_year, practice, *month, *income)
    }
}

/// The lines of a file that can be used, by key, and every fault of the others.
pub(super) fn judge<'a>(
    file: &'a ContributionFile,
    known: &Known,
) -> (Vec<Entry<'a>>, Vec<Rejected>) {
    let unread = file.faults.iter().cloned();
    let mut faults: BTreeMap<u64, Rejected> = unread.map(|fault| (fault.line, fault)).collect();
    let mut add = |line: u64, reason: String| {
        faults.insert(line, Rejected { line, reason });
    };
    let mut entries = Vec::with_capacity(file.lines.len());
    for line in &file.lines {
        match known.member(line) {
            Ok(member) => entries.push(Entry { member, line }),
            Err(why) => add(line.number, why),
        }
    }
    entries.sort_unstable_by(|one, other| {
        let numbers = one.line.number.cmp(&other.line.number);
        one.key().cmp(&other.key()).then(numbers)
    });
    let mut good = Vec::with_capacity(entries.len());
    for same in entries.chunk_by(|one, other| one.key() == other.key()) {
        let [first, others @ ..] = same else { continue };
        if others.is_empty() {
            good.push(*first);
        }
        // Which of them is right is not ours to say: none is used, so that their order decides nothing.
        for (place, entry) in others.iter().enumerate() {
            if place == 0 {
                add(first.line.number, twice(entry.line.number));
            }
            add(entry.line.number, twice(first.line.number));
        }
    }
    (good, faults.into_values().collect())
}

fn twice(other: u64) -> String {
    [
        "the same member, scheme year, practice, month and income as line ",
        &other.to_string(),
        ". Keep one of them",
    ]
    .concat()
}

/// Where an amount counts in a scheme year. What was paid outside the months of 2022/23 was booked at its end, to its second half.
fn part_of(month: Month, year: SchemeYear) -> Part {
    let within = |part: &&Part| {
        let bounds = year.bounds(**part);
        month >= Month::of(bounds.first) && month <= Month::of(bounds.last)
    };
    let parts = year.parts();
    let part = parts.iter().find(within).or(parts.last());
    part.copied().unwrap_or(Part::WholeYear)
}

/// What a member's lines of a year add up to, for each practice and part of the year. What was paid for the year counts alone,
/// whenever it was paid; what was paid in it and corrects another year is told apart.
pub(super) fn recorded(lines: &[ContributionLine], year: SchemeYear) -> Vec<Recorded> {
    let mut sums = BTreeMap::<(&OdsCode, usize), (Amounts, Pence)>::new();
    let parts = year.parts();
    for line in lines {
        for place in 0..parts.len() {
            sums.entry((&line.ods, place)).or_default();
        }
        let part = part_of(line.month, year);
        let place = parts.iter().position(|one| *one == part);
        let key = (&line.ods, place.unwrap_or_default());
        let (paid, other_years) = sums.entry(key).or_default();
        if line.corrects_another {
            *other_years = other_years.plus(line.amounts.employee);
        } else {
            *paid = paid.plus(line.amounts);
        }
    }
    let recorded = sums
        .into_iter()
        .map(|((code, place), (paid, other_years))| Recorded {
            code: code.to_string(),
            part: parts.get(place).copied().unwrap_or(Part::WholeYear),
            paid: Paid {
                employee: Some(paid.employee),
                employer: Some(paid.employer),
                avc: Some(paid.avc),
                top_up: Some(paid.top_up),
                errbo: Some(paid.errbo),
                reason: String::new(),
            },
            other_years,
        });
    recorded.collect()
}

#[cfg(test)]
mod tests;
