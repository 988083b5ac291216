//! Reaching PostgreSQL: a connection, or soon the reason why there is none.
//!
//! The pool goes on trying for as long as it may and then tells only that it did. So whoever has waited longer for a
//! connection than where all is well asks beside it whether the database is there at all: one for all who wait.

use std::{fmt, future::poll_fn, io, sync::Arc, time::Duration};

use super::figures;
use sqlx::{
    ConnectOptions as _, Connection as _, PgPool, Postgres,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::{
    runtime::Handle,
    sync::Mutex,
    time::{Instant, sleep, timeout},
};

use super::{
    hosts::{Hosts, Standing},
    retry::Tries,
};

/// How long a connection is waited for before it is asked why.
const SOON: Duration = Duration::from_millis(250);
/// How long what was found out is taken for true.
const TRUE_FOR: Duration = Duration::from_millis(500);
/// How long the database may take to let somebody in.
const LONGEST_ASKING: Duration = Duration::from_secs(4);
/// How long a connection is waited for where all are in use.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// A pool of so many connections at most.
fn pool(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(LONGEST_WAIT)
}

/// When it was asked, and why the database was not there, if it was not.
type Reached = (Instant, Option<String>);

/// The way to PostgreSQL.
#[derive(Clone)]
pub struct Reach {
    pool: PgPool,
    /// The runtime that tells when an answer has come. Not that of pages, which would tell when no page is rendered.
    home: Handle,
    /// What was last found out.
    known: Arc<Mutex<Option<Reached>>>,
    /// The servers, where there are several.
    hosts: Option<Arc<Hosts>>,
}

impl fmt::Debug for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What it is reached by has the password in it.
        f.write_str("Reach")
    }
}

impl Reach {
    /// A way with so many connections at most, of which none is made yet.
    pub(super) fn new(options: PgConnectOptions, connections: u32) -> Self {
        Self {
            pool: pool(connections).connect_lazy_with(options),
            home: Handle::current(),
            known: Arc::default(),
            hosts: None,
        }
    }

    /// The same to whichever of several servers takes changes.
    pub(super) async fn to_one_of(each: Vec<PgConnectOptions>, connections: u32) -> Self {
        let first = each.first().cloned().unwrap_or_default();
        let hosts = Arc::new(Hosts::new(each));
        let (before, after) = (hosts.clone(), hosts.clone());
        let pool = pool(connections)
            // What is asked instead says as well that the connection is there.
            .test_before_acquire(false)
            .before_acquire(move |connection, _| {
                let hosts = before.clone();
                Box::pin(async move { hosts.fits(connection).await })
            })
            .after_connect(move |connection, _| {
                let hosts = after.clone();
                Box::pin(async move {
                    let fits = hosts.fits(connection).await?;
                    fits.then_some(()).ok_or(sqlx::Error::BeginFailed)
                })
            })
            .connect_lazy_with(first);
        hosts.search(&pool).await;
        tokio::spawn(hosts.clone().keep_watch(pool.clone()));
        Self {
            pool,
            home: Handle::current(),
            known: Arc::default(),
            hosts: Some(hosts),
        }
    }

    /// How the server is reached that connections go to.
    pub(super) fn options(&self) -> Arc<PgConnectOptions> {
        self.pool.connect_options()
    }

    /// The tries of work: where there are several servers it waits for another one to take over. `idempotent`: doing it twice
    /// is the same as doing it once.
    pub(super) fn tries(&self, idempotent: bool) -> Tries {
        Tries::new(self.hosts.is_some(), idempotent)
    }

    /// A connection; or why there is none.
    pub(super) async fn acquire(&self) -> sqlx::Result<PoolConnection<Postgres>> {
        figures::waited("all", self.wait()).await
    }

    async fn wait(&self) -> sqlx::Result<PoolConnection<Postgres>> {
        // Every change and every page holds one of these: what is rarely needed is not part of it.
        let mut acquiring = Box::pin(self.pool.acquire());
        let mut waiting = poll_fn(|context| {
            let _home = self.home.enter();
            acquiring.as_mut().poll(context)
        });
        if let Ok(got) = timeout(SOON, &mut waiting).await {
            return got;
        }
        tokio::select! {
            got = &mut waiting => got,
            cause = Box::pin(self.away()) => Err(cause),
        }
    }

    /// Why the database can't be reached. Never anything if it can be: then all connections are in use.
    async fn away(&self) -> sqlx::Error {
        loop {
            let mut known = self.known.lock().await;
            let fresh = known.take().filter(|(at, _)| at.elapsed() < TRUE_FOR);
            let (at, cause) = if let Some(fresh) = fresh {
                fresh
            } else {
                let cause = self.ask().await;
                (Instant::now(), cause)
            };
            *known = Some((at, cause.clone()));
            if let Some(cause) = cause {
                return sqlx::Error::Io(io::Error::other(cause));
            }
            drop(known);
            sleep(TRUE_FOR).await;
        }
    }

    async fn ask(&self) -> Option<String> {
        if let Some(hosts) = &self.hosts {
            return match timeout(LONGEST_ASKING, hosts.found_next()).await {
                Ok(Standing::TakesChanges | Standing::OnlyReads) => None,
                Ok(Standing::Away(cause)) => Some(cause),
                Err(_) => Some("no server of the database answers".to_owned()),
            };
        }
        let options = self.pool.connect_options();
        match timeout(LONGEST_ASKING, options.connect()).await {
            Ok(Ok(connection)) => {
                let _ = connection.close().await;
                None
            }
            // It is there and has no place left: one of ours becomes free sooner or later.
            Ok(Err(sqlx::Error::Database(error))) if error.code().as_deref() == Some("53300") => {
                None
            }
            Ok(Err(error)) => Some(error.to_string()),
            Err(_) => Some("the database does not answer".to_owned()),
        }
    }

    /// All connections.
    pub(super) fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Closes every connection.
    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}
