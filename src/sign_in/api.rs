//! Signing in and out, and who is signed in.

use leptos::prelude::*;

use super::Me;
use crate::{
    base::{codec::Wire, error::AppError},
    ui::Outcome,
};
#[cfg(feature = "ssr")]
use crate::{
    sign_in::factor::page_after,
    ui::FormState,
    web::session::{IDLE, new_secret, set_cookie},
};

#[cfg(feature = "ssr")]
const NO_PASSWORD: &str = "Enter your password";

/// Who is signed in; `None` for a visitor.
#[server(prefix = "/api", output = Wire, endpoint = "sign-in/me")]
pub async fn current_user() -> Result<Option<Me>, AppError> {
    use super::MyPlace;
    use crate::{
        base::{clock::time_of, dates::Instant, text::isolated},
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let now = request.app.clock.now();
        let actor = request.actor_if_any().await?;
        let until = |actor: &crate::access::Actor| actor.session_ends_at.min(Instant(now.0 + IDLE));
        Ok(actor.map(|actor| Me {
            until: time_of(until(&actor)),
            seconds: u32::try_from((until(&actor).0 - now.0) / 1_000_000).unwrap_or(0),
            permissions: actor.permissions(),
            is_gp: actor.gmc_number.is_some(),
            places: actor
                .places
                .iter()
                .map(|place| MyPlace {
                    practice: place.practice.clone(),
                    name: place.name.clone(),
                    status: place.status,
                    roles: place.roles.clone(),
                })
                .collect(),
            name: isolated(&actor.name).into_owned(),
            email: actor.email.clone(),
        }))
    })
    .await
}

/// Begins a session for the account with this e-mail address and password, or whose passkey was shown, and leads to
/// `next`, or first to what the session still needs.
#[server(prefix = "/api", output = Wire, endpoint = "sign-in/begin")]
pub async fn sign_in(
    #[server(default)] email: String,
    #[server(default)] password: String,
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
    use super::factor::passkey::api::log_in;
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        if !ceremony.is_empty() {
            return log_in(&request, &ceremony, &credential, &next).await;
        }
        let email = crate::base::text::username(&email);
        if email.is_empty() {
            let wrong = FormState::wrong("email", "Enter your email address");
            return Ok(Outcome::Form(if password.is_empty() {
                wrong.and_wrong("password", NO_PASSWORD)
            } else {
                wrong
            }));
        }
        match check_password(&request, &email, password).await? {
            Checked::Right { user, tries } => begin(&request, user, Some(tries), &next).await,
            Checked::Wrong => Ok(Outcome::wrong(
                "email",
                "Email address or password is not correct",
            )),
            Checked::Empty => Ok(Outcome::wrong("password", NO_PASSWORD)),
            Checked::Wait(sentence) => Ok(Outcome::wrong("", sentence)),
        }
    })
    .await
}

/// What a password that was typed is worth.
#[cfg(feature = "ssr")]
pub(crate) enum Checked {
    /// It is the one of this account.
    Right {
        user: crate::base::ids::UserId,
        /// The failures before it.
        tries: super::throttle::Tries,
    },
    /// There is no account with this address and this password.
    Wrong,
    /// Nothing was typed.
    Empty,
    /// There were too many failures to look at it now.
    Wait(String),
}

/// What is said where more people try than can be looked after at once.
#[cfg(feature = "ssr")]
pub(crate) const BUSY: &str =
    "Too many people are logging in from where you are. Wait a minute, then try again";

