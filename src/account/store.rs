//! One's own account in the database.

mod address;
mod change;

pub(super) use address::{AskForAddress, ConfirmAddress, Confirmed, KeepAddress, address_link};
pub(super) use change::{ChangeDetails, ChangePassword, EndOthers};

use super::{AccountView, MyPractice, SessionLine};
use crate::{
    access::{Actor, Membership, list},
    base::{
        clock::{date_of, days_after, in_words},
        dates::Instant,
        ids::UserId,
    },
    coverage::{self, Cover},
    database::{Db, Failure, Query, Tx},
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
    last_sign_in_at: Option<Instant>,
    new_email: Option<String>,
}

/// What one's account page shows.
pub(super) async fn view(request: &Request, actor: &Actor) -> Result<AccountView, Failure> {
    let (now, today) = (request.app.clock.now(), request.app.clock.today());
    let mut tx = request.app.db.read().await?;
    let row: Row = tx
        .one(
            Query::new(
                "SELECT title, first_name, last_name, phone, gmc_number IS NOT NULL AS gp, password_set_at, last_sign_in_at,
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
    let here = hash(&request.session_secret().unwrap_or_default());
    let sessions = sessions(&mut tx, actor.id, &here, now).await?;
    let factors = factor::kinds(&mut tx, actor.id).await?;
    let covers = coverage::covers(&mut tx, actor, today).await?;
    let places = actor.working_places().zip(covers);
    let practices = places.map(my_practice).collect();
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
        // Who reads this has logged in; whoever got a place since then has longer there.
        lapses_on: days_after(
            date_of(row.last_sign_in_at.unwrap_or(now)),
            request.app.unused.days,
        )
        .in_words(),
        practices,
        sessions,
    })
}

/// The sessions of an account, that with the secret `here` first, then those used last.
async fn sessions(
    tx: &mut Tx,
    user: UserId,
    here: &[u8],
    now: Instant,
) -> Result<Vec<SessionLine>, Failure> {
    let query = "SELECT token_hash, browser, created_at, last_seen_at FROM session
                 WHERE user_id = $1 AND expires_at > $2 AND last_seen_at > $3 ORDER BY last_seen_at DESC";
    let query = Query::new(query).bind(user).bind(now).bind(now.0 - IDLE);
    let rows: Vec<(Vec<u8>, String, Instant, Instant)> = tx.all(query).await?;
    let line = |(token, browser, since, seen): (Vec<u8>, String, Instant, Instant)| SessionLine {
        browser,
        since: in_words(since),
        seen: in_words(seen),
        here: token == here,
    };
    let mut lines: Vec<_> = rows.into_iter().map(line).collect();
    lines.sort_by_key(|session| !session.here);
    Ok(lines)
}

/// What is shown of a practice where the owner works.
fn my_practice((place, covers): (&Membership, Vec<Cover>)) -> MyPractice {
    let roles: Vec<_> = place.roles.iter().map(|role| role.name()).collect();
    let administrators = |cover: &Cover| [cover.service.name(), ": ", &cover.names()].concat();
    MyPractice {
        name: place.name.clone(),
        ask: addresses::ask(&place.practice),
        roles: list(&roles),
        administrators: covers.iter().map(administrators).collect(),
    }
}

/// What one's own password must not be made of.
pub(super) async fn own_words(db: &Db, user: UserId) -> Result<Vec<String>, Failure> {
    sign_in::set_password::own_words(&mut db.read().await?, user).await
}
