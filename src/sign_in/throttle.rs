//! Slowing down the guessing of passwords.
//!
//! Failures are counted for an account together with an address, and for an address alone with a far higher limit: a
//! whole practice can share one address, and one forgetful person must not shut out the others. A stranger elsewhere
//! can't lock anybody's account.

use sha2::{Digest as _, Sha256};

use crate::{
    dates::Instant,
    server::{Db, Failure, Query, Tx, Work},
};

const FAILURES_PER_ACCOUNT_AND_ADDRESS: i64 = 10;
const FAILURES_PER_ADDRESS: i64 = 300;
const PAUSE_MICROS: i64 = 15 * 60 * 1_000_000;

/// The two keys under which a try is counted, with the limit of each. Hashed: no personal data is kept.
fn keys(email: &str, peer: &str) -> [(String, i64); 2] {
    let hash = |text: &str| {
        use std::fmt::Write as _;
        let mut key = String::with_capacity(64);
        for byte in Sha256::digest(text) {
            let _ = write!(key, "{byte:02x}");
        }
        key
    };
    [
        (
            hash(&[email, "\0", peer].concat()),
            FAILURES_PER_ACCOUNT_AND_ADDRESS,
        ),
        (hash(&["\0", peer].concat()), FAILURES_PER_ADDRESS),
    ]
}

/// Whether this account may be tried from this address now.
pub(super) async fn may_try(
    db: &Db,
    email: &str,
    peer: &str,
    now: Instant,
) -> Result<bool, Failure> {
    for (key, limit) in keys(email, peer) {
        let failures: Option<(i64,)> = db
            .optional(
                Query::new(
                    "SELECT failures FROM sign_in_throttle WHERE key = $1 AND last_failure_at > $2",
                )
                .bind(key)
                .bind(now.0 - PAUSE_MICROS),
            )
            .await?;
        if failures.is_some_and(|(failures,)| failures >= limit) {
            return Ok(false);
        }
    }
    Ok(true)
}

struct CountFailure {
    keys: [(String, i64); 2],
    now: Instant,
}

impl Work for CountFailure {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        for (key, _) in &self.keys {
            tx.execute(
                Query::new(
                    "INSERT INTO sign_in_throttle (key, failures, last_failure_at) VALUES ($1, 1, $2)
                     ON CONFLICT (key) DO UPDATE
                     SET failures = CASE WHEN sign_in_throttle.last_failure_at <= $3 THEN 1
                                         ELSE sign_in_throttle.failures + 1 END,
                         last_failure_at = excluded.last_failure_at",
                )
                .bind(key)
                .bind(self.now)
                .bind(self.now.0 - PAUSE_MICROS),
            )
            .await?;
        }
        Ok(())
    }
}

/// Removes the failures that no longer count.
pub(crate) fn forget_failures(now: Instant) -> Query {
    Query::new("DELETE FROM sign_in_throttle WHERE last_failure_at <= $1")
        .bind(now.0 - PAUSE_MICROS)
}

/// Counts a failed try.
pub(super) async fn count_failure(
    db: &Db,
    email: &str,
    peer: &str,
    now: Instant,
) -> Result<(), Failure> {
    db.write(&CountFailure {
        keys: keys(email, peer),
        now,
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::databases::fresh;

    #[tokio::test]
    async fn ten_failures_are_a_pause_after_which_they_are_counted_anew() {
        for fresh in fresh().await {
            let db = Db::open(&fresh.url).await.unwrap();
            let begun = Instant(1_795_428_000_000_000);
            let after = Instant(begun.0 + PAUSE_MICROS);
            let fail = async |at| count_failure(&db, "a@nhs.net", "::1", at).await.unwrap();
            let may = async |at| may_try(&db, "a@nhs.net", "::1", at).await.unwrap();
            for _ in 0..FAILURES_PER_ACCOUNT_AND_ADDRESS {
                assert!(may(begun).await);
                fail(begun).await;
            }
            assert!(!may(begun).await);
            assert!(may_try(&db, "b@nhs.net", "::1", begun).await.unwrap());
            assert!(may_try(&db, "a@nhs.net", "::2", begun).await.unwrap());
            assert!(may(after).await);
            fail(after).await;
            assert!(may(after).await);
        }
    }
}
