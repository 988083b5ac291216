//! Reading the summary, and changing a role of several people at once.

use leptos::prelude::*;

use super::{FilterQuery, Summary};
#[cfg(feature = "ssr")]
use super::{
    bulk,
    pages::{PEOPLE, chosen_value},
    save, select, store,
};
#[cfg(feature = "ssr")]
use crate::{
    access::Terms,
    base::clock::new_id,
    database::Failure,
    ui::{FormState, addresses},
    users::{
        confirmed::{self, Press, Pressed},
        roles::store::{just_saved, may_change},
    },
    web::{Request, answer},
};
use crate::{
    base::{codec::Wire, error::AppError, ids::OdsCode},
    ui::{Distinct, Outcome},
    users::MOST_PEOPLE,
};

/// Everything about the users of a practice that `asked` lets through.
#[server(prefix = "/api", output = Wire, endpoint = "summary/read")]
pub async fn read_summary(
    practice: OdsCode,
    /// Filters and order.
    #[server(default)]
    filter_query: FilterQuery,
    /// The mark of a save in the address.
    #[server(default)]
    done: String,
) -> Result<Summary, AppError> {
    answer(async {
        let request = Request::current();
        let summary = summary(&request, &practice, &filter_query).await?;
        let path = addresses::practice_page(&practice, "users");
        let (actor, now) = (request.actor().await?, request.app.clock.now());
        let saved =
            just_saved(&mut request.app.db.read().await?, now, &actor, &path, &done).await?;
        let saved = if saved {
            addresses::undo(&done)
        } else {
            String::new()
        };
        Ok(Summary { saved, ..summary }.apart())
    })
    .await
}

// Long: the fields of the form, each with what it is.
/// Gives or takes one role for several people. Continued once it answers with the exact list of changes; confirmed,
/// it makes them, all or none.
#[server(prefix = "/api", output = Wire, endpoint = "summary/change")]
pub async fn change_several(
    practice: OdsCode,
    /// Who: each account, a colon, the version of its place.
    #[server(default)]
    people: Distinct<MOST_PEOPLE>,
    /// "add" or "remove".
    #[server(default)]
    change: String,
    #[server(default)] which: String,
    #[server(default)] reason: String,
    /// "check" when Continue was pressed, "save" when the list was confirmed, "change" to go back to the table; "all" to
    /// select everybody whom the filters let through.
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
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.see_practice(&practice);
        let permit = may_change(&request, &actor, None, permit).await?;
        if step == "all" {
            let everybody = everybody(&request, &practice, &back).await?;
            return Ok(Outcome::Form(everybody));
        }
        let step = Press::read(&step)?;
        if step == Press::Edit {
            return Ok(Outcome::step(""));
        }
        let chosen = bulk::read_chosen(&people)?;
        let pressed = Pressed::read(step, &idempotency_key, &code)?;
        let (role, reason) = match bulk::read_change(&chosen, &which, &reason) {
            Ok(read) => read,
            Err(form_state) => return Ok(Outcome::Form(form_state)),
        };
        let several = save::ChangeSeveral {
            permit: &permit,
            chosen: &chosen,
            change: bulk::BulkChange {
                role,
                give: change != "remove",
            },
            terms: Terms {
                reason: reason.into(),
                accepts_no_administrator: !accepts.is_empty(),
                ..Terms::default()
            },
        };
        let to = bulk::location(&practice, &back, &pressed.mark());
        confirmed::run(&request, &actor, several, pressed, &to).await
    })
    .await
}

/// The form again, with everybody ticked whom the filters let through. What is sent from there says who, one by one: a list
/// that has changed by then is not a different list without a word.
#[cfg(feature = "ssr")]
async fn everybody(
    request: &Request,
    practice: &OdsCode,
    back: &str,
) -> Result<FormState, Failure> {
    let filter_query = FilterQuery::from_query(back.trim_start_matches('?'));
    let members = summary(request, practice, &filter_query).await?.members;
    let box_of = |member| (PEOPLE.to_owned(), chosen_value(member));
    Ok(FormState {
        carried: members.iter().map(box_of).collect(),
        ..FormState::default()
    })
}

/// The one reading of a summary, for the page and for its downloads.
#[cfg(feature = "ssr")]
pub(super) async fn summary(
    request: &Request,
    practice: &OdsCode,
    filter_query: &FilterQuery,
) -> Result<Summary, Failure> {
    let actor = request.actor().await?;
    let permit = actor.see_practice(practice)?;
    let filter = filter_query.parse()?;
    let today = request.app.clock.today();
    let mut tx = request.app.db.read().await?;
    let mut everyone = store::read(&mut tx, &permit, today).await?;
    store::mark_locked(&mut tx, &mut everyone.people, request.app.clock.now()).await?;
    let idempotency_key = new_id().to_string();
    Ok(select::select(
        everyone,
        &filter,
        &actor.permissions(),
        today,
        idempotency_key,
    ))
}
