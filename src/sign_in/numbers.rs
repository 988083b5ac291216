//! Logging in, in numbers for the operator. They tell of nobody.

use metrics::counter;

use super::throttle::{LOCK, LOCKED_AT};
use crate::{
    base::dates::Instant,
    database::{Db, Query},
    web::session::IDLE,
};

/// How many of each are counted at most: asking must not cost more the more there are.
const MOST: i64 = 100_000;

/// What became of a try to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tried {
    /// The password or the passkey was right.
    Accepted,
    /// It was not, or there is no such account.
    Refused,
    /// It was not looked at, because it was tried too often.
    TooOften,
    /// It was not looked at, because too many wait.
    Busy,
    /// It was right, and nobody logs in with that account any more.
    Closed,
}

impl Tried {
    const ALL: [Self; 5] = [
        Self::Accepted,
        Self::Refused,
        Self::TooOften,
        Self::Busy,
        Self::Closed,
    ];

    fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::TooOften => "too often",
            Self::Busy => "busy",
            Self::Closed => "closed",
        }
    }

    /// Counts it.
    pub(super) fn count(self) {
        counter!("log_in_tries_total", "outcome" => self.code()).increment(1);
    }
}

/// Counts a second factor that was shown.
pub(super) fn count_factor(accepted: bool) {
    let outcome = if accepted { "accepted" } else { "refused" };
    counter!("second_factor_tries_total", "outcome" => outcome).increment(1);
}

/// Lets the numbers begin at nothing, so that the first of a kind is seen as one more.
pub(crate) fn begin() {
    for tried in Tried::ALL {
        counter!("log_in_tries_total", "outcome" => tried.code()).absolute(0);
    }
    for outcome in ["accepted", "refused"] {
        counter!("second_factor_tries_total", "outcome" => outcome).absolute(0);
    }
}

/// Who is in, and who can't get in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Numbers {
    /// Sessions that are open, [`MOST`] where there are more.
    pub sessions: i64,
    /// Accounts that are locked for an address, counted likewise.
    pub locked: i64,
}

/// How it is now.
pub(crate) async fn numbers(db: &Db, now: Instant) -> sqlx::Result<Numbers> {
    let query = Query::new(
        "SELECT (SELECT CAST(count(*) AS BIGINT) FROM (
                     SELECT 1 FROM session WHERE expires_at > $1 AND last_seen_at > $2 LIMIT $5) s) AS sessions,
                (SELECT CAST(count(*) AS BIGINT) FROM (
                     SELECT DISTINCT account FROM sign_in_throttle
                     WHERE account <> '' AND failures >= $4 AND last_failure_at > $3 LIMIT $5) l) AS locked",
    );
    let query = query
        .bind(now)
        .bind(now.0 - IDLE)
        .bind(now.0 - LOCK)
        .bind(LOCKED_AT)
        .bind(MOST);
    db.optional(query).await?.ok_or(sqlx::Error::RowNotFound)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{database::databases::fresh, sign_in::throttle::Tries};

    const NOW: Instant = Instant(1_795_428_000_000_000);

    #[tokio::test]
    async fn an_account_counts_as_locked_from_the_tenth_failure_on_until_the_lock_is_over() {
        for fresh in fresh().await {
            let db = Db::open(&fresh.url).await.unwrap();
            for number in 1..=LOCKED_AT {
                let at = Instant(NOW.0 + number * Instant::MINUTE);
                // From two addresses it is still one account.
                for peer in ["192.0.2.1", "192.0.2.2"] {
                    let tries = Tries::new("ann@cast.example", peer);
                    assert!(tries.reserve(&db, at).await.unwrap().is_ok());
                }
                let found = numbers(&db, at).await.unwrap();
                assert_eq!(
                    (found.sessions, found.locked),
                    (0, i64::from(number == LOCKED_AT))
                );
            }
            let after = Instant(NOW.0 + LOCKED_AT * Instant::MINUTE + LOCK);
            assert_eq!(numbers(&db, after).await.unwrap().locked, 0);
        }
    }
}
