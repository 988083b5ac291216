//! The record: who changed what for whom, where, when and why, written in the same transaction as the change.
//!
//! Events form chains, one per practice and a few for accounts, in which each event's hash covers its content and
//! the hash before it. `docs/SECURITY.md` says what that proves and what it can't.

mod action;
#[cfg(feature = "ssr")]
mod anchor_file;
pub mod api;
#[cfg(feature = "ssr")]
pub mod commands;
mod filter;
#[cfg(feature = "ssr")]
pub mod http;
mod model;
mod pages;
#[cfg(feature = "ssr")]
mod query;
#[cfg(feature = "ssr")]
mod replay;
#[cfg(feature = "ssr")]
mod rules;
mod standing;
#[cfg(feature = "ssr")]
pub(crate) mod store;

pub use action::Action;
#[cfg(feature = "ssr")]
pub use anchor_file::AnchorFile;
#[cfg(feature = "ssr")]
pub use filter::Filter;
pub use filter::{Cursor, FilterQuery};
pub use model::{About, Account, CaseMark, Change, Detail, HistoryView, Line, TAKEN_BACK_WITHIN};
pub use pages::{HistoryPage, PracticeHistoryPage, UserHistoryPage};
#[cfg(feature = "ssr")]
pub use replay::Difference;
#[cfg(feature = "ssr")]
use rules::Narrow;
pub use standing::{Held, Standing};
#[cfg(feature = "ssr")]
pub(crate) use store::append_all;
#[cfg(feature = "ssr")]
pub use store::{NewEvent, Verdict, accept, anchor, append, refuse, since, verify};
