//! Two databases behind one door: opening them, one text for every statement, transactions that can be run again.

mod alone;
pub(crate) mod bulk;
mod catalogue;
mod db;
mod doubt;
mod failure;
mod figures;
mod file;
mod hosts;
mod open;
mod packed;
mod practice_locks;
mod query;
mod races;
mod reach;
mod retry;
mod state;
pub(crate) mod tables;

pub(crate) use catalogue::Mirror;
pub use db::{Db, Row, Tx, UnitOfWork};
pub use failure::{Failure, NotDone};
pub(crate) use figures::Figures;
pub use file::OpenFile;
pub use open::OpenError;
pub(crate) use open::newest_schema;
pub use packed::{FIELD_END, Fields, RoleCodes};
pub use query::{Query, Value};
pub use reach::Reach;
pub use retry::{Retryable, is_unique_violation};

#[cfg(test)]
#[path = "../../tests/support/databases.rs"]
pub(crate) mod databases;
#[cfg(test)]
mod tests;
