//! A new set of recovery codes in place of the one before.

use super::{changed, read::has_factor};
use crate::{
    access::OwnFactors,
    base::error::AppError,
    database::{Failure, Query, Tx, UnitOfWork},
    history::Action,
    sign_in::factor::recovery::RecoveryCode,
    web::AuditContext,
};

/// A new set of recovery codes, which the account's owner says they have kept.
pub(in crate::sign_in::factor) struct Keep<'a> {
    pub permit: OwnFactors,
    pub codes: &'a [RecoveryCode],
    pub audit: &'a AuditContext,
}

impl UnitOfWork for Keep<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        if !has_factor(tx, self.permit.user()).await? {
            return Err(AppError::Invalid(
                "Add an authenticator app or a passkey first. Recovery codes are only a spare for it."
                    .to_owned(),
            )
            .into());
        }
        tx.execute(
            Query::new("DELETE FROM recovery_code WHERE user_id = $1").bind(self.permit.user()),
        )
        .await?;
        for code in self.codes {
            tx.execute(
                Query::new("INSERT INTO recovery_code (user_id, code_hash) VALUES ($1, $2)")
                    .bind(self.permit.user())
                    .bind(code.hash(self.permit.user())),
            )
            .await?;
        }
        changed(
            tx,
            self.audit,
            self.permit.user(),
            Action::RecoveryCodesMade,
            String::new(),
        )
        .await
    }
}
