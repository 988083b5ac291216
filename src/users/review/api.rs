//! Reviewing who has access.

use leptos::prelude::*;

use super::ReviewView;
#[cfg(feature = "ssr")]
use crate::ui::addresses;
use crate::{
    base::{codec::Wire, error::AppError, ids::OdsCode},
    ui::{Distinct, Named, Outcome},
    users::MOST_PEOPLE,
};

/// Everybody at a practice, to be kept or removed.
#[server(prefix = "/api", output = Wire, endpoint = "review/open")]
pub async fn read_review(practice: OdsCode) -> Result<ReviewView, AppError> {
    use super::store;
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.review(&practice)?;
        let mut tx = request.app.db.read().await?;
        store::view(&mut tx, &permit, actor.id, request.app.clock.today()).await
    })
    .await
}

/// Signs a review: whoever is not kept leaves at once, all or none. Answered with the list first.
#[server(prefix = "/api", output = Wire, endpoint = "review/sign")]
pub async fn sign_review(
    practice: OdsCode,
    /// Everybody that was shown: account, version, `keep` or `remove`.
    #[server(default)]
    verdicts: Named<MOST_PEOPLE>,
    /// "check" and "save", or "change" to go back.
    step: String,
    /// Confirmations that were ticked.
    #[server(default)]
    accepts: Distinct<10>,
    /// Makes what is sent from this page happen once.
    #[server(default)]
    idempotency_key: String,
) -> Result<Outcome, AppError> {
    use super::{rules::Verdict, store::Sign};
    use crate::users::{
        confirmed::{self, Press, Pressed},
        roles::store::may_change,
    };
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.review(&practice);
        let permit = may_change(&request, &actor, None, permit).await?;
        let verdicts: Option<Vec<_>> = verdicts.values().map(|text| Verdict::read(text)).collect();
        let verdicts = verdicts.ok_or_else(AppError::unreadable_form)?;
        // Nobody gets anything by a review, so that no second factor is asked for.
        let pressed = Pressed::read(Press::read(&step)?, &idempotency_key, "")?;
        if pressed.step == Press::Edit {
            return Ok(Outcome::step(""));
        }
        let sign = Sign {
            permit: &permit,
            verdicts: &verdicts,
            accepts_no_administrator: !accepts.is_empty(),
        };
        let to = [&addresses::practice_page(&practice, "review"), "?done=yes"].concat();
        confirmed::run(&request, &actor, sign, pressed, &to).await
    })
    .await
}
