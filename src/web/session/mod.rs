//! Sessions: who a request is of. They are begun and ended by `sign_in`.

mod cookie;
mod places;
mod stage;

pub(crate) use cookie::{set_cookie, set_named_cookie};
pub(crate) use places::{PLACES, places};
pub use stage::{FactorDuty, Stage};

use sha2::{Digest as _, Sha256};

use crate::{
    access::{Actor, SignedIn},
    base::{
        clock::{hex, secret},
        dates::{Date, Instant},
        ids::{GmcNumber, NotAGmcNumber, UserId},
        text::full_name,
    },
    database::{Db, FIELD_END, Failure, Query, Tx, UnitOfWork},
};

/// A session ends when nothing was asked for this long.
pub(crate) const IDLE: i64 = 30 * Instant::MINUTE;
/// How exactly the last request of a session is noted: a write for every request would cost more than it tells.
const NOTED_EVERY: i64 = Instant::MINUTE;

/// Whether somebody has an exemption from the second factor, whose days have not passed. `$2` is today. Whose comes after it,
/// and a bracket.
pub(crate) const EXEMPT: &str = "EXISTS (SELECT 1 FROM factor_exemption x WHERE x.ended_at IS NULL AND x.ends_on >= $2 AND x.user_id = ";

/// A secret for a session's cookie: 256 random bits in hexadecimal.
pub(crate) fn new_secret() -> String {
    hex(&secret())
}

/// The secret in the address of a link, without what a mail program stuck to it: the full stop of a sentence, a bracket, a
/// space, or the `3D` that an `=` becomes in a message.
pub(crate) fn secret_of_link(typed: &str) -> &str {
    const LENGTH: usize = 64;
    let is_secret = |text: &str| {
        let digits = text.bytes().take_while(u8::is_ascii_hexdigit).count();
        digits >= LENGTH
    };
    let typed = typed.trim();
    let text = match typed.strip_prefix("3D") {
        Some(rest) if is_secret(rest) => rest,
        _ => typed,
    };
    if is_secret(text) {
        text.get(..LENGTH).unwrap_or(text)
    } else {
        text
    }
}

pub(crate) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
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
    exempt: bool,
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
    let mut query = Query::new(
        "SELECT u.id, u.email, u.first_name, u.last_name, u.is_registration_officer, u.gmc_number,
                s.last_seen_at, s.expires_at, s.factor_at, s.factor_at IS NULL
                    AND (EXISTS (SELECT 1 FROM authenticator_app a WHERE a.user_id = u.id)
                         OR EXISTS (SELECT 1 FROM passkey k WHERE k.user_id = u.id)) AS has_factor, ",
    )
    .bind(FIELD_END.to_string())
    .bind(today);
    query
        .push(EXEMPT)
        .push("u.id) AS exempt, ")
        .push(PLACES)
        .push(
            "u.id) AS places FROM session s JOIN app_user u ON u.id = s.user_id
             WHERE s.token_hash = ",
        )
        .push_bind(hash(secret))
        .push(" AND s.expires_at > ")
        .push_bind(now)
        .push(" AND s.last_seen_at > ")
        .push_bind(now.0 - IDLE)
        // One that was begun by a clock that was wrong would last until its time has come.
        .push(" AND s.created_at <= ")
        .push_bind(now.0 + Instant::DRIFT);
    let row: Option<Row> = db.optional(query).await?;
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
    row.session().map(Some)
}

impl Row {
    fn session(self) -> Result<Session, Failure> {
        let number = |number: String| {
            let unreadable =
                |NotAGmcNumber| Failure::internal("gmc_number of app_user can't be read");
            number.parse::<GmcNumber>().map_err(unreadable)
        };
        let user = Actor::of_session(SignedIn {
            id: self.id,
            name: full_name(&self.first_name, &self.last_name),
            email: self.email,
            registration_officer: self.is_registration_officer,
            gmc_number: self.gmc_number.map(number).transpose()?,
            factor_at: self.factor_at.map(Instant),
            places: places(&self.places.unwrap_or_default())?,
            session_ends_at: self.expires_at,
        });
        let duty = FactorDuty {
            needed: user.needs_factor(),
            registration_officer: user.registration_officer,
            exempt: self.exempt,
        };
        let stage = Stage::of(user.factor_at.is_some(), self.has_factor, duty);
        Ok(Session { user, stage })
    }
}

struct Seen {
    token_hash: [u8; 32],
    now: Instant,
}

impl UnitOfWork for Seen {
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
