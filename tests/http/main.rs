//! The program as it is seen from outside: every address asked through the real router, over both databases.

#[path = "../support/mod.rs"]
mod support;

mod create;
mod functions;
mod hostile;
mod isolation;
mod killed;
mod schema;
mod several;
mod sign_in;
mod trouble;
mod two_servers;
mod update;
