//! The program as it is seen from outside: every address asked through the real router, over both databases.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_types,
    clippy::too_many_lines,
    clippy::type_complexity,
    clippy::match_same_arms,
    reason = "tests: they stop at what they did not expect, read files, and hold long tables"
)]

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod choosing;
mod create;
mod dates;
mod find;
mod factor;
mod functions;
mod hostile;
mod isolation;
mod killed;
mod leave;
mod mail;
mod saved;
mod schema;
mod several;
mod sign_in;
mod trouble;
mod two_servers;
mod update;
mod wire;
