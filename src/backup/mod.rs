//! Backup and restore: everything that is in a database, as of one moment, in one compressed file that either kind of
//! database can be made from again.
//!
//! A file is lines of JSON. The first says what it is and which tables follow; then come each table's rows, one a line, and
//! after them a line with their number and hash; the last line does the same for the whole, so that a file that was cut off
//! or altered is known.

pub(crate) mod command;
mod format;
mod reader;
mod restore;
mod take;
mod writer;
