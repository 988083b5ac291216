//! Doing what was planned to a GP's assignments.

use uuid::Uuid;

use crate::{
    base::ids::GmcNumber,
    database::{Failure, Query, Tx, Value, bulk},
    performers::{
        Sessions,
        rules::{Assignment, AssignmentChange},
    },
};

/// Does steps, in this order. `request` is the one that was confirmed for them; none where the list itself says so. The
/// roles have not followed yet afterwards.
pub(in crate::performers) async fn apply(
    tx: &mut Tx,
    steps: &[(GmcNumber, AssignmentChange)],
    request: Option<Uuid>,
) -> Result<(), Failure> {
    let mut added = Vec::new();
    for (gmc_number, step) in steps {
        match step {
            AssignmentChange::Add(new) => added.push(row(gmc_number, new, request)),
            AssignmentChange::Alter(altered) => alter(tx, altered, request).await?,
            AssignmentChange::Cancel(id) => {
                let cancel = "UPDATE assignment SET stage = 'cancelled' WHERE id = $1";
                tx.execute(Query::new(cancel).bind(*id)).await?;
            }
        }
    }
    bulk::insert(
        tx,
        "INSERT INTO assignment (id, gmc_number, ods, gp_type, half_sessions, starts_on, ends_on, request, stage)
         VALUES",
        added,
        "",
    )
    .await?;
    Ok(())
}

/// The steps of one GP, as [`apply`] takes them.
pub(super) fn steps_of(
    gmc_number: &GmcNumber,
    steps: Vec<AssignmentChange>,
) -> Vec<(GmcNumber, AssignmentChange)> {
    let of_gp = |step| (gmc_number.clone(), step);
    steps.into_iter().map(of_gp).collect()
}

fn row(gmc_number: &GmcNumber, new: &Assignment, request: Option<Uuid>) -> [Value; 9] {
    [
        new.id.into(),
        gmc_number.into(),
        (&new.practice).into(),
        new.gp_type.code().into(),
        new.sessions.map(Sessions::halves).into(),
        new.period.first.into(),
        new.period.last.into(),
        request.into(),
        "to come".into(),
    ]
}

/// An assignment whose days change may have to begin or end once more.
async fn alter(tx: &mut Tx, altered: &Assignment, request: Option<Uuid>) -> Result<(), Failure> {
    tx.execute(
        Query::new(
            "UPDATE assignment SET gp_type = $2, half_sessions = $3, starts_on = $4, ends_on = $5,
                    request = COALESCE($6, request)
             WHERE id = $1",
        )
        .bind(altered.id)
        .bind(altered.gp_type.code())
        .bind(altered.sessions.map(Sessions::halves))
        .bind(altered.period.first)
        .bind(altered.period.last)
        .bind(request),
    )
    .await?;
    Ok(())
}
