//! Sessions in the database.

use super::{
    factor::{Stage, has_factor, needs_factor_on},
    throttle::Tries,
};
use crate::{
    access::{Actor, MembershipStatus, Place, Role, UserId},
    dates::{Date, Instant},
    error::AppError,
    history::{Action, Detail, NewEvent, append},
    server::{Db, FIELD_END, Failure, Query, Stamp, Tx, Work, hex, kept_form, secret},
};
use sha2::{Digest as _, Sha256};

const SECOND: i64 = 1_000_000;
/// A session ends when nothing was asked for this long.
pub(crate) const IDLE: i64 = 30 * 60 * SECOND;
/// A session ends this long after it began.
const LONGEST: i64 = 12 * 60 * 60 * SECOND;
/// How exactly the last request of a session is noted: a write for every request would cost more than it tells.
const NOTED_EVERY: i64 = 60 * SECOND;

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

/// A new session of somebody whose password was right, and what it still needs. The secret goes to the browser; only
/// its hash is kept.
pub(crate) struct Begin {
    pub user: UserId,
    pub secret: String,
    /// The failures before it, to be forgotten.
    pub tries: Option<Tries>,
    /// The secret of the session that the browser had, which this one takes the place of.
    pub before: Option<String>,
    /// What the person knows the browser by.
    pub browser: String,
    pub stamp: Stamp,
}

/// A secret for a session's cookie: 256 random bits in hexadecimal.
pub(crate) fn new_secret() -> String {
    hex(&secret())
}

pub(crate) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

