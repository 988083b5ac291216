//! The record in the database: appending to it, reading it, and checking that nobody altered it.

mod append;
mod read;

pub use append::{NewEvent, append, refuse};
pub use read::since;

#[cfg(test)]
mod tests;
