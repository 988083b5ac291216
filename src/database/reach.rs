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

/// How long a connection is waited for before it is asked why.
const SOON: Duration = Duration::from_millis(250);
/// How long what was found out is taken for true.
const TRUE_FOR: Duration = Duration::from_millis(500);
/// How long the database may take to let somebody in.
const LONGEST_ASKING: Duration = Duration::from_secs(4);
/// How long a connection is waited for where all are in use.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

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
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(LONGEST_WAIT)
            .connect_lazy_with(options);
        Self {
            pool,
            home: Handle::current(),
            known: Arc::default(),
        }
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
