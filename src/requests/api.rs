//! Asking for roles, answering, and what waits for those who manage access.

use leptos::prelude::*;
use uuid::Uuid;

use super::{AskView, PracticeRequests, RequestView, Tasks};
#[cfg(feature = "ssr")]
use crate::ui::addresses;
use crate::{
    base::{
        codec::Wire,
        error::AppError,
        ids::{OdsCode, UserId},
    },
    ui::{Distinct, Outcome},
};

/// More roles than there are.
const MOST_ROLES: usize = 40;

/// What the reader may ask for.
#[server(prefix = "/api", output = Wire, endpoint = "requests/options")]
pub async fn read_askable(
    /// Where; left out, the only practice of the reader.
    #[server(default)]
    practice: Option<OdsCode>,
) -> Result<AskView, AppError> {
    use super::store;
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        store::ask_view(&request, &actor, practice.as_ref()).await
    })
    .await
}

/// What was asked for at a practice.
#[server(prefix = "/api", output = Wire, endpoint = "requests/of-practice")]
pub async fn read_practice_requests(practice: OdsCode) -> Result<PracticeRequests, AppError> {
    use super::store;
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.see_practice(&practice)?;
        store::of_practice(&request, &actor, &permit).await
    })
    .await
}

/// Asks for roles at a practice where the actor works.
#[server(prefix = "/api", output = Wire, endpoint = "requests/ask")]
pub async fn ask_for_roles(
    practice: OdsCode,
    /// The roles, by code.
    #[server(default)]
    roles: Distinct<MOST_ROLES>,
    #[server(default)] reason: String,
) -> Result<Outcome, AppError> {
    use super::store::Ask;
    use crate::{
        access::{GivenBy, Role},
        base::text::Reason,
        users,
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.work_at(&practice);
        let permit =
            users::roles::store::may_change(&request, &actor, Some(actor.id), permit).await?;
        let given_by_people = |role: &Role| role.facts().given_by != GivenBy::PerformersList;
        let found: Option<Vec<_>> = roles.iter().map(|code| Role::from_code(code)).collect();
        let Some(roles) = found.filter(|roles| roles.iter().all(given_by_people)) else {
            return Err(AppError::unreadable_form().into());
        };
        if roles.is_empty() {
            return Ok(Outcome::wrong("roles", "Tick what you need"));
        }
        let reason = match Reason::read(&reason, "Enter why you need this") {
            Ok(reason) => reason,
            Err(why) => return Ok(Outcome::wrong("reason", why)),
        };
        let ask = Ask {
            actor: &actor,
            permit: &permit,
            roles,
            reason: reason.as_ref(),
            audit: &request.audit(&actor),
        };
        request.app.db.write(&ask).await?;
        let to = [&addresses::ask(&practice), "&done=asked"].concat();
        Ok(Outcome::Done { to })
    })
    .await
}

/// A request and what became of it.
#[server(prefix = "/api", output = Wire, endpoint = "requests/open")]
pub async fn read_request(id: Uuid) -> Result<RequestView, AppError> {
    use super::store;
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        store::request_view(&request, &actor, id).await
    })
    .await
}

/// Answers a request: gives the roles, refuses them with a reason, or takes one's own request back.
#[server(prefix = "/api", output = Wire, endpoint = "requests/answer")]
pub async fn answer_request(
    id: Uuid,
    /// "give", "refuse" or "withdraw".
    step: String,
    /// Why it is refused.
    #[server(default)]
    reason: String,
    /// A code of the actor's own, where somebody is made an administrator.
    #[server(default)]
    code: String,
) -> Result<Outcome, AppError> {
    use super::store::{self, Answer, Decide};
    use crate::{
        base::text::Reason,
        database::Failure,
        users::{
            confirmed::{self, Pressed},
            roles,
        },
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        // Whoever may not know of it is told that there is none.
        let view = store::request_view(&request, &actor, id).await?;
        let answer = match step.as_str() {
            "give" => Answer::Give,
            "refuse" => Answer::Refuse,
            "withdraw" => Answer::Withdraw,
            _ => return Err(AppError::unreadable_form().into()),
        };
        let why = match answer {
            Answer::Refuse => match Reason::read(&reason, "Enter why you refuse it") {
                Ok(why) => why,
                Err(wrong) => return Ok(Outcome::wrong("reason", wrong)),
            },
            _ => Reason::default(),
        };
        let decide = Decide {
            id,
            practice: &view.practice,
            asker: view.asker,
            answer,
            why: why.as_ref(),
            actor: &actor,
        };
        let to = [&addresses::role_request(id), "?done=yes"].concat();
        let pressed = Pressed::at_once(&code);
        let run = confirmed::run(&request, &actor, decide, pressed, &to);
        match Box::pin(run).await {
            Err(Failure::Public(forbidden @ AppError::Forbidden(_))) => {
                roles::store::may_change(&request, &actor, Some(view.asker), Err(forbidden)).await
            }
            answered => answered,
        }
    })
    .await
}

/// Everything that waits for the reader.
#[server(prefix = "/api", output = Wire, endpoint = "tasks/list")]
pub async fn list_tasks() -> Result<Tasks, AppError> {
    use super::store;
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let mut tx = request.app.db.read().await?;
        store::tasks(&mut tx, &actor, request.app.clock.today()).await
    })
    .await
}

/// Says that somebody who got a place elsewhere still works at a practice.
#[server(prefix = "/api", output = Wire, endpoint = "tasks/still-here")]
pub async fn say_still_here(user: UserId, practice: OdsCode) -> Result<Outcome, AppError> {
    use super::store::StillHereYes;
    use crate::{
        users::roles,
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.see_practice(&practice);
        let permit = roles::store::may_change(&request, &actor, Some(user), permit).await?;
        let yes = StillHereYes {
            user,
            permit: &permit,
            audit: &request.audit(&actor),
        };
        request.app.db.write(&yes).await?;
        Ok(Outcome::Done {
            to: "/tasks?done=still-here".to_owned(),
        })
    })
    .await
}
