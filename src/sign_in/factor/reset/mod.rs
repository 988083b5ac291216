//! Resetting the second factor of somebody who has lost it.

pub mod api;
mod page;

pub use page::ResetFactorPage;

use super::store;
use crate::{
    access::{Actor, ResetsFactors, Subject, UserId},
    error::AppError,
    server::{Db, Failure, Query, Request, Stamp},
    users::{
        roles::store::{may_change, read_subject},
        store::user_places,
    },
};

/// Resets the second factor of an account for the operator: the last way in of the only registration officer. Gives
/// whether there is such an account.
pub(crate) async fn by_operator(
    db: &Db,
    email: &str,
    reason: &str,
    stamp: &Stamp,
) -> Result<bool, Failure> {
    let found: Option<(UserId,)> = db
        .optional(Query::new("SELECT id FROM app_user WHERE email = $1").bind(email))
        .await?;
    let Some((user,)) = found else {
        return Ok(false);
    };
    let reset = store::Reset {
        user,
        permit: &ResetsFactors::by_operator(),
        reason,
        stamp,
    };
    db.write(&reset).await?;
    Ok(true)
}

/// The user, and leave to reset their second factor. An attempt without it is recorded where a form was `sent`.
async fn permitted(
    request: &Request,
    actor: &Actor,
    user: UserId,
    sent: bool,
) -> Result<(Subject, ResetsFactors), Failure> {
    let mut tx = request.app.db.read().await?;
    let subject = read_subject(&mut tx, user).await?;
    let places = user_places(&mut tx, user).await?;
    drop(tx);
    let officer = subject
        .as_ref()
        .is_some_and(|subject| subject.registration_officer);
    let permit = actor.reset_factors(user, officer, &places);
    let permit = if sent {
        may_change(request, actor, Some(user), permit).await?
    } else {
        permit?
    };
    let subject = subject.ok_or(Failure::Told(AppError::NotFound))?;
    Ok((subject, permit))
}
