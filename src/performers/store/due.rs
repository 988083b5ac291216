//! The dated work: links that begin and end.

use std::collections::BTreeSet;

use super::follow;
use crate::{
    access::{GmcNumber, OdsCode},
    server::{Db, Failure, Query, Stamp, Tx, Work},
};

/// Places that are dealt with in one transaction: few enough to let others in between.
const AT_ONCE: i64 = 200;

/// Lets the roles follow every link that has begun or ended by today and that they have not followed yet, whenever that
/// was.
pub(crate) async fn follow_due(db: &Db, stamp: &Stamp) -> Result<(), Failure> {
    let mut done = 0;
    let begun = tokio::time::Instant::now();
    loop {
        let due: Vec<(GmcNumber, OdsCode)> = db
            .all(
                Query::new(
                    "SELECT gmc_number, ods FROM assignment WHERE stage = 'to come' AND starts_on <= $1
                     UNION
                     SELECT gmc_number, ods FROM assignment
                     WHERE stage = 'running' AND ends_on IS NOT NULL AND ends_on < $1
                     ORDER BY 2, 1 LIMIT $2",
                )
                .bind(stamp.today)
                .bind(AT_ONCE),
            )
            .await?;
        if due.is_empty() {
            break;
        }
        done += due.len();
        let places = due.into_iter().collect();
        db.write(&FollowDue { places, stamp }).await?;
    }
    if done > 0 {
        let time = begun.elapsed().as_millis();
        tracing::info!(
            places = done,
            time.millis = time,
            "Roles followed links that began or ended"
        );
    }
    Ok(())
}

struct FollowDue<'a> {
    places: BTreeSet<(GmcNumber, OdsCode)>,
    stamp: &'a Stamp,
}

impl Work for FollowDue<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        let practices: BTreeSet<_> = self.places.iter().map(|(_, practice)| practice).collect();
        practices.into_iter().cloned().collect()
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let why = "The link on the Performers List began or ended";
        follow(tx, self.stamp, &self.places, why).await?;
        Ok(())
    }
}
