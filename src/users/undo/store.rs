//! Changes as the record and the grants have them.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::{
    access::{Actor, Made, Period, Remembered, Role},
    base::{
        dates::{Date, Instant},
        error::AppError,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
    history::{Action, Detail, TAKEN_BACK_WITHIN},
    web::Request,
};

/// A change by somebody, as far as the reader sees the practices where it was made.
pub(super) struct Found {
    pub at: Instant,
    pub by: String,
    /// Where it is in the record: the practice, and one of its events there.
    pub place: (OdsCode, i64),
    /// Whose access it changed where.
    pub people: Vec<Person>,
    /// Whether it changed something where the reader sees nothing.
    pub elsewhere: bool,
}

/// Somebody whose access it changed at a practice.
pub(super) struct Person {
    pub user: UserId,
    pub practice: OdsCode,
    /// What it gave and what it took, event by event.
    pub details: Vec<Detail>,
    /// Whether it ended their access there.
    pub removed: bool,
}

/// What an address names.
pub(super) enum Named {
    /// An event in a practice's part of the record.
    Entry(OdsCode, i64),
    /// What the reader saved with a form, by its key.
    Saved(Uuid),
}

impl Named {
    pub fn read(change: &str) -> Result<Self, AppError> {
        if let Ok(key) = change.parse() {
            return Ok(Self::Saved(key));
        }
        let entry = change.rsplit_once('-').and_then(|(practice, number)| {
            Some(Self::Entry(practice.parse().ok()?, number.parse().ok()?))
        });
        entry.ok_or(AppError::NotFound)
    }

