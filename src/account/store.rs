//! One's own account in the database.

mod address;
mod change;

pub(super) use address::{AskForAddress, ConfirmAddress, Confirmed, KeepAddress, address_link};
pub(super) use change::{ChangeDetails, ChangePassword, EndOthers};

use super::{AccountView, MyPractice, SessionLine};
use crate::{
    access::{Actor, Role, list},
    base::{
        clock::{date_of, in_words},
        dates::Instant,
        ids::UserId,
    },
    coverage,
    database::{Db, Failure, Query},
    sign_in::{self, factor},
    ui::addresses,
    web::{
        Request,
        session::{IDLE, hash},
    },
};

#[derive(sqlx::FromRow)]
struct Row {
    title: String,
    first_name: String,
    last_name: String,
    phone: String,
    gp: bool,
    gmc_email: Option<String>,
    password_set_at: Option<i64>,
    new_email: Option<String>,
}

/// What one's account page shows.
pub(super) async fn view(request: &Request, actor: &Actor) -> Result<AccountView, Failure> {
    let (now, today) = (request.app.clock.now(), request.app.clock.today());
    let mut tx = request.app.db.read().await?;
    let row: Row = tx
        .one(
            Query::new(
                "SELECT title, first_name, last_name, phone, gmc_number IS NOT NULL AS gp, password_set_at,
                        (SELECT gmc_email FROM performer
                         WHERE user_id = app_user.id AND gmc_email <> app_user.email) AS gmc_email,
                        (SELECT address FROM account_link
                         WHERE user_id = app_user.id AND purpose = 'address' AND ended_at IS NULL
                           AND expires_at > $2) AS new_email
                 FROM app_user WHERE id = $1",
            )
            .bind(actor.id)
            .bind(now),
        )
        .await?;
    let sessions: Vec<(Vec<u8>, String, Instant, Instant)> = tx
        .all(
            Query::new(
                "SELECT token_hash, browser, created_at, last_seen_at FROM session
                 WHERE user_id = $1 AND expires_at > $2 AND last_seen_at > $3 ORDER BY last_seen_at DESC",
            )
            .bind(actor.id)
            .bind(now)
            .bind(now.0 - IDLE),
        )
        .await?;
    let here = hash(&request.session_secret().unwrap_or_default());
    let mut sessions: Vec<_> = sessions
        .into_iter()
        .map(|(token, browser, since, seen)| SessionLine {
            browser,
            since: in_words(since),
            seen: in_words(seen),
            here: token == here,
        })
        .collect();
    sessions.sort_by_key(|session| !session.here);
    let factors = factor::kinds(&mut tx, actor.id).await?;
    let covers = coverage::covers(&mut tx, actor, today).await?;
    let practices = actor
        .working_places()
        .zip(covers)
        .map(|(place, covers)| MyPractice {
            name: place.name.clone(),
            ask: addresses::ask(&place.practice),
            roles: list(
                &place
                    .roles
                    .iter()
                    .map(|role| Role::name(*role))
                    .collect::<Vec<_>>(),
            ),
            administrators: covers
                .iter()
                .map(|cover| [cover.service.name(), ": ", &cover.names()].concat())
                .collect(),
        })
        .collect();
    Ok(AccountView {
        user: actor.id,
        title: row.title,
        first_name: row.first_name,
        last_name: row.last_name,
        email: actor.email.clone(),
        phone: row.phone,
        gp: row.gp,
        gmc_email: row.gmc_email.unwrap_or_default(),
        password_set: row
            .password_set_at
            .map(|at| date_of(Instant(at)).in_words())
            .unwrap_or_default(),
        factors: list(&factors),
        new_email: row.new_email.unwrap_or_default(),
        practices,
        sessions,
    })
}

/// What one's own password must not be made of.
pub(super) async fn own_words(db: &Db, user: UserId) -> Result<Vec<String>, Failure> {
    sign_in::set_password::own_words(&mut db.read().await?, user).await
}
