//! The running application.

use std::{fmt, path::Path, sync::Arc, time::Duration};

use leptos::prelude::{AnyView, IntoAny as _};

use super::{AssetManifest, Ingress, Jobs};
use crate::{
    base::{clock::Clock, dates::Instant, kept::Keeps},
    database::Db,
    passwords::Passwords,
    ui::Contact,
};

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
    pub ingress: Arc<Ingress>,
    /// Where browsers reach it, without a slash at the end: what links in messages begin with.
    pub public_url: String,
    /// Wakes whoever looks into what visitors asked about accounts.
    pub asked: Arc<tokio::sync::Notify>,
    /// How the registration team is reached.
    pub contact: Contact,
    /// How long an answer may take: none does unless something hangs.
    pub longest_answer: Duration,
    /// Whether the registration team has to approve changes of principals too, on behalf of the commissioner.
    pub second_approval: bool,
    /// How long a practice may object to an administrator whom the registration team has approved.
    pub cooling: CoolingPeriod,
    /// After how long a place that nobody uses lapses.
    pub unused: UnusedAfter,
    /// How long things are kept of which the operator says how long.
    pub keeps: Keeps,
    /// What browsers load.
    pub assets: Arc<AssetManifest>,
    /// Where that is, for Leptos.
    pub options: leptos::config::LeptosOptions,
    /// Makes the document of whatever page is asked for.
    pub document: Document,
}

/// How long after the approval the practice may object before anything is given.
#[derive(Clone, Copy, Debug)]
pub struct CoolingPeriod {
    /// Of an administrator, in microseconds.
    pub administrator: i64,
    /// Of the Main Contact.
    pub main_contact: i64,
}

impl Default for CoolingPeriod {
    fn default() -> Self {
        Self {
            administrator: 24 * Instant::HOUR,
            main_contact: 48 * Instant::HOUR,
        }
    }
}

/// After how many days a place at a practice lapses.
#[derive(Clone, Copy, Debug)]
pub struct UnusedAfter {
    /// Of somebody who did not log in.
    pub days: u32,
    /// Of somebody whose invitation was not used.
    pub invitation_days: u32,
}

impl Default for UnusedAfter {
    fn default() -> Self {
        Self {
            days: 180,
            invitation_days: 30,
        }
    }
}

/// What makes a document. The pages stand on all this, so whoever knows them puts it in.
#[derive(Clone, Copy)]
pub struct Document(pub fn(&AssetManifest) -> AnyView);

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Document")
    }
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
            ingress: Arc::default(),
            public_url: "http://127.0.0.1:3000".to_owned(),
            asked: Arc::default(),
            contact: Contact::default(),
            longest_answer: Duration::from_secs(30),
            second_approval: false,
            cooling: CoolingPeriod::default(),
            unused: UnusedAfter::default(),
            keeps: Keeps::default(),
            assets: Arc::new(AssetManifest::read(Path::new(site_root))),
            options,
            document: Document(|_| ().into_any()),
        }
    }
}

impl axum::extract::FromRef<App> for leptos::config::LeptosOptions {
    fn from_ref(app: &App) -> Self {
        app.options.clone()
    }
}
