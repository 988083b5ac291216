//! Receipts: which forms were acted on, so that a double click or a reload acts once.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    access::Actor,
    base::{dates::Instant, ids::UserId, kept},
    database::{Failure, Query, Tx},
    web::AuditContext,
};

/// How long a form is remembered, in microseconds.
const KEPT: i64 = kept::SENT_FORMS.lasts;

/// For how long after a save its page says so, in microseconds.
const TOLD: i64 = 5 * Instant::MINUTE;

/// Marks a form as acted on. If it already was, there is nothing left to do: gives where its first save led.
///
/// A form that was gone back to and filled in differently has the same idempotency key and is another form all the same: it
/// must not pass for the one that was saved. So what is marked is the key with the sender and the `content`.
pub(crate) async fn use_idempotency_key(
    tx: &mut Tx,
    idempotency_key: Uuid,
    content: &(impl std::fmt::Debug + Sync),
    audit: &AuditContext,
    location: &str,
) -> Result<Option<String>, Failure> {
    let marked_by = [
        &format!("{:?} {content:?} ", audit.by),
        idempotency_key.to_string().as_str(),
    ]
    .concat();
    let hash: [u8; 32] = Sha256::digest(marked_by).into();
    let token = Uuid::from_u128(u128::from_be_bytes(
        hash[..16].try_into().map_err(Failure::internal)?,
    ));
    let marked = tx
        .execute(
            Query::new(
                "INSERT INTO form_receipt (token, user_id, used_at, location) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (token) DO NOTHING",
            )
            .bind(token)
            .bind(audit.by.unwrap_or(UserId(Uuid::nil())))
            .bind(audit.at)
            .bind(location),
        )
        .await?;
    if marked == 1 {
        return Ok(None);
    }
    let query = "SELECT location FROM form_receipt WHERE token = $1";
    let (first,): (String,) = tx.one(Query::new(query).bind(token)).await?;
    Ok(Some(first))
}

/// Whether `actor` saved a form just now that led to the page at `path` with this mark in its address. An address that
/// was kept, or given to somebody else, tells of nothing.
pub(crate) async fn just_saved(
    tx: &mut Tx,
    now: Instant,
    actor: &Actor,
    path: &str,
    done: &str,
) -> Result<bool, Failure> {
    if done.is_empty() {
        return Ok(false);
    }
    let query = "SELECT location FROM form_receipt WHERE user_id = $1 AND used_at >= $2";
    let query = Query::new(query).bind(actor.id).bind(now.0 - TOLD);
    let saves: Vec<(String,)> = tx.all(query).await?;
    let ending = ["done=", done].concat();
    Ok(saves
        .iter()
        .any(|(location,)| location.split('?').next() == Some(path) && location.ends_with(&ending)))
}

/// Removes the keys of forms that nobody sends any more.
pub(crate) fn forget_idempotency_keys(now: Instant) -> Query {
    Query::new("DELETE FROM form_receipt WHERE used_at < $1").bind(now.0 - KEPT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::clock::date_of,
        database::{Db, UnitOfWork, databases::fresh},
    };

    /// A form that is sent.
    struct Use(Instant);
    /// The hourly round.
    struct Forget(Instant);

    impl UnitOfWork for Use {
        type Done = bool;
        type Error = Failure;

        async fn run(&self, tx: &mut Tx) -> Result<bool, Failure> {
            let audit = AuditContext {
                at: self.0,
                today: date_of(self.0),
                by: None,
                by_name: String::new(),
                request_id: String::new(),
                recent_factor: None,
            };
            let before = use_idempotency_key(tx, Uuid::nil(), &"a form", &audit, "/").await?;
            Ok(before.is_none())
        }
    }

    impl UnitOfWork for Forget {
        type Done = u64;
        type Error = Failure;

        async fn run(&self, tx: &mut Tx) -> Result<u64, Failure> {
            Ok(tx.execute(forget_idempotency_keys(self.0)).await?)
        }
    }

    #[tokio::test]
    async fn a_form_acts_once_and_is_forgotten_after_a_day() {
        for fresh in fresh().await {
            let db = Db::open(&fresh.url).await.unwrap();
            let begun = 1_795_428_000_000_000;
            let acts = async |at: i64| db.write(&Use(Instant(at))).await.unwrap();
            let forgotten = async |at: i64| db.write(&Forget(Instant(at))).await.unwrap();
            assert!(acts(begun).await);
            assert_eq!(forgotten(begun + KEPT).await, 0);
            assert!(!acts(begun + KEPT).await);
            assert_eq!(forgotten(begun + KEPT + 1).await, 1);
            assert!(acts(begun + KEPT + 1).await);
        }
    }
}
