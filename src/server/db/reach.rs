//! Reaching PostgreSQL: a connection, or soon the reason why there is none.
//!
//! The pool goes on trying for as long as it may and then tells only that it did. So whoever has waited longer for a
//! connection than where all is well asks beside it whether the database is there at all: one for all who wait.

use std::{fmt, io, pin::pin, sync::Arc, time::Duration};

use sqlx::{
    ConnectOptions as _, Connection as _, PgPool, Postgres,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::{
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

/// The way to PostgreSQL.
#[derive(Clone)]
pub struct Reach {
    pool: PgPool,
    /// When it was last asked whether the database is there, and why it was not.
    known: Arc<Mutex<Option<(Instant, Option<String>)>>>,
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
            known: Arc::default(),
        }
    }

    /// A connection; or why there is none.
    pub(in crate::server) async fn acquire(&self) -> sqlx::Result<PoolConnection<Postgres>> {
        let mut waiting = pin!(self.pool.acquire());
        if let Ok(got) = timeout(SOON, &mut waiting).await {
            return got;
        }
        tokio::select! {
            got = &mut waiting => got,
            cause = self.away() => Err(cause),
        }
    }

    /// Why the database can't be reached. Never anything if it can be: then all connections are in use.
    async fn away(&self) -> sqlx::Error {
        loop {
            let mut known = self.known.lock().await;
            let fresh = known.take().filter(|(at, _)| at.elapsed() < TRUE_FOR);
            let (at, cause) = match fresh {
                Some(fresh) => fresh,
                None => {
                    let cause = self.ask().await;
                    (Instant::now(), cause)
                }
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

    /// Closes every connection.
    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}
