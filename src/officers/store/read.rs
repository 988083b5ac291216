//! Who belongs to the registration team, and who did.

use crate::{
    access::{Actor, Registration},
    base::{
        clock::{in_words, new_id},
        dates::Instant,
        error::AppError,
        ids::UserId,
        text::shown_name,
    },
    database::{Db, Failure, Query, Tx},
    officers::{
        model::{Officer, OfficerView, Team},
        rules::Standing,
    },
};

#[derive(sqlx::FromRow)]
struct Row {
    id: UserId,
    email: String,
    first_name: String,
    last_name: String,
    is_officer: bool,
    has_password: bool,
    last_sign_in_at: Option<Instant>,
    invited_at: Instant,
    inviter_first: Option<String>,
    inviter_last: Option<String>,
    ended_at: Option<Instant>,
    ender_first: Option<String>,
    ender_last: Option<String>,
}

const ROWS: &str =
    "SELECT u.id, u.email, u.first_name, u.last_name, u.is_registration_officer AS is_officer,
            u.password_hash IS NOT NULL AS has_password, u.last_sign_in_at,
            COALESCE(o.invited_at, u.created_at) AS invited_at,
            i.first_name AS inviter_first, i.last_name AS inviter_last,
            o.ended_at, e.first_name AS ender_first, e.last_name AS ender_last
     FROM app_user u
     LEFT JOIN officer o ON o.user_id = u.id
     LEFT JOIN app_user i ON i.id = o.invited_by
     LEFT JOIN app_user e ON e.id = o.ended_by
     WHERE u.id IN (SELECT id FROM app_user WHERE is_registration_officer UNION SELECT user_id FROM officer)";

impl Row {
    fn officer(self) -> Officer {
        let who = |first: Option<String>, last: Option<String>| {
            let name = first.zip(last);
            name.map_or_else(
                || "the operator".to_owned(),
                |(first, last)| shown_name(&first, &last),
            )
        };
        let standing = Standing::of(self.is_officer, self.has_password);
        let invited_by = who(self.inviter_first, self.inviter_last);
        let ended_by = who(self.ender_first, self.ender_last);
        let ended = self.ended_at.filter(|_| !self.is_officer);
        Officer {
            id: self.id,
            name: shown_name(&self.first_name, &self.last_name),
            username: self.email,
            standing,
            last_sign_in: self
                .last_sign_in_at
                .map_or_else(|| "Never".to_owned(), in_words),
            invited: [&in_words(self.invited_at), " by ", &invited_by].concat(),
            ended: ended
                .map(|at| [&in_words(at), " by ", &ended_by].concat())
                .unwrap_or_default(),
        }
    }
}

/// Everybody who is or was an officer: those who can log in first.
pub(in crate::officers) async fn team(
    db: &Db,
    actor: &Actor,
    _permit: Registration,
    now: Instant,
) -> Result<Team, Failure> {
    let mut query = Query::new(ROWS);
    query.push(" ORDER BY u.sort_name, u.id");
    let rows: Vec<Row> = db.all(query).await?;
    let mut officers: Vec<_> = rows.into_iter().map(Row::officer).collect();
    officers.sort_by_key(|officer| officer.standing);
    Ok(Team {
        officers,
        asks_code: actor.recent_factor(now).is_none(),
    })
}

/// One of them.
pub(in crate::officers) async fn officer(
    db: &Db,
    actor: &Actor,
    _permit: Registration,
    id: UserId,
    now: Instant,
) -> Result<OfficerView, Failure> {
    let mut tx = db.read().await?;
    let mut query = Query::new(ROWS);
    query.push(" AND u.id = ").push_bind(id);
    let row: Option<Row> = tx.optional(query).await?;
    let officer = row.ok_or(AppError::NotFound)?.officer();
    let link = if officer.standing == Standing::Invited {
        link(&mut tx, id, now).await?
    } else {
        String::new()
    };
    Ok(OfficerView {
        officer,
        link,
        own: id == actor.id,
        active: count_active(&mut tx).await?,
        asks_code: actor.recent_factor(now).is_none(),
        idempotency_key: new_id().to_string(),
    })
}

/// What the link in the newest invitation is worth, in words.
async fn link(tx: &mut Tx, user: UserId, now: Instant) -> Result<String, Failure> {
    let newest: Option<(Instant, bool)> = tx
        .optional(
            Query::new(
                "SELECT expires_at, ended_at IS NULL FROM account_link
                 WHERE user_id = $1 AND purpose = 'invitation' ORDER BY created_at DESC LIMIT 1",
            )
            .bind(user),
        )
        .await?;
    Ok(match newest {
        Some((until, true)) if now < until => ["Works until ", &in_words(until)].concat(),
        Some(_) => "No longer works".to_owned(),
        None => String::new(),
    })
}

/// How many officers can log in.
pub(in crate::officers) async fn count_active(tx: &mut Tx) -> Result<usize, Failure> {
    let (active,): (i64,) = tx
        .one(Query::new(
            "SELECT CAST(count(*) AS BIGINT) FROM app_user
             WHERE is_registration_officer AND password_hash IS NOT NULL",
        ))
        .await?;
    Ok(usize::try_from(active).unwrap_or_default())
}
