//! Showing a second factor.

use uuid::Uuid;

use super::{PAUSE, TRIES, changed};
use crate::{
    base::{clock::in_words, dates::Instant, error::AppError, ids::UserId},
    database::{Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    mail::{self, Letter},
    sign_in::{
        factor::{
            code::Code,
            totp::{AppSecret, Judged},
        },
        store,
    },
    web::AuditContext,
};

/// What is shown.
#[derive(Clone, Debug)]
pub(in crate::sign_in) enum Shown {
    /// A code that was typed.
    Code(Code),
    /// A passkey whose signature is right, with what has to be stored of it.
    Passkey { id: Uuid, credential: String },
    /// What a browser answered that is no passkey of the account, or not what it was asked for.
    NoPasskey,
}

/// Outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sign_in) enum Proof {
    /// It was right.
    Accepted {
        /// How many recovery codes are left, where one of them was shown.
        codes_left: Option<usize>,
    },
    /// It was right once.
    Used,
    /// It is wrong.
    Wrong,
    /// Too many were wrong: nothing is looked at for a while.
    Paused,
}

/// A second factor, shown in a session.
pub(in crate::sign_in) struct Prove<'a> {
    pub user: UserId,
    pub shown: Shown,
    /// The session's secret.
    pub session: &'a str,
    /// The session's new secret, where this completes it: nobody who knew it before is signed in with it.
    pub renewed: Option<&'a str>,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for Prove<'_> {
    type Done = Proof;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<Proof, Failure> {
        // Tries are counted where they are made: no number of them at the same moment gets past the limit.
        if self.is_paused(tx).await? {
            return Ok(Proof::Paused);
        }
        let proof = match &self.shown {
            Shown::Code(Code::App(code)) => self.app(tx, code).await?,
            Shown::Code(Code::Recovery(code)) => self.recovery(tx, code.hash(self.user)).await?,
            Shown::Passkey { id, credential } => self.passkey(tx, *id, credential).await?,
            Shown::NoPasskey => Proof::Wrong,
        };
        if let Proof::Accepted { .. } = proof {
            tx.execute(Query::new("DELETE FROM factor_try WHERE user_id = $1").bind(self.user))
                .await?;
            store::factor_shown(tx, self.user, self.session, self.renewed, self.audit).await?;
        } else {
            self.count(tx).await?;
        }
        Ok(proof)
    }
}

impl Prove<'_> {
    async fn is_paused(&self, tx: &mut Tx) -> Result<bool, Failure> {
        let failures: Option<(i64,)> = tx
            .optional(
                Query::new(
                    "SELECT failures FROM factor_try WHERE user_id = $1 AND last_failure_at BETWEEN $2 AND $3",
                )
                .bind(self.user)
                .bind(self.audit.at.0 - PAUSE + 1)
                .bind(self.audit.at.0 + Instant::DRIFT),
            )
            .await?;
        Ok(failures.is_some_and(|(failures,)| failures >= TRIES))
    }

    async fn count(&self, tx: &mut Tx) -> Result<(), Failure> {
        let (failures,): (i64,) = tx
            .one(
                Query::new(
                    "INSERT INTO factor_try (user_id, failures, last_failure_at) VALUES ($1, 1, $2)
                 ON CONFLICT (user_id) DO UPDATE
                 SET failures = CASE WHEN factor_try.last_failure_at NOT BETWEEN $3 AND $4 THEN 1
                                     ELSE factor_try.failures + 1 END,
                     last_failure_at = excluded.last_failure_at
                 RETURNING failures",
                )
                .bind(self.user)
                .bind(self.audit.at)
                .bind(self.audit.at.0 - PAUSE + 1)
                .bind(self.audit.at.0 + Instant::DRIFT),
            )
            .await?;
        if failures == TRIES {
            self.alarm(tx).await?;
        }
        Ok(())
    }

    /// Whoever tries knows the password: its owner has to hear of it, and the record.
    async fn alarm(&self, tx: &mut Tx) -> Result<(), Failure> {
        let event = NewEvent {
            action: Action::FactorLocked,
            subject: Some((self.user, &self.audit.by_name)),
            practice: None,
            detail: Detail::default(),
            reason: "",
        };
        // It is not known who tries.
        let audit = AuditContext::of_visitor(self.audit.at, self.audit.request_id.clone());
        append(tx, &audit, event).await?;
        let until = in_words(Instant(self.audit.at.0 + PAUSE));
        let letter = |name| Letter::FactorLocked { name, until };
        mail::tell(tx, &audit, self.user, letter).await
    }

    async fn app(&self, tx: &mut Tx, code: &str) -> Result<Proof, Failure> {
        let apps: Vec<(Uuid, Vec<u8>, i64)> = tx
            .all(
                Query::new(
                    "SELECT id, secret, last_step FROM authenticator_app WHERE user_id = $1 ORDER BY id",
                )
                .bind(self.user),
            )
            .await?;
        let mut proof = Proof::Wrong;
        for (id, secret, last_step) in apps {
            let Some(secret) = AppSecret::from_bytes(&secret) else {
                return Err(Failure::internal("a stored secret has the wrong length"));
            };
            match secret.judge(code, self.audit.at, last_step) {
                Judged::Accepted { step } => {
                    tx.execute(
                        Query::new("UPDATE authenticator_app SET last_step = $2 WHERE id = $1")
                            .bind(id)
                            .bind(step),
                    )
                    .await?;
                    return Ok(Proof::Accepted { codes_left: None });
                }
                Judged::Used => proof = Proof::Used,
                Judged::Wrong => {}
            }
        }
        Ok(proof)
    }

    async fn recovery(&self, tx: &mut Tx, hash: [u8; 32]) -> Result<Proof, Failure> {
        let used = tx
            .execute(
                Query::new("DELETE FROM recovery_code WHERE user_id = $1 AND code_hash = $2")
                    .bind(self.user)
                    .bind(hash),
            )
            .await?;
        if used == 0 {
            return Ok(Proof::Wrong);
        }
        let (left,): (i64,) = tx
            .one(
                Query::new("SELECT CAST(count(*) AS BIGINT) FROM recovery_code WHERE user_id = $1")
                    .bind(self.user),
            )
            .await?;
        let left = usize::try_from(left).unwrap_or_default();
        changed(
            tx,
            self.audit,
            self.user,
            Action::RecoveryCodeUsed,
            ["Recovery codes left: ", &left.to_string()].concat(),
        )
        .await?;
        Ok(Proof::Accepted {
            codes_left: Some(left),
        })
    }

    /// The session knows the present password, or another would have ended it: from now on the passkey is enough.
    async fn passkey(&self, tx: &mut Tx, id: Uuid, credential: &str) -> Result<Proof, Failure> {
        let shown = "UPDATE passkey SET credential = $3, alone = $4 WHERE id = $1 AND user_id = $2";
        let shown = Query::new(shown).bind(id).bind(self.user).bind(credential);
        let there = tx.execute(shown.bind(true)).await?;
        // It was removed while it was being shown.
        if there == 0 {
            return Err(AppError::NotFound.into());
        }
        Ok(Proof::Accepted { codes_left: None })
    }
}
