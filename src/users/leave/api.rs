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
    users::roles::MOST_COLUMNS,
};
#[cfg(feature = "ssr")]
use crate::{
    ui::addresses,
    web::{Request, answer},
};

/// A user's place at a practice.
#[server(prefix = "/api", output = Wire, endpoint = "users/place")]
pub async fn read_membership(
    user: UserId,
    practice: OdsCode,
    /// "here" or "everywhere": what leaving now does, at this practice or at every one that the reader manages access at, is
    /// shown with the place.
    #[server(default)]
    leaving: String,
) -> Result<LeaveView, AppError> {
    use super::store;
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.see_practice(&practice)?;
        let view = store::view(&request, &actor, &permit, user).await?;
        match leaving.as_str() {
            "here" => store::leaving(&request, &actor, view, false).await,
            "everywhere" => store::leaving(&request, &actor, view, true).await,
            _ => Ok(view),
        }
    })
    .await
}

// Long: the fields of the form, each with what it is.
/// Deactivates a user at a practice, takes that back, or brings the user back. Leaving is answered with the exact list
/// first, and done when that is confirmed.
#[server(prefix = "/api", output = Wire, endpoint = "users/leave")]
pub async fn leave_practice(
    user: UserId,
    practice: OdsCode,
    /// The version of the user's place that was shown.
    version: i64,
    /// Where else they leave at the same time: practice and version of the place, with a colon between.
    #[server(default)]
    also: Distinct<MOST_COLUMNS>,
    /// Last day: day, month, year. Left empty, they leave at once.
    #[server(default)]
    ends: DateBoxes,
    #[server(default)] reason: String,
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
    use super::store;
    use crate::users::{
        confirmed::{self, Press, Pressed},
        roles,
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.see_practice(&practice);
        roles::store::may_change(&request, &actor, Some(user), permit).await?;
        let also = store::also(&request, &actor, user, &also).await?;
        let pressed = match step.as_str() {
            "stay" | "return" => Press::SaveAtOnce,
            other => Press::read(other)?,
        };
        let pressed = Pressed::read(pressed, &idempotency_key, &code)?;
        if pressed.step == Press::Edit {
            return Ok(Outcome::step(""));
        }
        let (accepted, today) = (!accepts.is_empty(), request.app.clock.today());
        let terms = match roles::terms(&[], &ends, &reason, accepted, false, today) {
            Ok(terms) => terms,
            Err(form_state) => return Ok(of_last_day(Outcome::Form(form_state))),
        };
        let step = store::LeaveAction::read(&step, version, terms);
        let several = if also.is_empty() { "" } else { "-several" };
        let to = [
            &addresses::leave(user, &practice),
            "&done=",
            step.name(),
            several,
        ]
        .concat();
        let go = store::Go {
            user,
            practice: &practice,
            version,
            also: &also,
            step,
        };
        let outcome = confirmed::run(&request, &actor, go, pressed, &to).await?;
        Ok(of_last_day(outcome))
    })
    .await
}

/// The rules speak of the end date of roles: the field of this form is called the last day.
#[cfg(feature = "ssr")]
fn of_last_day(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Form(mut form_state) => {
            let errors = form_state.errors.iter_mut();
            for error in errors.filter(|error| error.field == "ends") {
                error.message = error.message.replace("End date", "Last day");
            }
            Outcome::Form(form_state)
        }
        done @ Outcome::Done { .. } => done,
    }
}
