//! Changing one's name, password and sessions.

use crate::{
    access::Actor,
    history::{Action, Detail, NewEvent, append},
    mail::{self, Letter},
    server::{Failure, Query, Stamp, Tx, Work, in_words},
    sign_in::revoke::{Because, revoke},
    users::{create::NewUser, store::write_tokens, tokens::Names},
};

/// Appends to the record that somebody changed something of their own.
pub(super) async fn record(
    tx: &mut Tx,
    stamp: &Stamp,
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
    append(tx, stamp, event).await
}

/// The end of all one's sessions but this one.
pub(crate) struct EndOthers<'a> {
    pub actor: &'a Actor,
    pub here: &'a str,
    pub stamp: &'a Stamp,
}

impl Work for EndOthers<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let because = Because::LoggedOutElsewhere { here: self.here };
        revoke(tx, self.actor.id, because, self.stamp.at).await?;
        let note = String::new();
        record(tx, self.stamp, self.actor, Action::SessionsEnded, note).await
    }
}

/// One's own name and phone number.
pub(crate) struct ChangeDetails<'a> {
    pub actor: &'a Actor,
    pub details: &'a NewUser,
    pub stamp: &'a Stamp,
}

impl Work for ChangeDetails<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let (actor, new) = (self.actor, self.details);
        let (title, first, last, phone, gmc): (String, String, String, String, Option<String>) = tx
            .one(
                Query::new(
                    "SELECT title, first_name, last_name, phone, gmc_number FROM app_user WHERE id = $1",
                )
                .bind(actor.id),
            )
            .await?;
        // A GP's name is the one on the Performers List.
        let kept = NewUser {
            title: title.clone(),
            first_name: first.clone(),
            last_name: last.clone(),
            ..new.clone()
        };
        let new = if gmc.is_some() { &kept } else { new };
        let changes: Vec<_> = [
            ("Title", &title, &new.title),
            ("First name", &first, &new.first_name),
            ("Last name", &last, &new.last_name),
            ("Phone", &phone, &new.phone),
        ]
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(what, before, after)| [what, " from \"", before, "\" to \"", after, "\""].concat())
        .collect();
        if changes.is_empty() {
            return Ok(());
        }
        let names = Names {
            first: &new.first_name,
            last: &new.last_name,
            email: &actor.email,
            gmc: gmc.as_deref(),
        };
        tx.execute(
            Query::new(
                "UPDATE app_user SET title = $2, first_name = $3, last_name = $4, sort_name = $5, phone = $6
                 WHERE id = $1",
            )
            .bind(actor.id)
            .bind(&new.title)
            .bind(&new.first_name)
            .bind(&new.last_name)
            .bind(names.sort_name())
            .bind(&new.phone),
        )
        .await?;
        write_tokens(tx, actor.id, &names).await?;
        let note = changes.join(". ");
        record(tx, self.stamp, actor, Action::DetailsChanged, note).await
    }
}

/// One's own password.
pub(crate) struct ChangePassword<'a> {
    pub actor: &'a Actor,
    pub hash: &'a str,
    pub here: &'a str,
    pub stamp: &'a Stamp,
}

impl Work for ChangePassword<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let set = "UPDATE app_user SET password_hash = $2, password_set_at = $3 WHERE id = $1";
        let set = Query::new(set).bind(self.actor.id).bind(self.hash);
        tx.execute(set.bind(self.stamp.at)).await?;
        let because = Because::PasswordChanged { here: self.here };
        revoke(tx, self.actor.id, because, self.stamp.at).await?;
        let note = String::new();
        record(tx, self.stamp, self.actor, Action::PasswordChanged, note).await?;
        let letter = |name| Letter::PasswordChanged {
            name,
            when: in_words(self.stamp.at),
        };
        mail::tell(tx, self.stamp, self.actor.id, letter).await
    }
}