    /// Leave to read it: where it is in the record, the actor sees the practice.
    pub fn permit(&self, actor: &Actor) -> Result<(), AppError> {
        match self {
            Self::Entry(practice, _) => actor.see_practice(practice).map(|_| ()),
            Self::Saved(_) => actor.manage_users().map(|_| ()),
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    seq: i64,
    actor_name: String,
    subject_id: Option<UserId>,
    ods: Option<OdsCode>,
    action: String,
    detail: String,
    request_id: String,
}

/// Finds a change that somebody made.
pub(super) async fn find(
    request: &Request,
    actor: &Actor,
    named: &Named,
) -> Result<Found, Failure> {
    named.permit(actor)?;
    let mut tx = request.app.db.read().await?;
    let (by, at, request_id) = match named {
        Named::Entry(practice, number) => entry(&mut tx, practice, *number).await?,
        Named::Saved(key) => saved(&mut tx, actor, *key).await?,
    };
    let query =
        "SELECT seq, actor_name, subject_id, ods, action, detail, request_id FROM history_event
                 WHERE actor_id = $1 AND at = $2 ORDER BY chain, seq";
    let rows: Vec<Row> = tx.all(Query::new(query).bind(by).bind(at)).await?;
    // Whoever knows the form's key alone takes the newest request of that moment.
    let request_id = request_id.or_else(|| rows.last().map(|row| row.request_id.clone()));
    let rows = rows
        .into_iter()
        .filter(|row| Some(&row.request_id) == request_id.as_ref());
    gather(actor, at, rows).ok_or_else(|| AppError::NotFound.into())
}

/// Gathers the events of a change by people and practices.
fn gather(actor: &Actor, at: Instant, rows: impl Iterator<Item = Row>) -> Option<Found> {
    let mut found: Option<Found> = None;
    let mut elsewhere = false;
    for row in rows {
        let action = Action::from_code(&row.action);
        let action = action.filter(|action| action.may_be_taken_back());
        let (Some(action), Some(user), Some(practice)) = (action, row.subject_id, row.ods) else {
            continue;
        };
        let Ok(detail) = serde_json::from_str::<Detail>(&row.detail) else {
            continue;
        };
        if actor.see_practice(&practice).is_err() {
            elsewhere = true;
            continue;
        }
        let found = found.get_or_insert_with(|| Found {
            at,
            by: row.actor_name.clone(),
            place: (practice.clone(), row.seq),
            people: Vec::new(),
            elsewhere: false,
        });
        let removed = action == Action::Deactivated;
        let mut people = found.people.iter_mut();
        match people.find(|person| person.user == user && person.practice == practice) {
            Some(person) => {
                person.removed |= removed;
                person.details.push(detail);
            }
            None => found.people.push(Person {
                user,
                practice,
                details: vec![detail],
                removed,
            }),
        }
    }
    found.map(|found| Found { elsewhere, ..found })
}

/// By whom, when and in which request an event was recorded. What nobody did is nobody's to take back.
async fn entry(
    tx: &mut Tx,
    practice: &OdsCode,
    number: i64,
) -> Result<(UserId, Instant, Option<String>), Failure> {
    let query = "SELECT actor_id, at, request_id FROM history_event
                 WHERE chain = $1 AND seq = $2 AND actor_id IS NOT NULL";
    let query = Query::new(query).bind(practice).bind(number);
    let row: Option<(UserId, Instant, String)> = tx.optional(query).await?;
    let (by, at, request_id) = row.ok_or(AppError::NotFound)?;
    Ok((by, at, Some(request_id)))
}

/// When the reader saved the form with this key.
async fn saved(
    tx: &mut Tx,
    actor: &Actor,
    key: Uuid,
) -> Result<(UserId, Instant, Option<String>), Failure> {
    let query = "SELECT used_at, location FROM form_receipt WHERE user_id = $1";
    let saves: Vec<(Instant, String)> = tx.all(Query::new(query).bind(actor.id)).await?;
    let key = key.to_string();
    let save = saves
        .into_iter()
        .find(|(_, location)| location.ends_with(&key));
    let (at, _) = save.ok_or(AppError::NotFound)?;
    Ok((actor.id, at, None))
}

impl Found {
    /// The address of the page that takes it back.
    pub fn address(&self) -> String {
        let (practice, number) = &self.place;
        ["/undo/", practice.as_ref(), "-", &number.to_string()].concat()
    }

    /// Until when it can be taken back.
    pub fn until(&self) -> Instant {
        Instant(self.at.0 + TAKEN_BACK_WITHIN)
    }

    /// Where it changed something.
    pub fn practices(&self) -> Vec<OdsCode> {
        let mut practices: Vec<_> = self.people.iter().map(|one| one.practice.clone()).collect();
        practices.sort_unstable();
        practices.dedup();
        practices
    }
}

#[derive(sqlx::FromRow)]
struct GrantRow {
    id: Uuid,
    user_id: UserId,
    role: Role,
    granted_at: Instant,
    starts_on: Date,
    ends_on: Option<Date>,
    own_end: Option<Date>,
    ended_at: Option<Instant>,
}

/// What a change made of the roles of some people at one practice.
pub(super) async fn made(
    tx: &mut Tx,
    at: Instant,
    practice: &OdsCode,
    people: &[&Person],
    today: Date,
) -> Result<BTreeMap<UserId, Made>, Failure> {
    let mut query = Query::new(
        "SELECT g.id, g.user_id, g.role, g.granted_at, g.starts_on, g.ends_on, g.ended_at,
                CASE WHEN m.leaves_on IS NULL THEN NULLIF(COALESCE(g.cut_from, g.ends_on), '') ELSE g.ends_on END AS own_end
         FROM role_grant g JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods
         WHERE g.ods = $1 AND g.origin <> 'performers list' AND (g.granted_at >= $2 OR g.ended_at >= $2) AND g.user_id IN ",
    )
    .bind(practice)
    .bind(at);
    query
        .push_list(people.iter().map(|person| person.user))
        .push(" ORDER BY g.user_id, g.role, g.granted_at");
    let rows: Vec<GrantRow> = tx.all(query).await?;
    let again = given_back(tx, at, practice, people).await?;
    let of = |person: &&Person| {
        let rows = rows.iter().filter(|row| row.user_id == person.user);
        let rows: Vec<_> = rows.collect();
        (person.user, person.made(&rows, &again, at, today))
    };
    Ok(people.iter().map(of).collect())
}

/// A change that took back another one, of one person: whose, when, and what.
type GivenBack = (UserId, Instant, Detail);

/// What was taken back since at a practice, of some people: a role that ended and came back by it is the same one.
async fn given_back(
    tx: &mut Tx,
    since: Instant,
    practice: &OdsCode,
    people: &[&Person],
) -> Result<Vec<GivenBack>, Failure> {
    let mut query = Query::new(
        "SELECT subject_id, at, detail FROM history_event WHERE action = 'taken-back' AND action <> 'roles-changed'
           AND at > $1 AND chain = $2 AND subject_id IN ",
    )
    .bind(since)
    .bind(practice);
    query.push_list(people.iter().map(|person| person.user));
    let rows: Vec<(UserId, Instant, String)> = tx.all(query).await?;
    let read = |(user, at, detail): (UserId, Instant, String)| {
        Some((user, at, serde_json::from_str(&detail).ok()?))
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

impl Person {
    fn made(&self, rows: &[&GrantRow], again: &[GivenBack], at: Instant, today: Date) -> Made {
        let added: Vec<_> = self.details.iter().flat_map(Detail::added).collect();
        let removed: Vec<_> = self.details.iter().flat_map(Detail::removed).collect();
        let gave = rows
            .iter()
            .filter(|row| row.granted_at == at && added.contains(&row.role));
        let took = rows
            .iter()
            .filter(|row| row.ended_at == Some(at) && removed.contains(&row.role));
        Made {
            gave: gave.map(|row| self.continued(row, rows, again)).collect(),
            took: took
                .map(|row| Remembered {
                    role: row.role,
                    starts_on: Some(row.starts_on).filter(|day| *day > today),
                    ends_on: row.own_end,
                })
                .collect(),
        }
    }

    /// The grant as it goes on, with its days as a change left them: one that ended by a change that was taken back goes on with
    /// what came back. What was changed of its days since is somebody else's doing.
    fn continued(
        &self,
        first: &GrantRow,
        rows: &[&GrantRow],
        again: &[GivenBack],
    ) -> (Uuid, Role, Period) {
        let (mut last, mut by) = (first, self.details.as_slice());
        let next = |last: &GrantRow| {
            let (_, at, detail) = again.iter().find(|(user, _, detail)| {
                *user == self.user
                    && detail.takes_back.is_some()
                    && detail.takes_back == last.ended_at
            })?;
            let mut rows = rows.iter().copied();
            let row = rows.find(|row| row.role == last.role && row.granted_at == *at)?;
            Some((row, std::slice::from_ref(detail)))
        };
        while let Some((row, detail)) = next(last) {
            (last, by) = (row, detail);
        }
        (last.id, last.role, last.days_after(by))
    }
}

impl GrantRow {
    /// Its days when these events were recorded, or now where they do not say.
    fn days_after(&self, details: &[Detail]) -> Period {
        let held = details.iter().rev().find_map(|detail| {
            let mut grants = detail.standing.iter().flat_map(|standing| &standing.grants);
            grants.find(|held| held.role == self.role.code())
        });
        let then = held.and_then(|held| {
            let last = held.last.as_ref().map(|last| last.parse().ok());
            Some(Period {
                first: held.first.parse().ok()?,
                last: last.unwrap_or_default(),
            })
        });
        then.unwrap_or(Period {
            first: self.starts_on,
            last: self.ends_on,
        })
    }
}
