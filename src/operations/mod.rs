//! How the program runs, for the registration team: its database, what it does by itself, and the messages that were given up.
//!
//! The same that Prometheus reads, in words, with what can be done about it without the operator's shell. What was asked for
//! is in the log: it gives nobody access, so the record has nothing of it. Its page is a document.

pub mod api;
mod model;
mod page;
mod rules;
mod store;

pub use page::OperationsPage;
