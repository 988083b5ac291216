//! Slowing down the guessing of passwords.
//!
//! Failures are counted for an account together with an address, and for an address alone with a far higher limit: a
//! whole practice can share one address, and one forgetful person must not shut out the others. A stranger elsewhere
//! can't lock anybody's account.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    dates::Instant,
    server::{Db, Failure, Query, Tx, Work},
};

const SECOND: i64 = 1_000_000;
/// How long a lock lasts, and after how long without a failure they are counted anew.
pub(super) const LOCK: i64 = 15 * 60 * SECOND;
/// From how many failures on an account rests for a moment, twice as long each time.
const FIRST_REST: i64 = 3;
/// The longest rest before the lock.
const LONGEST_REST: i64 = 60 * SECOND;
/// How many failures lock an account for an address.
pub(super) const LOCKED_AT: i64 = 10;
/// How many failures, of whatever accounts, lock an address.
const ADDRESS_LOCKED_AT: i64 = 300;

/// How long after its last failure an account can't be tried from an address.
fn rest(failures: i64) -> i64 {
    match failures {
        ..FIRST_REST => 0,
        FIRST_REST..LOCKED_AT => (SECOND << (failures - FIRST_REST)).min(LONGEST_REST),
        LOCKED_AT.. => LOCK,
    }
}

/// Tries of one account from one address. Hashes: no personal data is kept.
#[derive(Clone, Debug)]
pub(crate) struct Tries {
    email: String,
    account: String,
    account_and_address: String,
    address: String,
}

impl Tries {
    /// Of the account with `email`, whether there is one or not, from the address `peer`.
    pub(super) fn new(email: &str, peer: &str) -> Self {
        Self {
            email: email.to_owned(),
            account: account_key(email),
            account_and_address: hash(&[email, "\0", peer].concat()),
            address: hash(&["\0", peer].concat()),
        }
    }

    /// The moment from which on another try is allowed; none if it is allowed now.
    pub(super) async fn wait_until(
        &self,
        db: &Db,
        now: Instant,
    ) -> Result<Option<Instant>, Failure> {
        let failures: Vec<(String, i64, i64)> = db
            .all(
                Query::new(
                    "SELECT key, failures, last_failure_at FROM sign_in_throttle
                     WHERE key IN ($1, $2) AND last_failure_at BETWEEN $3 AND $4",
                )
                .bind(&self.account_and_address)
                .bind(&self.address)
                .bind(now.0 - LOCK + 1)
                .bind(now.0 + Instant::DRIFT),
            )
            .await?;
        let until = failures.into_iter().map(|(key, failures, last)| {
            let rest = if key == self.account_and_address {
                rest(failures)
            } else if failures >= ADDRESS_LOCKED_AT {
                LOCK
            } else {
                0
            };
            Instant(last + rest)
        });
        Ok(until.max().filter(|until| *until > now))
    }

    /// Counts a failed try. The one that locks the account is looked into later, whether there is one or not.
    pub(super) async fn count_failure(
        &self,
        db: &Db,
        id: Uuid,
        request_id: &str,
        now: Instant,
    ) -> Result<(), Failure> {
        db.write(&CountFailure {
            tries: self,
            id,
            request_id,
            now,
        })
        .await
    }

    /// Forgets the failures of the account from this address: somebody got in.
    pub(super) async fn succeeded(&self, tx: &mut Tx) -> Result<(), Failure> {
        let forget = Query::new("DELETE FROM sign_in_throttle WHERE key = $1");
        tx.execute(forget.bind(&self.account_and_address)).await?;
        Ok(())
    }
}

fn account_key(email: &str) -> String {
    hash(email)
}

fn hash(text: &str) -> String {
    use std::fmt::Write as _;
    let mut key = String::with_capacity(64);
    for byte in Sha256::digest(text) {
        let _ = write!(key, "{byte:02x}");
    }
    key
}

struct CountFailure<'a> {
    tries: &'a Tries,
    id: Uuid,
    request_id: &'a str,
    now: Instant,
}

