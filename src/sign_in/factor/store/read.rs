//! What an account has.

use uuid::Uuid;

use crate::{
    access::Role,
    base::{
        clock::in_words,
        dates::{Date, Instant},
        error::AppError,
        ids::UserId,
    },
    database::{Db, Failure, Query, Tx},
    sign_in::factor::{Factor, Factors, Kind, totp::AppSecret},
    web::{
        demonstration,
        session::{EXEMPT, FactorDuty},
    },
};

/// An account's second factors, the oldest first, and how many recovery codes are left.
pub(crate) async fn factors(db: &Db, user: UserId) -> Result<Factors, Failure> {
    let mut tx = db.read().await?;
    let rows: Vec<(Uuid, String, i64, bool, bool)> = tx
        .all(
            Query::new(
                "SELECT id, name, added_at, 1 = 0, 1 = 0 FROM authenticator_app WHERE user_id = $1
                 UNION ALL SELECT id, name, added_at, 1 = 1, alone FROM passkey WHERE user_id = $1
                 ORDER BY 3, 1",
            )
            .bind(user),
        )
        .await?;
    let (codes_left,): (i64,) = tx
        .one(
            Query::new("SELECT CAST(count(*) AS BIGINT) FROM recovery_code WHERE user_id = $1")
                .bind(user),
        )
        .await?;
    let factor = |(id, name, added_at, passkey, alone)| Factor {
        id,
        name,
        added: in_words(Instant(added_at)),
        kind: if passkey { Kind::Passkey } else { Kind::App },
        alone,
    };
    Ok(Factors {
        factors: rows.into_iter().map(factor).collect(),
        codes_left: usize::try_from(codes_left).unwrap_or_default(),
    })
}

/// What kinds of second factors an account has, in words.
pub(crate) async fn kinds(tx: &mut Tx, user: UserId) -> Result<Vec<&'static str>, Failure> {
    let (apps, passkeys): (bool, bool) = tx
        .one(
            Query::new(
                "SELECT EXISTS (SELECT 1 FROM authenticator_app WHERE user_id = $1),
                        EXISTS (SELECT 1 FROM passkey WHERE user_id = $1)",
            )
            .bind(user),
        )
        .await?;
    let kinds = [(apps, Kind::App), (passkeys, Kind::Passkey)];
    Ok(kinds
        .into_iter()
        .filter(|(there, _)| *there)
        .map(|(_, kind)| kind.name())
        .collect())
}

/// How many second factors an account has.
pub(super) async fn count(tx: &mut Tx, user: UserId) -> Result<usize, Failure> {
    let (count,): (i64,) = tx
        .one(
            Query::new(
                "SELECT CAST(count(*) AS BIGINT) FROM (
                     SELECT id FROM authenticator_app WHERE user_id = $1
                     UNION ALL SELECT id FROM passkey WHERE user_id = $1
                 ) AS factor",
            )
            .bind(user),
        )
        .await?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// Whether an account has a second factor.
pub(crate) async fn has_factor(tx: &mut Tx, user: UserId) -> Result<bool, Failure> {
    Ok(count(tx, user).await? > 0)
}

/// What decides on a day whether an account without a second factor has to set one up: what `Actor::needs_factor` says of who
/// is signed in, and whether an exemption runs.
pub(crate) async fn duty_on(tx: &mut Tx, user: UserId, today: Date) -> Result<FactorDuty, Failure> {
    let mut query = Query::new(
        "SELECT u.is_registration_officer, u.is_registration_officer OR EXISTS (
             SELECT 1 FROM role_grant g JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods
             WHERE g.user_id = u.id AND g.ended_at IS NULL AND g.starts_on <= $2
               AND (g.ends_on IS NULL OR g.ends_on >= $2) AND m.status <> 'deactivated' AND g.role IN ",
    )
    .bind(user)
    .bind(today);
    query.push_list(Role::all().filter(|role| role.administers()));
    query
        .push("), ")
        .push(EXEMPT)
        .push("u.id) FROM app_user u WHERE u.id = $1");
    let (registration_officer, needed, exempt) =
        tx.optional(query).await?.ok_or(AppError::NotFound)?;
    Ok(FactorDuty {
        needed,
        registration_officer,
        exempt,
    })
}

/// An account's passkeys as they are stored.
pub(in crate::sign_in::factor) async fn passkeys(
    db: &Db,
    user: UserId,
) -> Result<Vec<String>, Failure> {
    let rows: Vec<(String,)> = db
        .all(Query::new("SELECT credential FROM passkey WHERE user_id = $1 ORDER BY id").bind(user))
        .await?;
    Ok(rows.into_iter().map(|(credential,)| credential).collect())
}

/// The code that the app of one of the demonstration's accounts would show: only where the data is a demonstration's,
/// and only of the one secret that its accounts share and everybody can read in the source.
pub(crate) async fn demonstration_code(
    db: &Db,
    user: UserId,
    now: Instant,
) -> Result<Option<String>, Failure> {
    if demonstration::kind_of(db).await?.is_none() {
        return Ok(None);
    }
    let last_step: Option<(i64,)> = db
        .optional(
            Query::new(
                "SELECT last_step FROM authenticator_app WHERE user_id = $1 AND secret = $2",
            )
            .bind(user)
            .bind(demonstration::APP_SECRET.to_vec()),
        )
        .await?;
    let secret = AppSecret::from_bytes(demonstration::APP_SECRET);
    Ok(last_step
        .zip(secret)
        .and_then(|((last_step,), secret)| secret.next_code(now, last_step)))
}
