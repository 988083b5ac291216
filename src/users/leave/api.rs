//! Leaving a practice and coming back.

use leptos::prelude::*;

use super::LeaveView;
use crate::{
    base::{
        codec::Wire,
        error::AppError,
        ids::{OdsCode, UserId},
    },
    ui::{DateBoxes, Distinct, Outcome},
};

/// A user's place at a practice.
#[server(prefix = "/api", output = Wire, endpoint = "users/place")]
pub async fn read_membership(
    /// Whose.
    user: UserId,
    /// Where.
    practice: OdsCode,
) -> Result<LeaveView, AppError> {
    use super::store;
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.see_practice(&practice)?;
        store::view(&request, &actor, &permit, user).await
    })
    .await
}

/// Deactivates a user at a practice, takes that back, or brings the user back. Leaving is answered with the exact list
/// first, and done when that is confirmed.
#[server(prefix = "/api", output = Wire, endpoint = "users/leave")]
pub async fn leave_practice(
    /// Whose.
    user: UserId,
    /// Where.
    practice: OdsCode,
    /// The version of the user's place that was shown.
    version: i64,
    /// Last day: day, month, year. Left empty, they leave at once.
    #[server(default)]
    ends: DateBoxes,
    /// Why.
    #[server(default)]
    reason: String,
    /// "check" and "save" to leave, "change" to go back to the form; "stay" takes a last day back; "return" brings back.
    step: String,
    /// Confirmations that were ticked.
    #[server(default)]
    accepts: Distinct<10>,
    /// A code of the actor's own, where somebody is made an administrator again.
    #[server(default)]
    code: String,
    /// Makes what is sent from this page happen once.
    #[server(default)]
    idempotency_key: String,
) -> Result<Outcome, AppError> {
    use super::{
        address,
        store::{self, At, Go, Step},
    };
    use crate::{
        access::{Leaving, Refusal},
        database::Failure,
        sign_in::factor,
        ui::FormState,
        users::roles::{self, UNREADABLE},
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.see_practice(&practice);
        roles::store::may_change(&request, &actor, Some(user), permit).await?;
        let Ok(idempotency_key) = idempotency_key.parse::<uuid::Uuid>() else {
            return Err(AppError::Invalid(UNREADABLE.to_owned()).into());
        };
        let (permissions, mut audit) = (actor.permissions(), request.audit(&actor));
        let accepted = !accepts.is_empty();
        let terms = match roles::terms(&[], &ends, &reason, accepted, false, audit.today) {
            Ok(terms) => terms,
            Err(form_state) => return Ok(Outcome::Form(form_state)),
        };
        let leaving = Leaving {
            version,
            last_day: terms.ends_on,
            reason: terms.reason,
            accepts_no_administrator: terms.accepts_no_administrator,
        };
        let wanted = match step.as_str() {
            "check" | "save" => Step::Leave(leaving),
            "stay" => Step::Stay,
            "return" => Step::Return,
            "change" => return Ok(Outcome::step("")),
            _ => return Err(AppError::Invalid(UNREADABLE.to_owned()).into()),
        };
        let mut refused = factor::step_up(&request, &actor, &mut audit, &code).await?;
        let to = [&address(user, &practice), "&done=", wanted.name()].concat();
        let at = At {
            user,
            practice: &practice,
            permissions: &permissions,
            audit: &audit,
        };
        let go = Go {
            at,
            version,
            step: &wanted,
            idempotency_key,
            location: &to,
        };
        if step != "check" && refused.is_empty() {
            match request.app.db.write(&go).await {
                Ok(()) => return Ok(Outcome::Done { to }),
                Err(Failure::Refused(refusals)) => refused = refusals,
                Err(failure) => return Err(failure),
            }
        }
        // Nothing is wrong that a tick beside the list would not put right: the list is shown.
        if let Step::Leave(leaving) = &wanted
            && refused.iter().all(Refusal::is_unconfirmed)
        {
            match store::preview(&request, at, leaving).await {
                Ok(check) => {
                    return Ok(Outcome::Form(FormState {
                        step: "check".to_owned(),
                        check: Some(check),
                        ..roles::form_state(&refused)
                    }));
                }
                Err(Failure::Refused(refusals)) => refused = refusals,
                Err(failure) => return Err(failure),
            }
        }
        let shown = std::iter::once((&practice, version));
        roles::store::refused(&request, &actor, &audit, user, shown, refused).await
    })
    .await
}
