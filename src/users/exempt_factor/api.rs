//! Exempting somebody from the second factor, and ending that.

use leptos::prelude::*;

use super::{
    rules::{Refused, read_last_day},
    store::{Begin, EndEarly, NotDone},
};
use crate::{
    access::{Actor, ExemptsFromFactor},
    base::{codec::Wire, dates::Date, error::AppError, ids::UserId, text::Reason},
    database::Failure,
    sign_in::factor::show::prove_recently,
    ui::{DateBoxes, FormState, Outcome, addresses},
    users::roles::store::may_change,
    web::{Request, answer},
};

/// Lets somebody log in without a second factor for a while, or ends that.
#[server(prefix = "/api", output = Wire, endpoint = "factor/exempt")]
pub async fn exempt_from_factor(
    user: UserId,
    /// "begin" or "end".
    #[server(default)]
    step: String,
    #[server(default)] reason: String,
    /// The last day: day, month, year.
    #[server(default)]
    ends: DateBoxes,
    /// A code of the actor's own, where they have not shown one just now.
    #[server(default)]
    code: String,
    /// Makes what is sent from this page happen once.
    #[server(default)]
    idempotency_key: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.exempt_from_factor(user);
        let permit = may_change(&request, &actor, Some(user), permit).await?;
        match step.as_str() {
            "begin" => {
                let (reason, until) = match read(&reason, &ends) {
                    Ok(read) => read,
                    Err(form_state) => return Ok(Outcome::Form(form_state)),
                };
                let key = &idempotency_key;
                begin(&request, &actor, permit, &reason, until, &code, key).await
            }
            "end" => {
                let end = EndEarly {
                    permit,
                    audit: &request.audit(&actor),
                };
                request.app.db.write(&end).await?;
                Ok(done(user, "ended"))
            }
            _ => Err(AppError::unreadable_form().into()),
        }
    })
    .await
}

async fn begin(
    request: &Request,
    actor: &Actor,
    permit: ExemptsFromFactor,
    reason: &Reason,
    until: Date,
    code: &str,
    idempotency_key: &str,
) -> Result<Outcome, Failure> {
    let unreadable = |_| Failure::Public(AppError::unreadable_form());
    let idempotency_key = idempotency_key.parse().map_err(unreadable)?;
    let proof = match prove_recently(request, actor, code).await? {
        Ok(proof) => proof,
        Err(why) => return Ok(Outcome::wrong("code", why)),
    };
    let begin = Begin {
        permit: permit.with_proof(proof),
        until,
        reason: reason.as_ref(),
        audit: &request.audit(actor),
        idempotency_key,
        location: &address(permit.user(), "begun"),
    };
    match request.app.db.write(&begin).await {
        Ok(()) => Ok(done(permit.user(), "begun")),
        Err(NotDone::Refused(refused)) => Ok(Outcome::wrong(refused.field(), refused.sentence())),
        Err(NotDone::Failed(failure)) => Err(failure),
    }
}

/// The reason and the last day, or everything that has to be put right.
fn read(reason: &str, ends: &[String]) -> Result<(Reason, Date), FormState> {
    let reason = Reason::read(reason, "Enter the reason");
    let until = read_last_day(ends);
    match (reason, until) {
        (Ok(reason), Ok(until)) => Ok((reason, until)),
        (reason, until) => {
            let mut form_state = FormState::default();
            if let Err(why) = reason {
                form_state = form_state.and_wrong("reason", why);
            }
            if let Err(wrong) = until {
                let wrong = Refused::Day(wrong);
                form_state = form_state.and_wrong(wrong.field(), wrong.sentence());
            }
            Err(form_state)
        }
    }
}

/// The page, which says what was done.
fn address(user: UserId, done: &str) -> String {
    addresses::user_page(user, &["exemption?done=", done].concat())
}

fn done(user: UserId, done: &str) -> Outcome {
    Outcome::Done {
        to: address(user, done),
    }
}
