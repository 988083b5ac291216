//! Seeing how a user gets in, and helping them.

use leptos::prelude::*;

use super::SignInView;
#[cfg(feature = "ssr")]
use crate::ui::addresses;
use crate::{
    base::{codec::Wire, error::AppError, ids::UserId},
    ui::Outcome,
};

/// How a user gets in.
#[server(prefix = "/api", output = Wire, endpoint = "users/sign-in")]
pub async fn open_sign_in(user: UserId) -> Result<SignInView, AppError> {
    use super::store;
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        store::view(&request, &actor, user).await
    })
    .await
}

/// Helps a user in.
#[server(prefix = "/api", output = Wire, endpoint = "users/help-in")]
pub async fn help_in(
    user: UserId,
    /// "resend" the invitation, "correct" its address, "ask" before taking it back, "withdraw" it, or "unlock".
    step: String,
    /// The right address.
    #[server(default)]
    email: String,
    /// Makes what is sent from this page happen once.
    #[server(default)]
    idempotency_key: String,
) -> Result<Outcome, AppError> {
    use super::store::{self, Help, SignInHelp};
    use crate::{
        database::Failure,
        users::roles,
        web::{Request, answer, session::new_secret},
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = match store::view(&request, &actor, user).await {
            Ok(view) => Ok(view),
            Err(Failure::Public(refused @ AppError::Forbidden(_))) => Err(refused),
            Err(failure) => return Err(failure),
        };
        roles::store::may_change(&request, &actor, Some(user), permit).await?;
        let Ok(idempotency_key) = idempotency_key.parse::<uuid::Uuid>() else {
            return Err(AppError::Invalid(roles::UNREADABLE.to_owned()).into());
        };
        if step == "ask" {
            return Ok(Outcome::step("ask"));
        }
        let step = match SignInHelp::read(&step, &email)? {
            Ok(step) => step,
            Err(not_an_email) => return Ok(Outcome::wrong("email", not_an_email)),
        };
        let to = [&addresses::user_page(user, "sign-in?done="), step.name()].concat();
        let audit = request.audit(&actor);
        let help = Help {
            user,
            step,
            actor: &actor,
            audit: &audit,
            secret: &new_secret(),
            idempotency_key,
            location: &to,
        };
        match request.app.db.write(&help).await {
            Ok(()) => Ok(Outcome::Done { to }),
            Err(Failure::Refused(refusals)) => {
                let shown = std::iter::empty();
                roles::store::refused(&request, &actor, &audit, user, shown, refusals).await
            }
            Err(failure) => Err(failure),
        }
    })
    .await
}
