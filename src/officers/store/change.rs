//! What becomes of a registration officer.

use uuid::Uuid;

use super::{count_active, one_at_a_time, record, tell_the_team};
use crate::{
    access::ManagesOfficers,
    base::{error::AppError, ids::UserId, text::full_name},
    database::{Failure, NotDone, Query, Tx, UnitOfWork},
    history::Action,
    mail::{self, Letter, News, OfficerStands},
    officers::rules::{Facts, Refused, Standing, Step, may},
    sign_in::{
        invitations::{Reissue, invite},
        links::{self, End, Purpose},
        revoke::{Because, revoke},
    },
    users::roles::store::use_idempotency_key,
    web::AuditContext,
};

/// A step about an officer.
pub(in crate::officers) struct Change<'a> {
    pub permit: ManagesOfficers,
    pub user: UserId,
    pub step: Step,
    pub reason: &'a str,
    /// Of the link in an invitation, if one is sent.
    pub secret: &'a str,
    pub audit: &'a AuditContext,
    pub idempotency_key: Uuid,
    /// Where it leads.
    pub location: &'a str,
}

impl UnitOfWork for Change<'_> {
    type Done = ();
    type Error = NotDone<Refused>;

    /// By the mark of its form.
    fn is_idempotent(&self) -> bool {
        true
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), NotDone<Refused>> {
        one_at_a_time(tx, self.audit.at).await?;
        let content = (self.user, self.step, self.reason);
        let (key, to) = (self.idempotency_key, self.location);
        if use_idempotency_key(tx, key, &content, self.audit, to)
            .await?
            .is_some()
        {
            return Ok(());
        }
        let (name, facts) = self.facts(tx).await?;
        may(self.step, facts).map_err(NotDone::Refused)?;
        if self.invites(facts.standing)
            && !links::few_lately(tx, self.user, Purpose::Invitation, self.audit.at).await?
        {
            return Err(NotDone::Refused(Refused::InvitedOften));
        }
        Ok(self.take(tx, &name, facts.standing).await?)
    }
}

impl Change<'_> {
    /// Their name, and what decides about the step.
    async fn facts(&self, tx: &mut Tx) -> Result<(String, Facts), Failure> {
        let row: Option<(String, String, bool, bool, bool, bool)> = tx
            .optional(
                Query::new(
                    "SELECT first_name, last_name, is_registration_officer, password_hash IS NOT NULL,
                            EXISTS (SELECT 1 FROM membership WHERE user_id = app_user.id),
                            EXISTS (SELECT 1 FROM performer WHERE user_id = app_user.id)
                     FROM app_user WHERE id = $1
                       AND (is_registration_officer OR EXISTS (SELECT 1 FROM officer WHERE user_id = app_user.id))",
                )
                .bind(self.user),
            )
            .await?;
        let (first, last, is_officer, has_password, has_place, is_gp) =
            row.ok_or(AppError::NotFound)?;
        let facts = Facts {
            standing: Standing::of(is_officer, has_password),
            own: self.permit.by() == Some(self.user),
            active: count_active(tx).await?,
            has_place,
            is_gp,
        };
        Ok((full_name(&first, &last), facts))
    }

    /// Whether an invitation is sent.
    fn invites(&self, standing: Standing) -> bool {
        match self.step {
            Step::Resend => true,
            Step::Reactivate => standing == Standing::Withdrawn,
            Step::Withdraw | Step::Deactivate => false,
        }
    }

    async fn take(&self, tx: &mut Tx, name: &str, standing: Standing) -> Result<(), Failure> {
        let subject = (self.user, name);
        let record =
            async |tx: &mut Tx, action| record(tx, self.audit, action, subject, self.reason).await;
        match self.step {
            Step::Resend => {
                invite(tx, self.audit, self.user, self.secret, Reissue::Yes).await?;
                record(tx, Action::InvitationSent).await
            }
            Step::Withdraw => {
                let (invitation, now) = (Purpose::Invitation, self.audit.at);
                links::end(tx, self.user, invitation, End::Withdrawal, now).await?;
                self.end(tx).await?;
                record(tx, Action::OfficerWithdrawn).await
            }
            Step::Deactivate => {
                self.end(tx).await?;
                record(tx, Action::OfficerDeactivated).await?;
                self.tell(tx, false).await?;
                tell_the_team(tx, self.audit, self.user, News::Deactivated, self.reason).await
            }
            Step::Reactivate if standing == Standing::Withdrawn => {
                self.begin_again(tx).await?;
                record(tx, Action::OfficerInvited).await?;
                invite(tx, self.audit, self.user, self.secret, Reissue::Yes).await?;
                tell_the_team(tx, self.audit, self.user, News::Invited, self.reason).await
            }
            Step::Reactivate => {
                self.begin_again(tx).await?;
                record(tx, Action::OfficerReactivated).await?;
                self.tell(tx, true).await?;
                tell_the_team(tx, self.audit, self.user, News::Reactivated, self.reason).await
            }
        }
    }

    /// They are no officer any more, and nobody is in with their account.
    async fn end(&self, tx: &mut Tx) -> Result<(), Failure> {
        self.set_officer(tx, false).await?;
        tx.execute(
            Query::new(
                "INSERT INTO officer (user_id, invited_at, ended_by, ended_at)
                 SELECT id, created_at, $2, $3 FROM app_user WHERE id = $1
                 ON CONFLICT (user_id) DO UPDATE SET ended_by = excluded.ended_by, ended_at = excluded.ended_at",
            )
            .bind(self.user)
            .bind(self.permit.by())
            .bind(self.audit.at),
        )
        .await?;
        let because = Because::OfficerDeactivated;
        revoke(tx, self.user, because, self.audit.at).await
    }

    /// They are an officer again, by whoever acts now.
    async fn begin_again(&self, tx: &mut Tx) -> Result<(), Failure> {
        self.set_officer(tx, true).await?;
        tx.execute(
            Query::new(
                "UPDATE officer SET invited_by = $2, invited_at = $3, ended_by = NULL, ended_at = NULL
                 WHERE user_id = $1",
            )
            .bind(self.user)
            .bind(self.permit.by())
            .bind(self.audit.at),
        )
        .await?;
        Ok(())
    }

    async fn set_officer(&self, tx: &mut Tx, is: bool) -> Result<(), Failure> {
        let set = Query::new("UPDATE app_user SET is_registration_officer = $2 WHERE id = $1");
        tx.execute(set.bind(self.user).bind(is)).await?;
        Ok(())
    }

    /// Tells them that they belong to the team, or no longer do.
    async fn tell(&self, tx: &mut Tx, belongs: bool) -> Result<(), Failure> {
        let letter = |name| {
            Letter::OfficerStands(OfficerStands {
                name,
                by: self.audit.by_name.clone(),
                belongs,
            })
        };
        mail::tell(tx, self.audit, self.user, letter).await
    }
}
