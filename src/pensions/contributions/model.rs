//! Contributions as statements have them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    base::{
        dates::{Date, NotADate},
        ids::OdsCode,
        stored::{coded, stored_as_text},
    },
    pensions::calculation::{Pence, SchemeYear},
};

coded! {
    /// For what kind of work somebody is paid.
    pub enum Income ("a kind of income") {
        Partner = "partner", "Partner";
        Salaried = "salaried", "Salaried";
        Solo = "solo", "Solo work";
        Locum = "locum", "Locum work";
    }
}

/// A month of the calendar, written `2024-04`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Month {
    year: u16,
    month: u8,
}

/// Not a month like `2024-04`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a month like 2024-04")]
pub struct NotAMonth;

impl Month {
    /// The one that a day lies in.
    pub fn of(day: Date) -> Self {
        let (year, month, _) = day.parts();
        Self { year, month }
    }

    /// Its first day.
    pub fn first(self) -> Result<Date, NotADate> {
        Date::new(self.year, self.month, 1)
    }

    /// As people say it: `April 2024`.
    pub fn in_words(self) -> String {
        let first = self.first().map(Date::in_words).unwrap_or_default();
        let words = first.split_once(' ').map(|(_, month)| month.to_owned());
        words.unwrap_or_default()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let (year, month) = text.split_once('-').ok_or(NotAMonth)?;
        let digits =
            |part: &str, many| part.len() == many && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(NotAMonth);
        }
        let (year, month) = (year.parse(), month.parse());
        let (Ok(year), Ok(month)) = (year, month) else {
            return Err(NotAMonth);
        };
        let first = Date::new(year, month, 1).map_err(|NotADate| NotAMonth)?;
        Ok(Self::of(first))
    }
}

stored_as_text!(Month, |text| Ok(text.parse::<Month>()?));

/// What was paid for one month; below zero where it was given back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amounts {
    /// Pensionable pay.
    pub pay: Pence,
    pub employee: Pence,
    pub employer: Pence,
    /// Money purchase additional voluntary contributions.
    pub avc: Pence,
    /// Added years and additional pension.
    pub top_up: Pence,
    /// Early retirement reduction buy-out.
    pub errbo: Pence,
}

/// In the order of the fields.
impl From<[Pence; 6]> for Amounts {
    fn from(all: [Pence; 6]) -> Self {
        Self {
            pay: all[0],
            employee: all[1],
            employer: all[2],
            avc: all[3],
            top_up: all[4],
            errbo: all[5],
        }
    }
}

impl Amounts {
    /// Each of them, in the order of the fields.
    pub fn each(self) -> [Pence; 6] {
        [
            self.pay,
            self.employee,
            self.employer,
            self.avc,
            self.top_up,
            self.errbo,
        ]
    }

    /// The same with those of another line.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            pay: self.pay.plus(other.pay),
            employee: self.employee.plus(other.employee),
            employer: self.employer.plus(other.employer),
            avc: self.avc.plus(other.avc),
            top_up: self.top_up.plus(other.top_up),
            errbo: self.errbo.plus(other.errbo),
        }
    }
}

/// A line of a member's statement for a scheme year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContributionLine {
    /// When it was paid.
    pub month: Month,
    /// The practice's name now; empty if it is not known any more.
    pub practice: String,
    pub ods: OdsCode,
    pub income: Income,
    pub amounts: Amounts,
    /// The scheme year it is for.
    pub for_year: SchemeYear,
    /// Whether it was paid in the statement's year and corrects another one: it is not part of what the year adds up to.
    pub corrects_another: bool,
}

impl ContributionLine {
    /// What is unusual about it: that it is for another year than that of its month. Empty for most.
    pub fn about(&self) -> String {
        let year = self.for_year.in_words();
        let of_month = self.month.first().map(SchemeYear::of);
        match (self.corrects_another, of_month) {
            (true, _) => ["Corrects ", &year].concat(),
            (false, Ok(Ok(of_month))) if of_month != self.for_year => {
                ["Paid later for ", &year].concat()
            }
            (false, _) => String::new(),
        }
    }

    /// Where it stands in a statement.
    pub(super) fn place(&self) -> (Month, &str, &OdsCode, Income, SchemeYear) {
        (
            self.month,
            &self.practice,
            &self.ods,
            self.income,
            self.for_year,
        )
    }
}

/// What the form shows by which contributions are put in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FormView {
    /// The practices that the actor may put contributions in for, by code and name.
    pub practices: Vec<(OdsCode, String)>,
    pub idempotency_key: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_reads_back_what_it_writes_and_nothing_else_is_one() {
        for (text, words) in [("2024-04", "April 2024"), ("2025-12", "December 2025")] {
            let month: Month = text.parse().unwrap();
            assert_eq!(
                (month.to_string().as_str(), &*month.in_words()),
                (text, words)
            );
        }
        for wrong in [
            "",
            "2024",
            "2024-4",
            "2024-13",
            "2024-00",
            "Apr-24",
            "24-04",
            "2024-04-01",
            "+024-04",
            "1899-01",
            "2024/04",
        ] {
            assert_eq!(wrong.parse::<Month>(), Err(NotAMonth), "{wrong}");
        }
    }
}
