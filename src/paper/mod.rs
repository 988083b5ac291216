//! Letters on paper: what a practice is sent by post when the first administrators of a service are set up there, so that it
//! learns of it by a way that whoever asked for access has no hand in.
//!
//! Rooms that set somebody up leave a letter here. The registration team prints them, or the operator makes one file of
//! them for a printer. E-mail is `mail`'s; in code "letter" alone is one of those.

pub mod api;
pub(crate) mod command;
pub(crate) mod http;
mod model;
mod page;
mod sheet;
pub(crate) mod store;

pub(crate) use model::{NewPaperLetter, SetUp};
pub use page::LettersPage;
