//! What of successions waits for whom.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{answer::waits, people::fates, stored::Stored};
use crate::{
    access::{Actor, Role, Service},
    base::{
        dates::Date,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, RoleCodes, Tx},
    successions::{fate::Fate, model::State},
};

/// Something about a succession that waits for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WaitingSuccession {
    /// Another officer planned it.
    ToApprove {
        id: Uuid,
        /// The practice that ends, by name and code.
        practice: String,
    },
    /// People of a practice that ends, about whom somebody answers.
    ToAnswer {
        /// The practice that follows.
        at: OdsCode,
        /// By name.
        at_name: String,
        /// The practice that ends, by name and code.
        practice: String,
        people: usize,
    },
}

/// Everything of successions that waits for `actor`.
pub(crate) async fn waiting(
    tx: &mut Tx,
    actor: &Actor,
    today: Date,
) -> Result<Vec<WaitingSuccession>, Failure> {
    if let Ok(permit) = actor.registration() {
        let query = "SELECT id FROM succession WHERE state = $1 AND planned_by <> $2 ORDER BY planned_at, id";
        let query = Query::new(query)
            .bind(State::Planned.code())
            .bind(permit.officer());
        let mut waiting = Vec::new();
        for (id,) in tx.all::<(Uuid,)>(query).await? {
            let practice = Stored::find(tx, id).await?.named();
            waiting.push(WaitingSuccession::ToApprove { id, practice });
        }
        return Ok(waiting);
    }
    let mut waiting = Vec::new();
    for place in actor.administered() {
        for stored in coming_to(tx, &place.practice).await? {
            let services = services(actor, &place.practice);
            let people = open(tx, &stored, &place.practice, &services, today).await?;
            if !people.is_empty() {
                waiting.push(WaitingSuccession::ToAnswer {
                    at: place.practice.clone(),
                    at_name: place.name.clone(),
                    practice: stored.named(),
                    people: people.len(),
                });
            }
        }
    }
    Ok(waiting)
}

/// The services that `actor` administers at a practice.
pub(super) fn services(actor: &Actor, practice: &OdsCode) -> BTreeSet<Service> {
    let permissions = actor.permissions();
    let administers = |service: &Service| permissions.administers(practice, *service);
    Service::ALL.into_iter().filter(administers).collect()
}

/// The successions by which people may come to a practice.
pub(super) async fn coming_to(tx: &mut Tx, practice: &OdsCode) -> Result<Vec<Stored>, Failure> {
    let query = "SELECT s.id FROM succession_successor x JOIN succession s ON s.id = x.succession
                 WHERE x.ods = $1 AND s.state IN ('announced', 'grace') ORDER BY s.effective_on, s.id";
    let found: Vec<(Uuid,)> = tx.all(Query::new(query).bind(practice)).await?;
    let mut coming = Vec::new();
    for (id,) in found {
        coming.push(Stored::find(tx, id).await?);
    }
    Ok(coming)
}

/// Those about whom nobody at a practice that follows has answered, with the roles of these services and whether they have a
/// place there.
pub(super) async fn open(
    tx: &mut Tx,
    stored: &Stored,
    practice: &OdsCode,
    services: &BTreeSet<Service>,
    today: Date,
) -> Result<Vec<(Fate, Vec<Role>, bool)>, Failure> {
    if stored.standing.read_until.is_some_and(|day| day < today) {
        return Ok(Vec::new());
    }
    let answered = answered(tx, stored.id, practice).await?;
    let here = held(tx, practice, today).await?;
    let effective_on = stored.standing.effective_on;
    let (nothing, none) = (BTreeSet::new(), BTreeSet::new());
    let mut open = Vec::new();
    for fate in fates(tx, &stored.practice, effective_on, today).await? {
        let (held, answered) = (here.get(&fate.user), answered.get(&fate.user));
        let mut roles = waits(&fate, held.unwrap_or(&nothing), answered.unwrap_or(&none));
        roles.retain(|role| services.contains(&role.service()));
        if !roles.is_empty() {
            let is_here = held.is_some();
            open.push((fate, roles, is_here));
        }
    }
    Ok(open)
}

/// Everybody who has a place at a practice, with what they hold there.
async fn held(
    tx: &mut Tx,
    practice: &OdsCode,
    today: Date,
) -> Result<BTreeMap<UserId, BTreeSet<Role>>, Failure> {
    let rows: Vec<(UserId, Option<RoleCodes>)> = tx
        .all(
            Query::new(
                "SELECT m.user_id, (SELECT string_agg(g.role, ' ') FROM role_grant g
                                    WHERE g.user_id = m.user_id AND g.ods = m.ods AND g.ended_at IS NULL
                                      AND (g.ends_on IS NULL OR g.ends_on >= $2))
                 FROM membership m WHERE m.ods = $1 AND m.status <> 'deactivated'",
            )
            .bind(practice)
            .bind(today),
        )
        .await?;
    let roles = |codes: Option<RoleCodes>| codes.unwrap_or_default().0.into_iter().collect();
    Ok(rows
        .into_iter()
        .map(|(user, codes)| (user, roles(codes)))
        .collect())
}

async fn answered(
    tx: &mut Tx,
    succession: Uuid,
    practice: &OdsCode,
) -> Result<BTreeMap<UserId, BTreeSet<Service>>, Failure> {
    let query = "SELECT user_id, service FROM succession_answer WHERE succession = $1 AND ods = $2";
    let query = Query::new(query).bind(succession).bind(practice);
    let rows: Vec<(UserId, Service)> = tx.all(query).await?;
    let mut answered: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (user, service) in rows {
        answered.entry(user).or_default().insert(service);
    }
    Ok(answered)
}

/// How many successions the registration team has under way.
pub(crate) async fn under_way(tx: &mut Tx) -> Result<usize, Failure> {
    let query = "SELECT CAST(count(*) AS BIGINT) FROM succession WHERE state IN ('planned', 'announced', 'grace')";
    let (count,): (i64,) = tx.one(Query::new(query)).await?;
    Ok(usize::try_from(count).unwrap_or_default())
}
