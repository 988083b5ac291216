//! Roles follow from assignments: the one place where automatic roles are given and taken.
//!
//! It compares what is implied with what is held and does the difference, so that doing it twice, after downtime, or on
//! two servers at once gives the same.

mod changes;
mod known;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use changes::PlaceChange;
use known::FollowState;

use crate::{
    access::Role,
    base::{
        dates::Date,
        ids::{GmcNumber, OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
    performers::rules::Entry,
    web::AuditContext,
};

/// GPs that are looked at together. PostgreSQL, which does not know yet how much an import has just written, reads whole
/// tables for them; SQLite looks through all parameters for each of them.
fn at_once(tx: &Tx) -> usize {
    match tx {
        Tx::Sqlite(..) => 150,
        Tx::Postgres(..) => 3_000,
    }
}

/// What was done at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Followed {
    pub user: UserId,
    pub name: String,
    /// Their number, if the list knows them.
    pub gmc_number: Option<GmcNumber>,
    pub practice: OdsCode,
    /// The roles that ended.
    pub ended: Vec<Role>,
    /// The role that was given.
    pub given: Option<Role>,
}

/// Makes the automatic roles at these places what the assignments imply today. `why` stands in the record.
pub(in crate::performers) async fn follow(
    tx: &mut Tx,
    audit: &AuditContext,
    places: &BTreeSet<(GmcNumber, OdsCode)>,
    why: &str,
) -> Result<Vec<Followed>, Failure> {
    let mut done = Vec::new();
    for chunk in by_gp(places).chunks(at_once(tx)) {
        let changes = find(tx, chunk, audit.today).await?;
        write::write(tx, audit, &changes, why).await?;
        note_stages(tx, chunk, audit).await?;
        done.extend(changes.into_iter().map(Followed::from));
    }
    Ok(done)
}

/// What [`follow`] would do.
pub(in crate::performers) async fn preview(
    tx: &mut Tx,
    places: &BTreeSet<(GmcNumber, OdsCode)>,
    today: Date,
) -> Result<Vec<Followed>, Failure> {
    let mut found = Vec::new();
    for chunk in by_gp(places).chunks(at_once(tx)) {
        let changes = find(tx, chunk, today).await?;
        found.extend(changes.into_iter().map(Followed::from));
    }
    Ok(found)
}

/// At how many of these places [`follow`] would do something, once GPs have the accounts and entries that are planned.
pub(in crate::performers) async fn would_follow(
    tx: &mut Tx,
    planned: BTreeMap<GmcNumber, (UserId, Entry)>,
    places: &BTreeSet<(GmcNumber, OdsCode)>,
    today: Date,
) -> Result<usize, Failure> {
    let known = FollowState::planned(tx, planned, today).await?;
    let follows = |(number, practice): &&(GmcNumber, OdsCode)| {
        PlaceChange::at(&known, number, practice, today).is_some()
    };
    Ok(places.iter().filter(follows).count())
}

/// A GP and where something may have to follow.
type Gp<'a> = (&'a GmcNumber, Vec<&'a OdsCode>);

fn by_gp(places: &BTreeSet<(GmcNumber, OdsCode)>) -> Vec<Gp<'_>> {
    let mut by_gp: BTreeMap<&GmcNumber, Vec<&OdsCode>> = BTreeMap::new();
    for (gmc_number, practice) in places {
        by_gp.entry(gmc_number).or_default().push(practice);
    }
    by_gp.into_iter().collect()
}

async fn find(tx: &mut Tx, gps: &[Gp<'_>], today: Date) -> Result<Vec<PlaceChange>, Failure> {
    let numbers: Vec<_> = gps.iter().map(|(number, _)| *number).collect();
    let known = FollowState::read(tx, &numbers, today).await?;
    let mut changes = Vec::new();
    for (number, practices) in gps {
        let at = |practice: &&OdsCode| PlaceChange::at(&known, number, practice, today);
        changes.extend(practices.iter().filter_map(at));
    }
    Ok(changes)
}

impl From<PlaceChange> for Followed {
    fn from(change: PlaceChange) -> Self {
        Self {
            user: change.user,
            ended: change.ended(),
            given: change.following.add.map(|implied| implied.role),
            name: change.name,
            gmc_number: Some(change.gmc_number),
            practice: change.practice,
        }
    }
}

/// Notes how far the roles have followed each assignment at these places; elsewhere they still have to.
async fn note_stages(tx: &mut Tx, gps: &[Gp<'_>], audit: &AuditContext) -> Result<(), Failure> {
    const STAGE: &str =
        "CASE WHEN ends_on < $1 THEN 'over' WHEN starts_on <= $1 THEN 'running' ELSE 'to come' END";
    let mut query = Query::new("UPDATE assignment SET stage = ").bind(audit.today);
    query
        .push(STAGE)
        .push(" WHERE stage <> 'cancelled' AND stage <> ")
        .push(STAGE)
        .push(" AND gmc_number IN ")
        .push_list(gps.iter().map(|(number, _)| *number))
        .push(" AND (gmc_number, ods) IN (VALUES ");
    let mut before = "(";
    for (number, practices) in gps {
        for practice in practices {
            query
                .push(before)
                .push_bind(*number)
                .push(", ")
                .push_bind(*practice);
            before = "), (";
        }
    }
    query.push("))");
    tx.execute(query).await?;
    Ok(())
}
