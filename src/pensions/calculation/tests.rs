//! The calculation as a whole, against examples that were published or worked out by hand.

#![cfg(feature = "ssr")]

use super::{
    figures::{Held, Membership, Paid, Pay, Post, PostKind, Section},
    money::{Pence, Sign},
    tables::YearTables,
    tables_file,
    type1::{self, Entry, Share, Type1Figures},
    type2::{self, Type2Figures},
    working::{Line, LineKind, Value, Working},
    year::Part,
};
use crate::base::dates::Date;

mod properties;
mod vectors;

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn pounds(text: &str) -> Pence {
    Pence::read(text, Sign::Any).unwrap()
}

pub(crate) fn tables(year: &str) -> &'static YearTables {
    tables_file::of(year.parse().unwrap()).unwrap()
}

/// A post from one day to another; an empty last day is one that goes on.
pub(crate) fn post(kind: PostKind, first: &str, last: &str, pay: &str) -> Post {
    let mut post = Post::new(kind, "Abbey Surgery");
    post.periods = vec![Held {
        first: day(first),
        last: last.parse().ok(),
    }];
    post.pay = Pay {
        year: Pence::read(pay, Sign::Any).ok(),
        ..Pay::default()
    };
    post
}

pub(crate) fn of_section(section: Section) -> Membership {
    Membership {
        section: Some(section),
        ..Membership::default()
    }
}

/// A Type 2 form of a member of the 2015 scheme.
pub(crate) fn assess(year: &str, posts: Vec<Post>) -> Working {
    let figures = Type2Figures {
        posts,
        membership: of_section(Section::Scheme2015),
        ..Type2Figures::default()
    };
    type2::calculate(&figures, tables(year))
}

/// A certificate of the figures of a practice with income of 600,000, in which the partner has a half share.
pub(crate) fn half_share() -> Type1Figures {
    Type1Figures {
        practice_income: Some(pounds("600,000")),
        other_income: Some(Pence::ZERO),
        non_nhs_income: vec![Entry {
            label: "Private fees".to_owned(),
            amount: Some(pounds("30,000")),
        }],
        expenses: Some(pounds("360,000")),
        expenses_method: type1::ExpensesMethod::Standard,
        share: Some(Share { parts: 1, of: 2 }),
        adjustments: Vec::new(),
        practice: post(PostKind::Partner, "2015-01-01", "", ""),
        others: Vec::new(),
        membership: of_section(Section::Scheme2015),
        voluntary: super::figures::Voluntary::default(),
        provisional: false,
    }
}

pub(crate) fn line(lines: &[Line], kind: LineKind) -> Line {
    *lines.iter().find(|line| line.kind == kind).unwrap()
}

pub(crate) fn employee_due(working: &Working) -> Pence {
    line(&working.totals, LineKind::Employee).due.unwrap()
}

/// What a step came to, as people read it.
pub(crate) fn says(working: &Working, part: Option<Part>, key: &str) -> String {
    let step = working.step(part, key).unwrap_or_else(|| panic!("{key}"));
    let value = step.value.as_ref();
    value.map_or_else(|| step.missing.join("; "), Value::in_words)
}

/// Of a Type 2 form of one part: days, annualised pay, rate and what is due.
pub(crate) fn row(working: &Working) -> [String; 4] {
    let of = |key| says(working, Some(Part::WholeYear), key);
    [of("T2.4"), of("T2.5"), of("T2.6"), of("T2.7")]
}

/// Of a half: pay, annualised pay, rate and what is due.
pub(crate) fn half(working: &Working, part: Part) -> [String; 3] {
    let of = |key| says(working, Some(part), key);
    [of("T2.1"), of("T2.6"), of("T2.7")]
}

pub(crate) fn paid(own: &str, employer: &str) -> Paid {
    Paid {
        employee: Some(pounds(own)),
        employer: Some(pounds(employer)),
        ..Paid::default()
    }
}
