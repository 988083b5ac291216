//! What browsers were asked for, and entering with a passkey.

use uuid::Uuid;

use crate::{
    base::{dates::Instant, ids::UserId},
    database::{Db, Failure, Query, Tx, UnitOfWork},
    sign_in::{
        closed::is_closed,
        store::{begin, enter, replace},
    },
    web::{
        AuditContext,
        budget::{Spending, spend_or_refuse},
        session::hash,
    },
};

/// How long a browser may take to answer: people look for their phone.
const LONGEST: i64 = 10 * Instant::MINUTE;

/// Notes what a browser is asked for.
pub(super) struct Start<'a> {
    pub handle: &'a str,
    pub user: Option<UserId>,
    /// The address it is asked from.
    pub peer: &'a str,
    pub state: &'a str,
    pub now: Instant,
}

impl UnitOfWork for Start<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        spend_or_refuse(tx, Spending::Ceremonies(self.peer), 1, self.now).await?;
        tx.execute(
            Query::new(
                "INSERT INTO passkey_ceremony (handle_hash, user_id, state, expires_at) VALUES ($1, $2, $3, $4)",
            )
            .bind(hash(self.handle))
            .bind(self.user)
            .bind(self.state)
            .bind(self.now.0 + LONGEST),
        )
        .await?;
        Ok(())
    }
}

/// Takes what a browser was asked for, so that nothing answers it again.
pub(super) struct Take<'a> {
    pub handle: &'a str,
    pub user: Option<UserId>,
    pub now: Instant,
}

impl UnitOfWork for Take<'_> {
    type Done = Option<String>;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<Option<String>, Failure> {
        let asked: Option<(Option<Uuid>, String, i64)> = tx
            .optional(
                Query::new(
                    "SELECT user_id, state, expires_at FROM passkey_ceremony WHERE handle_hash = $1",
                )
                .bind(hash(self.handle)),
            )
            .await?;
        tx.execute(
            Query::new("DELETE FROM passkey_ceremony WHERE handle_hash = $1")
                .bind(hash(self.handle)),
        )
        .await?;
        Ok(asked
            .filter(|(user, _, expires_at)| {
                *user == self.user.map(|user| user.0) && *expires_at > self.now.0
            })
            .map(|(_, state, _)| state))
    }
}

/// A passkey that an account has.
pub(super) struct StoredPasskey {
    pub id: Uuid,
    pub user: UserId,
    pub credential: String,
}

/// The passkey with this identifier of its own.
pub(super) async fn by_credential(
    db: &Db,
    credential: &[u8],
) -> Result<Option<StoredPasskey>, Failure> {
    let known: Option<(Uuid, UserId, String)> = db
        .optional(
            Query::new("SELECT id, user_id, credential FROM passkey WHERE credential_id = $1")
                .bind(credential.to_vec()),
        )
        .await?;
    Ok(known.map(|(id, user, credential)| StoredPasskey {
        id,
        user,
        credential,
    }))
}

/// What became of a passkey that was shown without a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entered {
    /// Its owner is logged in.
    Yes,
    /// The password was replaced since it was last shown beside one.
    NeedsPassword,
    /// It was removed meanwhile.
    Removed,
    /// Nobody logs in with its account any more.
    Closed,
}

/// A new session of whoever has shown a passkey that verified them: they need neither password nor code.
pub(super) struct Enter<'a> {
    pub user: UserId,
    pub passkey: Uuid,
    /// What has to be stored of it.
    pub credential: String,
    /// The session's secret.
    pub secret: &'a str,
    /// The secret of the session that the browser had, which this one takes the place of.
    pub before: Option<String>,
    /// What the person knows the browser by.
    pub browser: String,
    pub audit: AuditContext,
}

impl UnitOfWork for Enter<'_> {
    type Done = Entered;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<Entered, Failure> {
        let shown =
            "UPDATE passkey SET credential = $3 WHERE id = $1 AND user_id = $2 RETURNING alone";
        let shown = Query::new(shown).bind(self.passkey).bind(self.user);
        match tx.optional(shown.bind(&self.credential)).await? {
            None => return Ok(Entered::Removed),
            Some((false,)) => return Ok(Entered::NeedsPassword),
            Some((true,)) => {}
        }
        if is_closed(tx, self.user).await? {
            return Ok(Entered::Closed);
        }
        begin(tx, self.user, self.secret, &self.browser, self.audit.at).await?;
        replace(tx, self.before.as_deref(), self.secret).await?;
        enter(tx, self.user, self.secret, &self.audit).await?;
        Ok(Entered::Yes)
    }
}
