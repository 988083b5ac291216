//! Opening a user and saving their role table.

use leptos::prelude::*;

use super::{MOST_COLUMNS, MOST_TICKS, UserView};
use crate::{
    base::{
        codec::Wire,
        error::AppError,
        ids::{OdsCode, UserId},
    },
    ui::{DateBoxes, Distinct, Outcome},
};
#[cfg(feature = "ssr")]
use crate::{
    ui::addresses,
    web::{Request, answer},
};

/// A user's account and role table. `practices` narrows the columns when there are more than a page can show: part
/// of a name, or a code; those of `keep` stay.
#[server(prefix = "/api", output = Wire, endpoint = "users/open")]
pub async fn read_user(
    user: UserId,
    /// Part of a practice's name, or its code.
    #[server(default)]
    practices: String,
    /// Where boxes were changed that are not saved.
    #[server(default)]
    keep: Distinct<MOST_COLUMNS, OdsCode>,
    /// What boxes are filled from: the name of a role set.
    #[server(default)]
    set: String,
    /// A colleague's name or e-mail address.
    #[server(default)]
    colleague: String,
    /// The practice whose boxes are filled from these; empty for all that are shown.
    #[server(default)]
    at: String,
    /// A role that is ticked at every practice.
    #[server(default)]
    role: String,
    /// The mark of a save in the address.
    #[server(default)]
    done: String,
) -> Result<UserView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.manage_users()?;
        let choice = super::store::Choice {
            narrow: &practices,
            keep: &keep,
            fill: &super::Fill {
                set,
                colleague,
                at,
                role,
            },
        };
        super::store::view(&request, &actor, &permit, user, choice, &done).await
    })
    .await
}

/// Saves a user's role table. Pressed once it answers with the exact list of changes; confirmed, it makes them.
#[server(prefix = "/api", output = Wire, endpoint = "users/update")]
pub async fn update_roles(
    user: UserId,
    /// For each practice shown: code, version, roles shown.
    #[server(default)]
    seen: Distinct<MOST_COLUMNS>,
    /// The boxes that are ticked: code and role.
    #[server(default)]
    ticks: Distinct<MOST_TICKS>,
    /// First day of new roles: day, month, year.
    #[server(default)]
    starts: DateBoxes,
    /// Last day of new roles: day, month, year.
    #[server(default)]
    ends: DateBoxes,
    #[server(default)] reason: String,
    /// "check" when Update was pressed, "save" when the list was confirmed, "change" to go back to the table,
    /// "practices" to show it with other practices, "fill" and "everywhere:" with a role to show it with boxes ticked.
    #[server(default)]
    step: String,
    /// Confirmations that were ticked.
    #[server(default)]
    accepts: Distinct<10>,
    /// A second factor of the actor, where the list asked for one.
    #[server(default)]
    code: String,
    /// Makes a save of this form happen once.
    #[server(default)]
    idempotency_key: String,
) -> Result<Outcome, AppError> {
    use super::{SentTable, form, store};
    use crate::users::confirmed::{self, Press, Pressed};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        store::may_change(&request, &actor, Some(user), actor.manage_users()).await?;
        let sent = SentTable::read(&seen, &ticks)?;
        if form::shows_again(&step) {
            return Ok(Outcome::step(&step));
        }
        let pressed = Pressed::read(Press::read(&step)?, &idempotency_key, &code)?;
        if pressed.step == Press::Edit {
            return Ok(Outcome::step(""));
        }
        let (accepted, today) = (!accepts.is_empty(), request.app.clock.today());
        let terms = match super::terms(&starts, &ends, &reason, accepted, false, today) {
            Ok(terms) => terms,
            Err(form_state) => return Ok(Outcome::Form(form_state)),
        };
        let save = store::Save {
            user,
            sent: &sent,
            terms,
        };
        let to = [&addresses::user(user), "?done=", &pressed.mark()].concat();
        confirmed::run(&request, &actor, save, pressed, &to).await
    })
    .await
}
