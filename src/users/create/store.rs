//! New accounts in the database.

use std::fmt::Debug;

use super::{
    NewUser,
    form::{details, made_meanwhile},
};
use crate::{
    access::{Actor, Plan, Refusal, Subject, Terms, plan},
    base::{
        error::AppError,
        ids::{OdsCode, UserId},
        text::greeting,
    },
    database::{Failure, Tx},
    history::{Action, Detail, NewEvent, append},
    people::store::{NewAccount, new_account, user_with},
    sign_in::{
        self,
        invitations::{self, Invitation, Reissue, invite},
    },
    ui::{Check, Outcome},
    users::{
        confirmed::{Acting, ConfirmedChange, NotMade},
        roles::{
            SentTable, check_of, form_state, new_account_notes,
            store::{apply, asks_code, read_columns, record, tell_administrators},
        },
    },
    web::{AuditContext, Request},
};

fn subject(id: UserId, user: &NewUser) -> Subject {
    Subject {
        user: id,
        name: user.name.full(),
        registration_officer: false,
    }
}

/// A new account with its first roles.
pub(crate) struct Create<'a> {
    pub id: UserId,
    /// Who it is for.
    pub user: &'a NewUser,
    pub sent: &'a SentTable,
    /// Dates and reason.
    pub terms: Terms,
    /// Of the link in the invitation.
    pub secret: &'a str,
}

impl ConfirmedChange for Create<'_> {
    type Plan = Plan;
    type WhyNot = Refusal;

    fn practices(&self) -> Vec<OdsCode> {
        self.sent.practices()
    }

    fn waits_at(&self) -> Vec<OdsCode> {
        self.sent.changed()
    }

    fn content(&self) -> impl Debug + Send + Sync {
        (self.user, self.sent, &self.terms)
    }

    fn confirm(&mut self) {
        // Nobody new leaves a service without an administrator.
    }

    async fn plan(&self, tx: &mut Tx, by: Acting<'_>) -> Result<Plan, NotMade> {
        if let Some(id) = user_with(tx, self.user.email.as_ref()).await? {
            return Err(NotMade::Instead(made_meanwhile(id)));
        }
        let (subject, today) = (subject(self.id, self.user), by.audit.today);
        let columns = read_columns(tx, self.id, &self.sent.practices(), today).await?;
        let wanted = self.sent.wanted(&columns);
        plan(
            &columns,
            &wanted,
            &self.terms,
            &subject,
            by.permissions,
            today,
        )
        .map_err(NotMade::Refused)
    }

    fn preview(&self, plan: &Plan, by: Acting<'_>) -> Check {
        let mut check = check_of(plan);
        let practices = plan.columns().iter().map(|place| place.name.clone());
        let mut practices: Vec<_> = practices.collect();
        practices.sort_unstable();
        let invitation = invitations::letter(Invitation {
            name: greeting(self.user.name.first(), self.user.name.last()).to_owned(),
            invited_by: Some(by.audit.by_name.clone()),
            practices,
            officer: false,
            secret: "",
            valid_until: "72 hours after it was sent".to_owned(),
            again: Reissue::No,
        });
        check
            .notes
            .splice(0..0, new_account_notes(self.user, &invitation.body()));
        check.tell_reason(&self.terms.reason);
        check.asks_code = asks_code(plan, by.audit);
        check
    }

    async fn apply(&self, tx: &mut Tx, by: Acting<'_>, plan: Plan) -> Result<(), Failure> {
        make(tx, by.audit, self.user, &plan, self.secret).await
    }

    async fn answer(
        &self,
        request: &Request,
        actor: &Actor,
        by: Acting<'_>,
        reasons: Vec<Refusal>,
    ) -> Result<Outcome, Failure> {
        record(request, actor, by.audit, None, &reasons).await?;
        Ok(details(form_state(&reasons)))
    }
}

/// Makes the account of the plan's subject with the first roles, records it, and invites them. `secret` is of the link in the
/// invitation.
pub(crate) async fn make(
    tx: &mut Tx,
    audit: &AuditContext,
    user: &NewUser,
    plan: &Plan,
    secret: &str,
) -> Result<(), Failure> {
    let id = plan.subject().user;
    insert(tx, audit, user, id).await?;
    let first = plan
        .columns()
        .first()
        .ok_or(Failure::Public(AppError::NotFound))?;
    let event = NewEvent {
        action: Action::UserCreated,
        subject: Some((id, &plan.subject().name)),
        practice: Some(&first.practice),
        detail: Detail::default(),
        reason: "",
    };
    append(tx, audit, event).await?;
    apply(tx, audit, plan).await?;
    tell_administrators(tx, audit, plan).await?;
    sign_in::store::accept_places(tx, id, audit.at).await?;
    invite(tx, audit, id, secret, Reissue::No).await
}

async fn insert(
    tx: &mut Tx,
    audit: &AuditContext,
    user: &NewUser,
    id: UserId,
) -> Result<(), Failure> {
    let account = NewAccount {
        id,
        title: user.name.title(),
        first: user.name.first(),
        last: user.name.last(),
        email: user.email.as_ref(),
        phone: user.phone.as_ref(),
        officer: false,
        password_hash: None,
    };
    new_account(tx, &account, audit.at).await
}
