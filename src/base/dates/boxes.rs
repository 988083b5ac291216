//! A day as people type it into boxes for day, month and year.

use super::{Date, MONTHS, YEARS};

/// What is wrong with what was typed: the end of a sentence that begins with what the day is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotADay {
    /// A box is empty while another is not.
    NoDay,
    NoMonth,
    NoYear,
    /// A box has something else in it.
    Day,
    Month,
    Year,
    /// The year is one that the program does not count in.
    FarYear,
    /// The month has fewer days.
    NotInMonth,
}

impl NotADay {
    /// "End date", said with what is wrong and how to put it right.
    pub fn of(self, subject: &str) -> String {
        [
            subject,
            match self {
                Self::NoDay => " must include a day",
                Self::NoMonth => " must include a month",
                Self::NoYear => " must include a year",
                Self::Day => " must have a day from 1 to 31",
                Self::Month => " must have a month from 1 to 12, or its name, like 3 or March",
                Self::Year => " must have a year with 4 digits, like 2027",
                Self::FarYear => " must have a year from 1900 to 2199",
                Self::NotInMonth => " must be a real date: that month does not have so many days",
            },
        ]
        .concat()
    }
}

impl Date {
    /// As it stands in boxes for day, month and year.
    pub fn in_boxes(self) -> [String; 3] {
        let (year, month, day) = self.parts();
        [day.to_string(), month.to_string(), year.to_string()]
    }

    /// What was typed into boxes for day, month and year; none if all are empty. A month may be written as a name, of
    /// which three letters are enough, and all of it may stand in the first box.
    pub fn from_boxes(boxes: &[String]) -> Result<Option<Self>, NotADay> {
        let mut boxes: Vec<&str> = boxes.iter().map(|part| part.trim()).collect();
        boxes.resize(3, "");
        if let [whole, "", ""] = *boxes.as_slice() {
            let divides = |c: char| c.is_whitespace() || "/.-,".contains(c);
            let parts: Vec<_> = whole
                .split(divides)
                .filter(|part| !part.is_empty())
                .collect();
            if parts.len() == 3 {
                boxes = parts;
            }
        }
        match *boxes.as_slice() {
            ["", "", ""] => Ok(None),
            ["", ..] => Err(NotADay::NoDay),
            [_, "", _] => Err(NotADay::NoMonth),
            [_, _, ""] => Err(NotADay::NoYear),
            [day, month, year] => {
                let day = number(day, 2).filter(|day| (1..=31).contains(day));
                let month = month_of(month).ok_or(NotADay::Month);
                let year = number(year, 4).filter(|year| *year >= 1000);
                let (day, month, year) =
                    (day.ok_or(NotADay::Day)?, month?, year.ok_or(NotADay::Year)?);
                if !YEARS.contains(&year) {
                    return Err(NotADay::FarYear);
                }
                let day = u8::try_from(day).map_err(|_| NotADay::Day)?;
                Self::new(year, month, day)
                    .map(Some)
                    .map_err(|_| NotADay::NotInMonth)
            }
            _ => Err(NotADay::Day),
        }
    }
}

/// Digits alone, no more than so many.
fn number(text: &str, most: usize) -> Option<u16> {
    let is_number = text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

fn month_of(text: &str) -> Option<u8> {
    const FEWEST: usize = 3;
    let named = |name: &&str| {
        let begun = name.get(..text.len());
        text.len() >= FEWEST && begun.is_some_and(|begun| begun.eq_ignore_ascii_case(text))
    };
    let place = MONTHS.iter().position(named);
    let name = place.and_then(|place| u8::try_from(place + 1).ok());
    let month = number(text, 2).and_then(|month| u8::try_from(month).ok());
    name.or(month.filter(|month| (1..=12).contains(month)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(day: &str, month: &str, year: &str) -> Result<Option<Date>, NotADay> {
        Date::from_boxes(&[day, month, year].map(str::to_owned))
    }

    proptest! {
        #[test]
        fn every_day_is_read_however_its_month_is_written(
            year in 1900u16..2200, month in 1u8..=12, day in 1u8..=31, letters in 3usize..10, upper in any::<bool>(),
        ) {
            let wanted = Date::new(year, month, day).map(Some).map_err(|_| NotADay::NotInMonth);
            let name = MONTHS[usize::from(month) - 1];
            let name = &name[..letters.min(name.len())];
            let name = if upper { name.to_uppercase() } else { name.to_lowercase() };
            let (day, year) = (day.to_string(), year.to_string());
            prop_assert_eq!(read(&day, &name, &year), wanted);
            prop_assert_eq!(read(&format!(" 0{day}")[..], &month.to_string(), &year).is_ok(), wanted.is_ok() && day.len() < 2);
            for divider in ["/", " ", ".", "-"] {
                prop_assert_eq!(read(&[&day, name.as_str(), &year].join(divider), "", ""), wanted);
            }
        }

        #[test]
        fn no_text_makes_reading_boxes_panic(boxes in prop::collection::vec(".{0,12}", 0..5)) {
            let _ = Date::from_boxes(&boxes);
        }
    }

    #[test]
    fn the_part_that_is_wrong_is_named() {
        for ((day, month, year), why) in [
            (("", "12", "2026"), NotADay::NoDay),
            (("31", "", "2026"), NotADay::NoMonth),
            (("31", "12", ""), NotADay::NoYear),
            (("31 Dec", "", ""), NotADay::NoMonth),
            (("32", "12", "2026"), NotADay::Day),
            (("+3", "12", "2026"), NotADay::Day),
            (("31", "de", "2026"), NotADay::Month),
            (("31", "13", "2026"), NotADay::Month),
            (("31", "12", "26"), NotADay::Year),
            (("31", "12", "2990"), NotADay::FarYear),
            (("31", "2", "2026"), NotADay::NotInMonth),
        ] {
            assert_eq!(read(day, month, year), Err(why), "{day} {month} {year}");
        }
        assert_eq!(read("", " ", ""), Ok(None));
        assert_eq!(
            NotADay::Year.of("End date"),
            "End date must have a year with 4 digits, like 2027"
        );
    }
}
