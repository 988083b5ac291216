//! Accounts nobody uses: reading them, and bringing people back.

use leptos::prelude::*;

use super::UnusedView;
use crate::{
    base::{codec::Wire, error::AppError, ids::OdsCode},
    ui::{Distinct, Outcome},
    users::MOST_PEOPLE,
};
#[cfg(feature = "ssr")]
use crate::{
    ui::addresses,
    web::{Request, answer},
};

/// The accounts of a practice that nobody uses.
#[server(prefix = "/api", output = Wire, endpoint = "unused/open")]
pub async fn read_unused(practice: OdsCode) -> Result<UnusedView, AppError> {
    use super::store;
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.see_practice(&practice)?;
        store::view(&request, &actor, &permit).await
    })
    .await
}

/// Brings people back whose places have lapsed, with the roles they had: all of them or none.
#[server(prefix = "/api", output = Wire, endpoint = "unused/bring-back")]
pub async fn bring_back(
    practice: OdsCode,
    /// Those who were ticked: account and version of the place, with a colon between.
    #[server(default)]
    people: Distinct<MOST_PEOPLE>,
    /// A code of the actor's own, where somebody is made an administrator again.
    #[server(default)]
    code: String,
    /// Makes what is sent from this page happen once.
    #[server(default)]
    idempotency_key: String,
) -> Result<Outcome, AppError> {
    use crate::users::{
        confirmed::{self, Press, Pressed},
        left::{rules::read, store::ComeBack},
        roles::store::may_change,
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.see_practice(&practice);
        let permit = may_change(&request, &actor, None, permit).await?;
        let pressed = Pressed::read(Press::SaveAtOnce, &idempotency_key, &code)?;
        let people: Option<Vec<_>> = people.iter().map(|text| read(text)).collect();
        let people = people.ok_or_else(AppError::unreadable_form)?;
        if people.is_empty() {
            return Ok(Outcome::wrong("people", "Choose whom to bring back"));
        }
        let come_back = ComeBack {
            permit: &permit,
            people: &people,
        };
        let count = people.len().to_string();
        let to = [
            &addresses::practice_page(&practice, "unused"),
            "?done=",
            &count,
        ]
        .concat();
        confirmed::run(&request, &actor, come_back, pressed, &to).await
    })
    .await
}
