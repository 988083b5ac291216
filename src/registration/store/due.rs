//! What time does to cases: reminders, the end of the time to confirm, and giving what was approved.

use uuid::Uuid;

use super::{
    case::{Case, Doing},
    grant::GrantDue,
};
use crate::{
    base::{dates::Instant, ids::OdsCode},
    database::{Db, Failure, Query, Tx, UnitOfWork},
    mail::CertificationNews,
    registration::{
        model::State,
        rules::{CONFIRM, REMINDERS, Step},
    },
    web::{AuditContext, leave_out},
};

/// As many cases as a round looks at.
const AT_MOST: i64 = 500;

#[derive(sqlx::FromRow)]
struct DueCase {
    id: Uuid,
    ods: OdsCode,
    state: State,
}

/// Does what is due at `audit.at`. What fails for one case is left out.
pub(crate) async fn do_due(db: &Db, audit: &AuditContext) -> Result<(), Failure> {
    let now = audit.at.0;
    let query = "SELECT id, ods, state FROM certification
                 WHERE (state = 'cooling' AND due_at <= $1)
                    OR (state = 'confirming' AND (due_at <= $1 OR (reminded = 0 AND since <= $2) OR (reminded = 1 AND since <= $3)))
                    OR (state = 'administrators' AND due_at <= $1 AND reminded = 0)
                 ORDER BY since LIMIT $4";
    let due: Vec<DueCase> = db
        .all(
            Query::new(query)
                .bind(now)
                .bind(now - REMINDERS[0])
                .bind(now - REMINDERS[1])
                .bind(AT_MOST),
        )
        .await?;
    for case in due {
        let (id, practice) = (case.id, &case.ods);
        let done = if case.state == State::Cooling {
            db.write(&GrantDue {
                id,
                practice,
                audit,
            })
            .await
        } else {
            db.write(&GoOn {
                id,
                practice,
                audit,
            })
            .await
        };
        if let Err(failure) = done {
            leave_out(failure, "certifications", practice)?;
        }
    }
    Ok(())
}

/// Reminds, or ends the time to confirm.
struct GoOn<'a> {
    id: Uuid,
    practice: &'a OdsCode,
    audit: &'a AuditContext,
}

impl UnitOfWork for GoOn<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let mut case = Case::find(tx, self.id).await?;
        let (audit, now) = (self.audit, self.audit.at);
        let over = case.standing.due.is_some_and(|due| now >= due);
        match case.state() {
            State::Confirming if over => {
                case.go(tx, audit, Doing::step(Step::Expire)).await?;
                case.tell(tx, audit, case.asker(), CertificationNews::Expired, "")
                    .await
            }
            State::Confirming => self.remind(tx, &mut case).await,
            State::Administrators if over && case.reminded == 0 => {
                case.note_reminder(tx, 1).await?;
                case.tell(tx, audit, case.asker(), CertificationNews::MayGoOn, "")
                    .await
            }
            _ => Ok(()),
        }
    }
}

impl GoOn<'_> {
    async fn remind(&self, tx: &mut Tx, case: &mut Case) -> Result<(), Failure> {
        let waited = self.audit.at.0 - case.since.0;
        let reached = REMINDERS.iter().filter(|after| waited >= **after).count();
        let reached = i64::try_from(reached).unwrap_or(i64::MAX);
        if reached <= case.reminded {
            return Ok(());
        }
        case.note_reminder(tx, reached).await?;
        let until = crate::base::clock::in_words(Instant(case.since.0 + CONFIRM));
        let readers = case.unconfirmed().filter_map(|party| case.reader(party));
        let (readers, news) = (readers.collect(), CertificationNews::Reminder);
        case.tell_all(tx, self.audit, readers, news, &until).await
    }
}

impl Case {
    /// Notes how many reminders were sent, so that each is sent once.
    async fn note_reminder(&mut self, tx: &mut Tx, count: i64) -> Result<(), Failure> {
        self.reminded = count;
        let query = Query::new("UPDATE certification SET reminded = $2 WHERE id = $1");
        tx.execute(query.bind(self.id).bind(count)).await?;
        Ok(())
    }
}
