//! The record in the database: appending to it, reading it, and checking that nobody altered it.

mod anchor;
mod append;
mod chain;
mod read;
mod verify;

pub use anchor::{AnchorMark, anchor, newest};
pub use append::{NewEvent, append, refuse};
pub(crate) use append::{Stored, chain_of};
pub use read::since;
pub(in crate::history) use read::{Reading, Source};
pub use verify::{Verdict, verify};

#[cfg(test)]
mod tests;
