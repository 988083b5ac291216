//! What happens by itself: more people are told of what nobody answers, and what has been settled otherwise ends.

use super::{FIELDS, Managers, Stored, tell_turn};
use crate::{
    access::{MembershipStatus, OdsCode},
    server::{Db, Failure, Query, Stamp, Tx, Work, working_days_after},
    users::roles::store::{read_columns, read_subject},
};

/// How many requests are looked at in one round.
const AT_ONCE: i64 = 500;

/// Looks at every open request whose turn is over, or that may have been settled in the role table.
pub(crate) async fn chase(db: &Db, stamp: &Stamp) -> Result<(), Failure> {
    let mut query = Query::new("SELECT ");
    query
        .push(FIELDS)
        .push(" FROM role_request r WHERE state = 'open' AND (step < 3 AND due_on < ");
    query.push_bind(stamp.today).push(
        " OR NOT EXISTS (SELECT 1 FROM membership m
                         WHERE m.user_id = r.user_id AND m.ods = r.ods AND m.status <> 'deactivated')
          OR EXISTS (SELECT 1 FROM role_grant g
                     WHERE g.user_id = r.user_id AND g.ods = r.ods AND g.ended_at IS NULL
                       AND g.granted_at >= r.asked_at)) ORDER BY due_on, id LIMIT ",
    );
    query.push_bind(AT_ONCE);
    let due: Vec<Stored> = db.all(query).await?;
    for request in due {
        let practice = request.ods.clone();
        let chase = Chase {
            request,
            practice,
            stamp,
        };
        db.write(&chase).await?;
    }
    Ok(())
}

/// The next turn of one request, or its end.
struct Chase<'a> {
    request: Stored,
    practice: OdsCode,
    stamp: &'a Stamp,
}

impl Work for Chase<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let (stamp, today) = (self.stamp, self.stamp.today);
        // Another server may have been here, or somebody has answered.
        let Some(request) = Stored::find(tx, self.request.id).await? else {
            return Ok(());
        };
        if request.state != "open" {
            return Ok(());
        }
        let practice = std::slice::from_ref(&request.ods);
        let column = read_columns(tx, request.user_id, practice, today)
            .await?
            .pop();
        let subject = read_subject(tx, request.user_id).await?;
        let (Some(column), Some(subject), Some(service)) = (column, subject, request.service())
        else {
            return Ok(());
        };
        let works =
            matches!(column.membership, Some(status) if status != MembershipStatus::Deactivated);
        let holds = |role| column.grants.iter().any(|grant| grant.role == role);
        if !works || request.roles().into_iter().all(holds) {
            let over = Query::new(
                "UPDATE role_request SET state = 'over', decided_at = $2 WHERE id = $1 AND state = 'open'",
            );
            tx.execute(over.bind(request.id).bind(stamp.at)).await?;
            return Ok(());
        }
        let Some(next) = request
            .turn()
            .next()
            .filter(|_| request.due_on().is_none_or(|due| due < today))
        else {
            return Ok(());
        };
        let managers = Managers::of(&column, request.user_id, service, today);
        let turn = next.with(managers.there());
        tx.execute(
            Query::new(
                "UPDATE role_request SET step = $2, due_on = $3 WHERE id = $1 AND state = 'open'",
            )
            .bind(request.id)
            .bind(turn.step())
            .bind(working_days_after(today, turn.working_days())),
        )
        .await?;
        tell_turn(
            tx,
            stamp,
            &request,
            &subject.name,
            &column.name,
            turn,
            &managers,
        )
        .await
    }
}
