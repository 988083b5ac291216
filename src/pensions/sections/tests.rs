//! Sections as people fill them in: what they show and what they read fit together, whatever is sent.

#![cfg(feature = "ssr")]

use super::*;
use crate::pensions::{
    Content,
    calculation::{Post, PostKind, YearTables, tables_file},
};

mod any;
mod html;
mod reading;
mod round_trip;
mod status;

/// Tables with one part, with two, and of a year in which the section of the scheme is asked for.
const YEARS: [&str; 3] = ["2024-25", "2022-23", "2018-19"];

fn tables(year: &str) -> &'static YearTables {
    tables_file::of(year.parse().unwrap()).unwrap()
}

fn pairs(sent: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    sent.iter().map(own).collect()
}

fn certificate() -> Content {
    let mut practice = Post::new(PostKind::Partner, "Abbey Surgery");
    practice.code = "A81001".to_owned();
    Content::type_1(practice, Vec::new())
}

fn assessment() -> Content {
    let mut post = Post::new(PostKind::Salaried, "Mill Lane Practice");
    post.code = "B82002".to_owned();
    Content::type_2(vec![post])
}
