//! What becomes of one link, on whichever side it is decided.

use leptos::prelude::*;
use uuid::Uuid;

use crate::{
    access::{Actor, Service},
    accountants::store::{self, Decide, Side, TakeAlong},
    base::{
        codec::Wire,
        error::AppError,
        ids::{OdsCode, UserId},
        text::Reason,
    },
    database::Failure,
    ui::Outcome,
    users::roles::store::may_change,
    web::{Request, answer},
};

/// One link goes on, as one of its sides decides.
#[server(prefix = "/api", output = Wire, endpoint = "accountants/decide")]
pub async fn decide_accountant_link(
    id: Uuid,
    /// "end" by an administrator of the practice, "end-mine" or "take-along" by the member, "confirm" or "give-up" by the
    /// accountant.
    step: String,
    /// Where the accountant is taken along to.
    #[server(default)]
    practice: String,
    /// Why it ends; may be empty.
    #[server(default)]
    reason: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let reason = match Reason::if_any(&reason) {
            Ok(reason) => reason,
            Err(why) => return Ok(Outcome::wrong("reason", why)),
        };
        let steps = ["end", "end-mine", "take-along", "confirm", "give-up"];
        if !steps.contains(&step.as_str()) {
            return Err(AppError::unreadable_form().into());
        }
        let mut tx = request.app.db.read().await?;
        let (at, member, accountant) = store::place_of(&mut tx, id).await?;
        drop(tx);
        if step == "take-along" {
            own(&actor, member)?;
            return take_along(&request, &actor, id, &practice).await;
        }
        let sides = (at.clone(), member, accountant);
        let (side, to) = side(&actor, &step, id, sides)?;
        let decide = Decide {
            side,
            id,
            practice: &at,
            confirms: step == "confirm",
            reason: reason.as_ref(),
            audit: &request.audit(&actor),
        };
        told(Box::pin(request.app.db.write(&decide)).await, to)
    })
    .await
}

/// On which side somebody takes a step about a link of the practice, the member and the accountant, and where it leads.
fn side(
    actor: &Actor,
    step: &str,
    id: Uuid,
    (at, member, accountant): (OdsCode, UserId, UserId),
) -> Result<(Side, String), AppError> {
    match step {
        "end" => {
            let permit = actor.administer(&at, Service::Gpp);
            let side = Side::Practice(permit.map_err(|_| AppError::NotFound)?);
            let to = ["/accountants/", &id.to_string(), "?done=ended"].concat();
            Ok((side, to))
        }
        "end-mine" => {
            let side = Side::Member(own(actor, member)?);
            Ok((side, [MINE, "?done=ended"].concat()))
        }
        step => {
            let side = Side::Accountant(own(actor, accountant)?);
            Ok((side, ["/account/members?done=", step].concat()))
        }
    }
}

/// A member's page about their accountants.
const MINE: &str = "/account/accountants";

/// Leave to decide on the side of somebody: oneself alone.
fn own(actor: &Actor, whose: UserId) -> Result<UserId, AppError> {
    if whose == actor.id {
        Ok(actor.id)
    } else {
        Err(AppError::NotFound)
    }
}

fn told(done: Result<(), store::NotDone>, to: String) -> Result<Outcome, Failure> {
    match done {
        Ok(()) => Ok(Outcome::Done { to }),
        Err(store::NotDone::Refused(why)) => Ok(Outcome::wrong("", why)),
        Err(store::NotDone::Failed(failure)) => Err(failure),
    }
}

async fn take_along(
    request: &Request,
    actor: &Actor,
    id: Uuid,
    practice: &str,
) -> Result<Outcome, Failure> {
    let practice: OdsCode = practice.parse().map_err(|_| AppError::unreadable_form())?;
    let permit = may_change(request, actor, None, actor.take_along(&practice)).await?;
    let take = TakeAlong {
        permit: &permit,
        id,
        audit: &request.audit(actor),
    };
    let to = [MINE, "?done=taken"].concat();
    told(Box::pin(request.app.db.write(&take)).await, to)
}
