//! One more second factor.

use super::{changed, exemption::end_exemption, read::count};
use crate::{
    access::OwnFactors,
    base::{clock::new_id, dates::Instant, error::AppError},
    database::{Failure, Query, Tx, UnitOfWork},
    history::Action,
    sign_in::{
        factor::{Kind, totp::AppSecret},
        store,
    },
    web::AuditContext,
};

/// As many as anybody could want.
const MOST: usize = 10;

/// What is added. It was shown just now: nobody adds what they can't use.
pub(in crate::sign_in::factor) enum New {
    /// An authenticator app, with the step of the code it showed.
    App { secret: AppSecret, step: i64 },
    /// A passkey.
    Passkey {
        credential_id: Vec<u8>,
        credential: String,
    },
}

/// One more second factor.
pub(in crate::sign_in::factor) struct Add<'a> {
    pub permit: OwnFactors,
    pub new: New,
    /// What its owner calls it.
    pub name: &'a str,
    /// The session's secret.
    pub session: &'a str,
    /// The session's new secret, where this completes it.
    pub renewed: Option<&'a str>,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for Add<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        if count(tx, self.permit.user()).await? >= MOST {
            return Err(AppError::Invalid(
                "You have 10 second factors already. Remove one that you no longer use first."
                    .to_owned(),
            )
            .into());
        }
        let kind = match &self.new {
            New::App { secret, step } => {
                self.app(tx, secret, *step, self.audit.at).await?;
                Kind::App
            }
            New::Passkey {
                credential_id,
                credential,
            } => {
                self.passkey(tx, credential_id, credential, self.audit.at)
                    .await?;
                Kind::Passkey
            }
        };
        store::factor_shown(
            tx,
            self.permit.user(),
            self.session,
            self.renewed,
            self.audit,
        )
        .await?;
        changed(
            tx,
            self.audit,
            self.permit.user(),
            Action::FactorAdded,
            [kind.name(), ": ", self.name].concat(),
        )
        .await?;
        // If the factor is lost and reset later, that is a new question for the registration team.
        end_exemption(tx, self.audit, self.permit.user(), "").await?;
        Ok(())
    }
}

impl Add<'_> {
    async fn app(
        &self,
        tx: &mut Tx,
        secret: &AppSecret,
        step: i64,
        at: Instant,
    ) -> Result<(), Failure> {
        tx.execute(
            Query::new(
                "INSERT INTO authenticator_app (id, user_id, name, secret, last_step, added_at)
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(new_id())
            .bind(self.permit.user())
            .bind(self.name)
            .bind(secret.bytes())
            .bind(step)
            .bind(at),
        )
        .await?;
        Ok(())
    }

    async fn passkey(
        &self,
        tx: &mut Tx,
        credential_id: &[u8],
        credential: &str,
        at: Instant,
    ) -> Result<(), Failure> {
        let there: Option<(i32,)> = tx
            .optional(
                Query::new("SELECT 1 FROM passkey WHERE credential_id = $1")
                    .bind(credential_id.to_vec()),
            )
            .await?;
        if there.is_some() {
            return Err(AppError::Invalid("This passkey is in use already.".to_owned()).into());
        }
        tx.execute(
            Query::new(
                "INSERT INTO passkey (id, user_id, name, credential_id, credential, alone, added_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(new_id())
            .bind(self.permit.user())
            .bind(self.name)
            .bind(credential_id.to_vec())
            .bind(credential)
            .bind(true)
            .bind(at),
        )
        .await?;
        Ok(())
    }
}
