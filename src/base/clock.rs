//! Time, identifiers and secrets. Everything else is given them as arguments, so that tests decide what they are.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use jiff::{Timestamp, tz::TimeZone};
use rand::RngExt as _;
use uuid::Uuid;

use crate::base::dates::{Date, Instant};

/// Where the time comes from.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine.
    #[default]
    System,
    /// A test, which moves it by hand (microseconds since 1970).
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still at `instant`.
    pub fn fixed(instant: Instant) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(instant.0)))
    }

    /// This moment.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the machine"
    )]
    pub fn now(&self) -> Instant {
        match self {
            Self::System => Instant(Timestamp::now().as_microsecond()),
            Self::Fixed(at) => Instant(at.load(Ordering::SeqCst)),
        }
    }

    /// Today in England.
    pub fn today(&self) -> Date {
        date_of(self.now())
    }
}

/// The day in England on which a moment falls. Days begin and end at midnight in London, also in summer time.
pub fn date_of(instant: Instant) -> Date {
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    let date = Timestamp::from_microsecond(instant.0)
        .unwrap_or_default()
        .to_zoned(zone)
        .date();
    let parts = (
        u16::try_from(date.year()),
        u8::try_from(date.month()),
        u8::try_from(date.day()),
    );
    match parts {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day),
        _ => Date::new(1970, 1, 1),
    }
    .unwrap_or_else(|_| unreachable!("the calendar gave the day"))
}

/// The time of day in England: `14:05`.
pub fn time_of(instant: Instant) -> String {
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    let time = Timestamp::from_microsecond(instant.0)
        .unwrap_or_default()
        .to_zoned(zone)
        .time();
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// A moment as people in England read it: `23 November 2026 at 14:05`.
pub fn in_words(instant: Instant) -> String {
    [&date_of(instant).in_words(), " at ", &time_of(instant)].concat()
}

/// The day so many days after `day`.
pub fn days_after(day: Date, count: u32) -> Date {
    (0..count).try_fold(day, |day, _| day.next()).unwrap_or(day)
}

/// How many days before `today` a day was; 0 if it was not.
pub fn days_since(day: Date, today: Date) -> u32 {
    let days = (civil(today) - civil(day)).get_days();
    u32::try_from(days).unwrap_or_default()
}

/// The day so many working days after `day`: those from Monday to Friday. Bank holidays count.
pub fn working_days_after(day: Date, count: u32) -> Date {
    let mut last = day;
    let mut left = count;
    while left > 0 {
        let Some(next) = last.next() else {
            return last;
        };
        last = next;
        if civil(last).weekday().to_monday_zero_offset() < 5 {
            left -= 1;
        }
    }
    last
}

fn civil(day: Date) -> jiff::civil::Date {
    let (year, month, day) = day.parts();
    i16::try_from(year)
        .ok()
        .zip(i8::try_from(month).ok())
        .zip(i8::try_from(day).ok())
        .and_then(|((year, month), day)| jiff::civil::Date::new(year, month, day).ok())
        .unwrap_or_default()
}

/// The moment a day begins in England, and the moment it is over.
pub fn bounds_of(day: Date) -> (Instant, Instant) {
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    let midnight = |date: jiff::civil::Date| {
        date.to_zoned(zone.clone()).map_or(Instant(0), |begin| {
            Instant(begin.timestamp().as_microsecond())
        })
    };
    let date = civil(day);
    (midnight(date), midnight(date.tomorrow().unwrap_or(date)))
}

/// A new identifier that sorts by the time it was made.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that makes identifiers"
)]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}

/// A random part of `longest`.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks for randomness"
)]
pub(crate) fn up_to(longest: Duration) -> Duration {
    rand::rng().random_range(Duration::ZERO..=longest)
}

/// 256 random bits.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks for randomness"
)]
pub fn secret() -> [u8; 32] {
    rand::rng().random()
}

/// In hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_changes_at_midnight_in_london_not_in_greenwich() {
        let late_evening_in_june = Instant(1_782_860_400_000_000); // 2026-06-30T23:00:00Z
        assert_eq!(date_of(late_evening_in_june).to_string(), "2026-07-01");
        let before = Instant(late_evening_in_june.0 - 1);
        assert_eq!(date_of(before).to_string(), "2026-06-30");
        assert_eq!(in_words(late_evening_in_june), "1 July 2026 at 00:00");
        let first_of_july = Date::new(2026, 7, 1).unwrap();
        assert_eq!(bounds_of(first_of_july).0, late_evening_in_june);
    }

    #[test]
    fn the_day_the_clocks_go_back_has_25_hours() {
        let (begin, end) = bounds_of(Date::new(2026, 10, 25).unwrap());
        assert_eq!(end.0 - begin.0, 25 * 3_600_000_000);
    }
}
