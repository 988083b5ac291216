//! What waits for those who decide, and what others should know of it.

use super::super::{
    people::people_at,
    request::{REQUEST, StoredLinkRequest},
};
use crate::{
    access::{Actor, Service},
    base::{
        clock::{date_of, days_since, in_words},
        dates::{Date, Instant},
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
    performers::{LinkQueue, TaskLink, WaitsFor, escalation::EscalationLevel},
};

/// How many are listed.
const AT_MOST: i64 = 200;

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    request: StoredLinkRequest,
    first_name: String,
    last_name: String,
    practice: String,
}

const FROM: &str = ", u.first_name, u.last_name, p.name AS practice FROM link_request r
     JOIN performer f ON f.gmc_number = r.gmc_number JOIN app_user u ON u.id = f.user_id
     JOIN practice p ON p.ods = r.ods WHERE r.state = 'open'";

fn begin() -> Query {
    let mut query = Query::new("SELECT ");
    query.push(REQUEST).push(FROM);
    query
}

fn task(row: Row, today: Date) -> Result<TaskLink, Failure> {
    let request = &row.request;
    let days = days_since(request.asked_on(), today);
    Ok(TaskLink {
        id: request.id,
        gp: crate::base::text::shown_name(&row.first_name, &row.last_name),
        gmc_number: request.gmc_number.to_string(),
        asks: request.wanted()?.sentence(&row.practice),
        asked: in_words(request.asked_at),
        days,
        // Where nobody at the practice can decide it goes further on the first day.
        late: days > 0 && request.level > EscalationLevel::Reviewers,
        approve: request.waits_for == WaitsFor::Commissioner,
    })
}

async fn tasks_of(tx: &mut Tx, mut query: Query, today: Date) -> Result<Vec<TaskLink>, Failure> {
    query
        .push(" ORDER BY r.asked_at, r.id LIMIT ")
        .push_bind(AT_MOST);
    let rows: Vec<Row> = tx.readable(query).await?;
    rows.into_iter().map(|row| task(row, today)).collect()
}

/// Every open request about these practices, the oldest first.
pub(super) async fn waiting(
    tx: &mut Tx,
    practices: &[OdsCode],
    today: Date,
) -> Result<Vec<TaskLink>, Failure> {
    let mut query = begin();
    query.push(" AND r.ods IN ").push_list(practices);
    tasks_of(tx, query, today).await
}

/// What waits for `actor`: requests they decide about, and practices of theirs where requests wait that others decide
/// about.
pub(crate) async fn tasks(
    tx: &mut Tx,
    actor: &Actor,
    today: Date,
) -> Result<(Vec<TaskLink>, Vec<LinkQueue>), Failure> {
    let confirms: Vec<_> = actor
        .confirms()
        .map(|place| place.practice.clone())
        .collect();
    let mut links = Vec::new();
    if actor.registration().is_ok() {
        let mut query = begin();
        query
            .push(" AND (r.waits_for = 'commissioner' OR r.step = ")
            .push_bind(EscalationLevel::Registration.step())
            .push(")");
        links = tasks_of(tx, query, today).await?;
    }
    if !confirms.is_empty() {
        let mut query = begin();
        query.push(" AND r.waits_for = 'practice' AND r.ods IN ");
        query.push_list(&confirms);
        if let Some(own) = &actor.gmc_number {
            query.push(" AND r.gmc_number <> ").push_bind(own);
        }
        links.extend(tasks_of(tx, query, today).await?);
    }
    let others: Vec<_> = actor
        .administered()
        .filter(|place| !confirms.contains(&place.practice))
        .collect();
    let codes: Vec<_> = others.iter().map(|place| &place.practice).collect();
    let mut queues = Vec::new();
    for (practice, name) in with_requests(tx, &codes).await? {
        queues.push(queue(tx, actor, &practice, &name, today).await?);
    }
    Ok((links, queues))
}

/// Those of these practices about which a request waits.
async fn with_requests(
    tx: &mut Tx,
    practices: &[&OdsCode],
) -> Result<Vec<(OdsCode, String)>, Failure> {
    if practices.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new(
        "SELECT p.ods, p.name FROM practice p
         WHERE EXISTS (SELECT 1 FROM link_request r
                       WHERE r.ods = p.ods AND r.state = 'open' AND r.waits_for = 'practice') AND p.ods IN ",
    );
    query.push_list(practices.iter().copied());
    query.push(" ORDER BY p.name, p.ods");
    Ok(tx.all(query).await?)
}

/// How much waits at a practice, and who can decide.
pub(super) async fn queue(
    tx: &mut Tx,
    actor: &Actor,
    practice: &OdsCode,
    name: &str,
    today: Date,
) -> Result<LinkQueue, Failure> {
    let (waiting, oldest): (i64, Option<i64>) = tx
        .one(
            Query::new(
                "SELECT CAST(count(*) AS BIGINT), min(asked_at) FROM link_request
                 WHERE ods = $1 AND state = 'open' AND waits_for = 'practice'",
            )
            .bind(practice),
        )
        .await?;
    let people = people_at(tx, practice, UserId(uuid::Uuid::nil()), today).await?;
    Ok(LinkQueue {
        practice: practice.to_string(),
        name: name.to_owned(),
        waiting: usize::try_from(waiting).unwrap_or_default(),
        days: oldest.map_or(0, |at| days_since(date_of(Instant(at)), today)),
        reviewers: people.reviewers.into_iter().map(|(_, name)| name).collect(),
        givers: people
            .administrators
            .into_iter()
            .map(|(_, name)| name)
            .collect(),
        gives_role: actor.administer(practice, Service::Pl).is_ok(),
    })
}
