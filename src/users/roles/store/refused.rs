//! What a refused save is answered with, and recording what was asked for without a right to it.

use super::read_subject;
use crate::{
    access::{Actor, Refusal, Subject},
    base::{
        error::AppError,
        ids::{OdsCode, UserId},
    },
    database::{Db, Failure, Query},
    history, practices,
    ui::Outcome,
    users::roles::form,
    web::{AuditContext, Request},
};

/// What a refused save is answered with. What somebody else did since `versions` were shown is told; an attempt at something the
/// actor has no right to is recorded.
pub(crate) async fn refused<'a>(
    request: &Request,
    actor: &Actor,
    audit: &AuditContext,
    user: UserId,
    versions: impl Iterator<Item = (&'a OdsCode, i64)> + Send,
    refusals: Vec<Refusal>,
) -> Result<Outcome, Failure> {
    let mut form_state = form::form_state(&refusals);
    let mut tx = request.app.db.read().await?;
    if refusals
        .iter()
        .any(|refusal| matches!(refusal, Refusal::Stale { .. }))
    {
        for (practice, version) in versions {
            // A forged form must not read the record of a practice that is not the actor's.
            if actor.see_practice(practice).is_err() {
                continue;
            }
            let lines = history::since(&mut tx, user, practice, version).await?;
            form_state
                .edit_conflict
                .extend(lines.iter().map(history::Line::in_words));
        }
    }
    let subject = read_subject(&mut tx, user).await?;
    drop(tx);
    record(request, actor, audit, subject.as_ref(), &refusals).await?;
    Ok(Outcome::Form(form_state))
}

/// Whom an attempt was aimed at, as the record of it may say: without a name where the actor does not see that person.
/// Whoever tries something could otherwise read there whose account it is.
async fn aimed_at<'a>(
    request: &Request,
    actor: &Actor,
    subject: Option<&'a Subject>,
) -> Result<Option<(UserId, &'a str)>, Failure> {
    let Some(subject) = subject else {
        return Ok(None);
    };
    let seen = sees(&request.app.db, actor, subject.user).await?;
    Ok(Some((subject.user, if seen { &subject.name } else { "" })))
}

/// Whether the actor sees somebody: themself, and whoever has or had a place where the actor administers.
async fn sees(db: &Db, actor: &Actor, user: UserId) -> Result<bool, Failure> {
    if actor.registration_officer || actor.id == user {
        return Ok(true);
    }
    let mut query = Query::new("SELECT 1 FROM membership WHERE user_id = ");
    query
        .push_bind(user)
        .push(" AND ods IN ")
        .push_list(actor.administered().map(|place| &place.practice))
        .push(" LIMIT 1");
    let found: Option<(i32,)> = db.optional(query).await?;
    Ok(found.is_some())
}

/// How many attempts of one form are recorded: a forged one may have thousands, and more say nothing more.
const MOST_RECORDED: usize = 20;

/// Records what was asked for without a right to it.
pub(crate) async fn record(
    request: &Request,
    actor: &Actor,
    audit: &AuditContext,
    subject: Option<&Subject>,
    refusals: &[Refusal],
) -> Result<(), Failure> {
    let db = &request.app.db;
    let subject = aimed_at(request, actor, subject).await?;
    let attempts = refusals.iter().filter(|refusal| {
        matches!(
            refusal,
            Refusal::NotYours { .. } | Refusal::UnknownPractice(_)
        )
    });
    for refusal in attempts.take(MOST_RECORDED) {
        let at = match refusal {
            Refusal::NotYours { at, .. } => Some(at),
            // A forged form can name any practice; only one that exists has a record.
            Refusal::UnknownPractice(at) => practices::store::find(db, at, audit.today)
                .await?
                .map(|_| at),
            _ => continue,
        };
        history::refuse(db, audit, subject, at, &refusal.to_string()).await?;
    }
    Ok(())
}

/// Leave to change roles as far as `permit` says. A form from somebody without it is recorded: no page offers one.
pub(crate) async fn may_change<P>(
    request: &Request,
    actor: &Actor,
    subject: Option<UserId>,
    permit: Result<P, AppError>,
) -> Result<P, Failure> {
    let refused = match permit {
        Ok(permit) => return Ok(permit),
        Err(refused) => refused,
    };
    let db = &request.app.db;
    let subject = match subject {
        Some(user) => read_subject(&mut db.read().await?, user).await?,
        None => None,
    };
    let subject = aimed_at(request, actor, subject.as_ref()).await?;
    history::refuse(
        db,
        &request.audit(actor),
        subject,
        None,
        &refused.to_string(),
    )
    .await?;
    Err(refused.into())
}
