//! A new set of recovery codes in place of the one before.

use super::{changed, read::has_factor, recorded};
use crate::{
    access::OwnFactors,
    base::{dates::Instant, error::AppError, ids::UserId},
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
        let replaced = tx
            .execute(
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
        let (user, made) = (self.permit.user(), Action::RecoveryCodesMade);
        if replaced == 0 && self.just_added(tx, user).await? {
            return recorded(tx, self.audit, user, made, String::new()).await;
        }
        changed(tx, self.audit, user, made, String::new()).await
    }
}

impl Keep<'_> {
    /// Whether a factor was added within the last half an hour: its first codes are the end of the same set-up, of which the
    /// letter about the factor has told.
    async fn just_added(&self, tx: &mut Tx, user: UserId) -> Result<bool, Failure> {
        let query = Query::new(
            "SELECT 1 FROM authenticator_app WHERE user_id = $1 AND added_at > $2
             UNION SELECT 1 FROM passkey WHERE user_id = $1 AND added_at > $2",
        );
        let since = self.audit.at.0 - 30 * Instant::MINUTE;
        let added: Option<(i32,)> = tx.optional(query.bind(user).bind(since)).await?;
        Ok(added.is_some())
    }
}
