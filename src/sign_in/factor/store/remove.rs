//! Removing and naming a second factor.

use uuid::Uuid;

use super::{
    changed,
    read::{count, duty_on},
};
use crate::{
    access::OwnFactors,
    base::error::AppError,
    database::{Failure, Query, Tx, UnitOfWork},
    history::Action,
    sign_in::factor::stage::may_remove,
    web::AuditContext,
};

/// Removes a second factor. With the last one the recovery codes go, which stand in for nothing then.
pub(in crate::sign_in::factor) struct Remove<'a> {
    pub permit: OwnFactors,
    pub factor: Uuid,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for Remove<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let found: Option<(String,)> = tx
            .optional(
                Query::new(
                    "SELECT name FROM authenticator_app WHERE id = $1 AND user_id = $2
                     UNION ALL SELECT name FROM passkey WHERE id = $1 AND user_id = $2",
                )
                .bind(self.factor)
                .bind(self.permit.user()),
            )
            .await?;
        let Some((name,)) = found else {
            return Err(AppError::NotFound.into());
        };
        let there = count(tx, self.permit.user()).await?;
        let needs = duty_on(tx, self.permit.user(), self.audit.today)
            .await?
            .needed;
        may_remove(needs, there).map_err(|why| AppError::Invalid([why, "."].concat()))?;
        for statement in [
            "DELETE FROM authenticator_app WHERE id = $1",
            "DELETE FROM passkey WHERE id = $1",
        ] {
            tx.execute(Query::new(statement).bind(self.factor)).await?;
        }
        if there == 1 {
            tx.execute(
                Query::new("DELETE FROM recovery_code WHERE user_id = $1").bind(self.permit.user()),
            )
            .await?;
        }
        changed(
            tx,
            self.audit,
            self.permit.user(),
            Action::FactorRemoved,
            name,
        )
        .await
    }
}

/// Gives a second factor another name. That changes nobody's access, so it is not recorded.
pub(in crate::sign_in::factor) struct Rename<'a> {
    pub permit: OwnFactors,
    pub factor: Uuid,
    pub name: &'a str,
}

impl UnitOfWork for Rename<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let mut renamed = 0;
        for statement in [
            "UPDATE authenticator_app SET name = $3 WHERE id = $1 AND user_id = $2",
            "UPDATE passkey SET name = $3 WHERE id = $1 AND user_id = $2",
        ] {
            renamed += tx
                .execute(
                    Query::new(statement)
                        .bind(self.factor)
                        .bind(self.permit.user())
                        .bind(self.name),
                )
                .await?;
        }
        if renamed == 0 {
            return Err(AppError::NotFound.into());
        }
        Ok(())
    }
}
