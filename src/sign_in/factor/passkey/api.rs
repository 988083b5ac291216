//! Asking a browser for a passkey, and adding the one it made.

use leptos::prelude::*;

use super::{
    Ceremony, RelyingParty, added, ask_to_add, ask_to_log_in, ask_to_show, logged_in,
    store::Entered,
};
use crate::sign_in::{closed::CLOSED, factor::page_after, numbers::Tried};
use crate::{
    base::{codec::Wire, error::AppError, text::Label},
    database::Failure,
    sign_in::factor::api::{add, own_factors},
    ui::Outcome,
    web::{
        Request, answer,
        session::{Stage, new_secret, set_cookie},
    },
};

/// Asks the browser for something of a passkey. The page's script hands it to the browser and sends the answer along
/// with the form.
#[server(prefix = "/api", output = Wire, endpoint = "passkey/ask")]
pub async fn ask_passkey(
    /// "log-in", "show" or "add".
    #[server(default)]
    purpose: String,
) -> Result<Ceremony, AppError> {
    answer(async {
        let request = Request::current();
        let Some(relying_party) = RelyingParty::of(&request) else {
            return Err(AppError::Invalid(NOT_HERE.to_owned()).into());
        };
        let webauthn = relying_party.webauthn()?;
        if purpose == "log-in" {
            return ask_to_log_in(&request, &webauthn).await;
        }
        let session = request.session().await?;
        if purpose == "add" {
            // Before their second factor somebody is told nothing of the account, and makes no way in.
            let page = "/account/second-factor/passkey";
            if let Err(first) = own_factors(&request, &session, page).await? {
                tracing::info!(
                    request.id = request.id(),
                    user.id = %session.user.id,
                    first,
                    "A passkey was asked for too early"
                );
                return Err(AppError::Forbidden(FIRST.to_owned()).into());
            }
            return ask_to_add(&request, &webauthn, &session).await;
        }
        ask_to_show(&request, &webauthn, &session).await
    })
    .await
}

const FIRST: &str = "Show your second factor first. Reload the page, and you are asked for it.";

/// Adds the passkey that a browser made.
#[server(prefix = "/api", output = Wire, endpoint = "passkey/add")]
pub async fn add_passkey(
    /// What its owner calls it.
    #[server(default)]
    name: String,
    /// What the browser was asked under.
    #[server(default)]
    ceremony: String,
    /// What it answered.
    #[server(default)]
    credential: String,
    /// An address of this site.
    #[server(default)]
    next: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let session = request.session().await?;
        let page = "/account/second-factor/passkey";
        let permit = match own_factors(&request, &session, page).await? {
            Ok(permit) => permit,
            Err(to) => return Ok(Outcome::Done { to }),
        };
        let name = match Label::read(&name) {
            Ok(name) => name,
            Err(why) => return Ok(Outcome::wrong("name", why)),
        };
        if ceremony.is_empty() {
            return Ok(Outcome::wrong("", NO_SCRIPT));
        }
        match added(&request, &session, &ceremony, &credential).await? {
            Some(new) => add(&request, &session, permit, new, name.as_ref(), &next).await,
            None => Ok(Outcome::wrong("", NOT_MADE)),
        }
    })
    .await
}

/// Begins the session of whoever showed a passkey on the sign-in page, and leads to `next`.
pub(in crate::sign_in) async fn log_in(
    request: &Request,
    ceremony: &str,
    credential: &str,
    next: &str,
) -> Result<Outcome, Failure> {
    let secret = new_secret();
    let Some(enter) = logged_in(request, ceremony, credential, &secret).await? else {
        Tried::Refused.count();
        tracing::info!(request.id = request.id(), "Passkey refused");
        return Ok(Outcome::wrong("", NOT_KNOWN));
    };
    let user = enter.user;
    let entered = request.app.db.write(&enter).await?;
    if entered != Entered::Yes {
        let closed = entered == Entered::Closed;
        let tried = if closed {
            Tried::Closed
        } else {
            Tried::Refused
        };
        tried.count();
        tracing::info!(request.id = request.id(), user.id = %user, ?entered, "Passkey refused");
        let told = match entered {
            Entered::NeedsPassword => NEEDS_PASSWORD,
            Entered::Closed => CLOSED,
            Entered::Removed | Entered::Yes => NOT_KNOWN,
        };
        return Ok(Outcome::wrong("", told));
    }
    tracing::info!(request.id = request.id(), user.id = %user, "Logged in with a passkey");
    Tried::Accepted.count();
    set_cookie(&secret, "");
    Ok(Outcome::Done {
        to: page_after(Stage::Complete, next),
    })
}

const NOT_KNOWN: &str =
    "This passkey does not belong to an account here. Log in with your password";
const NEEDS_PASSWORD: &str = "Your password has been replaced since you last used this passkey. Log in with your email address and the new password; you are then asked for the passkey, and after that it is enough again";
const NOT_HERE: &str = "Passkeys do not work at this address.";
const NO_SCRIPT: &str = "Your browser cannot make a passkey here: that needs JavaScript. Use an authenticator app instead";
const NOT_MADE: &str = "The passkey could not be added. Try again";
