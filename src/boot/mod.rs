//! The server put together: its command line, every address, and what it does by itself.

mod check;
pub mod cli;
mod contact;
mod import;
mod jobs;
mod listener;
mod per_address;
mod prometheus;
pub mod router;
mod serve;
mod take_in;
mod unknown_settings;

pub use jobs::{lapse, tidy};
