//! The answer of a practice that was asked whether somebody still works there.

use crate::{
    access::SeesPractice,
    base::{
        error::AppError,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    users::roles::store::read_subject,
    web::AuditContext,
};

/// The answer that they do.
pub(in crate::requests) struct StillHereYes<'a> {
    pub user: UserId,
    pub permit: &'a SeesPractice,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for StillHereYes<'_> {
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
        let subject = subject.ok_or(Failure::Public(AppError::NotFound))?;
        let event = NewEvent {
            action: Action::StillHere,
            subject: Some((self.user, &subject.name)),
            practice: Some(practice),
            detail: Detail::default(),
            reason: "",
        };
        append(tx, self.audit, event).await
    }
}
