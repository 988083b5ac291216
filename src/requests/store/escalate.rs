//! What happens by itself: more people are told of what nobody answers, and what has been settled otherwise ends.

use uuid::Uuid;

use super::{StoredRoleRequest, can_answer, notify_level};
use crate::{
    access::{MembershipStatus, Service},
    base::{clock::working_days_after, ids::OdsCode},
    database::{Db, Failure, Query, Tx, UnitOfWork},
    requests::rules::EscalationLevel,
    users::roles::store::read_columns,
    web::{AuditContext, leave_out},
};

/// How many requests are looked at in one round.
const AT_ONCE: i64 = 500;

/// Looks at every open request whose level is over, that nobody at the practice can answer any more, or that may have been
/// settled in the role table.
pub(crate) async fn escalate(db: &Db, audit: &AuditContext) -> Result<(), Failure> {
    let mut query =
        Query::new("SELECT id, ods FROM role_request r WHERE state = 'open' AND (step < ");
    query
        .push_bind(EscalationLevel::Registration.step())
        .push(" AND (due_on < ")
        .push_bind(audit.today);
    for service in Service::ALL {
        query
            .push(" OR service = ")
            .push_bind(service.code())
            .push(
                " AND NOT EXISTS (SELECT 1 FROM role_grant g
                                  WHERE g.ods = r.ods AND g.user_id <> r.user_id AND g.ended_at IS NULL AND g.role = ",
            )
            .push_bind(service.administrator())
            .push(" AND g.starts_on <= ")
            .push_bind(audit.today)
            .push(" AND (g.ends_on IS NULL OR g.ends_on >= ")
            .push_bind(audit.today)
            .push("))");
    }
    query.push(
        ") OR NOT EXISTS (SELECT 1 FROM membership m
                         WHERE m.user_id = r.user_id AND m.ods = r.ods AND m.status <> 'deactivated')
          OR EXISTS (SELECT 1 FROM role_grant g
                     WHERE g.user_id = r.user_id AND g.ods = r.ods AND g.ended_at IS NULL
                       AND g.granted_at >= r.asked_at)) ORDER BY due_on, id LIMIT ",
    );
    query.push_bind(AT_ONCE);
    let due: Vec<(Uuid, OdsCode)> = db.all(query).await?;
    for (id, practice) in due {
        let escalate = Escalate {
            id,
            practice,
            audit,
        };
        if let Err(error) = db.write(&escalate).await {
            leave_out(error, "A request that nobody answers", &escalate.practice)?;
        }
    }
    Ok(())
}

/// The next level of one request, or its end.
struct Escalate<'a> {
    id: Uuid,
    practice: OdsCode,
    audit: &'a AuditContext,
}

impl UnitOfWork for Escalate<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let (audit, today) = (self.audit, self.audit.today);
        // Another server may have been here, or somebody has answered.
        let Some(request) = StoredRoleRequest::find(tx, self.id).await? else {
            return Ok(());
        };
        if request.state != "open" {
            return Ok(());
        }
        let practice = std::slice::from_ref(&request.ods);
        let column = read_columns(tx, request.user_id, practice, today)
            .await?
            .pop();
        let Some(column) = column else {
            return Ok(());
        };
        let works = column.membership.is_some_and(MembershipStatus::is_open);
        let holds = |role| column.grants.iter().any(|grant| grant.role == role);
        if !works || request.roles().iter().copied().all(holds) {
            let over = Query::new(
                "UPDATE role_request SET state = 'over', decided_at = $2 WHERE id = $1 AND state = 'open'",
            );
            tx.execute(over.bind(request.id).bind(audit.at)).await?;
            return Ok(());
        }
        let people = can_answer(
            &column,
            request.user_id,
            request.service,
            request.decider,
            today,
        );
        let over = request.due_on < today;
        let next = request.level.next().filter(|_| over);
        let level = next.unwrap_or(request.level).with(!people.is_empty());
        if level == request.level {
            return Ok(());
        }
        tx.execute(
            Query::new(
                "UPDATE role_request SET step = $2, due_on = $3 WHERE id = $1 AND state = 'open'",
            )
            .bind(request.id)
            .bind(level.step())
            .bind(working_days_after(today, level.working_days())),
        )
        .await?;
        notify_level(tx, audit, &request, &column.name, level, &people).await
    }
}
