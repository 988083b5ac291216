//! Recording what was asked for and refused: no page offers it.

use crate::{
    access::Actor,
    base::{error::AppError, ids::OdsCode},
    database::Failure,
    history, practices,
    web::Request,
};

/// The permit, or the record that there was none.
pub(super) async fn permit<P>(
    request: &Request,
    actor: &Actor,
    practice: Option<&OdsCode>,
    permit: Result<P, AppError>,
) -> Result<P, Failure> {
    match permit {
        Ok(permit) => Ok(permit),
        Err(refused) => {
            let practice = match practice {
                Some(practice) => existing(request, practice).await?,
                None => None,
            };
            attempt(request, actor, practice.as_ref(), &refused.to_string()).await?;
            Err(refused.into())
        }
    }
}

/// Records it at the practice it was about.
pub(super) async fn record(
    request: &Request,
    actor: &Actor,
    practice: &OdsCode,
    what: &str,
) -> Result<(), Failure> {
    let practice = existing(request, practice).await?;
    attempt(request, actor, practice.as_ref(), what).await
}

/// A forged form can name any practice; only one that exists has a record.
async fn existing(request: &Request, practice: &OdsCode) -> Result<Option<OdsCode>, Failure> {
    let today = request.app.clock.today();
    let found = practices::store::find(&request.app.db, practice, today).await?;
    Ok(found.map(|_| practice.clone()))
}

pub(super) async fn attempt(
    request: &Request,
    actor: &Actor,
    practice: Option<&OdsCode>,
    what: &str,
) -> Result<(), Failure> {
    let audit = request.audit(actor);
    let subject = Some((actor.id, actor.name.as_str()));
    history::refuse(&request.app.db, &audit, subject, practice, what).await
}
