//! The dated work: links that begin and end.

use std::collections::BTreeSet;

use super::{follow, tell_gps::tell_gps, tell_practices::tell_practices};
use crate::{
    base::ids::{GmcNumber, OdsCode},
    database::{Db, Failure, Query, Tx, UnitOfWork},
    web::{AuditContext, leave_out},
};

/// Places that are dealt with in one transaction: few enough to let others in between.
const AT_ONCE: i64 = 200;

/// Lets the roles follow every link that has begun or ended by today and that they have not followed yet, whenever that
/// was.
pub(crate) async fn follow_due(db: &Db, audit: &AuditContext) -> Result<(), Failure> {
    let mut done = 0;
    let begun = tokio::time::Instant::now();
    // What is left out is still due: the next part begins behind it.
    let mut last = (String::new(), String::new());
    loop {
        let mut due: Vec<(GmcNumber, OdsCode)> = db
            .all(
                Query::new(
                    "SELECT gmc_number, ods FROM assignment
                     WHERE stage = 'to come' AND starts_on <= $1 AND (ods, gmc_number) > ($3, $4)
                     UNION
                     SELECT gmc_number, ods FROM assignment
                     WHERE stage = 'running' AND ends_on IS NOT NULL AND ends_on < $1
                       AND (ods, gmc_number) > ($3, $4)
                     ORDER BY 2, 1 LIMIT $2",
                )
                .bind(audit.today)
                .bind(AT_ONCE)
                .bind(&last.0)
                .bind(&last.1),
            )
            .await?;
        whole_practices(&mut due);
        let Some((gmc_number, practice)) = due.last() else {
            break;
        };
        last = (practice.to_string(), gmc_number.to_string());
        done += follow_all(db, due, audit).await?;
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

/// Leaves a practice of which there may be more for the next part, so that its administrators are told once.
fn whole_practices(due: &mut Vec<(GmcNumber, OdsCode)>) {
    let full = i64::try_from(due.len()).is_ok_and(|count| count >= AT_ONCE);
    let Some((_, last)) = due.last().filter(|_| full) else {
        return;
    };
    if let Some(before) = due.iter().rposition(|(_, practice)| practice != last) {
        due.truncate(before + 1);
    }
}

/// Follows at all of these places; one by one where that fails, so that only what fails is left out. Gives at how many
/// places it was done.
async fn follow_all(
    db: &Db,
    due: Vec<(GmcNumber, OdsCode)>,
    audit: &AuditContext,
) -> Result<usize, Failure> {
    let count = due.len();
    let places = due.iter().cloned().collect();
    let Err(error) = db.write(&FollowDue { places, audit }).await else {
        return Ok(count);
    };
    if let (true, Some((_, practice))) = (count == 1, due.first()) {
        leave_out(error, "A link that began or ended", practice)?;
        return Ok(0);
    }
    let mut done = 0;
    for (gmc_number, practice) in due {
        let places = [(gmc_number, practice.clone())].into();
        match db.write(&FollowDue { places, audit }).await {
            Ok(()) => done += 1,
            Err(error) => leave_out(error, "A link that began or ended", &practice)?,
        }
    }
    Ok(done)
}

struct FollowDue<'a> {
    places: BTreeSet<(GmcNumber, OdsCode)>,
    audit: &'a AuditContext,
}

impl UnitOfWork for FollowDue<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        let practices: BTreeSet<_> = self.places.iter().map(|(_, practice)| practice).collect();
        practices.into_iter().cloned().collect()
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let why = "The link on the Performers List began or ended";
        let followed = follow(tx, self.audit, &self.places, why).await?;
        tell_gps(tx, self.audit, &followed).await?;
        tell_practices(tx, self.audit, &followed).await
    }
}
