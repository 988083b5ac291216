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

mod account_life;
mod accountants;
mod accounts;
mod backup;
mod certifications;
mod contact;
mod contributions;
mod create;
mod cross_site;
mod damaged;
mod database_away;
mod database_file;
mod database_locked;
mod dates;
mod details;
mod drafts;
mod factor;
mod find;
mod functions;
mod given_up;
mod headers;
mod hostile;
mod ingress;
mod isolation;
mod kept_apart;
mod killed;
mod lapse;
mod launches;
mod leave;
mod left;
mod limits;
mod log;
mod log_away;
mod mail;
mod mail_trouble;
mod named;
mod numbers;
mod officers;
mod operations;
mod pensions;
mod people;
mod performers;
mod performers_twice;
mod permissions;
mod record;
mod requests;
mod review;
mod schema;
mod sign_in;
mod standby;
mod stopped;
mod successions;
mod taken_back;
mod text;
mod tls;
mod told;
mod two_servers;
mod undo;
mod update;
mod users_bulk;
mod users_role_table_fill;
mod users_role_table_filter;
mod users_saved_notice;
mod wire;
