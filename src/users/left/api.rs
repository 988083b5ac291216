//! Seeing who has left, and bringing several back.

use leptos::prelude::*;

use super::LeftView;
#[cfg(feature = "ssr")]
use crate::ui::addresses;
use crate::{
    base::{codec::Wire, error::AppError, ids::OdsCode},
    ui::{Distinct, Outcome},
    users::MOST_PEOPLE,
};

/// Those who have left a practice.
#[server(prefix = "/api", output = Wire, endpoint = "left/open")]
pub async fn read_left(practice: OdsCode) -> Result<LeftView, AppError> {
    use super::store;
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.see_practice(&practice)?;
        store::view(&request, &actor, &permit).await
    })
    .await
}

/// Brings several people back to a practice, all or none. Answered with the list first.
#[server(prefix = "/api", output = Wire, endpoint = "left/bring-back")]
pub async fn bring_back(
    practice: OdsCode,
    /// Who: account and version of their place, with a colon between.
    #[server(default)]
    people: Distinct<MOST_PEOPLE>,
    /// "check" and "save", or "change" to go back.
    step: String,
    /// A code of the actor's own, where somebody is made an administrator again.
    #[server(default)]
    code: String,
    /// Makes what is sent from this page happen once.
    #[server(default)]
    idempotency_key: String,
) -> Result<Outcome, AppError> {
    use super::{rules, store::ComeBack};
    use crate::users::{
        confirmed::{self, Press, Pressed},
        roles::store::may_change,
    };
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.see_practice(&practice);
        let permit = may_change(&request, &actor, None, permit).await?;
        let people: Option<Vec<_>> = people.iter().map(|text| rules::read(text)).collect();
        let people = people.ok_or_else(AppError::unreadable_form)?;
        let pressed = Pressed::read(Press::read(&step)?, &idempotency_key, &code)?;
        if pressed.step == Press::Edit {
            return Ok(Outcome::step(""));
        }
        if people.is_empty() {
            return Ok(Outcome::wrong("people", "Choose at least one person"));
        }
        let come_back = ComeBack {
            permit: &permit,
            people: &people,
        };
        let to = [&addresses::practice_page(&practice, "left"), "?done=yes"].concat();
        confirmed::run(&request, &actor, come_back, pressed, &to).await
    })
    .await
}
