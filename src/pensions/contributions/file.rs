//! A file of contributions: CSV with the names of its columns in the first line.

use std::collections::HashMap;

use super::model::{Amounts, Income, Month};
use crate::{
    base::{
        dates::Date,
        ids::{GmcNumber, OdsCode},
        text::Email,
    },
    ods::{Heads, NotUsable, Rejected, Row, read_lines},
    pensions::calculation::{
        Pence, SchemeYear,
        money::{NotMoney, Sign},
        year::NotAYear,
    },
};

/// Those after the seventh may be left out.
const HEADS: Heads = Heads {
    names: &[
        "member",
        "practice_code",
        "month",
        "income",
        "pay",
        "employee",
        "employer",
        "avc",
        "top_up",
        "errbo",
        "for_year",
    ],
    needed: 7,
    most: usize::MAX,
};

/// The columns of money, in the order of [`Amounts`], and whether something has to be in them.
const AMOUNTS: [(&str, bool); 6] = [
    ("pay", true),
    ("employee", true),
    ("employer", true),
    ("avc", false),
    ("top_up", false),
    ("errbo", false),
];

/// How a file names a member.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Named {
    Gmc(GmcNumber),
    Username(String),
}

impl AsRef<str> for Named {
    fn as_ref(&self) -> &str {
        match self {
            Self::Gmc(number) => number.as_ref(),
            Self::Username(email) => email,
        }
    }
}

/// What was paid for whom, where, when and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Counted from 1.
    pub number: u64,
    pub member: Named,
    pub practice: OdsCode,
    pub month: Month,
    pub income: Income,
    pub for_year: SchemeYear,
    pub amounts: Amounts,
}

/// A file that was understood.
#[derive(Debug, Default)]
pub(super) struct ContributionFile {
    /// How many lines there were after the first.
    pub count: usize,
    pub lines: Vec<Line>,
    /// Lines that can't be used.
    pub faults: Vec<Rejected>,
}

/// Reads a whole file. Months after the one that `today` lies in are faults.
pub(super) fn read(bytes: &[u8], today: Date) -> Result<ContributionFile, NotUsable> {
    let mut lines = Vec::new();
    let mut members = Members::default();
    let taken = read_lines(bytes, &HEADS, |row| {
        lines.push(line(row, &mut members, today)?);
        Ok(())
    })?;
    Ok(ContributionFile {
        count: taken.lines,
        lines,
        faults: taken.faults,
    })
}

/// Members as they stand in the file, each read once: a member has a line for every month.
#[derive(Default)]
struct Members(HashMap<String, Result<Named, String>>);

impl Members {
    fn read(&mut self, typed: &str) -> Result<Named, String> {
        if let Some(read) = self.0.get(typed) {
            return read.clone();
        }
        let read = named(typed);
        self.0.insert(typed.to_owned(), read.clone());
        read
    }
}

fn named(typed: &str) -> Result<Named, String> {
    if let Ok(number) = typed.parse() {
        return Ok(Named::Gmc(number));
    }
    if let Ok(email) = Email::parse(typed) {
        return Ok(Named::Username(email.as_ref().to_owned()));
    }
    let why = match typed.len() {
        0 => "member is empty. Enter the GMC number or the username",
        1..7 if typed.bytes().all(|byte| byte.is_ascii_digit()) => {
            " is no GMC number, which has 7 digits. Spreadsheets leave out a 0 at its beginning: put it there again"
        }
        _ => " is neither a GMC number of 7 digits nor an email address",
    };
    Err(if typed.is_empty() {
        why.to_owned()
    } else {
        ["member \"", typed, "\"", why].concat()
    })
}

/// What the line says, or everything that is wrong with it.
fn line(row: &Row<'_>, members: &mut Members, today: Date) -> Result<Line, String> {
    let mut wrong = Vec::new();
    let mut keep = |why: String| wrong.push(why);
    let member = members.read(row.field("member")).map_err(&mut keep);
    let practice = row.practice("practice_code").map_err(&mut keep);
    let month = month(row.field("month"), today).map_err(&mut keep);
    let income = income(row.field("income")).map_err(&mut keep);
    let for_year = match &month {
        Ok((_, of_month)) => for_year(row.field("for_year"), *of_month).map_err(&mut keep),
        Err(()) => Err(()),
    };
    let amounts = AMOUNTS.map(|(name, needed)| {
        let read = amount(row.field(name), name, needed);
        read.map_err(&mut keep)
    });
    let read = (member, practice, month, income, for_year);
    let (Ok(member), Ok(practice), Ok((month, _)), Ok(income), Ok(for_year)) = read else {
        return Err(wrong.join(". "));
    };
    if !wrong.is_empty() {
        return Err(wrong.join(". "));
    }
    Ok(Line {
        number: row.line,
        member,
        practice,
        month,
        income,
        for_year,
        amounts: amounts.map(Result::unwrap_or_default).into(),
    })
}

/// A month and the scheme year that it lies in.
fn month(typed: &str, today: Date) -> Result<(Month, SchemeYear), String> {
    let told = |why: &str| ["month \"", typed, "\" ", why].concat();
    let unreadable = "is not a month like 2024-04. A spreadsheet may have made a date of it: write the column as text";
    let month: Month = typed.parse().map_err(|_| told(unreadable))?;
    if month > Month::of(today) {
        return Err(told("is in the future"));
    }
    let first = month.first().map_err(|_| told(unreadable))?;
    let year = SchemeYear::of(first);
    let year = year.map_err(|NotAYear| told("is before April 2015, when the record begins"))?;
    Ok((month, year))
}

fn income(typed: &str) -> Result<Income, String> {
    Income::from_code(&typed.to_ascii_lowercase()).ok_or_else(|| {
        [
            "income \"",
            typed,
            "\" is none of partner, salaried, solo and locum",
        ]
        .concat()
    })
}

/// The year that a line is for: that of its month, or an earlier one that it corrects.
fn for_year(typed: &str, of_month: SchemeYear) -> Result<SchemeYear, String> {
    if typed.is_empty() {
        return Ok(of_month);
    }
    let told = |why: &[&str]| [&["for_year \"", typed, "\" "], why].concat().concat();
    let year: SchemeYear = typed
        .parse()
        .map_err(|NotAYear| told(&["is not a scheme year like 2023-24"]))?;
    if year > of_month {
        let of_month = of_month.to_string();
        return Err(told(&[
            "begins after the month. Leave it empty for ",
            &of_month,
            ", or enter the earlier year that the line corrects",
        ]));
    }
    Ok(year)
}

fn amount(typed: &str, name: &str, needed: bool) -> Result<Pence, String> {
    match Pence::read(typed, Sign::Any) {
        Err(NotMoney::Empty) if !needed => Ok(Pence::ZERO),
        Err(why @ NotMoney::Empty) => Err([name, " is empty. ", end_open(why.told())].concat()),
        read => read.map_err(|why| {
            let why = end_open(why.told());
            [name, " \"", typed, "\" is not an amount. ", why].concat()
        }),
    }
}

/// A sentence that others follow.
fn end_open(sentence: &str) -> &str {
    sentence.trim_end_matches('.')
}

#[cfg(test)]
mod tests;
