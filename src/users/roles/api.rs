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

/// A user's account and role table. `practices` narrows the columns when there are more than a page can show: part
/// of a name, or a code; those of `keep` stay.
#[server(prefix = "/api", output = Wire, endpoint = "users/open")]
pub async fn read_user(
    /// The account.
    user: UserId,
    /// Part of a practice's name, or its code.
    #[server(default)]
    practices: String,
    /// Where boxes were changed that are not saved.
    #[server(default)]
    keep: Distinct<MOST_COLUMNS, OdsCode>,
    /// The mark of a save in the address.
    #[server(default)]
    done: String,
) -> Result<UserView, AppError> {
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.manage_users()?;
        let choice = super::store::Choice {
            narrow: &practices,
            keep: &keep,
        };
        super::store::view(&request, &actor, &permit, user, choice, &done).await
    })
    .await
}

/// Saves a user's role table. Pressed once it answers with the exact list of changes; confirmed, it makes them.
#[server(prefix = "/api", output = Wire, endpoint = "users/update")]
pub async fn update_roles(
    /// The account.
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
    /// Why.
    #[server(default)]
    reason: String,
    /// "check" when Update was pressed, "save" when the list was confirmed, "change" to go back to the table,
    /// "practices" to show it with other practices.
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
    use crate::{
        access::{Refusal, plan},
        database::Failure,
        sign_in::factor,
        ui::{Check, FormState},
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        store::may_change(&request, &actor, Some(user), actor.manage_users()).await?;
        let permissions = actor.permissions();
        let mut audit = request.audit(&actor);
        let sent = SentTable::read(
            seen.iter().map(String::as_str),
            ticks.iter().map(String::as_str),
        );
        let (Some(sent), Ok(idempotency_key)) = (sent, idempotency_key.parse::<uuid::Uuid>())
        else {
            return Err(AppError::Invalid(form::UNREADABLE.to_owned()).into());
        };
        match step.as_str() {
            "change" => return Ok(Outcome::step("")),
            form::CHOOSE => return Ok(Outcome::step(form::CHOOSE)),
            _ => {}
        }
        let accepted = !accepts.is_empty();
        let terms = match super::terms(&starts, &ends, &reason, accepted, false, audit.today) {
            Ok(terms) => terms,
            Err(form_state) => return Ok(Outcome::Form(form_state)),
        };
        let location = [
            "/users/",
            &user.to_string(),
            "?done=",
            &idempotency_key.to_string(),
        ]
        .concat();
        let mut refused = factor::step_up(&request, &actor, &mut audit, &code).await?;
        if step == "save" && refused.is_empty() {
            let save = store::Save {
                user,
                sent: &sent,
                terms: &terms,
                permissions: &permissions,
                audit: &audit,
                idempotency_key,
                location: &location,
            };
            match request.app.db.write(&save).await {
                Ok(()) => return Ok(Outcome::Done { to: location }),
                Err(Failure::Refused(refusals)) => refused = refusals,
                Err(failure) => return Err(failure),
            }
        }
        // Nothing is wrong that a tick beside the list would not put right: the list is shown.
        if refused.iter().all(Refusal::is_unconfirmed) {
            let mut tx = request.app.db.read().await?;
            let subject = store::read_subject(&mut tx, user)
                .await?
                .ok_or(Failure::Public(AppError::NotFound))?;
            let columns =
                store::read_columns(&mut tx, user, &sent.practices(), audit.today).await?;
            let accepted = crate::access::Terms {
                accepts_no_administrator: true,
                ..terms.clone()
            };
            let wanted = sent.wanted(&columns);
            match plan(
                &columns,
                &wanted,
                &accepted,
                &subject,
                &permissions,
                audit.today,
            ) {
                Ok(plan) => {
                    return Ok(Outcome::Form(FormState {
                        step: "check".to_owned(),
                        check: Some(Check {
                            asks_code: store::asks_code(&plan, &audit),
                            ..super::check_of(&plan, &terms)
                        }),
                        ..super::form_state(&refused)
                    }));
                }
                Err(refusals) => refused = refusals,
            }
        }
        store::refused(&request, &actor, &audit, user, sent.versions(), refused).await
    })
    .await
}
