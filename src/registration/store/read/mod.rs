//! What the pages show.

mod desk;
mod draft;
mod known;
mod party;
mod queue;

pub(in crate::registration) use desk::{desk_view, is_for};
pub(in crate::registration) use draft::draft_view;
pub(in crate::registration) use party::party_view;
pub(crate) use queue::{AskedFirst, asked_first, with_the_team};
pub(in crate::registration) use queue::{SHOWN, queue};
