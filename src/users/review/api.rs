//! Reviewing who has access.

use leptos::prelude::*;

use uuid::Uuid;

use super::{ReviewView, SignedView};
#[cfg(feature = "ssr")]
use crate::ui::addresses;
use crate::{
    base::{codec::Wire, error::AppError, ids::OdsCode},
    ui::{Distinct, Named, Outcome},
    users::{MOST_PEOPLE, roles::MOST_TICKS},
};

/// Everybody at a practice, to be kept or removed.
#[server(prefix = "/api", output = Wire, endpoint = "review/open")]
pub async fn read_review(practice: OdsCode) -> Result<ReviewView, AppError> {
    use super::store;
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.see_practice(&practice)?;
        let mut tx = request.app.db.read().await?;
        store::view(&mut tx, &permit, &actor, request.app.clock.today()).await
    })
    .await
}

/// A review that was signed.
#[server(prefix = "/api", output = Wire, endpoint = "review/read")]
pub async fn read_signed(practice: OdsCode, id: Uuid) -> Result<SignedView, AppError> {
    use super::{Decision, rules::decision, store};
    use crate::{
        base::{clock::date_of, text::known_as},
        practices,
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.see_practice(&practice)?;
        let mut tx = request.app.db.read().await?;
        let today = request.app.clock.today();
        let about = practices::store::find_in(&mut tx, &practice, today)
            .await?
            .ok_or(AppError::NotFound)?;
        let signed = store::signed(&mut tx, &permit, id).await?;
        let decisions = signed.lines.into_iter().map(|line| Decision {
            decision: decision(line.kept(), &line.removed),
            user: line.user_id,
            who: known_as(&line.name, &line.email),
            roles: line.roles,
            last_sign_in: line.last_sign_in,
        });
        Ok(SignedView {
            about,
            at: date_of(signed.at).in_words(),
            by: known_as(&signed.by, &signed.by_username),
            decisions: decisions.collect(),
        })
    })
    .await
}

// Long: the fields of the form, each with what it is.
/// Signs a review: whoever is not kept leaves at once, and single roles of the others end, all or none. Answered with the list
/// first. Or keeps what is marked so far.
#[server(prefix = "/api", output = Wire, endpoint = "review/sign")]
pub async fn sign_review(
    practice: OdsCode,
    /// Everybody that was shown: account, version, `keep` or `remove`.
    #[server(default)]
    verdicts: Named<MOST_PEOPLE>,
    /// Single roles to be removed of those who are kept: account and role, with a colon between.
    #[server(default)]
    drops: Distinct<MOST_TICKS>,
    /// The version of the draft that was shown; 0 if there was none.
    #[server(default)]
    draft: i64,
    /// "check" and "save", "change" to go back, or "later" to keep what is marked so far.
    #[server(default)]
    step: String,
    /// Confirmations that were ticked.
    #[server(default)]
    accepts: Distinct<10>,
    /// Makes what is sent from this page happen once.
    #[server(default)]
    idempotency_key: String,
) -> Result<Outcome, AppError> {
    use super::{
        rules::Marks,
        store::{SaveDraft, Sign},
    };
    use crate::{
        users::{
            confirmed::{self, Press, Pressed},
            roles::store::may_change,
        },
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.review(&practice);
        let permit = may_change(&request, &actor, None, permit).await?;
        let marks = Marks::read(
            verdicts.values().map(String::as_str),
            drops.iter().map(String::as_str),
        );
        let marks = marks.ok_or_else(AppError::unreadable_form)?;
        let page = addresses::practice_page(&practice, "review");
        if step == "later" {
            let save = SaveDraft {
                permit: &permit,
                marks: &marks,
                draft,
                audit: &request.audit(&actor),
                idempotency_key: idempotency_key
                    .parse()
                    .map_err(|_| AppError::unreadable_form())?,
                location: &[&page, "?done=later"].concat(),
            };
            return save.answer(&request).await;
        }
        // Nobody gets anything by a review, so that no second factor is asked for.
        let pressed = Pressed::read(Press::read(&step)?, &idempotency_key, "")?;
        if pressed.step == Press::Edit {
            return Ok(Outcome::step(""));
        }
        let sign = Sign {
            permit: &permit,
            marks: &marks,
            draft,
            accepts_no_administrator: !accepts.is_empty(),
        };
        let mark = Some(pressed.mark()).filter(|_| marks.takes_anything());
        let to = [&page, "?done=", mark.as_deref().unwrap_or("yes")].concat();
        confirmed::run(&request, &actor, sign, pressed, &to).await
    })
    .await
}
