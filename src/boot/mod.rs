//! The server put together: its command line, every address, and what it does by itself.

mod check;
pub mod cli;
mod clock;
mod contact;
mod database_watch;
mod forget;
mod import;
mod listener;
mod prometheus;
pub mod router;
mod serve;
mod unknown_settings;

pub use forget::tidy;
