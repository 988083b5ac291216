//! Taking the second factors of somebody away who has lost them.

use crate::{
    access::ResetsFactors,
    base::ids::UserId,
    database::{Failure, Query, Tx, Work},
    history::{Action, Detail, NewEvent, append},
    mail::{self, Letter},
    people,
    sign_in::revoke::{Because, revoke},
    web::Stamp,
};

/// Takes all second factors and recovery codes of an account away and ends its sessions at once.
pub(crate) struct Reset<'a> {
    pub user: UserId,
    pub permit: &'a ResetsFactors,
    pub reason: &'a str,
    pub stamp: &'a Stamp,
}

impl Work for Reset<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let name = people::name(tx, self.user).await?;
        for statement in [
            "DELETE FROM authenticator_app WHERE user_id = $1",
            "DELETE FROM passkey WHERE user_id = $1",
            "DELETE FROM recovery_code WHERE user_id = $1",
            "DELETE FROM factor_try WHERE user_id = $1",
        ] {
            tx.execute(Query::new(statement).bind(self.user)).await?;
        }
        revoke(tx, self.user, Because::FactorReset, self.stamp.at).await?;
        let event = NewEvent {
            action: Action::FactorReset,
            subject: Some((self.user, &name)),
            practice: self.permit.practice(),
            detail: Detail::default(),
            reason: self.reason,
        };
        append(tx, self.stamp, event).await?;
        let (by, reason) = (&self.stamp.by_name, self.reason);
        let letter = |name| Letter::FactorReset {
            name,
            by: by.clone(),
            reason: reason.to_owned(),
        };
        mail::tell(tx, self.stamp, self.user, letter).await?;
        for administrator in people::administrators_beside(tx, self.user, self.stamp).await? {
            let letter = |to| Letter::FactorResetOf {
                name: to,
                of: name.clone(),
                by: by.clone(),
                reason: reason.to_owned(),
            };
            mail::tell(tx, self.stamp, administrator, letter).await?;
        }
        Ok(())
    }
}
