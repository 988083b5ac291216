//! Exemptions from the second factor: until when one runs, and how it ends. They are given in `users/exempt_factor`.

use crate::{
    base::{dates::Date, ids::UserId},
    database::{Db, Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    people::name_and_username,
    web::AuditContext,
};

/// An exemption that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Running {
    /// Its last day.
    pub until: Date,
    pub reason: String,
}

impl Running {
    /// What follows the answer to which second factor somebody has.
    pub(crate) fn in_words(&self) -> String {
        [
            "Does not need a second factor until ",
            &self.until.in_words(),
            ": ",
            &self.reason,
        ]
        .concat()
    }
}

/// The exemption of an account that runs on a day.
pub(crate) async fn exemption_on(
    tx: &mut Tx,
    user: UserId,
    today: Date,
) -> Result<Option<Running>, Failure> {
    let query = Query::new(
        "SELECT ends_on, reason FROM factor_exemption
         WHERE user_id = $1 AND ended_at IS NULL AND ends_on >= $2",
    );
    let running: Option<(Date, String)> = tx.optional(query.bind(user).bind(today)).await?;
    Ok(running.map(|(until, reason)| Running { until, reason }))
}

/// Ends the exemption of an account, if it has one that nobody has ended, with the record. `why`: as the record says it.
pub(crate) async fn end_exemption(
    tx: &mut Tx,
    audit: &AuditContext,
    user: UserId,
    why: &str,
) -> Result<bool, Failure> {
    let end = "UPDATE factor_exemption SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL";
    let ended = tx
        .execute(Query::new(end).bind(user).bind(audit.at))
        .await?;
    if ended == 0 {
        return Ok(false);
    }
    let (name, _) = name_and_username(tx, user).await?;
    let event = NewEvent {
        action: Action::ExemptionEnded,
        subject: Some((user, &name)),
        practice: None,
        detail: Detail {
            note: why.to_owned(),
            ..Detail::default()
        },
        reason: "",
    };
    append(tx, audit, event).await?;
    Ok(true)
}

/// Ends, with the record, the exemptions whose last day has passed. They hold no more since then.
pub(crate) async fn end_exemptions_due(db: &Db, audit: &AuditContext) -> Result<(), Failure> {
    let due = "SELECT user_id FROM factor_exemption WHERE ended_at IS NULL AND ends_on < $1";
    let due: Vec<(UserId,)> = db.all(Query::new(due).bind(audit.today)).await?;
    for (user,) in due {
        db.write(&EndDue { user, audit }).await?;
    }
    Ok(())
}

/// The end of one whose last day has passed, unless another has taken its place meanwhile.
struct EndDue<'a> {
    user: UserId,
    audit: &'a AuditContext,
}

impl UnitOfWork for EndDue<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        if exemption_on(tx, self.user, self.audit.today)
            .await?
            .is_none()
        {
            end_exemption(tx, self.audit, self.user, "Its last day has passed").await?;
        }
        Ok(())
    }
}
