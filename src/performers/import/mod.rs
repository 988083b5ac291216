//! Taking over the Performers List from a file.
//!
//! The file is read (`file`), each GP's lines compared with what is known (`plan`: pure), and the difference written in
//! one transaction (`store`). An import adds, changes and ends; it never deletes. Roles follow as they do from requests.

mod accounts;
mod file;
mod known;
mod plan;
mod report;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use file::read;
pub(crate) use store::ImportPerformers;
