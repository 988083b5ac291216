//! Resetting somebody's second factor.

use leptos::prelude::*;

use crate::{
    base::{
        codec::Wire,
        error::AppError,
        ids::UserId,
        text::{Reason, isolated},
    },
    sign_in::factor::{show::prove_recently, store},
    ui::{Outcome, addresses},
    users::reset_factors::permitted,
    web::{Request, answer},
};

/// Takes the second factors of somebody else away who has lost them, and ends their sessions.
#[server(prefix = "/api", output = Wire, endpoint = "factor/reset")]
pub async fn reset_factors(
    user: UserId,
    #[server(default)] reason: String,
    /// A code of the actor's own, where they have not shown one just now.
    #[server(default)]
    code: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let (subject, permit) = permitted(&request, &actor, user, true).await?;
        let there = store::factors(&request.app.db, user).await?.factors;
        if there.is_empty() {
            let none = [&isolated(&subject.name), " has no second factor to reset"].concat();
            return Ok(Outcome::wrong("", none));
        }
        let missing = "Enter the reason, and how you made sure that it is them";
        let reason = match Reason::read(&reason, missing) {
            Ok(reason) => reason,
            Err(why) => return Ok(Outcome::wrong("reason", why)),
        };
        if let Err(why) = prove_recently(&request, &actor, &code).await? {
            return Ok(Outcome::wrong("code", why));
        }
        let reset = store::Reset {
            permit: &permit,
            reason: reason.as_ref(),
            audit: &request.audit(&actor),
        };
        request.app.db.write(&reset).await?;
        Ok(Outcome::Done {
            to: addresses::user_page(user, "second-factor?done=yes"),
        })
    })
    .await
}
