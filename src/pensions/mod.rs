//! The end of the pension year: what a GP and their accountant fill in, what comes of it, and who submits it.
//!
//! `calculation` works certificates out; it knows nothing of people or the database. `tables` holds what is published for each
//! scheme year, one file a year. `content` is what a form holds, `sections` is how it is filled in, `rules` says how it goes on and
//! which forms are owed. `contributions` is what was paid, as PCSE's record has it.

pub mod api;
pub mod calculation;
mod content;
pub mod contributions;
pub mod http;
mod pages;
mod papers;
mod rules;
pub mod sections;
mod sheet;
pub(crate) mod store;
pub mod views;

pub use content::{About, Content, Contract, Figures, FormKind};
pub use pages::{
    AuthorityPage, DeskOfficersPage, DeskPage, FormPage, OverviewPage, PapersPage, SectionPage,
    SubmitPage, YearsPage,
};
pub(crate) use rules::time_left;
pub use rules::{FormOf, Stage, Step};
pub(crate) use store::{forget, forms_of_accountant, newest_year, remind, waiting};

/// What whoever submits a form declares. The official wording is not public: this is the program's own.
const DECLARATION: [&str; 4] = [
    "The figures are complete, and agree with the accounts and the tax return.",
    "All practitioner posts, solo and locum work of the year are in it.",
    "What is owed or was paid too much is settled through the practice. I know that a wrong statement can lead to money being taken back, and to action.",
    "If the tax return had provisional figures, a revised form follows.",
];
