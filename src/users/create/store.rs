//! New accounts in the database.

use uuid::Uuid;

use super::NewUser;
use crate::{
    access::{Permissions, Plan, Subject, Terms, plan},
    base::{
        dates::Date,
        error::AppError,
        ids::{OdsCode, UserId},
        search_words::Names,
    },
    database::{Db, Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    people::store::write_tokens,
    sign_in::invitations::{Reissue, invite},
    users::roles::{
        SentTable,
        store::{apply, end_due, read_columns, use_idempotency_key},
    },
    web::AuditContext,
};

/// The account that has this address.
pub(crate) async fn account(db: &Db, email: &str) -> Result<Option<UserId>, Failure> {
    let found: Option<(UserId,)> = db
        .optional(Query::new("SELECT id FROM app_user WHERE email = $1").bind(email))
        .await?;
    Ok(found.map(|(id,)| id))
}

/// What a new account's roles would be.
pub(crate) async fn preview(
    tx: &mut Tx,
    user: &NewUser,
    sent: &SentTable,
    terms: &Terms,
    permissions: &Permissions,
    today: Date,
) -> Result<Plan, Failure> {
    // Nobody yet: an identifier that no account has.
    let subject = subject(UserId(Uuid::nil()), user);
    let columns = read_columns(tx, subject.user, &sent.practices(), today).await?;
    plan(
        &columns,
        &sent.wanted(&columns),
        terms,
        &subject,
        permissions,
        today,
    )
    .map_err(Failure::Refused)
}

fn subject(id: UserId, user: &NewUser) -> Subject {
    Subject {
        user: id,
        name: user.name.full(),
        registration_officer: false,
    }
}

/// What became of a new account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Created {
    /// It was made, or had been made by the same form before.
    Yes,
    /// Somebody else made one with the same address in the meantime.
    Exists(UserId),
}

/// A new account with its first roles.
pub(crate) struct Create<'a> {
    /// Its identifier.
    pub id: UserId,
    /// Who it is for.
    pub user: &'a NewUser,
    /// The roles.
    pub sent: &'a SentTable,
    /// Dates and reason.
    pub terms: &'a Terms,
    /// What the actor may decide.
    pub permissions: &'a Permissions,
    /// Of the link in the invitation.
    pub secret: &'a str,
    /// Who and when.
    pub audit: &'a AuditContext,
    /// The form.
    pub idempotency_key: Uuid,
    /// Where the first save of this form leads.
    pub location: &'a str,
}

impl UnitOfWork for Create<'_> {
    type Done = Created;
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        self.sent.changed()
    }

    async fn run(&self, tx: &mut Tx) -> Result<Created, Failure> {
        let email = self.user.email.as_ref();
        let existing: Option<(UserId,)> = tx
            .optional(Query::new("SELECT id FROM app_user WHERE email = $1").bind(email))
            .await?;
        if let Some((id,)) = existing {
            return Ok(Created::Exists(id));
        }
        let content = (self.user, self.sent, self.terms);
        if use_idempotency_key(
            tx,
            self.idempotency_key,
            &content,
            self.audit,
            self.location,
        )
        .await?
        .is_some()
        {
            return Ok(Created::Yes);
        }
        let practices = self.sent.practices();
        end_due(tx, &practices, self.audit).await?;
        let subject = subject(self.id, self.user);
        let columns = read_columns(tx, self.id, &practices, self.audit.today).await?;
        let wanted = self.sent.wanted(&columns);
        let plan = plan(
            &columns,
            &wanted,
            self.terms,
            &subject,
            self.permissions,
            self.audit.today,
        )
        .map_err(Failure::Refused)?;
        self.insert(tx).await?;
        let first = plan
            .columns
            .first()
            .ok_or(Failure::Public(AppError::NotFound))?;
        let event = NewEvent {
            action: Action::UserCreated,
            subject: Some((self.id, &subject.name)),
            practice: Some(&first.practice),
            detail: Detail::default(),
            reason: "",
        };
        append(tx, self.audit, event).await?;
        apply(
            tx,
            self.audit,
            &subject,
            &plan,
            self.terms,
            self.permissions,
        )
        .await?;
        invite(tx, self.audit, self.id, self.secret, Reissue::No).await?;
        Ok(Created::Yes)
    }
}

impl Create<'_> {
    async fn insert(&self, tx: &mut Tx) -> Result<(), Failure> {
        let user = self.user;
        let names = Names {
            first: user.name.first(),
            last: user.name.last(),
            email: user.email.as_ref(),
            gmc: None,
        };
        tx.execute(
            Query::new(
                "INSERT INTO app_user (id, email, title, first_name, last_name, sort_name, phone,
                                       is_registration_officer, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(self.id)
            .bind(user.email.as_ref())
            .bind(user.name.title())
            .bind(user.name.first())
            .bind(user.name.last())
            .bind(names.sort_name())
            .bind(user.phone.as_ref())
            .bind(false)
            .bind(self.audit.at),
        )
        .await?;
        write_tokens(tx, self.id, &names).await
    }
}
