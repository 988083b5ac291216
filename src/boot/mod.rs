//! The server put together: its command line, every address, and what it does by itself.

mod check;
pub mod cli;
mod clock;
mod contact;
mod database_watch;
mod forget;
pub mod http;
mod import;
mod listen;
mod numbers;
mod serve;
mod settings;

pub use forget::tidy;
