//! What somebody fills in, from the first answer until it is sent.

use crate::{
    base::{dates::Instant, kept},
    database::{Failure, Query, Tx, UnitOfWork},
    registration::answers::Answers,
    web::{
        budget::{Spending, spend_or_refuse},
        session::hash,
    },
};

/// How long a draft is kept.
const KEPT: i64 = kept::CERTIFICATION_DRAFTS.lasts;

/// A new draft.
pub(crate) struct Begin<'a> {
    /// What its address knows it by.
    pub secret: &'a str,
    pub answers: &'a Answers,
    /// Where it comes from.
    pub peer: &'a str,
    pub now: Instant,
}

impl UnitOfWork for Begin<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        spend_or_refuse(tx, Spending::Drafts(self.peer), 1, self.now).await?;
        let query = Query::new(
            "INSERT INTO certification_draft (token_hash, answers, created_at, changed_at) VALUES ($1, $2, $3, $3)",
        );
        let answers = serde_json::to_string(self.answers).map_err(Failure::internal)?;
        tx.execute(query.bind(hash(self.secret)).bind(answers).bind(self.now))
            .await?;
        Ok(())
    }
}

/// A draft with one more answer.
pub(crate) struct Keep<'a> {
    pub secret: &'a str,
    pub answers: &'a Answers,
    pub now: Instant,
}

impl UnitOfWork for Keep<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let query =
            "UPDATE certification_draft SET answers = $2, changed_at = $3 WHERE token_hash = $1";
        let answers = serde_json::to_string(self.answers).map_err(Failure::internal)?;
        tx.execute(
            Query::new(query)
                .bind(hash(self.secret))
                .bind(answers)
                .bind(self.now),
        )
        .await?;
        Ok(())
    }
}

/// The draft that an address knows, if it is still there.
pub(crate) async fn open(
    tx: &mut Tx,
    secret: &str,
    now: Instant,
) -> Result<Option<Answers>, Failure> {
    let query = "SELECT answers FROM certification_draft WHERE token_hash = $1 AND created_at > $2";
    let row: Option<(String,)> = tx
        .optional(Query::new(query).bind(hash(secret)).bind(now.0 - KEPT))
        .await?;
    let read = |(answers,): (String,)| serde_json::from_str(&answers).map_err(Failure::internal);
    row.map(read).transpose()
}

/// Removes a draft that was sent.
pub(super) async fn remove(tx: &mut Tx, secret: &str) -> Result<(), Failure> {
    let query = Query::new("DELETE FROM certification_draft WHERE token_hash = $1");
    tx.execute(query.bind(hash(secret))).await?;
    Ok(())
}

/// Removes drafts whose time is over.
pub(crate) fn forget_drafts(now: Instant) -> Query {
    Query::new("DELETE FROM certification_draft WHERE created_at <= $1").bind(now.0 - KEPT)
}
