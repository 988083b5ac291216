//! Opening a grant's dates and changing them.

use leptos::prelude::*;

use super::DatesView;
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
    /// Whose.
    user: UserId,
    /// Where.
    practice: OdsCode,
    /// Which role.
    role: Role,
) -> Result<DatesView, AppError> {
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.see_practice(&practice)?;
        super::store::view(&request, &actor, &permit, user, role).await
    })
    .await
}

/// Changes the dates of a grant. Pressed once it answers with the exact change; confirmed, it makes it.
#[server(prefix = "/api", output = Wire, endpoint = "users/redate")]
pub async fn change_dates(
    /// Whose.
    user: UserId,
    /// Where.
    practice: OdsCode,
    /// Which role.
    role: Role,
    /// The version of the user's place that was shown.
    version: i64,
    /// First day: day, month, year. Not sent, it stays as it is.
    #[server(default)]
    starts: DateBoxes,
    /// Last day: day, month, year. Left empty, there is none.
    #[server(default)]
    ends: DateBoxes,
    /// Why.
    #[server(default)]
    reason: String,
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
    use super::{SAVED, check_of, store};
    use crate::{
        access::{NewDates, Refusal},
        database::Failure,
        sign_in::factor,
        ui::FormState,
        users::roles::{self, UNREADABLE},
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.manage_users();
        roles::store::may_change(&request, &actor, Some(user), permit).await?;
        let Ok(idempotency_key) = idempotency_key.parse::<uuid::Uuid>() else {
            return Err(AppError::Invalid(UNREADABLE.to_owned()).into());
        };
        if step == "change" {
            return Ok(Outcome::step(""));
        }
        let (permissions, mut audit) = (actor.permissions(), request.audit(&actor));
        let (accepted, start_shown) = (!accepts.is_empty(), !starts.is_empty());
        let terms = roles::terms(&starts, &ends, &reason, accepted, start_shown, audit.today);
        let terms = match terms {
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
        let mut refused = factor::step_up(&request, &actor, &mut audit, &code).await?;
        if step == "save" && refused.is_empty() {
            let (whose, which) = (user.to_string(), idempotency_key.to_string());
            let to = ["/users/", &whose, "?done=", SAVED, ".", &which].concat();
            let change = store::Redate {
                user,
                dates: &dates,
                permissions: &permissions,
                audit: &audit,
                idempotency_key,
                location: &to,
            };
            match request.app.db.write(&change).await {
                Ok(()) => return Ok(Outcome::Done { to }),
                Err(Failure::Refused(refusals)) => refused = refusals,
                Err(failure) => return Err(failure),
            }
        }
        // Nothing is wrong that a tick beside the list would not put right: the list is shown.
        if refused.iter().all(Refusal::is_unconfirmed) {
            let accepted = NewDates {
                accepts_no_administrator: true,
                ..dates.clone()
            };
            let mut tx = request.app.db.read().await?;
            match store::preview(&mut tx, user, &accepted, &permissions, audit.today).await {
                Ok(redating) => {
                    return Ok(Outcome::Form(FormState {
                        step: "check".to_owned(),
                        check: Some(check_of(&redating, audit.recent_factor.is_some())),
                        ..roles::form_state(&refused)
                    }));
                }
                Err(Failure::Refused(refusals)) => refused = refusals,
                Err(failure) => return Err(failure),
            }
        }
        let shown = std::iter::once((&dates.practice, version));
        let mut outcome =
            roles::store::refused(&request, &actor, &audit, user, shown, refused).await?;
        if let Outcome::Form(form_state) = &mut outcome {
            // There are no boxes on this page.
            for error in form_state
                .errors
                .iter_mut()
                .filter(|error| error.field == "roles")
            {
                error.field.clear();
            }
        }
        Ok(outcome)
    })
    .await
}
