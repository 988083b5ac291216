//! Days in boxes, and periods from one day to another.

use super::{Input, Walk};
use crate::base::dates::Date;

/// The boxes of a day: what stands behind the field's name, and above the box.
pub(in super::super) const BOXES: [(&str, &str); 3] =
    [("_day", "Day"), ("_month", "Month"), ("_year", "Year")];

/// A period as it is typed: either day may still be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Days {
    pub first: Option<Date>,
    pub last: Option<Date>,
}

/// What is in the boxes of a day.
pub(in super::super) fn boxes(day: Option<Date>) -> [String; 3] {
    day.map(|day| {
        let (year, month, day) = day.parts();
        [day.to_string(), month.to_string(), year.to_string()]
    })
    .unwrap_or_default()
}

impl Walk<'_> {
    /// A day; gives whether it could be read.
    pub fn day(
        &mut self,
        name: &str,
        label: &'static str,
        hint: &str,
        into: &mut Option<Date>,
    ) -> bool {
        if !self.reads() {
            self.note(name, label, hint, Input::Day(*into), None);
            return true;
        }
        let whole = self.named(name);
        let typed = BOXES.map(|(end, _)| self.sent(&[&whole, end].concat()));
        if typed.iter().all(Option::is_none) {
            return true;
        }
        let typed = typed.map(|part| part.unwrap_or_default().to_owned());
        let day = Date::from_boxes(&typed);
        *into = day.unwrap_or_default();
        if let Err(why) = day {
            self.wrong(name, &[&why.of(label), "."].concat());
        }
        day.is_ok()
    }

    /// The first and the last day of a period. What is wrong with either leaves neither: a period without its end would
    /// mean another thing.
    pub fn period(&mut self, days: &mut Days, goes_on: bool) {
        let ends = if goes_on {
            "Leave this empty if it goes on."
        } else {
            ""
        };
        let first = self.day("first", "First day", "", &mut days.first);
        let last = self.day("last", "Last day", ends, &mut days.last);
        if !self.reads() {
            return;
        }
        match (first && last, days.first, days.last) {
            (false, ..) => *days = Days::default(),
            (_, None, Some(_)) => {
                self.wrong("first", "Enter the first day as well, or empty both.");
                *days = Days::default();
            }
            (_, Some(_), None) if !goes_on => {
                self.wrong("last", "Enter the last day as well, or empty both.");
                *days = Days::default();
            }
            (_, Some(first), Some(last)) if last < first => {
                self.wrong("last", "Enter a last day that is not before the first.");
            }
            _ => {}
        }
    }
}