impl Work for CountFailure<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let tries = self.tries;
        let mut locks = false;
        for (key, account) in [
            (&tries.account_and_address, tries.account.as_str()),
            (&tries.address, ""),
        ] {
            let (failures,): (i64,) = tx
                .one(
                    Query::new(
                        "INSERT INTO sign_in_throttle (key, account, failures, last_failure_at) VALUES ($1, $2, 1, $3)
                         ON CONFLICT (key) DO UPDATE
                         SET failures = CASE WHEN sign_in_throttle.last_failure_at NOT BETWEEN $4 AND $5 THEN 1
                                             ELSE sign_in_throttle.failures + 1 END,
                             last_failure_at = excluded.last_failure_at
                         RETURNING failures",
                    )
                    .bind(key)
                    .bind(account)
                    .bind(self.now)
                    .bind(self.now.0 - LOCK + 1)
                    .bind(self.now.0 + Instant::DRIFT),
                )
                .await?;
            locks |= !account.is_empty() && failures == LOCKED_AT;
        }
        if locks {
            super::requests::ask(
                tx,
                self.id,
                "locked",
                &tries.email,
                self.now,
                self.request_id,
            )
            .await?;
        }
        Ok(())
    }
}

/// Until when the account with `email` is locked for an address, if it is.
pub(crate) async fn locked_until(
    tx: &mut Tx,
    email: &str,
    now: Instant,
) -> Result<Option<Instant>, Failure> {
    let (last,): (Option<i64>,) = tx
        .one(
            Query::new(
                "SELECT max(last_failure_at) FROM sign_in_throttle
                 WHERE account = $1 AND failures >= $2 AND last_failure_at BETWEEN $3 AND $4",
            )
            .bind(account_key(email))
            .bind(LOCKED_AT)
            .bind(now.0 - LOCK + 1)
            .bind(now.0 + Instant::DRIFT),
        )
        .await?;
    Ok(last.map(|last| Instant(last + LOCK)))
}

/// Lifts all that slows down the account with `email`.
pub(crate) async fn release(tx: &mut Tx, email: &str) -> Result<(), Failure> {
    let forget = Query::new("DELETE FROM sign_in_throttle WHERE account = $1");
    tx.execute(forget.bind(account_key(email))).await?;
    Ok(())
}

/// Removes the failures that no longer count.
pub(crate) fn forget_failures(now: Instant) -> Query {
    Query::new("DELETE FROM sign_in_throttle WHERE last_failure_at NOT BETWEEN $1 AND $2")
        .bind(now.0 - LOCK + 1)
        .bind(now.0 + Instant::DRIFT)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::server::{databases::fresh, new_id};

    const BEGUN: Instant = Instant(1_795_428_000_000_000);

    proptest! {
        #[test]
        fn a_rest_grows_with_every_failure_up_to_the_lock(failures in 0..400_i64) {
            prop_assert!(rest(failures) <= rest(failures + 1));
            prop_assert!(rest(failures) <= LOCK);
            prop_assert_eq!(rest(failures) == LOCK, failures >= LOCKED_AT);
        }
    }

    #[tokio::test]
    async fn a_lock_holds_for_one_account_from_one_address_and_ends_by_itself_or_by_release() {
        for fresh in fresh().await {
            let db = Db::open(&fresh.url).await.unwrap();
            let tries = Tries::new("a@nhs.net", "::1");
            let fail = async |at| tries.count_failure(&db, new_id(), "", at).await.unwrap();
            let mut now = BEGUN;
            for failures in 1..LOCKED_AT {
                fail(now).await;
                let until = tries.wait_until(&db, now).await.unwrap();
                assert_eq!(until.is_some(), failures >= FIRST_REST, "{failures}");
                now = until.unwrap_or(now);
                assert_eq!(tries.wait_until(&db, now).await.unwrap(), None);
            }
            fail(now).await;
            let end = Instant(now.0 + LOCK);
            assert_eq!(tries.wait_until(&db, now).await.unwrap(), Some(end));
            for (email, peer) in [("b@nhs.net", "::1"), ("a@nhs.net", "::2")] {
                let others = Tries::new(email, peer).wait_until(&db, now).await.unwrap();
                assert_eq!(others, None);
            }
            // A clock that was wrong when somebody tried locks nobody until its time has come.
            let year = Instant(now.0 - 365 * 24 * 3600 * SECOND);
            assert_eq!(tries.wait_until(&db, year).await.unwrap(), None);
            let mut tx = db.read().await.unwrap();
            let locked = locked_until(&mut tx, "a@nhs.net", now).await.unwrap();
            assert_eq!(locked, Some(end));
            drop(tx);
            assert_eq!(tries.wait_until(&db, end).await.unwrap(), None);
            fail(end).await;
            assert_eq!(tries.wait_until(&db, end).await.unwrap(), None);
            let asked: Vec<(String, String)> = db
                .all(Query::new("SELECT kind, email FROM account_request"))
                .await
                .unwrap();
            assert_eq!(asked, [("locked".to_owned(), "a@nhs.net".to_owned())]);
        }
    }
}
