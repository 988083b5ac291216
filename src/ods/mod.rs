//! Importing practices, PCNs and successors from the files of the NHS Organisation Data Service (ODS).
//!
//! A file is read (`csv_file`), its lines understood (`practice_file`, `pcn_file`, `successor_file`), compared with what is
//! known (`practice_plan`, `pcn_plan`, `successor_plan`: pure), and the difference written in one transaction (`store`). An
//! import adds, changes and closes; it never deletes a practice, because users and their record hang on what was imported
//! before.
//!
//! `headed_file` reads CSV files of other rooms, whose first line names their columns. A room whose lines may also be pasted reads
//! them by itself, with the text and the numbers of lines from here (`users/many/file.rs`).

mod csv_file;
mod headed_file;
#[cfg(test)]
pub(crate) mod numbering;
pub(crate) mod pcn_file;
mod pcn_plan;
pub(crate) mod pcn_store;
pub(crate) mod practice_file;
mod practice_plan;
pub(crate) mod readable;
mod report;
pub(crate) mod store;
mod successor_chain;
pub(crate) mod successor_file;
mod successor_plan;
pub(crate) mod successor_store;
#[cfg(test)]
mod tests;

pub(crate) use csv_file::{LARGEST_FILE, LineNumbers, Rejected, Unreadable, text};
pub(crate) use headed_file::{Heads, NotUsable, Row, read_lines};
pub(crate) use report::{number, told_lines};

use crate::database::{Failure, Tx, UnitOfWork};

/// An import of a file, which can be told without being done.
pub(crate) trait FileImport: UnitOfWork<Error = Failure> + Sync {
    /// What the import would do.
    fn dry_run(&self, tx: &mut Tx) -> impl Future<Output = Result<Self::Done, Failure>> + Send;
}
