//! Launches as pages show them.

use uuid::Uuid;

use super::Launch;
use crate::{
    access::{Actor, Service},
    base::{
        clock::in_words,
        dates::{Date, Instant},
        ids::{OdsCode, UserId},
        text::shown_name,
    },
    database::{Failure, Query, Tx},
    launches::{
        model::{
            LaunchAction, LaunchLine, LaunchState, LaunchView, NominationFilter, NominationLine,
            NominationState,
        },
        rules::{LaunchRefusal, Step},
    },
};

/// Lines on a page.
const PAGE: usize = 100;
/// Launches in the list: they are rare.
const MOST: i64 = 200;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    reference: String,
    service: Service,
    go_live: Date,
    state: LaunchState,
    put_in_at: Instant,
    first_name: Option<String>,
    last_name: Option<String>,
    practices: i64,
}

/// The launches there are, the newest first.
pub(in crate::launches) async fn launches(tx: &mut Tx) -> Result<Vec<LaunchLine>, Failure> {
    let rows: Vec<Row> = tx
        .all(
            Query::new(
                "SELECT l.id, l.reference, l.service, l.go_live, l.state, l.put_in_at, u.first_name, u.last_name,
                        (SELECT count(DISTINCT n.ods) FROM nomination n WHERE n.launch = l.id) AS practices
                 FROM launch l LEFT JOIN app_user u ON u.id = l.put_in_by ORDER BY l.id DESC LIMIT $1",
            )
            .bind(MOST),
        )
        .await?;
    let line = |row: Row| LaunchLine {
        id: row.id,
        reference: row.reference,
        service: row.service.name().to_owned(),
        go_live: row.go_live.in_words(),
        state: row.state,
        practices: row.practices,
        put_in: put_in(row.put_in_at, row.first_name.zip(row.last_name)),
    };
    Ok(rows.into_iter().map(line).collect())
}

fn put_in(at: Instant, by: Option<(String, String)>) -> String {
    let by = by.map(|(first, last)| shown_name(&first, &last));
    let by = by.as_deref().unwrap_or("the operator");
    [&in_words(at), " by ", by].concat()
}

async fn name_of(tx: &mut Tx, user: Option<UserId>) -> Result<Option<(String, String)>, Failure> {
    let Some(user) = user else {
        return Ok(None);
    };
    let query = "SELECT first_name, last_name FROM app_user WHERE id = $1";
    Ok(tx.optional(Query::new(query).bind(user)).await?)
}

/// A launch with a page of its nominations, as an officer sees it.
pub(in crate::launches) async fn view(
    tx: &mut Tx,
    actor: &Actor,
    id: Uuid,
    filter: NominationFilter,
    now: Instant,
    today: Date,
) -> Result<LaunchView, Failure> {
    let launch = Launch::find(tx, id).await?;
    let shown = |name: Option<(String, String)>| {
        name.map(|(first, last)| shown_name(&first, &last))
            .unwrap_or_default()
    };
    let first = shown(name_of(tx, launch.first_officer).await?);
    let second = shown(name_of(tx, launch.second_officer).await?);
    let put_in = put_in(launch.put_in_at, name_of(tx, launch.put_in_by).await?);
    let may = |step| launch.standing().after(step, actor.id, today);
    let (approve, withdraw) = (may(Step::Approve), may(Step::Withdraw));
    let why_not = match approve {
        Err(why @ LaunchRefusal::SameOfficer) => why.words().to_owned(),
        _ => String::new(),
    };
    let may = [
        approve.is_ok().then_some(LaunchAction::Approve),
        withdraw.is_ok().then_some(LaunchAction::Withdraw),
    ];
    let (nominations, next) = nominations(tx, id, &filter).await?;
    Ok(LaunchView {
        id,
        service: launch.service.name().to_owned(),
        state: launch.state,
        go_live: launch.go_live.in_words(),
        put_in,
        first,
        second,
        counts: counts(tx, id).await?,
        practices: practices(tx, id).await?,
        filter,
        nominations,
        next,
        may: may.into_iter().flatten().collect(),
        why_not,
        asks_code: actor.recent_factor(now).is_none(),
        reference: launch.reference,
        source: launch.source,
        why: launch.why,
    })
}

async fn counts(tx: &mut Tx, id: Uuid) -> Result<Vec<(NominationState, i64)>, Failure> {
    let query =
        "SELECT state, count(*) FROM nomination WHERE launch = $1 GROUP BY state ORDER BY state";
    Ok(tx.all(Query::new(query).bind(id)).await?)
}

async fn practices(tx: &mut Tx, id: Uuid) -> Result<i64, Failure> {
    let query = "SELECT count(DISTINCT ods) FROM nomination WHERE launch = $1";
    let (count,): (i64,) = tx.one(Query::new(query).bind(id)).await?;
    Ok(count)
}

#[derive(sqlx::FromRow)]
struct Nominated {
    line: i64,
    ods: OdsCode,
    practice: String,
    first_name: String,
    last_name: String,
    email: String,
    contact_name: String,
    contact_email: String,
    state: NominationState,
    why: String,
}

async fn nominations(
    tx: &mut Tx,
    id: Uuid,
    filter: &NominationFilter,
) -> Result<(Vec<NominationLine>, String), Failure> {
    let mut query = Query::new(
        "SELECT n.line, n.ods, p.name AS practice, n.first_name, n.last_name, n.email, n.contact_name, n.contact_email,
                n.state, n.why
         FROM nomination n JOIN practice p ON p.ods = n.ods WHERE n.launch = ",
    );
    query.push_bind(id);
    if let Some(state) = NominationState::from_code(&filter.state) {
        query.push(" AND n.state = ").push_bind(state.code());
    }
    let plain = |c: char| c.is_alphanumeric() || "@.-'".contains(c);
    let find = filter.find.to_lowercase();
    for word in find.split(|c| !plain(c)).filter(|word| !word.is_empty()) {
        query.push(
            " AND lower(n.ods || ' ' || p.name || ' ' || n.first_name || ' ' || n.last_name || ' ' || n.email) LIKE ",
        );
        query.push_bind(["%", word, "%"].concat());
    }
    if let Ok(after) = filter.after.parse::<i64>() {
        query.push(" AND n.line > ").push_bind(after);
    }
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    query.push(" ORDER BY n.line LIMIT ").push_bind(limit);
    let mut rows: Vec<Nominated> = tx.all(query).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().filter(|_| more);
    let next = next.map(|row| row.line.to_string()).unwrap_or_default();
    Ok((rows.into_iter().map(line).collect(), next))
}

fn line(row: Nominated) -> NominationLine {
    let contact = [row.contact_name, row.contact_email].join(" ");
    NominationLine {
        line: row.line,
        practice: [&row.practice, " (", row.ods.as_ref(), ")"].concat(),
        nominee: shown_name(&row.first_name, &row.last_name),
        email: row.email,
        contact: contact.trim().to_owned(),
        state: row.state,
        why: row.why,
    }
}
