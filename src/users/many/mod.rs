//! Many people at once for one practice, from a file or from pasted lines: every fault with its line, then one list of what happens
//! to each, then all of it in one save. Each of them is decided by the rules for one user, and told by the same letters. Its pages
//! are documents.

pub mod api;
mod file;
mod page;
mod preview;
mod rules;
mod store;

pub use page::{AddPeoplePage, WherePage};
