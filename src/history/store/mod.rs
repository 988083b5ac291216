//! The record in the database: appending to it, reading it, and checking that nobody altered it.

mod accept;
mod anchor;
mod append;
mod chain;
mod compare;
mod people;
mod read;
mod sight;
pub(crate) mod standing;
mod there;
mod verify;

pub use accept::accept;
pub(in crate::history) use anchor::since as anchors_since;
pub use anchor::{AnchorMark, anchor, newest};
pub(crate) use anchor::{anchor_within, newest_moments};
pub(crate) use append::{INSERT, StoredEvent, append_all, chain_of};
pub use append::{NewEvent, append, refuse};
pub(in crate::history) use people::people_called;
pub use read::since;
pub(in crate::history) use read::{Reading, Source};
pub(in crate::history) use sight::Sight;
pub use verify::{Verdict, verify};

#[cfg(test)]
mod tests;
