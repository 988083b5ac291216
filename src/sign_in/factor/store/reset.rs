//! Taking the second factors of somebody away who has lost them.

use crate::{
    access::ResetsFactors,
    database::{Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    mail::{self, Letter},
    people::{administrators_beside, name_and_username},
    sign_in::revoke::{Because, revoke},
    web::AuditContext,
};

/// Takes all second factors and recovery codes of an account away and ends its sessions at once.
pub(crate) struct Reset<'a> {
    pub permit: &'a ResetsFactors,
    pub reason: &'a str,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for Reset<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let (name, of_username) = name_and_username(tx, self.permit.user()).await?;
        for statement in [
            "DELETE FROM authenticator_app WHERE user_id = $1",
            "DELETE FROM passkey WHERE user_id = $1",
            "DELETE FROM recovery_code WHERE user_id = $1",
            "DELETE FROM factor_try WHERE user_id = $1",
        ] {
            tx.execute(Query::new(statement).bind(self.permit.user()))
                .await?;
        }
        revoke(tx, self.permit.user(), Because::FactorReset, self.audit.at).await?;
        let event = NewEvent {
            action: Action::FactorReset,
            subject: Some((self.permit.user(), &name)),
            practice: self.permit.practice(),
            detail: Detail::default(),
            reason: self.reason,
        };
        append(tx, self.audit, event).await?;
        let (by, reason) = (&self.audit.by_name, self.reason);
        let letter = |name| Letter::FactorReset {
            name,
            by: by.clone(),
            reason: reason.to_owned(),
        };
        mail::tell(tx, self.audit, self.permit.user(), letter).await?;
        let by_username = username_of_colleague(tx, self.audit).await?;
        for administrator in administrators_beside(tx, self.permit.user(), self.audit).await? {
            let by_username = if administrator.is_colleague() {
                by_username.as_str()
            } else {
                ""
            };
            let letter = |to| Letter::FactorResetOf {
                name: to,
                of: name.clone(),
                of_username: of_username.clone(),
                by: by.clone(),
                by_username: by_username.to_owned(),
                reason: reason.to_owned(),
            };
            mail::tell(tx, self.audit, administrator.id, letter).await?;
        }
        Ok(())
    }
}

/// The username of whoever acts; nothing for the registration team, whose accounts are not the practice's business.
async fn username_of_colleague(tx: &mut Tx, audit: &AuditContext) -> Result<String, Failure> {
    let found: Option<(String,)> = tx
        .optional(
            Query::new("SELECT email FROM app_user WHERE id = $1 AND NOT is_registration_officer")
                .bind(audit.by),
        )
        .await?;
    Ok(found.map(|(username,)| username).unwrap_or_default())
}
