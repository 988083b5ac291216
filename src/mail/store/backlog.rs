//! How much waits in the outbox, in numbers for the operator.

use crate::{
    base::dates::Instant,
    database::{Db, Query},
};

/// How many messages of each kind are counted at most: asking must not cost more the more there are.
const MOST: i64 = 10_000;

/// How the outbox stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Backlog {
    /// Messages that wait, [`MOST`] where there are more.
    pub waiting: i64,
    /// When the oldest of those was posted that are next in turn.
    pub oldest: Option<Instant>,
    /// Messages that were given up and can be tried again, counted likewise.
    pub given_up: i64,
    /// Whether none goes, since a restore.
    pub on_hold: bool,
}

/// How the outbox stands now.
pub(crate) async fn backlog(db: &Db) -> sqlx::Result<Backlog> {
    // In the order of an index each, so that it is read no further than to the limit.
    let counts = Query::new(
        "SELECT CAST(count(*) AS BIGINT) AS waiting, min(w.created_at) AS oldest,
                (SELECT CAST(count(*) AS BIGINT) FROM (
                    SELECT 1 FROM mail WHERE state = 'dead' ORDER BY ended_at LIMIT $1) g) AS given_up,
                EXISTS (SELECT 1 FROM installation WHERE fact = 'mail-on-hold') AS on_hold
         FROM (SELECT created_at FROM mail WHERE state = 'waiting'
               ORDER BY urgent, next_try_at, id LIMIT $1) w",
    );
    let found = db.optional(counts.bind(MOST)).await?;
    found.ok_or(sqlx::Error::RowNotFound)
}
