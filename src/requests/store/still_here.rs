//! Somebody got a place at another practice: those where they worked before are asked whether they still do.

use crate::{
    access::{OdsCode, SeesPractice, UserId},
    error::AppError,
    history::{Action, Detail, NewEvent, append},
    server::{Failure, Query, Stamp, Tx, Work},
    users::roles::store::read_subject,
};

/// Asks every practice but `new` where the user works. None learns where the new place is.
pub(crate) async fn ask_whether_still_here(
    tx: &mut Tx,
    stamp: &Stamp,
    user: UserId,
    new: &OdsCode,
) -> Result<(), Failure> {
    // Whoever has just come is here.
    let here = "DELETE FROM still_here WHERE user_id = $1 AND ods = $2";
    tx.execute(Query::new(here).bind(user).bind(new)).await?;
    tx.execute(
        Query::new(
            "INSERT INTO still_here (user_id, ods, asked_at)
             SELECT user_id, ods, $3 FROM membership
             WHERE user_id = $1 AND ods <> $2 AND status <> 'deactivated' AND leaves_on IS NULL AND since < $3
             ON CONFLICT DO NOTHING",
        )
        .bind(user)
        .bind(new)
        .bind(stamp.at),
    )
    .await?;
    Ok(())
}

/// The answer that they do.
pub(in crate::requests) struct StillHereYes<'a> {
    pub user: UserId,
    pub permit: &'a SeesPractice,
    pub stamp: &'a Stamp,
}

impl Work for StillHereYes<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.permit.practice().clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let practice = self.permit.practice();
        let answered = tx
            .execute(
                Query::new("DELETE FROM still_here WHERE user_id = $1 AND ods = $2")
                    .bind(self.user)
                    .bind(practice),
            )
            .await?;
        if answered == 0 {
            // Somebody else has said so already.
            return Ok(());
        }
        let subject = read_subject(tx, self.user).await?;
        let subject = subject.ok_or(Failure::Told(AppError::NotFound))?;
        let event = NewEvent {
            action: Action::StillHere,
            subject: Some((self.user, &subject.name)),
            practice: Some(practice),
            detail: Detail::default(),
            reason: "",
        };
        append(tx, self.stamp, event).await
    }
}
