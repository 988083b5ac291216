//! Links that came by mail, and what their readers do with them.

use leptos::prelude::*;

use super::LinkView;
use crate::{
    base::{codec::Wire, error::AppError},
    ui::Outcome,
};

/// What an invitation's link is worth.
#[server(prefix = "/api", output = Wire, endpoint = "sign-in/invitation")]
pub async fn open_invitation(
    /// The secret in the link.
    #[server(default)]
    key: String,
) -> Result<LinkView, AppError> {
    open(crate::sign_in::links::Purpose::Invitation, &key).await
}

/// What the link to a new password is worth.
#[server(prefix = "/api", output = Wire, endpoint = "sign-in/reset")]
pub async fn open_reset(
    /// The secret in the link.
    #[server(default)]
    key: String,
) -> Result<LinkView, AppError> {
    open(crate::sign_in::links::Purpose::Reset, &key).await
}

#[cfg(feature = "ssr")]
async fn open(purpose: crate::sign_in::links::Purpose, key: &str) -> Result<LinkView, AppError> {
    use super::store;
    use crate::web::{Request, answer};
    answer(async {
        let app = Request::current().app;
        store::view(&app.db, purpose, key, app.clock.now()).await
    })
    .await
}

/// Sets up an account, with its first password and the terms of use, and signs in.
#[server(prefix = "/api", output = Wire, endpoint = "sign-in/set-up")]
pub async fn set_up_account(
    /// The secret in the link.
    #[server(default)]
    key: String,
    #[server(default)] password: String,
    /// "yes" if the terms are accepted.
    #[server(default)]
    terms: String,
    /// "again" to have a newer link sent in place of one whose time is over.
    #[server(default)]
    step: String,
) -> Result<Outcome, AppError> {
    use super::store::{ByLink, Set};
    use crate::{
        sign_in::{
            api::{BUSY, begin},
            links::Purpose,
        },
        ui::FormState,
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let by = ByLink::new(&request, Purpose::Invitation, &key);
        if step == "again" {
            by.invite_again().await?;
            return Ok(Outcome::Done {
                to: "/invitation?sent=yes".to_owned(),
            });
        }
        let password = by.read(password).await?;
        let not_accepted = "Tick the box to accept the terms of use";
        let password = match (password, terms == "yes") {
            (Ok(password), true) => password,
            (Ok(_), false) => return Ok(Outcome::wrong("terms", not_accepted)),
            (Err(weak), accepted) => {
                let form_state = FormState::wrong("password", weak);
                return Ok(Outcome::Form(if accepted {
                    form_state
                } else {
                    form_state.and_wrong("terms", not_accepted)
                }));
            }
        };
        match by.set(password).await? {
            Set::Done(user) => begin(&request, user, None, "/").await,
            Set::NotWith => Ok(back_to("/invitation?key=", &key)),
            Set::Busy => Ok(Outcome::wrong("", BUSY)),
        }
    })
    .await
}

/// Notes that somebody forgot their password. What follows comes by mail, if there is such an account.
#[server(prefix = "/api", output = Wire, endpoint = "sign-in/forgotten")]
pub async fn ask_for_reset(#[server(default)] email: String) -> Result<Outcome, AppError> {
    use crate::{
        base::text::Email,
        sign_in::requests,
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let email = match Email::parse(&email) {
            Ok(email) => email,
            Err(error) => return Ok(Outcome::wrong("email", error)),
        };
        requests::ask_for_reset(&request, email.as_ref()).await?;
        Ok(Outcome::Done {
            to: "/forgotten-password?sent=yes".to_owned(),
        })
    })
    .await
}

/// Sets another password in place of a forgotten one.
#[server(prefix = "/api", output = Wire, endpoint = "sign-in/set-password")]
pub async fn reset_password(
    /// The secret in the link.
    #[server(default)]
    key: String,
    #[server(default)] password: String,
) -> Result<Outcome, AppError> {
    use super::store::{ByLink, Set};
    use crate::{
        sign_in::{api::BUSY, links::Purpose},
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let by = ByLink::new(&request, Purpose::Reset, &key);
        let password = match by.read(password).await? {
            Ok(password) => password,
            Err(weak) => return Ok(Outcome::wrong("password", weak)),
        };
        match by.set(password).await? {
            Set::Done(_) => Ok(Outcome::Done {
                to: "/sign-in?changed=password".to_owned(),
            }),
            Set::NotWith => Ok(back_to("/reset-password?key=", &key)),
            Set::Busy => Ok(Outcome::wrong("", BUSY)),
        }
    })
    .await
}

/// The page of a link again, which says what became of it.
#[cfg(feature = "ssr")]
fn back_to(page: &str, key: &str) -> Outcome {
    Outcome::Done {
        to: [page, &crate::ui::escape(key)].concat(),
    }
}
