//! Making a new user, step by step.

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::ui::addresses;
use crate::{
    base::{codec::Wire, error::AppError, ids::OdsCode},
    ui::{DateBoxes, Distinct, Outcome},
    users::roles::{MOST_COLUMNS, MOST_TICKS, RoleTable},
};

/// An empty role table for somebody new, with the actor's practices. `practices` and `keep` as in `read_user`.
#[server(prefix = "/api", output = Wire, endpoint = "users/blank")]
pub async fn blank_table(
    /// Part of a practice's name, or its code.
    #[server(default)]
    practices: String,
    /// Where boxes were ticked.
    #[server(default)]
    keep: Distinct<MOST_COLUMNS, OdsCode>,
) -> Result<RoleTable, AppError> {
    use crate::{
        users::roles::store,
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.manage_users()?;
        let choice = store::Choice {
            narrow: &practices,
            keep: &keep,
        };
        store::blank(&request, &actor, &permit, choice).await
    })
    .await
}

/// Makes a user. An address that has an account leads there; a new one goes on to name and roles, is checked, and
/// saved when confirmed.
#[server(prefix = "/api", output = Wire, endpoint = "users/create")]
pub async fn create_user(
    #[server(default)] email: String,
    /// Dr, Mrs and so on.
    #[server(default)]
    title: String,
    #[server(default)] first_name: String,
    #[server(default)] last_name: String,
    #[server(default)] phone: String,
    /// As in `update_roles`.
    #[server(default)]
    seen: Distinct<MOST_COLUMNS>,
    /// As in `update_roles`.
    #[server(default)]
    ticks: Distinct<MOST_TICKS>,
    /// As in `update_roles`.
    #[server(default)]
    starts: DateBoxes,
    /// As in `update_roles`.
    #[server(default)]
    ends: DateBoxes,
    #[server(default)] reason: String,
    /// "" after the address, "details" to show the details again, the others as in `update_roles`.
    #[server(default)]
    step: String,
    /// As in `update_roles`.
    #[server(default)]
    code: String,
    /// Makes a save of this form happen once.
    #[server(default)]
    idempotency_key: String,
    /// As in `blank_table`: shown with an account that is there already.
    #[server(default)]
    practices: String,
) -> Result<Outcome, AppError> {
    use super::{NewUser, store};
    use crate::{
        base::{clock::new_id, ids::UserId, text::Email},
        people::store::user_with,
        ui::FormState,
        users::{
            confirmed::{self, Pressed, Step},
            roles::{self, SentTable},
        },
        web::{Request, answer, session::new_secret},
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        roles::store::may_change(&request, &actor, None, actor.manage_users()).await?;
        let email = match Email::parse(&email) {
            Ok(email) => email,
            Err(error) => return Ok(Outcome::wrong("email", error)),
        };
        if step != "save" {
            let mut tx = request.app.db.read().await?;
            let there = user_with(&mut tx, email.as_ref()).await?;
            drop(tx);
            if let Some(id) = there {
                return Ok(account_at(id, &practices));
            }
            if step != "check" {
                let choosing = step == roles::CHOOSE;
                return Ok(Outcome::step(if choosing {
                    roles::CHOOSE
                } else {
                    "details"
                }));
            }
        }
        let user = match NewUser::read(email, &title, &first_name, &last_name, &phone) {
            Ok(user) => user,
            Err(form_state) => return Ok(details(form_state)),
        };
        let sent = SentTable::read(
            seen.iter().map(String::as_str),
            ticks.iter().map(String::as_str),
        );
        let sent = sent.ok_or_else(|| AppError::Invalid(roles::UNREADABLE.to_owned()))?;
        let pressed = Pressed::read(Step::read(&step)?, &idempotency_key, &code)?;
        if ticks.is_empty() {
            return Ok(details(FormState::wrong("roles", "Tick at least one role")));
        }
        let today = request.app.clock.today();
        let terms = match roles::terms(&starts, &ends, &reason, false, false, today) {
            Ok(terms) => terms,
            Err(form_state) => return Ok(details(form_state)),
        };
        let id = UserId(new_id());
        let create = store::Create {
            id,
            user: &user,
            sent: &sent,
            terms,
            secret: &new_secret(),
            practices: &practices,
        };
        let to = [&addresses::user(id), "?done=", &pressed.mark()].concat();
        confirmed::run(&request, &actor, create, pressed, &to).await
    })
    .await
}

/// Back to the details, with what is wrong.
#[cfg(feature = "ssr")]
pub(super) fn details(form_state: crate::ui::FormState) -> Outcome {
    Outcome::Form(crate::ui::FormState {
        step: "details".to_owned(),
        ..form_state
    })
}

/// On to an account that is there already, with the practices that were chosen.
#[cfg(feature = "ssr")]
pub(super) fn account_at(user: crate::base::ids::UserId, practices: &str) -> Outcome {
    let mut to = addresses::user(user);
    if !practices.is_empty() {
        to.extend(["?practices=", &crate::ui::escape(practices)]);
    }
    Outcome::Done { to }
}
