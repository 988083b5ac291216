//! Commits in doubt: the connection broke after the database was asked to make a change last, and before it said that it
//! did.
//!
//! PostgreSQL remembers what became of every transaction. Asked on another connection, it tells; only where it can't be
//! asked, or has become another one meanwhile, nobody knows.

use std::{fmt, time::Duration};

use sqlx::{Postgres, Transaction};
use tokio::time::{Instant, sleep};

use crate::database::reach::Reach;

/// For how long it is asked what became of a change.
const LONGEST: Duration = Duration::from_secs(8);
/// The pause between two questions.
const PAUSE: Duration = Duration::from_millis(200);

/// A transaction by which the database knows it, and the history of the database that this holds for: a replica that
/// took its place may give the number to another one.
type Name = (Option<i64>, String);

const NAME: &str =
    "SELECT txid_current_if_assigned(), substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)";

/// Makes everything done in a transaction last. An error that is not [`is_unknown`] means that nothing of it did.
pub(super) async fn commit(
    reach: &Reach,
    mut tx: Transaction<'static, Postgres>,
) -> sqlx::Result<()> {
    let name: Name = sqlx::query_as(NAME).fetch_one(&mut *tx).await?;
    let Err(error) = tx.commit().await else {
        return Ok(());
    };
    // Whoever wrote nothing has no number, and nothing to doubt.
    let (Some(number), history) = name else {
        return Err(error);
    };
    if is_refusal(&error) {
        return Err(error);
    }
    let cause = error.to_string();
    match Box::pin(what_became_of(reach, number, &history)).await {
        Some(true) => {
            tracing::warn!(
                error = cause,
                "The connection broke in a commit; it was done"
            );
            Ok(())
        }
        Some(false) => Err(error),
        None => Err(sqlx::Error::AnyDriverError(Box::new(Unknown(cause)))),
    }
}

/// Whether the database itself says that it did not commit: a conflict, or something that must be true and was not.
fn is_refusal(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| {
            ["23", "25", "40"]
                .iter()
                .any(|class| code.starts_with(class))
        })
}

/// Whether a transaction was committed; nothing if that can't be found out.
async fn what_became_of(reach: &Reach, number: i64, history: &str) -> Option<bool> {
    let begun = Instant::now();
    while begun.elapsed() < LONGEST {
        if let Ok((status, now)) = ask(reach, number).await {
            if now != history {
                return None;
            }
            match status.as_deref() {
                Some("committed") => return Some(true),
                Some("aborted") => return Some(false),
                // The database has not noticed yet that nobody is there any more.
                Some("in progress") => {}
                _ => return None,
            }
        }
        sleep(PAUSE).await;
    }
    None
}

async fn ask(reach: &Reach, number: i64) -> sqlx::Result<(Option<String>, String)> {
    let question = "SELECT txid_status($1), substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)";
    let mut connection = reach.acquire().await?;
    sqlx::query_as(question)
        .bind(number)
        .fetch_one(&mut *connection)
        .await
}

/// Whether nobody knows if what failed with this was done.
pub(super) fn is_unknown(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::AnyDriverError(error) if error.is::<Unknown>())
}

/// It was not found out whether a change was made. Says what broke.
#[derive(Debug)]
struct Unknown(String);

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it is not known whether the change was made: {}", self.0)
    }
}

impl std::error::Error for Unknown {}
