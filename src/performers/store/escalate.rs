//! What happens by itself to requests that nobody decides: others are told too.

use uuid::Uuid;

use super::{
    people::people_at,
    read_gp,
    request::{StoredLinkRequest, notify_level},
};
use crate::{
    access::Role,
    base::ids::OdsCode,
    database::{Db, Failure, Query, Tx, UnitOfWork},
    performers::{WaitsFor, escalation::EscalationLevel},
    practices,
    web::{AuditContext, leave_out},
};

/// How many requests are looked at in one round.
const AT_ONCE: i64 = 500;

/// Looks at every open request whose next turn has come, and at those of practices where nobody confirms links.
pub(crate) async fn escalate(db: &Db, audit: &AuditContext) -> Result<(), Failure> {
    let due: Vec<(Uuid, OdsCode)> = db
        .all(
            Query::new(
                "SELECT r.id, r.ods FROM link_request r
                 WHERE r.state = 'open' AND r.waits_for = 'practice' AND r.step < $1
                   AND (r.due_on <= $2
                        OR r.step < $3 AND NOT EXISTS (
                            SELECT 1 FROM role_grant g
                            JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods AND m.status <> 'deactivated'
                            WHERE g.ods = r.ods AND g.role = $4 AND g.ended_at IS NULL AND g.starts_on <= $2
                              AND (g.ends_on IS NULL OR g.ends_on >= $2)))
                 ORDER BY r.due_on, r.id LIMIT $5",
            )
            .bind(EscalationLevel::Registration.step())
            .bind(audit.today)
            .bind(EscalationLevel::Administrators.step())
            .bind(Role::confirms_links())
            .bind(AT_ONCE),
        )
        .await?;
    for (id, practice) in due {
        let escalate = Escalate {
            id,
            practice,
            audit,
        };
        if let Err(error) = db.write(&escalate).await {
            leave_out(
                error,
                "A GP's request that nobody decides",
                &escalate.practice,
            )?;
        }
    }
    Ok(())
}

/// The next turn of one request.
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
        // Another server may have been here, or somebody has decided.
        let Some(request) = StoredLinkRequest::find(tx, self.id).await? else {
            return Ok(());
        };
        let waits = request.is_open() && request.waits_for == WaitsFor::Practice;
        let (Some(gp), Some((practice, _)), true) = (
            read_gp(tx, &request.gmc_number).await?,
            practices::store::name_and_closed(tx, &request.ods).await?,
            waits,
        ) else {
            return Ok(());
        };
        let people = people_at(tx, &request.ods, gp.user, today).await?;
        let there = people.there();
        let level = EscalationLevel::on(request.asked_on(), today, there);
        // Somebody may have come who was not there before: nobody is told twice, and the next day counts again.
        let level = level.max(request.level);
        let due = level
            .next(request.asked_on(), today)
            .map(|(_, day)| day.to_string());
        tx.execute(
            Query::new(
                "UPDATE link_request SET step = $2, due_on = $3 WHERE id = $1 AND state = 'open'",
            )
            .bind(request.id)
            .bind(level.step())
            .bind(due.unwrap_or_default()),
        )
        .await?;
        for told in request.level.told_on(level, there) {
            notify_level(tx, audit, &request, &gp, &practice, told, &people).await?;
        }
        Ok(())
    }
}
