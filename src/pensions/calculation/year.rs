//! The scheme year, 1 April to 31 March: everything on a certificate belongs to one, and tables and forms
//! differ from year to year.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::span::Span;
use crate::base::dates::{Date, NotADate};

/// A scheme year that there are tables for. Written `2023-24` in addresses and files, `2023/24` for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SchemeYear {
    /// The year it begins in.
    start: u16,
    first: Date,
    end_of_september: Date,
    october: Date,
    last: Date,
}

/// What has a tier table of its own: the year, or a half of 2022/23, in which the rates changed on 1 October.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    WholeYear,
    /// 1 April to 30 September.
    FirstHalf,
    /// 1 October to 31 March.
    SecondHalf,
}

/// Not a scheme year that there are tables for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAYear;

impl SchemeYear {
    /// The first year with tables begins in this one.
    pub const FIRST: u16 = 2015;
    /// The last year with tables begins in this one.
    pub const LAST: u16 = 2026;

    /// The one that begins on 1 April of `start`.
    pub fn new(start: u16) -> Result<Self, NotAYear> {
        if !(Self::FIRST..=Self::LAST).contains(&start) {
            return Err(NotAYear);
        }
        let day = |year, month, day| Date::new(year, month, day).map_err(|NotADate| NotAYear);
        Ok(Self {
            start,
            first: day(start, 4, 1)?,
            end_of_september: day(start, 9, 30)?,
            october: day(start, 10, 1)?,
            last: day(start + 1, 3, 31)?,
        })
    }

    /// All there are, oldest first.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> {
        (Self::FIRST..=Self::LAST).filter_map(|start| Self::new(start).ok())
    }

    /// The one that a day lies in.
    pub fn of(day: Date) -> Result<Self, NotAYear> {
        let (year, month, _) = day.parts();
        Self::new(if month < 4 { year - 1 } else { year })
    }

    /// 1 April.
    pub fn first(self) -> Date {
        self.first
    }

    /// 31 March.
    pub fn last(self) -> Date {
        self.last
    }

    /// 365, or 366 if its February has 29 days.
    pub fn days(self) -> u32 {
        self.bounds(Part::WholeYear).days()
    }

    /// What has a tier table of its own, in order.
    pub fn parts(self) -> &'static [Part] {
        match self.start {
            2022 => &[Part::FirstHalf, Part::SecondHalf],
            _ => &[Part::WholeYear],
        }
    }

    /// The days of the year, or of a half of it.
    pub fn bounds(self, part: Part) -> Span {
        let (first, last) = match part {
            Part::WholeYear => (self.first, self.last),
            Part::FirstHalf => (self.first, self.end_of_september),
            Part::SecondHalf => (self.october, self.last),
        };
        Span { first, last }
    }

    /// For people: `2023/24`.
    pub fn in_words(self) -> String {
        self.written("/")
    }

    fn written(self, between: &str) -> String {
        let end = (self.start + 1).to_string();
        [
            &self.start.to_string(),
            between,
            end.get(2..).unwrap_or_default(),
        ]
        .concat()
    }
}

impl Part {
    /// As it stands above figures.
    pub fn words(self) -> &'static str {
        match self {
            Self::WholeYear => "whole year",
            Self::FirstHalf => "April to September",
            Self::SecondHalf => "October to March",
        }
    }

    /// What to put behind a figure in a sentence; of a whole year nothing.
    pub(crate) fn in_a_sentence(self) -> &'static str {
        match self {
            Self::WholeYear => "",
            Self::FirstHalf => " from April to September",
            Self::SecondHalf => " from October to March",
        }
    }
}

/// As it stands in addresses: `2023-24`.
impl fmt::Display for SchemeYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written("-"))
    }
}

impl FromStr for SchemeYear {
    type Err = NotAYear;

    /// Reads `2023-24` and `2023/24`, and nothing whose halves don't fit.
    fn from_str(text: &str) -> Result<Self, NotAYear> {
        let (start, _) = text.split_once(['-', '/']).ok_or(NotAYear)?;
        let year = Self::new(start.parse().map_err(|_| NotAYear)?)?;
        let exact = [year.written("-"), year.written("/")].contains(&text.to_owned());
        exact.then_some(year).ok_or(NotAYear)
    }
}

impl TryFrom<String> for SchemeYear {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
            .map_err(|NotAYear| "not a scheme year like 2023-24")
    }
}

impl From<SchemeYear> for String {
    fn from(year: SchemeYear) -> Self {
        year.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_reads_back_both_ways_it_is_written() {
        assert_eq!(SchemeYear::all().count(), 12);
        for year in SchemeYear::all() {
            assert_eq!(year.to_string().parse(), Ok(year));
            assert_eq!(year.in_words().parse(), Ok(year));
            assert_eq!(SchemeYear::of(year.first()), Ok(year));
            assert_eq!(SchemeYear::of(year.last()), Ok(year));
        }
        for wrong in [
            "2023-25", "2023", "2014-15", "2027-28", "23-24", "02023-24", "2023-024", "",
        ] {
            assert_eq!(wrong.parse::<SchemeYear>(), Err(NotAYear), "{wrong}");
        }
    }

    #[test]
    fn three_of_the_years_have_366_days() {
        let long: Vec<String> = SchemeYear::all()
            .filter(|year| year.days() == 366)
            .map(SchemeYear::in_words)
            .collect();
        assert_eq!(long, ["2015/16", "2019/20", "2023/24"]);
        assert!(SchemeYear::all().all(|year| year.days() >= 365));
    }
}
