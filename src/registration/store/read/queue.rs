//! The cases that wait: for the team, and for the administrators who are asked first.

use uuid::Uuid;

use crate::{
    access::{Actor, Service},
    base::{
        clock::{date_of, days_since},
        dates::Instant,
        ids::{OdsCode, UserId},
        text::isolated,
    },
    database::{Failure, Query, RoleCodes, Tx},
    registration::{
        model::State,
        signals::Signals,
        store::case::role_names,
        views::{Queue, QueueFilter, QueueLine},
    },
};

#[derive(sqlx::FromRow)]
struct QueueRow {
    id: Uuid,
    reference: String,
    ods: OdsCode,
    practice: String,
    nominee: String,
    roles: RoleCodes,
    state: State,
    asked_at: Instant,
    due_at: Option<Instant>,
    taken_by: Option<UserId>,
    taker: Option<String>,
    signals: Signals,
}

/// As many cases as a list has.
const AT_MOST: i64 = 2_000;

/// The choices of a queue, with what is said of each.
pub(crate) const SHOWN: [(&str, &str); 6] = [
    ("", "With the team"),
    ("mine", "Mine"),
    ("unassigned", "Not taken on"),
    ("overdue", "Overdue"),
    ("waiting", "Waiting for others"),
    ("all", "All"),
];

/// The cases that a filter lists, and how many each choice would.
pub(crate) async fn queue(
    tx: &mut Tx,
    actor: &Actor,
    filter: QueueFilter,
    now: Instant,
) -> Result<Queue, Failure> {
    let rows: Vec<QueueRow> = tx.readable(cases(&filter)).await?;
    let service = Service::from_code(&filter.service);
    let rows: Vec<_> = rows
        .into_iter()
        .filter(|row| {
            service.is_none_or(|service| row.roles.0.iter().any(|role| role.service() == service))
        })
        .collect();
    let shown = |row: &QueueRow, show: &str| match show {
        "mine" => row.taken_by == Some(actor.id),
        "unassigned" => row.taken_by.is_none() && row.state.is_with_the_team(),
        "overdue" => row.is_overdue(now),
        "waiting" => !row.state.is_with_the_team() && row.state.is_open(),
        "all" => true,
        _ => row.state.is_with_the_team(),
    };
    let counts = SHOWN
        .iter()
        .filter(|(code, _)| *code != "all")
        .map(|(code, _)| {
            (
                (*code).to_owned(),
                rows.iter().filter(|row| shown(row, code)).count(),
            )
        })
        .collect();
    let lines = rows
        .iter()
        .filter(|row| shown(row, &filter.show))
        .map(|row| row.line(now))
        .collect();
    Ok(Queue {
        filter,
        lines,
        counts,
    })
}

/// The cases that a filter may list, in its order.
fn cases(filter: &QueueFilter) -> Query {
    let all = filter.show == "all";
    let mut query = Query::new(
        "SELECT c.id, c.reference, c.ods, p.name AS practice, n.name AS nominee, c.roles, c.state, c.asked_at, c.due_at,
                c.taken_by, u.first_name || ' ' || u.last_name AS taker, c.signals
         FROM certification c JOIN practice p ON p.ods = c.ods
         JOIN certification_party n ON n.certification = c.id AND n.party = 'nominee'
         LEFT JOIN app_user u ON u.id = c.taken_by",
    );
    if !all {
        query.push(" WHERE c.state IN ").push_list(State::open());
    }
    query.push(if filter.sort == "age" || all {
        " ORDER BY c.asked_at, c.id LIMIT "
    } else {
        " ORDER BY c.due_at IS NULL, c.due_at, c.id LIMIT "
    });
    query.push_bind(AT_MOST);
    query
}

impl QueueRow {
    fn is_overdue(&self, now: Instant) -> bool {
        self.state.is_with_the_team() && self.due_at.is_some_and(|due| now >= due)
    }

    fn line(&self, now: Instant) -> QueueLine {
        let signals = &self.signals.0;
        QueueLine {
            id: self.id,
            reference: self.reference.clone(),
            practice: self.ods.clone(),
            practice_name: self.practice.clone(),
            nominee: isolated(&self.nominee).into_owned(),
            roles: role_names(&self.roles.0),
            state: self.state.words().to_owned(),
            asked: date_of(self.asked_at).in_words(),
            days: days_since(date_of(self.asked_at), date_of(now)),
            due: self
                .due_at
                .map(|due| date_of(due).in_words())
                .unwrap_or_default(),
            overdue: self.is_overdue(now),
            taken_by: self.taker.clone().unwrap_or_default(),
            signals: signals.len(),
            weight: signals
                .first()
                .map(|first| first.weight().words().0.to_owned())
                .unwrap_or_default(),
        }
    }
}

/// How many cases wait for the team.
pub(crate) async fn with_the_team(tx: &mut Tx) -> Result<usize, Failure> {
    let team = State::ALL.iter().filter(|state| state.is_with_the_team());
    let mut query = Query::new("SELECT count(*) FROM certification WHERE state IN ");
    query.push_list(team.map(|state| state.code()));
    let (count,): (i64,) = tx.one(query).await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// A request about which the practice's own administrators are asked first.
#[derive(sqlx::FromRow)]
pub(crate) struct AskedFirst {
    pub id: Uuid,
    pub practice: String,
    pub nominee: String,
    pub asked_at: Instant,
    ods: OdsCode,
    roles: RoleCodes,
}

/// Those about which the actor is asked first, the oldest first.
pub(crate) async fn asked_first(tx: &mut Tx, actor: &Actor) -> Result<Vec<AskedFirst>, Failure> {
    let permissions = actor.permissions();
    if permissions.administered().is_empty() {
        return Ok(Vec::new());
    }
    let mut query = Query::new(
        "SELECT c.id, p.name AS practice, n.name AS nominee, c.asked_at, c.ods, c.roles FROM certification c
         JOIN practice p ON p.ods = c.ods
         JOIN certification_party n ON n.certification = c.id AND n.party = 'nominee'
         WHERE c.state = 'administrators' AND c.ods IN ",
    );
    query
        .push_list(
            permissions
                .administered()
                .iter()
                .map(|(practice, _)| practice),
        )
        .push(" ORDER BY c.asked_at, c.id LIMIT 200");
    let mut found: Vec<AskedFirst> = tx.readable(query).await?;
    found.retain(|case| {
        let mut services = case.roles.0.iter().map(|role| role.service());
        services.any(|service| permissions.administers(&case.ods, service))
    });
    Ok(found)
}