impl Work for Begin {
    type Done = Stage;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<Stage, Failure> {
        begin(tx, self.user, &self.secret, &self.browser, self.stamp.at).await?;
        replace(tx, self.before.as_deref(), &self.secret).await?;
        if let Some(tries) = &self.tries {
            tries.succeeded(tx).await?;
        }
        let has = has_factor(tx, self.user).await?;
        let needs = needs_factor_on(tx, self.user, self.stamp.today).await?;
        let stage = Stage::of(false, has, needs);
        if stage == Stage::Complete {
            arrive(tx, self.user, &self.secret, &self.stamp).await?;
        }
        Ok(stage)
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
async fn arrive(tx: &mut Tx, user: UserId, secret: &str, stamp: &Stamp) -> Result<(), Failure> {
    tx.execute(
        Query::new("UPDATE app_user SET last_sign_in_at = $2 WHERE id = $1")
            .bind(user)
            .bind(stamp.at),
    )
    .await?;
    // Whoever signs in has arrived wherever they were invited.
    tx.execute(
        Query::new(
            "UPDATE membership SET status = 'active', since = $2, version = version + 1
             WHERE user_id = $1 AND status = 'invited'",
        )
        .bind(user)
        .bind(stamp.at),
    )
    .await?;
    tx.execute(
        Query::new(
            "UPDATE membership SET accepted_at = $2
             WHERE user_id = $1 AND accepted_at IS NULL AND status <> 'deactivated'",
        )
        .bind(user)
        .bind(stamp.at),
    )
    .await?;
    let (first, last, browser): (String, String, String) = tx
        .one(
            Query::new(
                "SELECT u.first_name, u.last_name, s.browser FROM session s JOIN app_user u ON u.id = s.user_id
                 WHERE s.token_hash = $1",
            )
            .bind(hash(secret)),
        )
        .await?;
    let name = crate::text::full_name(&first, &last);
    let stamp = Stamp {
        by: Some(user),
        by_name: name.clone(),
        ..stamp.clone()
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
    append(tx, &stamp, event).await
}

/// Notes that a second factor was shown in a session. `renewed`: the secret that takes the place of the session's where
/// this completes it.
pub(super) async fn factor_shown(
    tx: &mut Tx,
    user: UserId,
    session: &str,
    renewed: Option<&str>,
    stamp: &Stamp,
) -> Result<(), Failure> {
    let shown = tx
        .execute(
            Query::new(
                "UPDATE session SET factor_at = $3, last_seen_at = $3, token_hash = $4
                 WHERE token_hash = $1 AND user_id = $2",
            )
            .bind(hash(session))
            .bind(user)
            .bind(stamp.at)
            .bind(hash(renewed.unwrap_or(session))),
        )
        .await?;
    if shown == 0 {
        return Err(AppError::NotSignedIn.into());
    }
    if let Some(renewed) = renewed {
        arrive(tx, user, renewed, stamp).await?;
    }
    Ok(())
}

/// Notes that somebody is in who showed everything at once, in a session just begun.
pub(super) async fn enter(
    tx: &mut Tx,
    user: UserId,
    secret: &str,
    stamp: &Stamp,
) -> Result<(), Failure> {
    factor_shown(tx, user, secret, None, stamp).await?;
    arrive(tx, user, secret, stamp).await
}

/// Ends the session that a browser had before another. What was kept of it goes on to the other.
pub(super) async fn replace(tx: &mut Tx, before: Option<&str>, after: &str) -> Result<(), Failure> {
    if let Some(before) = before {
        tx.execute(kept_form::hand_over(before, after)).await?;
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

impl Work for End {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        tx.execute(end(&self.secret)).await?;
        Ok(())
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: UserId,
    email: String,
    first_name: String,
    last_name: String,
    is_registration_officer: bool,
    gmc_number: Option<String>,
    last_seen_at: i64,
    expires_at: Instant,
    factor_at: Option<i64>,
    has_factor: bool,
    places: Option<String>,
}

/// Who a session is of, and how far it has come. Before it is complete it gives no access: then its user is not an
/// actor, but somebody who is asked for more.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    /// The user, with their places and the roles in force.
    pub user: Actor,
    /// What the session still needs.
    pub stage: Stage,
}

/// The session with this secret as of `today`, if it is alive.
pub(crate) async fn session(
    db: &Db,
    secret: &str,
    now: Instant,
    today: Date,
) -> Result<Option<Session>, Failure> {
    let row: Option<Row> = db
        .optional(
            Query::new(
                "SELECT u.id, u.email, u.first_name, u.last_name, u.is_registration_officer, u.gmc_number,
                        s.last_seen_at, s.expires_at, s.factor_at, s.factor_at IS NULL
                            AND (EXISTS (SELECT 1 FROM authenticator_app a WHERE a.user_id = u.id)
                                 OR EXISTS (SELECT 1 FROM passkey k WHERE k.user_id = u.id)) AS has_factor,
                        (SELECT string_agg(m.ods || $5 || replace(p.name, $5, ' ') || $5 || m.status || $5
                             || COALESCE((SELECT string_agg(g.role, ' ') FROM role_grant g
                                  WHERE g.user_id = m.user_id AND g.ods = m.ods AND g.ended_at IS NULL
                                    AND g.starts_on <= $4 AND (g.ends_on IS NULL OR g.ends_on >= $4)
                                    AND (m.leaves_on IS NULL OR m.leaves_on >= $4)), '') || $5, '')
                         FROM membership m JOIN practice p ON p.ods = m.ods WHERE m.user_id = u.id) AS places
                 FROM session s
                 JOIN app_user u ON u.id = s.user_id
                 WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.last_seen_at > $3 AND s.created_at <= $6",
            )
            .bind(hash(secret))
            .bind(now)
            .bind(now.0 - IDLE)
            .bind(today)
            .bind(FIELD_END.to_string())
            // One that was begun by a clock that was wrong would last until its time has come.
            .bind(now.0 + Instant::DRIFT),
        )
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    if row.last_seen_at < now.0 - NOTED_EVERY {
        let seen = Seen {
            token_hash: hash(secret),
            now,
        };
        // A database that is locked, full or read-only must not keep anybody from reading.
        if let Err(error) = db.write(&seen).await {
            tracing::warn!(error = %error, "The last request of a session can't be noted");
        }
    }
    let user = Actor {
        id: row.id,
        name: crate::text::full_name(&row.first_name, &row.last_name),
        email: row.email,
        registration_officer: row.is_registration_officer,
        gmc_number: row.gmc_number.and_then(|number| number.parse().ok()),
        factor_at: row.factor_at.map(Instant),
        places: places(&row.places.unwrap_or_default()),
        session_ends_at: row.expires_at,
    };
    let stage = Stage::of(
        user.factor_at.is_some(),
        row.has_factor,
        user.needs_factor(),
    );
    Ok(Some(Session { user, stage }))
}

/// Places from the text that holds a user's, by the practices' names: of each the code, the name, the status and the
/// roles in force.
pub(crate) fn places(text: &str) -> Vec<Place> {
    let mut fields = text.split_terminator(FIELD_END);
    let mut places = Vec::new();
    while let (Some(ods), Some(name), Some(status), Some(codes)) =
        (fields.next(), fields.next(), fields.next(), fields.next())
    {
        if let (Ok(practice), Some(status)) = (ods.parse(), MembershipStatus::from_code(status)) {
            places.push(Place {
                practice,
                name: name.to_owned(),
                status,
                roles: roles(codes),
            });
        }
    }
    places.sort_by(|a, b| (&a.name, &a.practice).cmp(&(&b.name, &b.practice)));
    places
}

/// Roles from a list of codes with spaces between, in the order of the catalogue.
fn roles(codes: &str) -> Vec<Role> {
    let mut roles: Vec<_> = codes
        .split_whitespace()
        .filter_map(Role::from_code)
        .collect();
    roles.sort_unstable();
    roles
}

struct Seen {
    token_hash: [u8; 32],
    now: Instant,
}

impl Work for Seen {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        tx.execute(
            Query::new("UPDATE session SET last_seen_at = $2 WHERE token_hash = $1")
                .bind(self.token_hash)
                .bind(self.now),
        )
        .await?;
        Ok(())
    }
}

/// A session with this secret of somebody who has shown a second factor in it, for tests.
#[cfg(test)]
pub(crate) async fn signed_in(db: &Db, user: UserId, secret: &str, at: Instant) {
    struct Shown<'a>(UserId, &'a str, Instant);

    impl Work for Shown<'_> {
        type Done = ();
        type Error = Failure;

        async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
            begin(tx, self.0, self.1, "", self.2).await?;
            let stamp = Stamp::of_visitor(self.2, String::new());
            enter(tx, self.0, self.1, &stamp).await
        }
    }

    db.write(&Shown(user, secret, at)).await.unwrap();
}
