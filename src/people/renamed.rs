//! Somebody has another name or another username: their practices read it in their own record, and those who manage access
//! there are told. A name is what colleagues know a person by, and a username what tells two of one name apart, so nobody
//! takes another one unseen.

use crate::{
    base::{
        ids::{OdsCode, UserId},
        text::{full_name, greeting, isolated},
    },
    database::{Failure, Query, Tx},
    history::{Action, Detail, NewEvent, append_all},
    mail::{Letter, NameChanged, Recipient, UsernameChanged, post_all},
    people::store::{administrators_beside, name_and_username},
    web::AuditContext,
};

/// How somebody came by another username.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Readdressed {
    /// They proved that they read mail sent there.
    Confirmed,
    /// Whoever reads mail sent to the one before took the change back.
    Kept,
    /// An invitation went to a wrong one: nobody has used it, and nobody is told.
    Corrected,
}

/// Records at each practice where `user` has a place that their name was `before` and is another one now, and tells the
/// administrators there. Does nothing where it is the same.
pub(crate) async fn renamed(
    tx: &mut Tx,
    audit: &AuditContext,
    user: UserId,
    before: &str,
) -> Result<(), Failure> {
    let (now, username) = name_and_username(tx, user).await?;
    if now == before {
        return Ok(());
    }
    let note = ["From ", &isolated(before), " to ", &isolated(&now)].concat();
    let practices = practices(tx, user).await?;
    let practices = practices.iter().map(Some);
    record(
        tx,
        audit,
        Action::NameChanged,
        (user, before),
        practices,
        &note,
    )
    .await?;
    let letter = |name| {
        Letter::NameChanged(NameChanged {
            name,
            before: before.to_owned(),
            now: now.clone(),
            username: username.clone(),
        })
    };
    tell(tx, audit, user, letter).await
}

/// Records with the account, and at each practice where `user` has a place, that their username was `before` and is
/// another one now, and tells the administrators there.
pub(crate) async fn readdressed(
    tx: &mut Tx,
    audit: &AuditContext,
    user: UserId,
    before: &str,
    how: Readdressed,
) -> Result<(), Failure> {
    let (name, now) = name_and_username(tx, user).await?;
    let (action, why) = match how {
        Readdressed::Confirmed => (Action::AddressChanged, ""),
        Readdressed::Kept => (
            Action::AddressChanged,
            ". The change was taken back by the link that was sent to the address before",
        ),
        Readdressed::Corrected => (Action::AddressCorrected, ""),
    };
    let note = ["From ", before, " to ", &now, why].concat();
    let practices = practices(tx, user).await?;
    let chains = std::iter::once(None).chain(practices.iter().map(Some));
    record(tx, audit, action, (user, &name), chains, &note).await?;
    if how == Readdressed::Corrected {
        return Ok(());
    }
    let letter = |greeted| {
        Letter::UsernameChanged(UsernameChanged {
            name: greeted,
            of: name.clone(),
            before: before.to_owned(),
            now: now.clone(),
            kept: how == Readdressed::Kept,
        })
    };
    // A link bounds this by itself. Counted with the account's letters, whoever has taken it over could write so many
    // that its owner can't have it back.
    let nobodys = AuditContext {
        by: None,
        ..audit.clone()
    };
    tell(tx, &nobodys, user, letter).await
}

/// Records with the account, and at each practice where `user` has a place, that somebody who looks after the account put
/// details right.
pub(crate) async fn details_corrected(
    tx: &mut Tx,
    audit: &AuditContext,
    user: UserId,
    note: &str,
) -> Result<(), Failure> {
    let (name, _) = name_and_username(tx, user).await?;
    let practices = practices(tx, user).await?;
    let chains = std::iter::once(None).chain(practices.iter().map(Some));
    record(
        tx,
        audit,
        Action::DetailsCorrected,
        (user, &name),
        chains,
        note,
    )
    .await
}

/// Where somebody has a place.
async fn practices(tx: &mut Tx, user: UserId) -> Result<Vec<OdsCode>, Failure> {
    let practices: Vec<(OdsCode,)> = tx
        .all(
            Query::new(
                "SELECT ods FROM membership WHERE user_id = $1 AND status <> 'deactivated' ORDER BY ods",
            )
            .bind(user),
        )
        .await?;
    Ok(practices.into_iter().map(|(practice,)| practice).collect())
}

async fn record<'a>(
    tx: &mut Tx,
    audit: &AuditContext,
    action: Action,
    subject: (UserId, &'a str),
    practices: impl Iterator<Item = Option<&'a OdsCode>>,
    note: &str,
) -> Result<(), Failure> {
    let events = practices.map(|practice| NewEvent {
        action,
        subject: Some(subject),
        practice,
        detail: Detail {
            note: note.to_owned(),
            ..Detail::default()
        },
        reason: "",
    });
    append_all(tx, audit, events.collect()).await
}

/// Tells those who manage access where `user` works. `write` gets the name that each is greeted by.
async fn tell(
    tx: &mut Tx,
    audit: &AuditContext,
    user: UserId,
    write: impl Fn(String) -> Letter,
) -> Result<(), Failure> {
    let letters: Vec<_> = administrators_beside(tx, user, audit)
        .await?
        .into_iter()
        .map(|told| {
            let letter = write(greeting(&told.first_name, &told.last_name).to_owned());
            let name = full_name(&told.first_name, &told.last_name);
            let address = told.email;
            (Recipient { address, name }, letter)
        })
        .collect();
    post_all(tx, audit, &letters).await
}
