//! What a signed-in user's start page needs from the database, in a fixed number of queries.

use super::{Left, Managed, Signed};
use crate::{
    access::{Actor, Membership, MembershipStatus, Role},
    base::{
        clock::date_of,
        dates::{Date, Instant},
        text::isolated,
    },
    coverage::{Coverage, Holders, holders},
    database::{Failure, Query, Tx},
    performers, practices, registration, requests, successions,
    users::summary::gaps,
};

/// Reads what waits for `actor`.
pub(super) async fn read(tx: &mut Tx, actor: &Actor, today: Date) -> Result<Signed, Failure> {
    let lists = match actor.registration() {
        Ok(_) => Some(practices::find::list_counts(tx, &actor.manage_users()?, today).await?),
        Err(_) => None,
    };
    let certifications = match actor.registration() {
        Ok(_) => registration::store::with_the_team(tx).await?,
        Err(_) => 0,
    };
    let successions = match actor.registration() {
        Ok(_) => successions::store::under_way(tx).await?,
        Err(_) => 0,
    };
    let working: Vec<_> = actor.working_places().collect();
    let codes: Vec<_> = working.iter().map(|place| place.practice.clone()).collect();
    let known = Coverage::of(tx, actor, &codes, today).await?;
    let administers = |place: &&&Membership| place.roles.iter().any(|role| role.administers());
    let mut managed: Vec<_> = working.iter().filter(administers).copied().collect();
    let in_all = u32::try_from(managed.len()).unwrap_or(u32::MAX);
    // With many practices the ones without enough administrators come first; the rest are listed elsewhere.
    managed.sort_by_key(|place| std::cmp::Reverse(known.gaps_in_administration(&place.practice)));
    managed.truncate(Signed::SHOWN);
    let shown: Vec<_> = managed.iter().map(|place| place.practice.clone()).collect();
    let ordinary = holders(tx, &shown, |role| !role.administers(), today).await?;
    Ok(Signed {
        name: isolated(&actor.name).into_owned(),
        tasks: requests::store::tasks(tx, actor, today).await?.count(),
        entry: match actor.own_entry() {
            Ok(own) => performers::store::entry_in_short(tx, &own, &actor.places, today).await?,
            Err(_) => None,
        },
        lists,
        certifications,
        successions,
        managed: managed
            .into_iter()
            .map(|place| practice_managed(&known, place, &ordinary))
            .collect(),
        manages: in_all,
        works: working
            .iter()
            .filter(|place| !administers(place))
            .map(|place| known.works(place))
            .collect(),
        left: left(tx, actor).await?,
    })
}

/// A practice that the user administers.
fn practice_managed(known: &Coverage, place: &Membership, ordinary: &Holders) -> Managed {
    let closed = known.is_closed(&place.practice);
    let holders = |role: Role| {
        let among = if role.administers() {
            &known.holders
        } else {
            ordinary
        };
        Coverage::in_force(among, &place.practice, role).count()
    };
    Managed {
        practice: place.practice.clone(),
        name: place.name.clone(),
        closed,
        mine: place
            .roles
            .iter()
            .filter(|role| role.administers())
            .map(|role| role.service())
            .collect(),
        covers: known.covers(&place.practice),
        gaps: if known.is_open(&place.practice) {
            gaps(holders)
        } else {
            Vec::new()
        },
    }
}

/// Where the user no longer works.
async fn left(tx: &mut Tx, actor: &Actor) -> Result<Vec<Left>, Failure> {
    let query = Query::new(
        "SELECT p.name, m.since FROM membership m JOIN practice p ON p.ods = m.ods
         WHERE m.user_id = $1 AND m.status = $2 ORDER BY m.since DESC, p.name",
    );
    let rows: Vec<(String, i64)> = tx
        .all(
            query
                .bind(actor.id)
                .bind(MembershipStatus::Deactivated.code()),
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|(name, since)| Left {
            name,
            since: date_of(Instant(since)),
        })
        .collect())
}
