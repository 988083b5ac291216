//! The registration team in the database.

mod change;
mod invite;
mod read;

pub(super) use change::Change;
pub(super) use invite::{First, Invite, NewOfficer, NotFirst};
pub(super) use read::{count_active, officer, team};

use crate::{
    base::{dates::Instant, ids::UserId},
    database::{Failure, Query, Tx},
    history::{Action, Detail, NewEvent, append},
    mail::{self, Letter, News, OfficerNews},
    people::name_and_username,
    web::AuditContext,
};

/// Makes every change of the team wait for the one before it, on whichever server: each is decided on the team as the one
/// before left it.
async fn one_at_a_time(tx: &mut Tx, now: Instant) -> Result<(), Failure> {
    let change = Query::new("UPDATE registration_team SET changed_at = $1").bind(now);
    tx.execute(change).await?;
    Ok(())
}

/// Records what became of an officer.
async fn record(
    tx: &mut Tx,
    audit: &AuditContext,
    action: Action,
    subject: (UserId, &str),
    reason: &str,
) -> Result<(), Failure> {
    let event = NewEvent {
        action,
        subject: Some(subject),
        practice: None,
        detail: Detail::default(),
        reason,
    };
    append(tx, audit, event).await
}

/// Tells every officer who can log in, whoever did it included: somebody else may have done it with their account.
async fn tell_the_team(
    tx: &mut Tx,
    audit: &AuditContext,
    of: UserId,
    news: News,
    reason: &str,
) -> Result<(), Failure> {
    let (name, username) = name_and_username(tx, of).await?;
    let team: Vec<(UserId,)> = tx
        .all(
            Query::new(
                "SELECT id FROM app_user
                 WHERE is_registration_officer AND password_hash IS NOT NULL AND id <> $1 ORDER BY id",
            )
            .bind(of),
        )
        .await?;
    for (member,) in team {
        let letter = |greeted| {
            Letter::OfficerNews(OfficerNews {
                name: greeted,
                of: name.clone(),
                username: username.clone(),
                by: audit.by_name.clone(),
                reason: reason.to_owned(),
                news,
            })
        };
        mail::tell(tx, audit, member, letter).await?;
    }
    Ok(())
}
