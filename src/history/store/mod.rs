//! The record in the database: appending to it, reading it, and checking that nobody altered it.

mod anchor;
mod append;
mod chain;
mod read;
mod verify;

pub use anchor::{AnchorMark, anchor, newest};
pub(crate) use append::{INSERT, Stored, append_all, chain_of};
pub use append::{NewEvent, append, refuse};
pub use read::since;
pub(in crate::history) use read::{Reading, Source};
pub use verify::{Verdict, verify};

#[cfg(test)]
mod tests;
