//! What time does to successions: their day comes, and their grace period ends. Each is done once, however many servers look.

use uuid::Uuid;

use super::{people::fates, stored::Stored};
use crate::{
    base::ids::OdsCode,
    database::{Db, Failure, Query, Tx, UnitOfWork},
    mail::SuccessionNews,
    practices::PracticeStatus,
    successions::{model::State, rules::Step},
    users::leave::store::after_the_end,
    web::{AuditContext, leave_out},
};

/// Closes the practices whose day has come, and ends the access at those whose grace period is over. What fails for one
/// is left out.
pub(crate) async fn do_due(db: &Db, audit: &AuditContext) -> Result<(), Failure> {
    let due: Vec<(Uuid, OdsCode)> = db
        .all(
            Query::new(
                "SELECT id, ods FROM succession
                 WHERE (state = 'announced' AND effective_on <= $1) OR (state = 'grace' AND read_until < $1)
                 ORDER BY effective_on, id",
            )
            .bind(audit.today),
        )
        .await?;
    for (id, practice) in due {
        let practices = Stored::find(&mut db.read().await?, id).await?.practices();
        let go_on = GoOn {
            id,
            practices,
            audit,
        };
        if let Err(failure) = db.write(&go_on).await {
            leave_out(failure, "successions", &practice)?;
        }
    }
    Ok(())
}

struct GoOn<'a> {
    id: Uuid,
    practices: Vec<OdsCode>,
    audit: &'a AuditContext,
}

impl UnitOfWork for GoOn<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        self.practices.clone()
    }

    /// After weeks of downtime both are due: the one follows the other at once.
    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let mut stored = Stored::find(tx, self.id).await?;
        let (audit, today) = (self.audit, self.audit.today);
        let is_due = |stored: &Stored, step| stored.standing.after(step, None, today).is_ok();
        // Another server may have been faster.
        if stored.state() == State::Announced && is_due(&stored, Step::TakeEffect) {
            stored.take_effect(tx, audit).await?;
        }
        if stored.state() == State::Grace && is_due(&stored, Step::Close) {
            stored.close(tx, audit).await?;
        }
        Ok(())
    }
}

impl Stored {
    /// Closes the practice, as an import of practices does: everything that gives access refuses closed practices.
    pub(super) async fn take_effect(
        &mut self,
        tx: &mut Tx,
        audit: &AuditContext,
    ) -> Result<(), Failure> {
        let last_day = self.standing.effective_on.previous();
        tx.execute(
            Query::new(
                "UPDATE practice SET status = $2, closed_on = $3 WHERE ods = $1 AND status <> $2",
            )
            .bind(&self.practice)
            .bind(PracticeStatus::Closed.code())
            .bind(last_day),
        )
        .await?;
        let audit = audit.by_itself();
        self.go(tx, &audit, Step::TakeEffect, None, "").await
    }

    /// Ends everybody's place at the practice, and tells them.
    async fn close(&mut self, tx: &mut Tx, audit: &AuditContext) -> Result<(), Failure> {
        let audit = audit.by_itself();
        let why = [&self.reference, ": ", &self.in_words()].concat();
        let effective_on = self.standing.effective_on;
        for fate in fates(tx, &self.practice, effective_on, audit.today).await? {
            let ended = "UPDATE membership SET status = 'deactivated', since = $3, reason = $4, leaves_on = NULL,
                                version = version + 1
                         WHERE user_id = $1 AND ods = $2 AND status <> 'deactivated'";
            let ended = Query::new(ended).bind(fate.user).bind(&self.practice);
            tx.execute(ended.bind(audit.at).bind(&why)).await?;
            let note = "The practice has closed";
            after_the_end(tx, &audit, (fate.user, &self.practice), note, &why).await?;
            self.tell_user(tx, &audit, &fate, SuccessionNews::Ended, "")
                .await?;
        }
        self.go(tx, &audit, Step::Close, None, "").await
    }
}
