//! Signing in and out, and who is signed in.

use leptos::prelude::*;

use super::Me;
use crate::{
    error::AppError,
    ui::{Outcome, Wire},
};

/// Who is signed in; `None` for a visitor.
#[server(prefix = "/api", output = Wire, endpoint = "sign-in/me")]
pub async fn current_user() -> Result<Option<Me>, AppError> {
    use super::MyPlace;
    use crate::server::{Request, answer};
    answer(async {
        let actor = Request::current().actor_if_any().await?;
        Ok(actor.map(|actor| Me {
            powers: actor.powers(),
            places: actor
                .places
                .into_iter()
                .map(|place| MyPlace {
                    practice: place.practice,
                    name: place.name,
                    status: place.status,
                    roles: place.roles,
                })
                .collect(),
            name: actor.name,
            email: actor.email,
        }))
    })
    .await
}

/// Begins a session for the account with this e-mail address and password, or whose passkey was shown, and leads to
/// `next`, or first to what the session still needs.
#[server(prefix = "/api", output = Wire, endpoint = "sign-in/begin")]
pub async fn sign_in(
    /// The username.
    #[server(default)]
    email: String,
    /// The password.
    #[server(default)]
    password: String,
    /// What the browser was asked for a passkey under, where one is shown instead of address and password.
    #[server(default)]
    ceremony: String,
    /// What it answered.
    #[server(default)]
    credential: String,
    /// An address of this site.
    #[server(default)]
    next: String,
) -> Result<Outcome, AppError> {
    use super::{factor::passkey::api::log_in, store, throttle};
    use crate::server::{Request, answer};
    answer(async {
        let request = Request::current();
        if !ceremony.is_empty() {
            return log_in(&request, &ceremony, &credential, &next).await;
        }
        let (app, now, peer) = (&request.app, request.app.clock.now(), request.peer());
        let email = email.trim().to_lowercase();
        if email.is_empty() {
            return Ok(Outcome::wrong("email", "Enter your email address"));
        }
        if password.is_empty() {
            return Ok(Outcome::wrong("password", "Enter your password"));
        }
        if !throttle::may_try(&app.db, &email, &peer, now).await? {
            return Ok(Outcome::wrong(
                "",
                "You have tried too many times. Wait 15 minutes, then try again",
            ));
        }
        let found = store::credentials(&app.db, &email).await?;
        let hash = found.as_ref().and_then(|user| user.password_hash.clone());
        if !app.passwords.check(password, hash).await? {
            throttle::count_failure(&app.db, &email, &peer, now).await?;
            return Ok(Outcome::wrong(
                "email",
                "Email address or password is not correct",
            ));
        }
        let Some(user) = found else {
            return Err(AppError::NotSignedIn.into());
        };
        let secret = store::new_secret();
        tracing::info!(request.id = request.id(), user.id = %user.id, "Password accepted");
        let begin = store::Begin {
            user: user.id,
            secret: secret.clone(),
            now,
        };
        let stage = app.db.write(&begin).await?;
        set_cookie(&secret, "");
        Ok(Outcome::Done {
            to: stage.leads_to(&next),
        })
    })
    .await
}

/// Ends the session.
#[server(prefix = "/api", output = Wire, endpoint = "sign-in/end")]
pub async fn sign_out() -> Result<Outcome, AppError> {
    use super::store;
    use crate::server::{Request, answer};
    answer(async {
        let request = Request::current();
        if let Some(secret) = request.session_secret() {
            request.app.db.write(&store::End { secret }).await?;
        }
        set_cookie("", "; Max-Age=0");
        Ok(Outcome::Done { to: "/".to_owned() })
    })
    .await
}

/// Gives the browser a session's secret to keep.
#[cfg(feature = "ssr")]
pub(super) fn set_cookie(secret: &str, more: &str) {
    use crate::server::SESSION_COOKIE;
    use axum::http::{HeaderValue, header};
    let cookie = [
        SESSION_COOKIE,
        "=",
        secret,
        "; Path=/; HttpOnly; SameSite=Lax",
        more,
    ]
    .concat();
    if let (Some(response), Ok(value)) = (
        use_context::<leptos_axum::ResponseOptions>(),
        HeaderValue::from_str(&cookie),
    ) {
        response.append_header(header::SET_COOKIE, value);
    }
}
