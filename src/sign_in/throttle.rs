//! Slowing down the guessing of passwords.
//!
//! Failures are counted for an account together with an address, and for an address alone with a far higher limit: a
//! whole practice can share one address, and one forgetful person must not shut out the others. A stranger elsewhere
//! can't lock anybody's account.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    base::{clock::hex, dates::Instant, ids::UserId, kept},
    database::{Db, Failure, Query, Tx, UnitOfWork},
    history::Action,
};

/// How long a lock lasts, and after how long without a failure they are counted anew.
pub(super) const LOCK: i64 = kept::FAILURES.lasts;
/// From how many failures on an account rests for a moment, twice as long each time.
const FIRST_REST: i64 = 3;
/// The longest rest before the lock.
const LONGEST_REST: i64 = Instant::MINUTE;
/// How many failures lock an account for an address.
pub(super) const LOCKED_AT: i64 = 10;
/// How many failures, of whatever accounts, lock an address.
const ADDRESS_LOCKED_AT: i64 = 300;

/// How long after its last failure an account can't be tried from an address.
fn rest(failures: i64) -> i64 {
    match failures {
        ..FIRST_REST => 0,
        FIRST_REST..LOCKED_AT => (Instant::SECOND << (failures - FIRST_REST)).min(LONGEST_REST),
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

    /// Reserves a try, before anything is compared: of any number at the same moment only as many are looked at as are
    /// allowed one after the other. It counts as failed until it is [forgotten](Self::forget). Gives how many have
    /// failed with it, or the moment from which on another try is allowed.
    pub(super) async fn reserve(
        &self,
        db: &Db,
        now: Instant,
    ) -> Result<Result<Reserved, Instant>, Failure> {
        db.write(&Reserve { tries: self, now }).await
    }

    /// Notes that a reserved try has failed. The one that locks the account is looked into later, whether there is one
    /// or not.
    pub(super) async fn failed(
        &self,
        db: &Db,
        reserved: Reserved,
        id: Uuid,
        request_id: &str,
        now: Instant,
    ) -> Result<(), Failure> {
        if reserved.failures != LOCKED_AT {
            return Ok(());
        }
        db.write(&Lock {
            tries: self,
            id,
            request_id,
            now,
        })
        .await
    }

    /// Forgets the failures of the account from this address, in the transaction of what the right password is for.
    pub(super) async fn succeeded(&self, tx: &mut Tx) -> Result<(), Failure> {
        let forget = Query::new("DELETE FROM sign_in_throttle WHERE key = $1");
        tx.execute(forget.bind(&self.account_and_address)).await?;
        // Of the address only this try is forgotten: what was tried with other accounts still counts.
        let give_back = Query::new(
            "UPDATE sign_in_throttle SET failures = failures - 1 WHERE key = $1 AND failures > 0",
        );
        tx.execute(give_back.bind(&self.address)).await?;
        Ok(())
    }

    /// Forgets the failures of the account from this address.
    pub(crate) async fn forget(&self, db: &Db) -> Result<(), Failure> {
        db.write(&Forget(self)).await
    }
}

/// A try that was reserved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reserved {
    /// How many of the account from this address have failed, with this one.
    failures: i64,
}

fn account_key(email: &str) -> String {
    hash(email)
}

fn hash(text: &str) -> String {
    hex(&Sha256::digest(text))
}

struct Reserve<'a> {
    tries: &'a Tries,
    now: Instant,
}

impl UnitOfWork for Reserve<'_> {
    type Done = Result<Reserved, Instant>;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Done, Failure> {
        if let Some(until) = self.wait_until(tx).await? {
            return Ok(Err(until));
        }
        let tries = self.tries;
        self.count(tx, &tries.address, "").await?;
        let failures = self
            .count(tx, &tries.account_and_address, &tries.account)
            .await?;
        Ok(Ok(Reserved { failures }))
    }
}

impl Reserve<'_> {
    async fn wait_until(&self, tx: &mut Tx) -> Result<Option<Instant>, Failure> {
        let (tries, now) = (self.tries, self.now);
        let failures: Vec<(String, i64, i64)> = tx
            .all(
                Query::new(
                    "SELECT key, failures, last_failure_at FROM sign_in_throttle
                     WHERE key IN ($1, $2) AND last_failure_at BETWEEN $3 AND $4",
                )
                .bind(&tries.account_and_address)
                .bind(&tries.address)
                .bind(now.0 - LOCK + 1)
                .bind(now.0 + Instant::DRIFT),
            )
            .await?;
        let until = failures.into_iter().map(|(key, failures, last)| {
            let rest = if key == tries.account_and_address {
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

    async fn count(&self, tx: &mut Tx, key: &str, account: &str) -> Result<i64, Failure> {
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
        Ok(failures)
    }
}

struct Lock<'a> {
    tries: &'a Tries,
    id: Uuid,
    request_id: &'a str,
    now: Instant,
}

impl UnitOfWork for Lock<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let email = &self.tries.email;
        super::requests::ask(tx, self.id, "locked", email, self.now, self.request_id).await
    }
}

