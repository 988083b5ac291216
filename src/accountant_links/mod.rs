//! Links of members with their accountants, as far as other rooms bear on them: one waits until the accountant has logged in,
//! and ends with the member's or the accountant's place. Naming an accountant, and the pages, are in `accountants`.
//!
//! The role Accountant and the links at a practice stay in step here alone: without the role no link is open, and the role ends
//! with the last link.

mod model;
mod rules;
mod store;

pub(crate) use model::{LinkState, Scope, Why};
pub(crate) use rules::{LinkRefusal, Step};
pub(crate) use store::{
    Link, OpenLink, SELECT, confirm, confirm_waiting, end, end_due, follow, letter, open_links,
};
