//! Days and moments, small enough for the browser: reading, ordering and saying them in plain words. Arithmetic beyond
//! the next day and time zones stay on the server, in `server::clock`.

mod boxes;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

pub use boxes::NotADay;

/// A day of the calendar, written `2026-11-23`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// A moment: microseconds since 1970 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
pub struct Instant(pub i64);

impl Instant {
    /// Whether this is further in the future than clocks may be apart: noted by a clock that was wrong, it counts as
    /// nothing.
    pub fn is_ahead_of(self, now: Self) -> bool {
        self.0 > now.0 + Self::DRIFT
    }

    /// A second, in microseconds, as what lies between two moments is counted.
    pub const SECOND: i64 = 1_000_000;

    /// A minute.
    pub const MINUTE: i64 = 60 * Self::SECOND;

    /// An hour.
    pub const HOUR: i64 = 60 * Self::MINUTE;

    /// 24 hours. A day in England may have one more or less.
    pub const DAY: i64 = 24 * Self::HOUR;

    /// How far clocks may be apart: an hour.
    pub const DRIFT: i64 = Self::HOUR;
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The years that the program counts in.
const YEARS: std::ops::Range<u16> = 1900..2200;

/// Not a day of the years 1900 to 2199.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADate;

impl Date {
    /// The day, if the calendar has it.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, NotADate> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return Err(NotADate),
        };
        if YEARS.contains(&year) && (1..=days).contains(&day) {
            Ok(Self { year, month, day })
        } else {
            Err(NotADate)
        }
    }

    /// The day after; none after the last one there is.
    pub fn next(self) -> Option<Self> {
        let Self { year, month, day } = self;
        Self::new(year, month, day + 1)
            .or_else(|NotADate| Self::new(year, month + 1, 1))
            .or_else(|NotADate| Self::new(year + 1, 1, 1))
            .ok()
    }

    /// The day before; none before the first one there is.
    pub fn previous(self) -> Option<Self> {
        let Self { year, month, day } = self;
        let last_of = |year: u16, month: u8| {
            (28..=31)
                .rev()
                .find_map(|day| Self::new(year, month, day).ok())
        };
        match (month, day) {
            (_, 2..) => Self::new(year, month, day - 1).ok(),
            (1, _) => last_of(year - 1, 12),
            (_, _) => last_of(year, month - 1),
        }
    }

    /// The same day so many years later, or the day before it where the calendar has none.
    pub fn years_later(self, years: i16) -> Option<Self> {
        let year = self.year.checked_add_signed(years)?;
        Self::new(year, self.month, self.day)
            .or_else(|NotADate| Self::new(year, self.month, 28))
            .ok()
    }

    /// As people say it: `23 November 2026`.
    pub fn in_words(self) -> String {
        let month = MONTHS
            .get(usize::from(self.month) - 1)
            .copied()
            .unwrap_or_default();
        [&self.day.to_string(), month, &self.year.to_string()].join(" ")
    }

    /// Where space is short, as in the cells of a wide table: `23 Nov 2026`.
    pub fn in_few_words(self) -> String {
        let words = self.in_words();
        let mut parts = words.split(' ');
        let mut next = || parts.next().unwrap_or_default();
        let (day, month, year) = (next(), next(), next());
        [day, month.get(..3).unwrap_or(month), year].join(" ")
    }

    /// The parts, for date fields with a box for each.
    pub fn parts(self) -> (u16, u8, u8) {
        (self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let mut parts = text.split('-');
        let mut next = |width: usize| {
            let part = parts
                .next()
                .filter(|part| part.len() == width)
                .ok_or(NotADate)?;
            if !part.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(NotADate);
            }
            part.parse::<u16>().map_err(|_| NotADate)
        };
        let (year, month, day) = (next(4)?, next(2)?, next(2)?);
        if parts.next().is_some() {
            return Err(NotADate);
        }
        let (Ok(month), Ok(day)) = (u8::try_from(month), u8::try_from(day)) else {
            return Err(NotADate);
        };
        Self::new(year, month, day)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(|NotADate| serde::de::Error::custom("not a date like 2026-11-23"))
    }
}

// One that can't be read is an error that names its column.
super::stored::stored_as_text!(Date, |text| text.parse().map_err(|NotADate| [
    text,
    " is not a day"
]
.concat()
.into()));

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_date_reads_back_what_it_writes(year in 1900u16..2200, month in 1u8..=12, day in 1u8..=31) {
            if let Ok(date) = Date::new(year, month, day) {
                prop_assert_eq!(date.to_string().parse(), Ok(date));
            }
        }

        #[test]
        fn no_day_lies_between_a_day_and_the_next(a in any_date(), b in any_date()) {
            let next = a.next().unwrap();
            prop_assert!(a < next);
            prop_assert_eq!(next.previous(), Some(a));
            prop_assert!(b <= a || b >= next, "{a} {b} {next}");
        }

        #[test]
        fn dates_sort_like_their_text(a in any_date(), b in any_date()) {
            prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
        }

        #[test]
        fn no_text_makes_reading_a_date_panic(text in ".*") {
            let _ = text.parse::<Date>();
        }
    }

    fn any_date() -> impl Strategy<Value = Date> {
        (1900u16..2200, 1u8..=12, 1u8..=28)
            .prop_map(|(year, month, day)| Date::new(year, month, day).unwrap())
    }

    #[test]
    fn the_calendar_decides_which_days_exist() {
        assert!("2024-02-29".parse::<Date>().is_ok());
        for wrong in [
            "2023-02-29",
            "2026-13-01",
            "2026-00-10",
            "1899-12-31",
            "2026-1-1",
            "+026-01-01",
            "",
        ] {
            assert_eq!(wrong.parse::<Date>(), Err(NotADate), "{wrong}");
        }
        for (day, next) in [
            ("2024-02-28", Some("2024-02-29")),
            ("2026-02-28", Some("2026-03-01")),
            ("2026-12-31", Some("2027-01-01")),
            ("2199-12-31", None),
        ] {
            let next = next.map(|next| next.parse().unwrap());
            assert_eq!(day.parse::<Date>().unwrap().next(), next);
        }
        let leap_day: Date = "2024-02-29".parse().unwrap();
        assert_eq!(leap_day.years_later(1), "2025-02-28".parse().ok());
        assert_eq!(leap_day.years_later(-4), "2020-02-29".parse().ok());
        assert_eq!("1900-01-01".parse::<Date>().unwrap().previous(), None);
        assert_eq!(
            "2026-11-03".parse::<Date>().unwrap().in_words(),
            "3 November 2026"
        );
        assert_eq!(
            "2026-05-03".parse::<Date>().unwrap().in_few_words(),
            "3 May 2026"
        );
    }
}
