//! Messages that were given up: listing them, and trying them again.

use uuid::Uuid;

use super::super::{Letter, reasons};
use crate::{
    access::Operates,
    base::{dates::Instant, text::isolated},
    database::{Db, Failure, Query, Tx, UnitOfWork},
};

/// A message that was given up.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::mail) struct Dead {
    pub id: Uuid,
    pub kind: String,
    pub created_at: Instant,
    pub ended_at: Instant,
    pub attempts: i64,
    pub problem: String,
}

/// The messages that were given up, the oldest first.
pub(in crate::mail) async fn dead(db: &Db) -> Result<Vec<Dead>, Failure> {
    Ok(db
        .all(Query::new(
            "SELECT id, kind, created_at, ended_at, attempts, problem FROM mail WHERE state = 'dead'
             ORDER BY ended_at, id",
        ))
        .await?)
}

/// Trying messages again that were given up: one, or all.
pub(in crate::mail) struct Revive {
    pub id: Option<Uuid>,
    pub now: Instant,
}

impl UnitOfWork for Revive {
    type Done = u64;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<u64, Failure> {
        let mut revive = Query::new(
            "UPDATE mail SET state = 'waiting', ended_at = NULL, attempts = 0, next_try_at = $1
             WHERE state = 'dead'",
        )
        .bind(self.now);
        if let Some(id) = self.id {
            revive.push(" AND id = ").push_bind(id);
        }
        Ok(tx.execute(revive).await?)
    }
}

/// Tries messages again: one, or all. Gives how many.
pub(crate) async fn try_again(
    db: &Db,
    _permit: Operates,
    id: Option<Uuid>,
    now: Instant,
) -> Result<u64, Failure> {
    db.write(&Revive { id, now }).await
}

/// A message that was given up, as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GivenUp {
    pub id: Uuid,
    /// Whom it is for: name and address.
    pub to: String,
    /// What it is about.
    pub subject: String,
    pub ended_at: Instant,
    /// Why: a sentence without its stop.
    pub why: String,
}

/// The messages that were given up last, the newest first.
pub(crate) async fn newest_given_up(
    db: &Db,
    _permit: Operates,
    at_most: i64,
) -> Result<Vec<GivenUp>, Failure> {
    let query = Query::new(
        "SELECT id, to_name, to_address, letter, ended_at, problem FROM mail WHERE state = 'dead'
         ORDER BY ended_at DESC, id DESC LIMIT $1",
    );
    let rows: Vec<(Uuid, String, String, String, Instant, String)> =
        db.all(query.bind(at_most)).await?;
    let shown =
        |(id, name, address, letter, ended_at, problem): (_, String, String, String, _, String)| {
            let letter = serde_json::from_str::<Letter>(&letter);
            GivenUp {
                id,
                to: [&*isolated(&name), " <", &address, ">"].concat(),
                subject: letter
                    .map_or_else(|_| "Unknown".to_owned(), |letter| letter.body().subject),
                ended_at,
                why: reasons::given_up(&problem),
            }
        };
    Ok(rows.into_iter().map(shown).collect())
}
