//! Inviting registration officers, and what becomes of them.

use leptos::prelude::*;

use super::{
    rules::{Step, Taken},
    store::{Change, Invite, NewOfficer},
};
use crate::{
    access::{Actor, RecentFactor},
    base::{
        clock::new_id,
        codec::Wire,
        error::AppError,
        ids::UserId,
        text::{Email, PersonName, Reason},
    },
    database::{Failure, NotDone},
    sign_in::factor::show::prove_recently,
    ui::{FormState, Outcome, addresses},
    users::{create::wrong_names, roles::store::may_change},
    web::{Request, answer, session::new_secret},
};

const REASON_MISSING: &str = "Enter the reason";

/// Invites somebody to be a registration officer. An address of somebody who is one, or was one, leads to them.
#[server(prefix = "/api", output = Wire, endpoint = "officers/invite")]
pub async fn invite_officer(
    /// Dr, Mrs and so on.
    #[server(default)]
    title: String,
    #[server(default)] first_name: String,
    #[server(default)] last_name: String,
    #[server(default)] email: String,
    #[server(default)] reason: String,
    /// A code of the actor's own, where they have not shown one just now.
    #[server(default)]
    code: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        may_change(&request, &actor, None, actor.registration()).await?;
        let (officer, reason) = match read(&title, &first_name, &last_name, &email, &reason) {
            Ok(read) => read,
            Err(form_state) => return Ok(Outcome::Form(form_state)),
        };
        let proof = match prove(&request, &actor, &code).await? {
            Ok(proof) => proof,
            Err(outcome) => return Ok(outcome),
        };
        let invite = Invite {
            permit: actor.manage_officers(proof)?,
            officer: &officer,
            secret: &new_secret(),
            reason: reason.as_ref(),
            audit: &request.audit(&actor),
        };
        match request.app.db.write(&invite).await {
            Ok(()) => Ok(done(officer.id, "invited")),
            Err(NotDone::Refused(Taken::Officer(user))) => Ok(done(user, "there")),
            Err(NotDone::Refused(taken)) => Ok(Outcome::wrong("email", taken.sentence())),
            Err(NotDone::Failed(failure)) => Err(failure),
        }
    })
    .await
}

/// Sends an officer's invitation again or takes it back, deactivates an officer, or takes that back.
#[server(prefix = "/api", output = Wire, endpoint = "officers/change")]
pub async fn change_officer(
    user: UserId,
    /// "resend" or "withdraw" the invitation, "deactivate" or "reactivate" the officer.
    #[server(default)]
    step: String,
    #[server(default)] reason: String,
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
        may_change(&request, &actor, Some(user), actor.registration()).await?;
        let unreadable = || Failure::Public(AppError::unreadable_form());
        let step = Step::from_code(&step).ok_or_else(unreadable)?;
        let idempotency_key = idempotency_key.parse().map_err(|_| unreadable())?;
        let reason = match Reason::read(&reason, REASON_MISSING) {
            Ok(reason) => reason,
            Err(why) => return Ok(Outcome::wrong("reason", why)),
        };
        let proof = match prove(&request, &actor, &code).await? {
            Ok(proof) => proof,
            Err(outcome) => return Ok(outcome),
        };
        let to = address(user, step.code());
        let change = Change {
            permit: actor.manage_officers(proof)?,
            user,
            step,
            reason: reason.as_ref(),
            secret: &new_secret(),
            audit: &request.audit(&actor),
            idempotency_key,
            location: &to,
        };
        match request.app.db.write(&change).await {
            Ok(()) => Ok(Outcome::Done { to }),
            Err(NotDone::Refused(refused)) => Ok(Outcome::wrong("", refused.sentence())),
            Err(NotDone::Failed(failure)) => Err(failure),
        }
    })
    .await
}

/// Proof of a second factor shown just now, or the form again.
async fn prove(
    request: &Request,
    actor: &Actor,
    code: &str,
) -> Result<Result<RecentFactor, Outcome>, Failure> {
    let proof = prove_recently(request, actor, code).await?;
    Ok(proof.map_err(|why| Outcome::wrong("code", why)))
}

/// The page of an officer, which says what was done.
fn address(user: UserId, done: &str) -> String {
    [&addresses::officer(user), "?done=", done].concat()
}

fn done(user: UserId, done: &str) -> Outcome {
    Outcome::Done {
        to: address(user, done),
    }
}

/// Who is invited and why, or everything that has to be put right.
fn read(
    title: &str,
    first_name: &str,
    last_name: &str,
    email: &str,
    reason: &str,
) -> Result<(NewOfficer, Reason), FormState> {
    let name = PersonName::read(title, first_name, last_name);
    let (email, reason) = (Email::parse(email), Reason::read(reason, REASON_MISSING));
    match (name, email, reason) {
        (Ok(name), Ok(email), Ok(reason)) => {
            let id = UserId(new_id());
            Ok((NewOfficer { id, email, name }, reason))
        }
        (name, email, reason) => {
            let mut form_state = wrong_names(name.err().unwrap_or_default());
            if let Err(why) = email {
                form_state = form_state.and_wrong("email", why);
            }
            if let Err(why) = reason {
                form_state = form_state.and_wrong("reason", why);
            }
            Err(form_state)
        }
    }
}
