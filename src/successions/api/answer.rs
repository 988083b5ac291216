//! What the administrators of a practice answer that takes another one's place.

use leptos::prelude::*;
use uuid::Uuid;

use crate::{
    access::{Administers, Role, Service},
    base::{
        codec::Wire,
        error::AppError,
        ids::{OdsCode, UserId},
    },
    successions::store::{Answer, Answering, Stored},
    ui::{Distinct, Outcome, addresses},
    users::{
        confirmed::{self, Pressed},
        roles::store::may_change,
    },
    web::{Request, answer},
};

/// More roles than there are.
const MOST_ROLES: usize = 40;

/// Gives somebody of a practice that ends the roles that are ticked, of those that are proposed, or declines.
#[server(prefix = "/api", output = Wire, endpoint = "successions/answer")]
pub async fn answer_proposal(
    /// The succession.
    id: Uuid,
    /// The practice that follows.
    practice: OdsCode,
    user: UserId,
    /// "accept" or "decline".
    #[server(default)]
    step: String,
    /// The roles, by code.
    #[server(default)]
    roles: Distinct<MOST_ROLES>,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permits: Vec<Administers> = Service::ALL
            .into_iter()
            .filter_map(|service| actor.administer(&practice, service).ok())
            .collect();
        let any = if permits.is_empty() {
            Err(AppError::Forbidden(
                "Only a user administrator of the practice that follows can answer this. Ask one of them."
                    .to_owned(),
            ))
        } else {
            Ok(())
        };
        may_change(&request, &actor, Some(user), any).await?;
        let roles: Option<_> = roles.iter().map(|code| Role::from_code(code)).collect();
        let answer = match (step.as_str(), roles) {
            ("accept", Some(roles)) => Answer::Accept(roles),
            ("decline", _) => Answer::Decline,
            _ => return Err(AppError::unreadable_form().into()),
        };
        let stored = Stored::find(&mut request.app.db.read().await?, id).await?;
        let answering = Answering {
            id,
            ends: stored.practice,
            practice: &practice,
            user,
            answer,
            permits: &permits,
        };
        let page = addresses::practice_page(&practice, "successions");
        let to = [&page, "?done=", step.as_str()].concat();
        let run = confirmed::run(&request, &actor, answering, Pressed::at_once(""), &to);
        Box::pin(run).await
    })
    .await
}
