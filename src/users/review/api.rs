//! Reviewing who has access.

use leptos::prelude::*;

use super::ReviewView;
use crate::{
    base::{codec::Wire, error::AppError, ids::OdsCode},
    ui::{Distinct, Named, Outcome},
    users::MOST_PEOPLE,
};

/// Everybody at a practice, to be kept or removed.
#[server(prefix = "/api", output = Wire, endpoint = "review/open")]
pub async fn read_review(
    /// Where.
    practice: OdsCode,
) -> Result<ReviewView, AppError> {
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
    /// Where.
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
    use super::{
        address,
        rules::Verdict,
        store::{self, Sign},
    };
    use crate::{
        access::Refusal,
        database::Failure,
        ui::FormState,
        users::roles::{self, UNREADABLE},
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.review(&practice);
        let permit = roles::store::may_change(&request, &actor, None, permit).await?;
        let read: Option<Vec<_>> = verdicts.values().map(|text| Verdict::read(text)).collect();
        let (Some(verdicts), Ok(idempotency_key)) = (read, idempotency_key.parse()) else {
            return Err(AppError::Invalid(UNREADABLE.to_owned()).into());
        };
        let audit = request.audit(&actor);
        let to = [&address(&practice), "?done=yes"].concat();
        let sign = Sign {
            permit: &permit,
            verdicts: &verdicts,
            permissions: &actor.permissions(),
            accepts_no_administrator: !accepts.is_empty(),
            audit: &audit,
            idempotency_key,
            location: &to,
        };
        let mut refused = Vec::new();
        match step.as_str() {
            "change" => return Ok(Outcome::step("")),
            "check" => {}
            "save" => match request.app.db.write(&sign).await {
                Ok(store::Signed::Yes) => return Ok(Outcome::Done { to }),
                Ok(store::Signed::Incomplete) => {
                    return Ok(Outcome::Form(FormState::wrong("", INCOMPLETE)));
                }
                Err(Failure::Refused(refusals)) => refused = refusals,
                Err(failure) => return Err(failure),
            },
            _ => return Err(AppError::Invalid(UNREADABLE.to_owned()).into()),
        }
        if !refused.iter().all(Refusal::is_unconfirmed) {
            return Ok(Outcome::Form(roles::form_state(&refused)));
        }
        match sign.preview(&request.app.db).await {
            Ok(Some(check)) => Ok(Outcome::Form(FormState {
                step: "check".to_owned(),
                check: Some(check),
                ..roles::form_state(&refused)
            })),
            Ok(None) => Ok(Outcome::Form(FormState::wrong("", INCOMPLETE))),
            Err(Failure::Refused(refusals)) => Ok(Outcome::Form(roles::form_state(&refusals))),
            Err(failure) => Err(failure),
        }
    })
    .await
}

#[cfg(feature = "ssr")]
const INCOMPLETE: &str =
    "Choose for everybody. If somebody was added meanwhile, they are in the list now";