struct Forget<'a>(&'a Tries);

impl UnitOfWork for Forget<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        self.0.succeeded(tx).await
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

/// Everybody whose account is locked for an address. Of what is locked only a hash is kept, so the record of the locks
/// leads to the accounts: they are those of the last minutes.
pub(crate) async fn locked_users(tx: &mut Tx, now: Instant) -> Result<Vec<UserId>, Failure> {
    // What locks an account is looked into after it, and may have had to wait.
    const LATE: i64 = Instant::HOUR;
    let locked = Query::new(
        "SELECT DISTINCT account FROM sign_in_throttle
         WHERE failures >= $1 AND last_failure_at BETWEEN $2 AND $3 AND account <> ''",
    )
    .bind(LOCKED_AT)
    .bind(now.0 - LOCK + 1)
    .bind(now.0 + Instant::DRIFT);
    let locked: Vec<(String,)> = tx.all(locked).await?;
    if locked.is_empty() {
        return Ok(Vec::new());
    }
    let lately = Query::new(
        "SELECT DISTINCT u.id, u.email FROM history_event h JOIN app_user u ON u.id = h.subject_id
         WHERE h.action = $1 AND h.action <> 'roles-changed' AND h.at > $2",
    )
    .bind(Action::SignInLocked.code())
    .bind(now.0 - LOCK - LATE);
    let lately: Vec<(UserId, String)> = tx.all(lately).await?;
    let locked: BTreeSet<_> = locked.into_iter().map(|(account,)| account).collect();
    let lately = lately.into_iter();
    let lately = lately.filter(|(_, email)| locked.contains(&account_key(email)));
    Ok(lately.map(|(user, _)| user).collect())
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
    use crate::{base::clock::new_id, database::databases::fresh};

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
            let fail = async |tries: &Tries, at| {
                let reserved = tries.reserve(&db, at).await.unwrap()?;
                let failed = tries.failed(&db, reserved, new_id(), "", at);
                failed.await.unwrap();
                Ok::<_, Instant>(())
            };
            let mut now = BEGUN;
            for failures in 1..=LOCKED_AT {
                fail(&tries, now).await.unwrap();
                if failures >= FIRST_REST {
                    now = fail(&tries, now).await.unwrap_err();
                }
            }
            let end = now;
            let before = Instant(end.0 - 1);
            assert_eq!(fail(&tries, before).await, Err(end));
            for (email, peer) in [("b@nhs.net", "::1"), ("a@nhs.net", "::2")] {
                fail(&Tries::new(email, peer), before).await.unwrap();
            }
            let mut tx = db.read().await.unwrap();
            let locked = locked_until(&mut tx, "a@nhs.net", before).await.unwrap();
            assert_eq!(locked, Some(end));
            drop(tx);
            fail(&tries, end).await.unwrap();
            fail(&tries, end).await.unwrap();
            // A clock that was wrong when somebody tried locks nobody until its time has come.
            let year = Instant(end.0 - 365 * Instant::DAY);
            for _ in 0..FIRST_REST {
                fail(&tries, year).await.unwrap();
            }
            let asked: Vec<(String, String)> = db
                .all(Query::new("SELECT kind, email FROM account_request"))
                .await
                .unwrap();
            assert_eq!(asked, [("locked".to_owned(), "a@nhs.net".to_owned())]);
        }
    }

    #[tokio::test]
    async fn of_many_tries_at_the_same_moment_no_more_are_looked_at_than_one_after_the_other() {
        for fresh in fresh().await {
            let db = Db::open(&fresh.url).await.unwrap();
            let tries = Tries::new("a@nhs.net", "::1");
            let all = (0..50).map(|_| tries.reserve(&db, BEGUN));
            let all = futures::future::try_join_all(all).await.unwrap();
            let looked_at = all.iter().filter(|tried| tried.is_ok()).count();
            assert_eq!(looked_at, usize::try_from(FIRST_REST).unwrap());
            tries.forget(&db).await.unwrap();
            assert!(tries.reserve(&db, BEGUN).await.unwrap().is_ok());
        }
    }
}
