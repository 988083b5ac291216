//! The account of a registration officer: the first one of an installation.

use uuid::Uuid;

use crate::{
    base::{
        ids::UserId,
        search_words::Names,
        text::{Email, PersonName},
    },
    database::{Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    people::store::write_tokens,
    web::AuditContext,
};

/// Makes a registration officer's account.
pub struct CreateOfficer {
    /// The new account.
    pub id: Uuid,
    /// Its username.
    pub email: Email,
    /// What they are called.
    pub name: PersonName,
    /// Of the first password.
    pub password_hash: String,
    /// Who and when.
    pub audit: AuditContext,
}

impl UnitOfWork for CreateOfficer {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let names = Names {
            first: self.name.first(),
            last: self.name.last(),
            email: self.email.as_ref(),
            gmc: None,
        };
        tx.execute(
            Query::new(
                "INSERT INTO app_user (id, email, title, first_name, last_name, sort_name, phone,
                                       is_registration_officer, password_hash, created_at)
                 VALUES ($1, $2, '', $3, $4, $5, '', $6, $7, $8)",
            )
            .bind(self.id)
            .bind(self.email.as_ref())
            .bind(self.name.first())
            .bind(self.name.last())
            .bind(names.sort_name())
            .bind(true)
            .bind(&self.password_hash)
            .bind(self.audit.at),
        )
        .await?;
        write_tokens(tx, UserId(self.id), &names).await?;
        let name = self.name.full();
        append(
            tx,
            &self.audit,
            NewEvent {
                action: Action::OfficerCreated,
                subject: Some((UserId(self.id), &name)),
                practice: None,
                detail: Detail::default(),
                reason: "",
            },
        )
        .await
    }
}
