//! Reading the summary, and changing a role of several people at once.

use leptos::prelude::*;

use super::{FilterQuery, Summary};
use crate::{
    base::{codec::Wire, error::AppError, ids::OdsCode},
    ui::{Distinct, Outcome},
    users::MOST_PEOPLE,
};

/// Everything about the users of a practice that `asked` lets through.
#[server(prefix = "/api", output = Wire, endpoint = "summary/read")]
pub async fn read_summary(
    /// Where.
    practice: OdsCode,
    /// Filters and order.
    #[server(default)]
    filter_query: FilterQuery,
    /// The mark of a save in the address.
    #[server(default)]
    done: String,
) -> Result<Summary, AppError> {
    use crate::{
        users::roles::store::just_saved,
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let summary = summary(&request, &practice, &filter_query).await?;
        let path = ["/practices/", practice.as_ref(), "/users"].concat();
        let (actor, now) = (request.actor().await?, request.app.clock.now());
        let saved =
            just_saved(&mut request.app.db.read().await?, now, &actor, &path, &done).await?;
        Ok(Summary { saved, ..summary }.apart())
    })
    .await
}

/// Gives or takes one role for several people. Continued once it answers with the exact list of changes; confirmed,
/// it makes them, all or none.
#[server(prefix = "/api", output = Wire, endpoint = "summary/change")]
pub async fn change_several(
    /// Where.
    practice: OdsCode,
    /// Who: each account, a colon, the version of its place.
    #[server(default)]
    people: Distinct<MOST_PEOPLE>,
    /// "add" or "remove".
    #[server(default)]
    change: String,
    /// The role.
    #[server(default)]
    which: String,
    /// Why.
    #[server(default)]
    reason: String,
    /// "check" when Continue was pressed, "save" when the list was confirmed, "change" to go back to the table.
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
    /// The part of the page's address after the question mark, to come back to.
    #[server(default)]
    back: String,
) -> Result<Outcome, AppError> {
    use super::{bulk, save};
    use crate::{
        access::{Role, Terms},
        base::text::Reason,
        sign_in::factor,
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.see_practice(&practice);
        let permit = crate::users::roles::store::may_change(&request, &actor, None, permit).await?;
        if step == "change" {
            return Ok(Outcome::step(""));
        }
        let (Some(chosen), Ok(idempotency_key), give) = (
            bulk::read_chosen(&people),
            idempotency_key.parse::<uuid::Uuid>(),
            change != "remove",
        ) else {
            return Err(AppError::Invalid(save::UNREADABLE.to_owned()).into());
        };
        let mut form_state = crate::ui::FormState::default();
        if chosen.is_empty() {
            form_state = form_state.and_wrong("people", "Select at least one person");
        }
        let role = Role::from_code(&which);
        if role.is_none() {
            form_state = form_state.and_wrong("which", "Choose a role");
        }
        let reason = Reason::if_any(&reason);
        if let Err(why) = reason {
            form_state = form_state.and_wrong("reason", why);
        }
        let (Some(role), Ok(reason), true) = (role, reason, form_state.errors.is_empty()) else {
            return Ok(Outcome::Form(form_state));
        };
        let mut audit = request.audit(&actor);
        let not_fresh = factor::step_up(&request, &actor, &mut audit, &code).await?;
        let filter_query = save::SeveralAsked {
            permit: &permit,
            chosen: &chosen,
            change: bulk::Change { role, give },
            terms: &Terms {
                reason: reason.into(),
                accepts_no_administrator: !accepts.is_empty(),
                ..Terms::default()
            },
            permissions: &actor.permissions(),
            audit: &audit,
            idempotency_key,
            location: &bulk::location(&practice, &back, &idempotency_key.to_string()),
        };
        if step == "save" && not_fresh.is_empty() {
            save::save(&request.app.db, &filter_query).await
        } else {
            let not_fresh: Vec<_> = not_fresh.into_iter().map(bulk::Refused::Save).collect();
            save::check(&request.app.db, &filter_query, &not_fresh).await
        }
    })
    .await
}

/// The one reading of a summary, for the page and for its downloads.
#[cfg(feature = "ssr")]
pub(super) async fn summary(
    request: &crate::web::Request,
    practice: &OdsCode,
    filter_query: &FilterQuery,
) -> Result<Summary, crate::database::Failure> {
    use super::{select, store};
    let actor = request.actor().await?;
    let permit = actor.see_practice(practice)?;
    let filter = filter_query.parse()?;
    let today = request.app.clock.today();
    let mut tx = request.app.db.read().await?;
    let everyone = store::read(&mut tx, &permit, today).await?;
    let idempotency_key = crate::base::clock::new_id().to_string();
    Ok(select::select(
        everyone,
        &filter,
        &actor.permissions(),
        today,
        idempotency_key,
    ))
}
