//! The end of the pension year: what a GP and their accountant fill in, what comes of it, and who submits it.
//!
//! `calculation` works certificates out; it knows nothing of people or the database. `tables` holds what is published for each
//! scheme year, one file a year. `content` is what a form holds.

pub mod calculation;
mod content;
#[cfg(feature = "ssr")]
pub mod contributions;

pub use content::{About, Content, Figures, FormKind};
