//! Those whose last day is over.

use crate::{
    accountant_links,
    base::ids::{OdsCode, UserId},
    database::{Db, Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    sign_in::revoke::revoke_after_the_last_place,
    users::roles::store::{end_due, read_subject},
    web::{AuditContext, leave_out},
};

/// Deactivates everybody whose last day is over. Their grants ended with that day by themselves; this says so.
pub(crate) async fn deactivate_due(db: &Db, audit: &AuditContext) -> Result<(), Failure> {
    let due: Vec<(UserId, OdsCode)> = db
        .all(
            Query::new(
                "SELECT user_id, ods FROM membership
                 WHERE leaves_on IS NOT NULL AND leaves_on < $1 AND status <> 'deactivated' ORDER BY ods, user_id",
            )
            .bind(audit.today),
        )
        .await?;
    for (user, practice) in due {
        let over = Over {
            user,
            practice,
            audit,
        };
        if let Err(error) = db.write(&over).await {
            leave_out(error, "Somebody whose last day is over", &over.practice)?;
        }
    }
    Ok(())
}

struct Over<'a> {
    user: UserId,
    practice: OdsCode,
    audit: &'a AuditContext,
}

impl UnitOfWork for Over<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        // Another server may have been faster, or somebody took the last day back.
        let over = tx
            .execute(
                Query::new(
                    "UPDATE membership SET status = 'deactivated', since = $3, version = version + 1
                     WHERE user_id = $1 AND ods = $2 AND leaves_on < $4 AND status <> 'deactivated'",
                )
                .bind(self.user)
                .bind(&self.practice)
                .bind(self.audit.at)
                .bind(self.audit.today),
            )
            .await?;
        if over == 0 {
            return Ok(());
        }
        let place = (self.user, &self.practice);
        after_the_end(tx, self.audit, place, "The last day is over", "").await
    }
}

/// What follows where a place has ended by itself: its roles and the sessions it gave, and the record, which says `note` and
/// `reason`.
pub(crate) async fn after_the_end(
    tx: &mut Tx,
    audit: &AuditContext,
    (user, practice): (UserId, &OdsCode),
    note: &str,
    reason: &str,
) -> Result<(), Failure> {
    end_due(tx, std::slice::from_ref(practice), audit).await?;
    // What was given without an end of its own, or with a later one.
    tx.execute(
        Query::new(
            "UPDATE role_grant SET ended_at = $3
             WHERE user_id = $1 AND ods = $2 AND ended_at IS NULL AND origin <> 'performers list'",
        )
        .bind(user)
        .bind(practice)
        .bind(audit.at),
    )
    .await?;
    revoke_after_the_last_place(tx, user, audit.at).await?;
    let name = read_subject(tx, user)
        .await?
        .map(|subject| subject.name)
        .unwrap_or_default();
    let event = NewEvent {
        action: Action::Deactivated,
        subject: Some((user, &name)),
        practice: Some(practice),
        detail: Detail {
            note: note.to_owned(),
            ..Detail::default()
        },
        reason,
    };
    append(tx, audit, event).await?;
    accountant_links::follow(tx, audit, &[(user, practice)]).await
}
