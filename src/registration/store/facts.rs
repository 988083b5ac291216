//! What the signals of a case follow from, in the database.

use super::case::Case;
use crate::{
    access::Role,
    base::{
        clock::date_of,
        dates::{Date, Instant},
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
    history::Action,
    registration::{
        model::{Party, State},
        signals::{Facts, Signal, signals},
    },
};

const REMOVED: i64 = 14 * Instant::DAY;
const CHANGED: i64 = 30 * Instant::DAY;
const PRACTICE_CHANGED: i64 = 90 * Instant::DAY;

/// The signals of a case as things are.
pub(super) async fn signals_of(
    tx: &mut Tx,
    case: &Case,
    now: Instant,
) -> Result<Vec<Signal>, Failure> {
    Ok(signals(&facts(tx, case, now).await?))
}

// Long: one fact after the other.
async fn facts(tx: &mut Tx, case: &Case, now: Instant) -> Result<Facts, Failure> {
    let Some(authoriser) = case.party(Party::Authoriser) else {
        return Ok(Facts {
            authoriser_known: true,
            authoriser_here: true,
            emails_here: vec!["@".to_owned()],
            ..Facts::default()
        });
    };
    let nominee = case.party(Party::Nominee);
    let stated = case.form.authoriser.as_ref();
    let account = authoriser.user_id;
    let phone = match account {
        Some(user) => phone_of(tx, user).await?,
        None => String::new(),
    };
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let stated_phone = stated
        .map(|stated| digits(&stated.phone))
        .unwrap_or_default();
    let changed = match account {
        Some(user) => {
            let what = [
                Action::AddressChanged,
                Action::DetailsChanged,
                Action::NameChanged,
            ];
            happened(tx, About::Account(user), &what, now.0 - CHANGED).await?
        }
        None => false,
    };
    let here = About::Practice(&case.practice);
    Ok(Facts {
        one_person: case.standing.blocked,
        same_network: !authoriser.peer.is_empty()
            && nominee.is_some_and(|nominee| nominee.peer == authoriser.peer),
        other_address: stated.is_some_and(|stated| stated.email != authoriser.email),
        other_phone: !phone.is_empty()
            && !stated_phone.is_empty()
            && digits(&phone) != stated_phone,
        authoriser_known: account.is_some(),
        authoriser_here: match account {
            Some(user) => works_here(tx, case, user, date_of(now)).await?,
            None => false,
        },
        authoriser_changed: changed,
        authoriser_email: authoriser.email.clone(),
        emails_here: emails_here(tx, case).await?,
        administrator_removed: administrator_removed(tx, case, now).await?,
        asks_elsewhere: asks_elsewhere(tx, case).await?,
        practice_changed: happened(
            tx,
            here,
            &[Action::PracticeChanged],
            now.0 - PRACTICE_CHANGED,
        )
        .await?,
        explanation: case.form.explanation.clone(),
        asked_on: Some(date_of(case.asked_at)),
        capacity: case.form.capacity,
    })
}

async fn phone_of(tx: &mut Tx, user: UserId) -> Result<String, Failure> {
    let query = Query::new("SELECT phone FROM app_user WHERE id = $1").bind(user);
    let (phone,): (String,) = tx.one(query).await?;
    Ok(phone)
}

/// What an event is about.
enum About<'a> {
    Account(UserId),
    Practice(&'a OdsCode),
}

/// Whether something of these kinds was recorded about it since a moment.
async fn happened(
    tx: &mut Tx,
    about: About<'_>,
    what: &[Action],
    since: i64,
) -> Result<bool, Failure> {
    let mut query = Query::new("SELECT 1 FROM history_event WHERE at >= ");
    query
        .push_bind(since)
        .push(" AND action IN ")
        .push_list(what.iter().map(|action| action.code()));
    match about {
        About::Account(user) => query.push(" AND subject_id = ").push_bind(user),
        About::Practice(practice) => query.push(" AND chain = ").push_bind(practice),
    };
    query.push(" LIMIT 1");
    let found: Option<(i32,)> = tx.optional(query).await?;
    Ok(found.is_some())
}

/// Whether somebody has a place at the practice, or a link with it that runs.
async fn works_here(tx: &mut Tx, case: &Case, user: UserId, today: Date) -> Result<bool, Failure> {
    let query = Query::new(
        "SELECT 1 FROM app_user u WHERE u.id = $1 AND (
             EXISTS (SELECT 1 FROM membership m WHERE m.user_id = u.id AND m.ods = $2 AND m.status <> 'deactivated')
             OR EXISTS (SELECT 1 FROM performer f JOIN assignment a ON a.gmc_number = f.gmc_number
                        WHERE f.user_id = u.id AND a.ods = $2 AND a.stage <> 'cancelled' AND a.starts_on <= $3
                          AND (a.ends_on IS NULL OR a.ends_on >= $3)))",
    );
    let found: Option<(i32,)> = tx
        .optional(query.bind(user).bind(&case.practice).bind(today))
        .await?;
    Ok(found.is_some())
}

/// The addresses of the practice's users, the parties' aside.
async fn emails_here(tx: &mut Tx, case: &Case) -> Result<Vec<String>, Failure> {
    let query = "SELECT u.email FROM membership m JOIN app_user u ON u.id = m.user_id
                 WHERE m.ods = $1 AND m.status <> 'deactivated'";
    let found: Vec<(String,)> = tx.all(Query::new(query).bind(&case.practice)).await?;
    let others = found.into_iter().map(|(email,)| email);
    let party = |email: &String| case.parties.iter().any(|party| party.email == *email);
    Ok(others.filter(|email| !party(email)).collect())
}

async fn administrator_removed(tx: &mut Tx, case: &Case, now: Instant) -> Result<bool, Failure> {
    let mut query = Query::new("SELECT 1 FROM role_grant WHERE ended_at >= ");
    query
        .push_bind(now.0 - REMOVED)
        .push(" AND ods = ")
        .push_bind(&case.practice)
        // By its users: the index by practice has no grants that are over.
        .push(" AND user_id IN (SELECT user_id FROM membership WHERE ods = ")
        .push_bind(&case.practice)
        .push(") AND role IN ")
        .push_list(Role::all().filter(|role| role.administers()))
        .push(" LIMIT 1");
    let found: Option<(i32,)> = tx.optional(query).await?;
    Ok(found.is_some())
}

/// Whether the nominee is named in open requests of other practices.
async fn asks_elsewhere(tx: &mut Tx, case: &Case) -> Result<bool, Failure> {
    let mut query = Query::new(
        "SELECT 1 FROM certification_party p JOIN certification c ON c.id = p.certification
         WHERE p.party = 'nominee' AND p.email = ",
    );
    query
        .push_bind(&case.form.nominee.email)
        .push(" AND c.ods <> ")
        .push_bind(&case.practice)
        .push(" AND c.state IN ")
        .push_list(State::open())
        .push(" LIMIT 1");
    let found: Option<(i32,)> = tx.optional(query).await?;
    Ok(found.is_some())
}
