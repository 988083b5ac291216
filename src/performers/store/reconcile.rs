//! Comparing every automatic role with the list, and mending what disagrees.

use std::collections::BTreeSet;

use super::follow::{Followed, follow, foresee};
use crate::{
    access::{GmcNumber, OdsCode},
    dates::Date,
    server::{Db, Failure, Query, Stamp, Tx, Work},
};

/// Where roles and list disagree.
pub(crate) async fn disagreements(db: &Db, today: Date) -> Result<Vec<Followed>, Failure> {
    let mut tx = db.read().await?;
    let places = every_place(&mut tx).await?;
    foresee(&mut tx, &places, today).await
}

/// Mends it, recorded. Gives what was mended.
pub(in crate::performers) struct Reconcile<'a> {
    pub stamp: &'a Stamp,
}

impl Work for Reconcile<'_> {
    type Done = Vec<Followed>;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<Vec<Followed>, Failure> {
        let places = every_place(tx).await?;
        let why = "The roles did not agree with the Performers List";
        follow(tx, self.stamp, &places, why).await
    }
}

/// Wherever a GP has an assignment or an automatic role.
async fn every_place(tx: &mut Tx) -> Result<BTreeSet<(GmcNumber, OdsCode)>, Failure> {
    let places: Vec<(GmcNumber, OdsCode)> = tx
        .all(Query::new(
            "SELECT gmc_number, ods FROM assignment WHERE stage <> 'cancelled'
             UNION
             SELECT f.gmc_number, g.ods FROM role_grant g JOIN performer f ON f.user_id = g.user_id
             WHERE g.ended_at IS NULL AND g.origin = 'performers list'",
        ))
        .await?;
    Ok(places.into_iter().collect())
}