/// Looks whether `typed` is the password of the account with `email`, unless it was tried too often. Takes as long
/// whether there is such an account or not.
#[cfg(feature = "ssr")]
pub(crate) async fn check_password(
    request: &crate::web::Request,
    email: &str,
    typed: String,
) -> Result<Checked, crate::database::Failure> {
    use super::{numbers::Tried, store, throttle::Tries};
    use crate::base::clock::new_id;
    let app = &request.app;
    if typed.is_empty() {
        return Ok(Checked::Empty);
    }
    let Ok(_turn) = app.passwords.turn(&request.peer()).await else {
        Tried::Busy.count();
        not_looked_at(request, email, "Password not looked at: too many wait").await?;
        return Ok(Checked::Wait(BUSY.to_owned()));
    };
    let (tries, now) = (Tries::new(email, &request.peer()), app.clock.now());
    let reserved = match tries.reserve(&app.db, now).await? {
        Ok(reserved) => reserved,
        Err(until) => {
            Tried::TooOften.count();
            not_looked_at(request, email, "Password not looked at: tried too often").await?;
            return Ok(Checked::Wait(wait(until.0 - now.0)));
        }
    };
    let found = store::credentials(&app.db, email).await?;
    let hash = found.as_ref().and_then(|user| user.password_hash.clone());
    if app.passwords.check(typed, hash).await?
        && let Some(user) = &found
    {
        return Ok(Checked::Right {
            user: user.id,
            tries,
        });
    }
    Tried::Refused.count();
    let account = found.map(|user| user.id);
    tracing::info!(
        request.id = request.id(),
        user.id = account.map(tracing::field::display),
        "Password refused"
    );
    tries
        .failed(&app.db, reserved, new_id(), &request.id(), now)
        .await?;
    app.asked.notify_one();
    Ok(Checked::Wrong)
}

/// Says in the log that a password was not looked at, with the account it was for, if there is one.
#[cfg(feature = "ssr")]
async fn not_looked_at(
    request: &crate::web::Request,
    email: &str,
    why: &'static str,
) -> Result<(), crate::database::Failure> {
    let found = super::store::credentials(&request.app.db, email).await?;
    let account = found.map(|user| user.id);
    tracing::info!(
        request.id = request.id(),
        user.id = account.map(tracing::field::display),
        "{why}"
    );
    Ok(())
}

/// Begins the session of somebody whose password is right, and leads on to what it still needs, or to `next`.
#[cfg(feature = "ssr")]
pub(super) async fn begin(
    request: &crate::web::Request,
    user: crate::base::ids::UserId,
    tries: Option<super::throttle::Tries>,
    next: &str,
) -> Result<Outcome, crate::database::Failure> {
    use super::{closed::CLOSED, numbers::Tried, store};
    let secret = new_secret();
    tracing::info!(request.id = request.id(), user.id = %user, "Password accepted");
    let begin = store::Begin {
        user,
        secret: secret.clone(),
        tries,
        before: request.session_secret(),
        browser: super::browser::name(&request.user_agent()),
        audit: request.audit_of_visitor(),
    };
    let Some(stage) = request.app.db.write(&begin).await? else {
        Tried::Closed.count();
        tracing::info!(request.id = request.id(), user.id = %user, "Not let in: the account is closed");
        return Ok(Outcome::wrong("", CLOSED));
    };
    Tried::Accepted.count();
    set_cookie(&secret, "");
    Ok(Outcome::Done {
        to: page_after(stage, next),
    })
}

/// How long to wait, to be shown.
#[cfg(feature = "ssr")]
fn wait(micros: i64) -> String {
    use crate::base::dates::Instant;
    let seconds = (micros + Instant::SECOND - 1) / Instant::SECOND;
    let (number, unit) = match seconds {
        1 => (1, " second"),
        2..=60 => (seconds, " seconds"),
        _ => ((seconds + 59) / 60, " minutes"),
    };
    [
        "You have tried too many times. Wait ",
        &number.to_string(),
        unit,
        ", then try again",
    ]
    .concat()
}

/// Ends the session.
#[server(prefix = "/api", output = Wire, endpoint = "sign-in/end")]
pub async fn sign_out() -> Result<Outcome, AppError> {
    use super::store;
    use crate::web::{Request, answer};
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
