//! What the rooms stand on: configuration, database, HTTP, time, and the command line.

pub(crate) mod budget;
pub(crate) mod bulk;
mod catalogue;
mod check;
pub mod cli;
mod client;
mod clock;
mod contact;
mod cross_site;
pub mod csv;
mod db;
mod entrance;
mod failure;
mod forget;
mod forms;
mod headers;
mod heavy;
pub mod http;
mod jobs;
pub(crate) mod kept_form;
mod listen;
mod log;
mod numbers;
mod plain;
mod query;
mod request;
pub(crate) mod respond;
mod serve;
mod settings;
mod site;
mod tls;
mod turns;

pub use clock::{
    Clock, bounds_of, date_of, days_after, days_since, in_words, new_id, secret, time_of,
    working_days_after,
};
pub(crate) use clock::{hex, up_to};
pub use db::{Conflict, Db, OpenError, Row, Tx, Work, is_unique_violation};
pub use entrance::Entrance;
pub use failure::Failure;
pub use forget::tidy;
pub(crate) use forms::is_of_this_site;
pub use forms::page_form;
pub(crate) use heavy::heavy;
pub use jobs::Jobs;
pub(crate) use jobs::{count_failure, leave_out, round_done};
pub(crate) use log::tell_operator;
pub use query::{FIELD_END, Query, Value};
pub use request::{Request, SESSION_COOKIE, Stamp};
pub use respond::answer;
pub use site::Site;

use std::{path::Path, sync::Arc};

use crate::{sign_in::passwords::Passwords, ui::Contact};

/// The running application: what every request can reach.
#[derive(Clone, Debug)]
pub struct App {
    /// The data.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// What is done beside answering.
    pub jobs: Jobs,
    /// Hashes passwords, a few at a time.
    pub passwords: Passwords,
    /// How browsers come in.
    pub entrance: Arc<Entrance>,
    /// Where browsers reach it, without a slash at the end: what links in messages begin with.
    pub public_url: String,
    /// Wakes whoever looks into what visitors asked about accounts.
    pub asked: Arc<tokio::sync::Notify>,
    /// How the registration team is reached.
    pub contact: Contact,
    /// Whether the registration team has to approve changes of principals too, on behalf of the commissioner.
    pub second_approval: bool,
    /// What browsers load.
    pub site: Arc<Site>,
    /// Where that is, for Leptos.
    pub options: leptos::config::LeptosOptions,
}

impl App {
    /// An application over an open database, with the browser's files in `site_root`.
    pub fn new(db: Db, clock: Clock, site_root: &str) -> Self {
        let options = leptos::config::LeptosOptions::builder()
            .output_name("practice-access")
            .site_root(site_root)
            .site_pkg_dir("pkg")
            .build();
        Self {
            db,
            clock,
            jobs: Jobs::default(),
            passwords: Passwords::default(),
            entrance: Arc::default(),
            public_url: "http://127.0.0.1:3000".to_owned(),
            asked: Arc::default(),
            contact: Contact::default(),
            second_approval: false,
            site: Arc::new(Site::read(Path::new(site_root))),
            options,
        }
    }
}

impl axum::extract::FromRef<App> for leptos::config::LeptosOptions {
    fn from_ref(app: &App) -> Self {
        app.options.clone()
    }
}

#[cfg(test)]
#[path = "../../tests/support/databases.rs"]
pub(crate) mod databases;
