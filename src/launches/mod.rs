//! Launches: the first administrators of one service at many practices, from a file of nominations.
//!
//! An officer puts the file in, another one approves it, and the practices are written to. Until the day on which it goes live
//! only the registration team can change anything about it; on that day the program gives the roles, and from then on the new
//! administrators make further ones themselves. Its pages are documents.

pub mod api;
pub(crate) mod command;
mod file;
mod model;
mod pages;
mod rules;
pub(crate) mod store;

pub use pages::{LaunchPage, LaunchesPage, NewLaunchPage};
pub use store::go_live;
