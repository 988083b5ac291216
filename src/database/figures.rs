//! How the database is doing, in numbers for the operator.

use metrics::{counter, histogram};
use tokio::time::Instant;

use super::{Db, Query, tables::SCHEMA};

/// How much there is of it, in bytes and seconds. What there is none of with this kind of database is nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Figures {
    /// The database itself.
    pub size: u64,
    /// The write-ahead log of SQLite.
    pub log: Option<u64>,
    /// What is free where the SQLite file lies.
    pub free: Option<u64>,
    /// What there is of that in all.
    pub disk: Option<u64>,
    /// How far behind a replica is: this one, or the slowest of those that follow this one.
    pub lag: Option<f64>,
}

/// The connections of a pool.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Connections {
    /// Which pool.
    pub pool: &'static str,
    pub in_use: u32,
    pub idle: u32,
}

/// Of a replica, how old what it did last is, if there is more to do; otherwise of the slowest replica that follows, if this
/// account may know of any.
const POSTGRES: &str = "SELECT pg_database_size(current_database()),
    CAST(CASE WHEN NOT pg_is_in_recovery()
         THEN (SELECT max(COALESCE(EXTRACT(EPOCH FROM replay_lag), 0)) FROM pg_stat_replication WHERE state IS NOT NULL)
         WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
         ELSE EXTRACT(EPOCH FROM now() - pg_last_xact_replay_timestamp()) END AS DOUBLE PRECISION)";

impl Db {
    /// Which of the two it is.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "SQLite",
            Self::Postgres { .. } => "PostgreSQL",
        }
    }

    /// How much there is of it now.
    pub(crate) async fn figures(&self) -> sqlx::Result<Figures> {
        match self {
            Self::Sqlite { file, .. } => {
                let room = file.room()?;
                Ok(Figures {
                    size: room.file,
                    log: Some(room.log),
                    free: Some(room.free),
                    disk: Some(room.disk),
                    lag: None,
                })
            }
            Self::Postgres { .. } => {
                let found: Option<(i64, Option<f64>)> = self.optional(Query::new(POSTGRES)).await?;
                let (size, lag) = found.ok_or(sqlx::Error::RowNotFound)?;
                Ok(Figures {
                    size: u64::try_from(size).unwrap_or_default(),
                    lag,
                    ..Figures::default()
                })
            }
        }
    }

    /// The newest step of the schema that it has had.
    pub(crate) async fn schema(&self) -> sqlx::Result<i64> {
        let found: Option<(i64,)> = self.optional(Query::new(SCHEMA)).await?;
        found
            .map(|(schema,)| schema)
            .ok_or(sqlx::Error::RowNotFound)
    }

    /// How its connections stand.
    pub(crate) fn connections(&self) -> Vec<Connections> {
        let of = |pool, size: u32, idle: usize| {
            let idle = u32::try_from(idle).unwrap_or(u32::MAX);
            Connections {
                pool,
                in_use: size.saturating_sub(idle),
                idle,
            }
        };
        match self {
            Self::Sqlite { read, write, .. } => vec![
                of("read", read.size(), read.num_idle()),
                of("write", write.size(), write.num_idle()),
            ],
            Self::Postgres { reach, .. } => {
                vec![of("all", reach.pool().size(), reach.pool().num_idle())]
            }
        }
    }
}

/// Counts how long a connection of a pool is waited for.
pub(super) async fn waited<T>(pool: &'static str, connection: impl Future<Output = T>) -> T {
    let begun = Instant::now();
    let connection = connection.await;
    histogram!("database_wait_seconds", "pool" => pool).record(begun.elapsed());
    connection
}

/// Counts a transaction that is run again.
pub(super) fn again() {
    counter!("database_transaction_retries_total").increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::databases::fresh;

    #[tokio::test]
    async fn either_database_tells_how_large_it_is_and_what_its_connections_do() {
        for fresh in fresh().await {
            let db = Db::open(&fresh.url).await.unwrap();
            let figures = db.figures().await.unwrap();
            assert!(figures.size > 10_000, "{figures:?}");
            // Neither follows another one, nor is followed.
            assert_eq!(figures.lag, None);
            let is_file = db.kind() == "SQLite";
            assert_eq!(figures.log.is_some(), is_file);
            assert_eq!(
                figures
                    .free
                    .zip(figures.disk)
                    .is_some_and(|(free, disk)| 0 < free && free <= disk),
                is_file
            );
            let in_use = || db.connections().iter().map(|pool| pool.in_use).sum::<u32>();
            // Those that opened it are given back in their own time.
            let comes_to = async |count: u32| {
                for _ in 0..100 {
                    if in_use() == count {
                        return;
                    }
                    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                }
                assert_eq!(in_use(), count);
            };
            comes_to(0).await;
            let tx = db.read().await.unwrap();
            assert_eq!(in_use(), 1);
            drop(tx);
            comes_to(0).await;
            assert!(db.connections().iter().all(|pool| pool.idle > 0));
        }
    }
}
