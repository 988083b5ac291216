//! Turns: changes at one practice are made one after the other, those at different practices side by side.
//!
//! Every change at a practice adds to the practice's chain of the record. Of those that run at the same moment only one
//! can last, and PostgreSQL refuses the others once their work is done. So each waits before it begins: first for those
//! of its own server, where waiting holds no connection, then for the one of each other server, in the database. SQLite
//! has one writer and needs no turns.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sqlx::{Executor as _, PgConnection, Postgres, SqlSafeStr as _, Transaction};
use tokio::{sync::OwnedMutexGuard, time::timeout};

use super::reach::Reach;
use crate::base::ids::OdsCode;

/// How long a change waits for those before it. SQLite's writer is waited for as long.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// At how many practices a change waits. At more of them, which hardly anybody changes at once, it takes its chance: all
/// transactions share the database's table of locks, and a forged form can name very many.
const MOST: usize = 32;

/// The practices to wait at, from the first to the last in an order that all keep, so that no two wait for one another.
pub(super) fn in_order(practices: Vec<OdsCode>) -> Vec<String> {
    let mut practices: Vec<_> = practices.iter().map(ToString::to_string).collect();
    practices.sort_unstable();
    practices.dedup();
    practices.truncate(MOST);
    practices
}

/// Whose turn it is among the changes of this server. Practices where nothing is changed are not in it.
#[derive(Clone, Debug, Default)]
pub struct PracticeLocks(Arc<Mutex<HashMap<String, Arc<PracticeQueue>>>>);

type PracticeQueue = tokio::sync::Mutex<()>;

/// A place in the queue of one practice, given up when dropped.
#[derive(Debug)]
pub(super) struct PracticeLock {
    practice_locks: PracticeLocks,
    practice: String,
    lane: Arc<PracticeQueue>,
    /// Nothing while it is waited for.
    held: Option<OwnedMutexGuard<()>>,
}

impl PracticeLocks {
    /// Waits until it is this one's turn at all of `practices`.
    pub(super) async fn wait(&self, practices: &[String]) -> sqlx::Result<Vec<PracticeLock>> {
        let all = async {
            let mut taken = Vec::with_capacity(practices.len());
            for practice in practices {
                let mut turn = self.queue_up(practice);
                turn.held = Some(turn.lane.clone().lock_owned().await);
                taken.push(turn);
            }
            taken
        };
        timeout(LONGEST_WAIT, all)
            .await
            .map_err(|_| sqlx::Error::PoolTimedOut)
    }

    fn queue_up(&self, practice: &str) -> PracticeLock {
        let lane = self.lanes().entry(practice.to_owned()).or_default().clone();
        PracticeLock {
            practice_locks: self.clone(),
            practice: practice.to_owned(),
            lane,
            held: None,
        }
    }

    fn lanes(&self) -> MutexGuard<'_, HashMap<String, Arc<PracticeQueue>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for PracticeLock {
    fn drop(&mut self) {
        self.held = None;
        let mut lanes = self.practice_locks.lanes();
        // The list's and this one's: nobody else is waiting, and nobody can begin to while the list is held.
        if Arc::strong_count(&self.lane) == 2 {
            lanes.remove(&self.practice);
        }
    }
}

/// Begins a writing transaction when it is this server's turn at all of `practices`; the turn ends with the transaction.
///
/// A transaction sees the data as of its first statement, so the turn has to be taken before it: as a lock of the
/// connection, which then becomes one of the transaction. A connection that fails in between is closed, and its lock
/// goes with it. It runs by itself to its end, because a request that is given up half-way must not leave either.
///
/// The turn is waited for in a transaction of its own, because those alone are ended by the database when their server
/// stands still: one that got its turn and does not hear of it would hold up the practice for ever.
pub(super) async fn begin(
    reach: &Reach,
    practices: &[String],
) -> sqlx::Result<Transaction<'static, Postgres>> {
    let (reach, practices) = (reach.clone(), practices.to_owned());
    let begun = tokio::spawn(async move {
        let mut connection = reach.acquire().await?;
        if practices.is_empty() {
            return Transaction::begin(connection, Some(BEGIN.into_sql_str())).await;
        }
        if let Err(error) = lock(&mut connection, &practices).await {
            connection.close_on_drop();
            return Err(error);
        }
        let mut tx = Transaction::begin(connection, Some(BEGIN_IN_TURN.into_sql_str())).await?;
        if let Err(error) = hand_over(&mut tx, &practices).await {
            // The connection goes back to the others: without any turn.
            let _ = tx
                .execute("ROLLBACK; SELECT pg_advisory_unlock_all()")
                .await;
            return Err(error);
        }
        Ok(tx)
    });
    begun.await.map_err(|_| sqlx::Error::WorkerCrashed)?
}

const BEGIN: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE";
/// Both at once: between two transactions nothing would end the turn of a server that stands still.
const BEGIN_IN_TURN: &str = "COMMIT; BEGIN ISOLATION LEVEL SERIALIZABLE";

/// From the connection to the transaction.
async fn hand_over(tx: &mut PgConnection, practices: &[String]) -> sqlx::Result<()> {
    for practice in practices {
        let hand_over = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0)),
                                pg_advisory_unlock(hashtextextended($1, 0))";
        sqlx::query(hand_over)
            .bind(practice)
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

async fn lock(connection: &mut PgConnection, practices: &[String]) -> sqlx::Result<()> {
    let all = async {
        // Not in a replica, where this fails: before anything is locked.
        connection.execute(BEGIN).await?;
        for practice in practices {
            sqlx::query("SELECT pg_advisory_lock(hashtextextended($1, 0))")
                .bind(practice)
                .execute(&mut *connection)
                .await?;
        }
        Ok(())
    };
    timeout(LONGEST_WAIT, all)
        .await
        .unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

#[cfg(test)]
mod tests;
