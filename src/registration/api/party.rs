//! What those do whom a case concerns, by the link that was sent to them.

use leptos::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::{
    base::{
        clock::hex,
        codec::Wire,
        error::AppError,
        text::{Email, Reason},
    },
    registration::{
        model::Party,
        rules::Step,
        store::{self, CaseLink, party_view},
        views::PartyView,
    },
    ui::{Distinct, Outcome, escape},
    web::{
        Request, answer,
        session::{new_secret, set_named_cookie},
    },
};

/// Where a case stands, for the reader of a link.
#[server(prefix = "/api", output = Wire, endpoint = "certifications/case")]
pub async fn read_case(
    /// The secret in the link.
    #[server(default)]
    key: String,
) -> Result<PartyView, AppError> {
    answer(async {
        let request = Request::current();
        let account = request.actor_if_any().await?.map(|actor| actor.id);
        let mut tx = request.app.db.read().await?;
        let link = store::open_link(&mut tx, &key, request.app.clock.now()).await?;
        let link = link.ok_or(AppError::NotFound)?;
        let case = store::Case::find(&mut tx, link.certification).await?;
        Ok(party_view(&case, &link, account))
    })
    .await
}

/// What a browser is known by when two people have to confirm: not the same one may do it for both.
const DEVICE: &str = "device";

/// Confirms, declines, objects, or goes on with a request.
#[server(prefix = "/api", output = Wire, endpoint = "certifications/answer-case")]
pub async fn answer_case(
    /// The secret in the link.
    #[server(default)]
    key: String,
    /// "confirm", "decline", "object", "withdraw", "ask-again", "unreachable" or "inform".
    step: String,
    /// Their name, as a signature.
    #[server(default)]
    signature: String,
    /// Why, or the answer.
    #[server(default)]
    reason: String,
    /// The statements that were ticked.
    #[server(default)]
    accepts: Distinct<5>,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let now = request.app.clock.now();
        let mut tx = request.app.db.read().await?;
        let link = store::open_link(&mut tx, &key, now).await?;
        let link = link.ok_or(AppError::NotFound)?;
        let practice = store::practice_of(&mut tx, link.certification).await?;
        drop(tx);
        let step = step_of(&step, &link)?;
        let confirms = matches!(step, Step::Confirm(_));
        if confirms && accepts.len() < statements(link.party) {
            return Ok(Outcome::wrong(
                "accepts",
                "Tick every statement to confirm, or decline",
            ));
        }
        let words = match words(step, &reason, &signature) {
            Ok(words) => words,
            Err((field, why)) => return Ok(Outcome::wrong(field, why)),
        };
        let device = device(&request);
        let answer = store::AnswerCase {
            link: &link,
            practice: &practice,
            step,
            words: &words,
            by: request.actor_if_any().await?.map(|actor| actor.id),
            peer: &hashed(&request.peer()),
            device: &hashed(&device),
            audit: &request.audit_of_visitor(),
        };
        Box::pin(request.app.db.write(&answer)).await?;
        let to = [&store::address(&escape(&key)), "&done=yes"].concat();
        Ok(Outcome::Done { to })
    })
    .await
}

/// What is said with a step, or signed; or what is wrong with it.
fn words(
    step: Step,
    reason: &str,
    signature: &str,
) -> Result<String, (&'static str, &'static str)> {
    if matches!(step, Step::Decline(_) | Step::Object | Step::Inform) {
        let read = Reason::read(reason, "Enter why, so that we can help");
        return read
            .map(|said| said.as_ref().to_owned())
            .map_err(|why| ("reason", why));
    }
    let read = Reason::if_any(signature);
    read.map(|name| name.as_ref().to_owned())
        .map_err(|why| ("signature", why))
}

/// How many statements somebody ticks to confirm.
pub(crate) fn statements(party: Party) -> usize {
    if party == Party::Authoriser { 3 } else { 1 }
}

fn step_of(step: &str, link: &CaseLink) -> Result<Step, AppError> {
    Ok(match step {
        "confirm" => Step::Confirm(link.party),
        "decline" => Step::Decline(link.party),
        "object" => Step::Object,
        "withdraw" => Step::Withdraw,
        "ask-again" => Step::AskAgain,
        "unreachable" => Step::Unreachable,
        "inform" => Step::Inform,
        _ => return Err(AppError::unreadable_form()),
    })
}

/// The secret that this browser has for this, given to it now if it has none.
fn device(request: &Request) -> String {
    request.cookie_value(DEVICE).unwrap_or_else(|| {
        let secret = new_secret();
        set_named_cookie(DEVICE, &secret, "; Max-Age=2592000");
        secret
    })
}

fn hashed(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    hex(&Sha256::digest(text)[..16])
}

/// Sends a new link to whoever is named in a case. What is answered does not tell whether there is such a case.
#[server(prefix = "/api", output = Wire, endpoint = "certifications/link")]
pub async fn ask_for_case_link(
    /// The case reference.
    #[server(default)]
    reference: String,
    #[server(default)] email: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let email = match Email::parse(&email) {
            Ok(email) => email,
            Err(why) => return Ok(Outcome::wrong("email", why)),
        };
        let reference = reference.trim().to_uppercase();
        if reference.is_empty() {
            return Ok(Outcome::wrong("reference", "Enter the case reference"));
        }
        let again = store::LinkAgain {
            reference: &reference,
            email: email.as_ref(),
            peer: &hashed(&request.peer()),
            audit: &request.audit_of_visitor(),
        };
        Box::pin(request.app.db.write(&again)).await?;
        Ok(Outcome::Done {
            to: "/certifications/status?done=yes".to_owned(),
        })
    })
    .await
}
