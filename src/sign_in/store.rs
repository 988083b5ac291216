//! Sessions in the database.

use super::{
    closed::is_closed,
    factor::{duty_on, has_factor},
    throttle::Tries,
};
use crate::{
    accountant_links,
    base::{dates::Instant, error::AppError, ids::UserId, kept},
    database::{Db, Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    web::{
        AuditContext, form_drafts,
        session::{Stage, hash},
    },
};

/// A session ends this long after it began.
const LONGEST: i64 = kept::SESSIONS.lasts;
/// What signing in needs to know of an account.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Credentials {
    pub id: UserId,
    pub password_hash: Option<String>,
}

/// The account with this address.
pub(super) async fn credentials(db: &Db, email: &str) -> Result<Option<Credentials>, Failure> {
    Ok(db
        .optional(Query::new("SELECT id, password_hash FROM app_user WHERE email = $1").bind(email))
        .await?)
}

/// A new session of somebody whose password was right, and what it still needs; none for an account with which nobody
/// logs in any more. The secret goes to the browser; only its hash is kept.
pub(crate) struct Begin {
    pub user: UserId,
    pub secret: String,
    /// The failures before it, to be forgotten.
    pub tries: Option<Tries>,
    /// The secret of the session that the browser had, which this one takes the place of.
    pub before: Option<String>,
    /// What the person knows the browser by.
    pub browser: String,
    pub audit: AuditContext,
}

impl UnitOfWork for Begin {
    type Done = Option<Stage>;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<Option<Stage>, Failure> {
        if let Some(tries) = &self.tries {
            tries.succeeded(tx).await?;
        }
        if is_closed(tx, self.user).await? {
            return Ok(None);
        }
        begin(tx, self.user, &self.secret, &self.browser, self.audit.at).await?;
        replace(tx, self.before.as_deref(), &self.secret).await?;
        let has = has_factor(tx, self.user).await?;
        let duty = duty_on(tx, self.user, self.audit.today).await?;
        let stage = Stage::of(false, has, duty);
        if stage == Stage::Complete {
            arrive(tx, self.user, &self.secret, &self.audit).await?;
        }
        Ok(Some(stage))
    }
}

/// Notes a session in which no second factor was shown yet.
pub(super) async fn begin(
    tx: &mut Tx,
    user: UserId,
    secret: &str,
    browser: &str,
    now: Instant,
) -> Result<(), Failure> {
    tx.execute(
        Query::new(
            "INSERT INTO session (token_hash, user_id, browser, created_at, last_seen_at, expires_at)
             VALUES ($1, $2, $3, $4, $4, $5)",
        )
        .bind(hash(secret))
        .bind(user)
        .bind(browser)
        .bind(now)
        .bind(now.0 + LONGEST),
    )
    .await?;
    Ok(())
}

/// Notes that somebody is in with the session of this secret, with all they need for it.
async fn arrive(
    tx: &mut Tx,
    user: UserId,
    secret: &str,
    audit: &AuditContext,
) -> Result<(), Failure> {
    tx.execute(
        Query::new("UPDATE app_user SET last_sign_in_at = $2 WHERE id = $1")
            .bind(user)
            .bind(audit.at),
    )
    .await?;
    // Whoever signs in has arrived wherever they were invited.
    tx.execute(
        Query::new(
            "UPDATE membership SET status = 'active', since = $2, version = version + 1
             WHERE user_id = $1 AND status = 'invited'",
        )
        .bind(user)
        .bind(audit.at),
    )
    .await?;
    accept_places(tx, user, audit.at).await?;
    let (first, last, browser): (String, String, String) = tx
        .one(
            Query::new(
                "SELECT u.first_name, u.last_name, s.browser FROM session s JOIN app_user u ON u.id = s.user_id
                 WHERE s.token_hash = $1",
            )
            .bind(hash(secret)),
        )
        .await?;
    let name = crate::base::text::full_name(&first, &last);
    let audit = AuditContext {
        by: Some(user),
        by_name: name.clone(),
        ..audit.clone()
    };
    let event = NewEvent {
        action: Action::SignedIn,
        subject: Some((user, &name)),
        practice: None,
        detail: Detail {
            note: browser,
            ..Detail::default()
        },
        reason: "",
    };
    append(tx, &audit, event).await?;
    accountant_links::confirm_waiting(tx, &audit, user).await
}

/// Notes that a second factor was shown in a session. `renewed`: the secret that takes the place of the session's where
/// this completes it.
pub(super) async fn factor_shown(
    tx: &mut Tx,
    user: UserId,
    session: &str,
    renewed: Option<&str>,
    audit: &AuditContext,
) -> Result<(), Failure> {
    let shown = tx
        .execute(
            Query::new(
                "UPDATE session SET factor_at = $3, last_seen_at = $3, token_hash = $4
                 WHERE token_hash = $1 AND user_id = $2",
            )
            .bind(hash(session))
            .bind(user)
            .bind(audit.at)
            .bind(hash(renewed.unwrap_or(session))),
        )
        .await?;
    if shown == 0 {
        return Err(AppError::NotSignedIn.into());
    }
    if let Some(renewed) = renewed {
        arrive(tx, user, renewed, audit).await?;
    }
    Ok(())
}

/// Notes that somebody is in who showed everything at once, in a session just begun.
pub(super) async fn enter(
    tx: &mut Tx,
    user: UserId,
    secret: &str,
    audit: &AuditContext,
) -> Result<(), Failure> {
    factor_shown(tx, user, secret, None, audit).await?;
    arrive(tx, user, secret, audit).await
}

/// Ends the session that a browser had before another. What was kept of it goes on to the other.
pub(super) async fn replace(tx: &mut Tx, before: Option<&str>, after: &str) -> Result<(), Failure> {
    if let Some(before) = before {
        tx.execute(form_drafts::hand_over(before, after)).await?;
        tx.execute(end(before)).await?;
    }
    Ok(())
}

/// Ends the session with this secret.
pub(super) fn end(secret: &str) -> Query {
    Query::new("DELETE FROM session WHERE token_hash = $1").bind(hash(secret))
}

/// Removes the sessions that are over.
pub(crate) fn forget_sessions(now: Instant) -> Query {
    Query::new("DELETE FROM session WHERE expires_at <= $1 OR created_at > $2")
        .bind(now)
        .bind(now.0 + Instant::DRIFT)
}

/// The end of a session.
pub(super) struct End {
    pub secret: String,
}

impl UnitOfWork for End {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        tx.execute(end(&self.secret)).await?;
        Ok(())
    }
}

/// Notes that somebody knows of every place they have: they have logged in, or were invited by it.
pub(crate) async fn accept_places(tx: &mut Tx, user: UserId, at: Instant) -> Result<(), Failure> {
    let accept = "UPDATE membership SET accepted_at = $2
                  WHERE user_id = $1 AND accepted_at IS NULL AND status <> 'deactivated'";
    tx.execute(Query::new(accept).bind(user).bind(at)).await?;
    Ok(())
}

/// A session with this secret of somebody who has shown a second factor in it, for tests.
#[cfg(test)]
pub(crate) async fn signed_in(db: &Db, user: UserId, secret: &str, at: Instant) {
    struct Shown<'a>(UserId, &'a str, Instant);

    impl UnitOfWork for Shown<'_> {
        type Done = ();
        type Error = Failure;

        async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
            begin(tx, self.0, self.1, "", self.2).await?;
            let audit = AuditContext::of_visitor(self.2, String::new());
            enter(tx, self.0, self.1, &audit).await
        }
    }

    db.write(&Shown(user, secret, at)).await.unwrap();
}
