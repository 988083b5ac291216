//! Resetting the second factor of somebody who has lost it.

pub mod api;
mod page;

pub use page::ResetFactorPage;

use crate::{
    access::{Actor, ResetsFactors, Subject},
    base::{error::AppError, ids::UserId},
    database::Failure,
    people::store::user_places,
    users::roles::store::{may_change, read_subject},
    web::Request,
};

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
    let subject = subject.ok_or(Failure::Public(AppError::NotFound))?;
    Ok((subject, permit))
}
