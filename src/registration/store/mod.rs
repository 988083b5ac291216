//! Certifications in the database.

mod answer;
mod case;
mod desk;
mod drafts;
mod due;
mod facts;
mod grant;
mod links;
mod read;
mod send;
mod tell;

pub(super) use answer::{AnswerCase, LinkAgain, SettleCase};
pub(super) use case::{Case, open_practice, practice_of};
pub(super) use desk::{Check, Decide, Emergency, See, Take};
pub(super) use drafts::{Begin, Keep};
pub(super) use links::{CaseLink, address};
pub(super) use read::{SHOWN, desk_view, draft_view, is_for, party_view, queue};
pub(super) use send::Send;

pub(super) use drafts::open as open_draft;
pub(super) use links::open as open_link;

pub(crate) use drafts::forget_drafts;
pub(crate) use due::do_due;
pub(crate) use links::forget_links;
pub(crate) use read::{AskedFirst, asked_first, with_the_team};
