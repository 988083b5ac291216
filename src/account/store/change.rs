//! Changing one's name, password and sessions.

use crate::{
    access::Actor,
    base::{
        clock::in_words,
        ids::OdsCode,
        text::{PersonName, Phone},
    },
    database::{Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    mail::{self, Letter},
    people::{change_details, renamed},
    sign_in::revoke::{Because, revoke},
    web::{
        AuditContext,
        budget::{Spending, spend_or_refuse},
    },
};

/// Appends to the record that somebody changed something of their own.
pub(super) async fn record(
    tx: &mut Tx,
    audit: &AuditContext,
    actor: &Actor,
    action: Action,
    note: String,
) -> Result<(), Failure> {
    let event = NewEvent {
        action,
        subject: Some((actor.id, &actor.name)),
        practice: None,
        detail: Detail {
            note,
            ..Detail::default()
        },
        reason: "",
    };
    append(tx, audit, event).await
}

/// The end of all one's sessions but this one.
pub(crate) struct EndOthers<'a> {
    pub actor: &'a Actor,
    pub here: &'a str,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for EndOthers<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let because = Because::LoggedOutElsewhere { here: self.here };
        revoke(tx, self.actor.id, because, self.audit.at).await?;
        let note = String::new();
        record(tx, self.audit, self.actor, Action::SessionsEnded, note).await
    }
}

/// One's own name and phone number.
pub(crate) struct ChangeDetails<'a> {
    pub actor: &'a Actor,
    /// None where it stays.
    pub name: Option<&'a PersonName>,
    pub phone: &'a Phone,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for ChangeDetails<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        let places = self.actor.working_places();
        places.map(|place| place.practice.clone()).collect()
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let actor = self.actor;
        let changed = change_details(tx, actor.id, self.name, self.phone).await?;
        let Some(changed) = changed else {
            return Ok(());
        };
        if changed.renamed {
            spend_or_refuse(tx, Spending::Renames(actor.id), 1, self.audit.at).await?;
        }
        let note = changed.changes.join(". ");
        record(tx, self.audit, actor, Action::DetailsChanged, note).await?;
        renamed(tx, self.audit, actor.id, &changed.before).await
    }
}

/// One's own password.
pub(crate) struct ChangePassword<'a> {
    pub actor: &'a Actor,
    pub hash: &'a str,
    pub here: &'a str,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for ChangePassword<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let set = "UPDATE app_user SET password_hash = $2, password_set_at = $3 WHERE id = $1";
        let set = Query::new(set).bind(self.actor.id).bind(self.hash);
        tx.execute(set.bind(self.audit.at)).await?;
        let because = Because::PasswordChanged { here: self.here };
        revoke(tx, self.actor.id, because, self.audit.at).await?;
        let note = String::new();
        record(tx, self.audit, self.actor, Action::PasswordChanged, note).await?;
        let letter = |name| Letter::PasswordChanged {
            name,
            when: in_words(self.audit.at),
        };
        mail::tell(tx, self.audit, self.actor.id, letter).await
    }
}
