//! Changing one's name, password and sessions.

use crate::{
    access::Actor,
    base::{
        clock::in_words,
        ids::OdsCode,
        search_words::Names,
        text::{PersonName, Phone, full_name, isolated},
    },
    database::{Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    mail::{self, Letter},
    people::{renamed, store::write_tokens},
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
        let (title, first, last, phone, gmc): (String, String, String, String, Option<String>) = tx
            .one(
                Query::new(
                    "SELECT title, first_name, last_name, phone, gmc_number FROM app_user WHERE id = $1",
                )
                .bind(actor.id),
            )
            .await?;
        // A GP's name is the one on the Performers List, also of somebody who became one just now.
        let (new_title, new_first, new_last) = match self.name {
            Some(name) if gmc.is_none() => (name.title(), name.first(), name.last()),
            _ => (title.as_str(), first.as_str(), last.as_str()),
        };
        let new_phone = self.phone.as_ref();
        let changes: Vec<_> = [
            ("Title", title.as_str(), new_title),
            ("First name", &first, new_first),
            ("Last name", &last, new_last),
            ("Phone", &phone, new_phone),
        ]
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(what, before, after)| {
            let [before, after] = [isolated(before), isolated(after)];
            [what, " from \"", &before, "\" to \"", &after, "\""].concat()
        })
        .collect();
        if changes.is_empty() {
            return Ok(());
        }
        if full_name(&first, &last) != full_name(new_first, new_last) {
            spend_or_refuse(tx, Spending::Renames(actor.id), 1, self.audit.at).await?;
        }
        let names = Names {
            title: new_title,
            first: new_first,
            last: new_last,
            email: &actor.email,
            gmc: gmc.as_deref(),
        };
        tx.execute(
            Query::new(
                "UPDATE app_user SET title = $2, first_name = $3, last_name = $4, sort_name = $5, phone = $6
                 WHERE id = $1",
            )
            .bind(actor.id)
            .bind(new_title)
            .bind(new_first)
            .bind(new_last)
            .bind(names.sort_name())
            .bind(new_phone),
        )
        .await?;
        write_tokens(tx, actor.id, &names).await?;
        let note = changes.join(". ");
        record(tx, self.audit, actor, Action::DetailsChanged, note).await?;
        renamed(tx, self.audit, actor.id, &full_name(&first, &last)).await
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
