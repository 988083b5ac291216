//! Taking the second factors of somebody away who has lost them.

use crate::{
    access::{ResetsFactors, UserId},
    error::AppError,
    history::{Action, Detail, NewEvent, append},
    server::{Failure, Query, Stamp, Tx, Work},
    sign_in::store::end_all,
    users::roles::store::read_subject,
};

/// Takes all second factors and recovery codes of an account away and ends its sessions at once.
pub(in crate::sign_in::factor) struct Reset<'a> {
    pub user: UserId,
    pub permit: &'a ResetsFactors,
    pub reason: &'a str,
    pub stamp: &'a Stamp,
}

impl Work for Reset<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let subject = read_subject(tx, self.user)
            .await?
            .ok_or(Failure::Told(AppError::NotFound))?;
        for statement in [
            "DELETE FROM authenticator_app WHERE user_id = $1",
            "DELETE FROM passkey WHERE user_id = $1",
            "DELETE FROM recovery_code WHERE user_id = $1",
            "DELETE FROM factor_try WHERE user_id = $1",
            "DELETE FROM passkey_ceremony WHERE user_id = $1",
        ] {
            tx.execute(Query::new(statement).bind(self.user)).await?;
        }
        tx.execute(end_all(self.user)).await?;
        let event = NewEvent {
            action: Action::FactorReset,
            subject: Some((self.user, &subject.name)),
            practice: self.permit.practice(),
            detail: Detail::default(),
            reason: self.reason,
        };
        append(tx, self.stamp, event).await
    }
}
