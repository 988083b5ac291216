//! Passkeys (WebAuthn): keys that a device keeps and that sign for this site alone.
//!
//! Every passkey has to verify its user, with a fingerprint, a face or a PIN, so that it is two factors in one: it
//! completes signing in after a password, and it signs in without one. A browser is asked for something (a ceremony),
//! and its first answer ends that; what was asked is kept in the database, because the answer may reach another server.

pub mod api;
mod form;
mod relying_party;
mod store;

use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyAuthentication, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, Webauthn,
};

pub(in crate::sign_in) use form::PasskeyForm;
pub(in crate::sign_in) use relying_party::RelyingParty;
use store::{Enter, Start, StoredPasskey, Take, by_credential};

use super::store::{New, Shown, passkeys};
use crate::{
    base::ids::UserId,
    database::Failure,
    sign_in::browser,
    web::{
        Request,
        session::{Session, new_secret},
    },
};

/// What a browser is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ceremony {
    /// To be sent back with the answer.
    pub handle: String,
    /// What the browser's own function is called with, in JSON.
    pub options: String,
}

/// What a ceremony's answer is judged by.
#[derive(Serialize, Deserialize)]
enum Challenge {
    /// A new passkey.
    Add(PasskeyRegistration),
    /// One of those that an account has.
    Show(PasskeyAuthentication),
    /// One of any account.
    LogIn(DiscoverableAuthentication),
}

/// Asks for a new passkey of the session's user.
async fn ask_to_add(
    request: &Request,
    webauthn: &Webauthn,
    session: &Session,
) -> Result<Ceremony, Failure> {
    let user = &session.user;
    let there = stored(passkeys(&request.app.db, user.id).await?)?;
    let there = there
        .iter()
        .map(|passkey| passkey.cred_id().clone())
        .collect();
    let (options, asked) = webauthn
        .start_passkey_registration(user.id.0, &user.email, &user.name, Some(there))
        .map_err(Failure::internal)?;
    let mut options = serde_json::to_value(options).map_err(Failure::internal)?;
    // Where the device can, it keeps the key together with whose it is, so that it can be used without a username.
    if let Some(wanted) = options.pointer_mut("/publicKey/authenticatorSelection") {
        wanted["residentKey"] = "preferred".into();
    }
    start(request, Some(user.id), &Challenge::Add(asked), &options).await
}

/// Asks for one of the passkeys of the session's user.
async fn ask_to_show(
    request: &Request,
    webauthn: &Webauthn,
    session: &Session,
) -> Result<Ceremony, Failure> {
    let user = session.user.id;
    let there = stored(passkeys(&request.app.db, user).await?)?;
    let (options, asked) = webauthn
        .start_passkey_authentication(&there)
        .map_err(Failure::internal)?;
    let options = serde_json::to_value(options).map_err(Failure::internal)?;
    start(request, Some(user), &Challenge::Show(asked), &options).await
}

/// Asks for any passkey of this site.
async fn ask_to_log_in(request: &Request, webauthn: &Webauthn) -> Result<Ceremony, Failure> {
    let (options, asked) = webauthn
        .start_discoverable_authentication()
        .map_err(Failure::internal)?;
    let options = serde_json::to_value(options).map_err(Failure::internal)?;
    start(request, None, &Challenge::LogIn(asked), &options).await
}

async fn start(
    request: &Request,
    user: Option<UserId>,
    asked: &Challenge,
    options: &serde_json::Value,
) -> Result<Ceremony, Failure> {
    let handle = new_secret();
    let start = Start {
        handle: &handle,
        user,
        peer: &request.peer(),
        state: &serde_json::to_string(asked).map_err(Failure::internal)?,
        now: request.app.clock.now(),
    };
    request.app.db.write(&start).await?;
    Ok(Ceremony {
        handle,
        options: options.to_string(),
    })
}

/// What was asked under `handle` of `user`, or of anybody. It can be answered no more.
async fn take(
    request: &Request,
    handle: &str,
    user: Option<UserId>,
) -> Result<Option<Challenge>, Failure> {
    let take = Take {
        handle,
        user,
        now: request.app.clock.now(),
    };
    let state = request.app.db.write(&take).await?;
    Ok(state.and_then(|state| serde_json::from_str(&state).ok()))
}

