//! Opening a grant's dates and changing them.

use leptos::prelude::*;

use super::DatesView;
#[cfg(feature = "ssr")]
use super::{SAVED, store};
#[cfg(feature = "ssr")]
use crate::{
    access::NewDates,
    ui::addresses,
    users::{
        confirmed::{self, Press, Pressed},
        roles,
    },
    web::{Request, answer},
};
use crate::{
    access::Role,
    base::{
        codec::Wire,
        error::AppError,
        ids::{OdsCode, UserId},
    },
    ui::{DateBoxes, Distinct, Outcome},
};

/// One grant with its dates.
#[server(prefix = "/api", output = Wire, endpoint = "users/dates")]
pub async fn read_dates(
    user: UserId,
    practice: OdsCode,
    role: Role,
) -> Result<DatesView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.see_practice(&practice)?;
        store::view(&request, &actor, &permit, user, role).await
    })
    .await
}

/// Changes the dates of a grant. Pressed once it answers with the exact change; confirmed, it makes it.
#[server(prefix = "/api", output = Wire, endpoint = "users/redate")]
pub async fn change_dates(
    user: UserId,
    practice: OdsCode,
    role: Role,
    /// The version of the user's place that was shown.
    version: i64,
    /// First day: day, month, year. Not sent, it stays as it is.
    #[server(default)]
    starts: DateBoxes,
    /// Last day: day, month, year. Left empty, there is none.
    #[server(default)]
    ends: DateBoxes,
    #[server(default)] reason: String,
    /// "check" when Change was pressed, "save" when the change was confirmed, "change" to go back to the form.
    #[server(default)]
    step: String,
    /// Confirmations that were ticked.
    #[server(default)]
    accepts: Distinct<10>,
    /// A code of the actor's own, where an administrator gets more days.
    #[server(default)]
    code: String,
    /// Makes a save of this form happen once.
    #[server(default)]
    idempotency_key: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.manage_users();
        roles::store::may_change(&request, &actor, Some(user), permit).await?;
        let pressed = Pressed::read(Press::read(&step)?, &idempotency_key, &code)?;
        if pressed.step == Press::Edit {
            return Ok(Outcome::step(""));
        }
        let (accepted, start_shown) = (!accepts.is_empty(), !starts.is_empty());
        let today = request.app.clock.today();
        let terms = match roles::terms(&starts, &ends, &reason, accepted, start_shown, today) {
            Ok(terms) => terms,
            Err(form_state) => return Ok(Outcome::Form(form_state)),
        };
        let dates = NewDates {
            practice,
            role,
            version,
            starts_on: terms.starts_on,
            ends_on: terms.ends_on,
            reason: terms.reason,
            accepts_no_administrator: terms.accepts_no_administrator,
        };
        let (whose, which) = (addresses::user(user), pressed.mark());
        let to = [&whose, "?done=", SAVED, ".", &which].concat();
        let redate = store::Redate { user, dates };
        confirmed::run(&request, &actor, redate, pressed, &to).await
    })
    .await
}