/// The new passkey that a browser answered with, if it is one.
pub(super) async fn added(
    request: &Request,
    session: &Session,
    handle: &str,
    answer: &str,
) -> Result<Option<New>, Failure> {
    let asked = take(request, handle, Some(session.user.id)).await?;
    let (Some(Challenge::Add(asked)), Some(relying_party)) = (asked, RelyingParty::of(request))
    else {
        return Ok(None);
    };
    let Ok(answer) = serde_json::from_str::<RegisterPublicKeyCredential>(answer) else {
        return Ok(None);
    };
    let Ok(passkey) = relying_party
        .webauthn()?
        .finish_passkey_registration(&answer, &asked)
    else {
        return Ok(None);
    };
    Ok(Some(New::Passkey {
        credential_id: passkey.cred_id().clone(),
        credential: serde_json::to_string(&passkey).map_err(Failure::internal)?,
    }))
}

/// The passkey that a browser answered with, if it is one of the session's user and its signature is right.
pub(super) async fn shown(
    request: &Request,
    session: &Session,
    handle: &str,
    answer: &str,
) -> Result<Option<Shown>, Failure> {
    let user = session.user.id;
    let asked = take(request, handle, Some(user)).await?;
    let (Some(Challenge::Show(asked)), Some(relying_party)) = (asked, RelyingParty::of(request))
    else {
        return Ok(None);
    };
    let Ok(answer) = serde_json::from_str::<PublicKeyCredential>(answer) else {
        return Ok(None);
    };
    let Ok(result) = relying_party
        .webauthn()?
        .finish_passkey_authentication(&answer, &asked)
    else {
        return Ok(None);
    };
    let known = by_credential(&request.app.db, result.cred_id().as_ref()).await?;
    let Some(known) = known.filter(|known| known.user == user) else {
        return Ok(None);
    };
    let mut passkey = read(&known)?;
    passkey.update_credential(&result);
    Ok(Some(Shown::Passkey {
        id: known.id,
        credential: serde_json::to_string(&passkey).map_err(Failure::internal)?,
    }))
}

/// Whose passkey a browser answered with on the sign-in page, if its signature is right and it has verified its user.
async fn logged_in<'a>(
    request: &Request,
    handle: &str,
    answer: &str,
    secret: &'a str,
) -> Result<Option<Enter<'a>>, Failure> {
    let asked = take(request, handle, None).await?;
    let (Some(Challenge::LogIn(asked)), Some(relying_party)) = (asked, RelyingParty::of(request))
    else {
        return Ok(None);
    };
    let (Ok(answer), webauthn) = (
        serde_json::from_str::<PublicKeyCredential>(answer),
        relying_party.webauthn()?,
    ) else {
        return Ok(None);
    };
    let Ok((user, credential)) = webauthn.identify_discoverable_authentication(&answer) else {
        return Ok(None);
    };
    let known = by_credential(&request.app.db, credential).await?;
    let Some(known) = known.filter(|known| known.user == UserId(user)) else {
        return Ok(None);
    };
    let mut passkey = read(&known)?;
    match webauthn.finish_discoverable_authentication_v2(&answer, asked, &passkey) {
        Ok(result) if result.user_verified() => {
            passkey.update_credential(&result);
            Ok(Some(Enter {
                user: known.user,
                passkey: known.id,
                credential: serde_json::to_string(&passkey).map_err(Failure::internal)?,
                secret,
                before: request.session_secret(),
                browser: browser::name(&request.user_agent()),
                audit: request.audit_of_visitor(),
            }))
        }
        _ => Ok(None),
    }
}

fn read(known: &StoredPasskey) -> Result<Passkey, Failure> {
    serde_json::from_str(&known.credential).map_err(Failure::internal)
}

fn stored(credentials: Vec<String>) -> Result<Vec<Passkey>, Failure> {
    let read = |credential: String| serde_json::from_str(&credential).map_err(Failure::internal);
    credentials.into_iter().map(read).collect()
}
