//! Seeing and changing one's own account.

use leptos::prelude::*;

use super::{AccountView, AddressLink};
use crate::{
    base::{codec::Wire, error::AppError},
    ui::Outcome,
};

/// One's own account.
#[server(prefix = "/api", output = Wire, endpoint = "account/open")]
pub async fn open_account() -> Result<AccountView, AppError> {
    use super::store;
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        store::view(&request, &actor).await
    })
    .await
}

/// Ends every session of one's own but this one.
#[server(prefix = "/api", output = Wire, endpoint = "account/end-others")]
pub async fn end_other_sessions() -> Result<Outcome, AppError> {
    use super::store::EndOthers;
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let end = EndOthers {
            actor: &actor,
            here: &request.session_secret().unwrap_or_default(),
            audit: &request.audit(&actor),
        };
        request.app.db.write(&end).await?;
        Ok(done("others"))
    })
    .await
}

/// Changes one's own name and phone number.
#[server(prefix = "/api", output = Wire, endpoint = "account/change-details")]
pub async fn change_details(
    /// Dr, Mrs and so on.
    #[server(default)]
    title: String,
    #[server(default)] first_name: String,
    #[server(default)] last_name: String,
    #[server(default)] phone: String,
) -> Result<Outcome, AppError> {
    use super::store::ChangeDetails;
    use crate::{
        base::text::{PersonName, Phone},
        ui::FormState,
        users::create::wrong_names,
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        // A GP's name is the one on the Performers List: it is not asked for.
        let name = actor
            .gmc_number
            .is_none()
            .then(|| PersonName::read(&title, &first_name, &last_name))
            .transpose();
        let (name, phone) = match (name, Phone::read(&phone)) {
            (Ok(name), Ok(phone)) => (name, phone),
            (name, phone) => {
                let form_state = name.err().map_or_else(FormState::default, wrong_names);
                return Ok(Outcome::Form(match phone {
                    Ok(_) => form_state,
                    Err(why) => form_state.and_wrong("phone", why),
                }));
            }
        };
        let change = ChangeDetails {
            actor: &actor,
            name: name.as_ref(),
            phone: &phone,
            audit: &request.audit(&actor),
        };
        request.app.db.write(&change).await?;
        Ok(done("details"))
    })
    .await
}

/// Changes one's own password. All other sessions end.
#[server(prefix = "/api", output = Wire, endpoint = "account/change-password")]
pub async fn change_password(
    /// The password until now.
    #[server(default)]
    current_password: String,
    /// The new one.
    #[server(default)]
    password: String,
) -> Result<Outcome, AppError> {
    use super::store::ChangePassword;
    use crate::{
        sign_in::api::BUSY,
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let is_new = password != current_password;
        if let Some(form_state) = wrong_password(&request, &actor, current_password).await? {
            return Ok(form_state);
        }
        if !is_new {
            let same = "Choose a password that is not your current one";
            return Ok(Outcome::wrong("password", same));
        }
        let app = &request.app;
        let own = super::store::own_words(&app.db, actor.id).await?;
        let password = match app.passwords.read(password, own).await? {
            Ok(password) => password,
            Err(weak) => return Ok(Outcome::wrong("password", weak)),
        };
        let Ok(turn) = app.passwords.turn(&request.peer()).await else {
            return Ok(Outcome::wrong("", BUSY));
        };
        let hash = app.passwords.hash(password).await?;
        drop(turn);
        let change = ChangePassword {
            actor: &actor,
            hash: &hash,
            here: &request.session_secret().unwrap_or_default(),
            audit: &request.audit(&actor),
        };
        app.db.write(&change).await?;
        Ok(done("password"))
    })
    .await
}

/// Asks for another address. It becomes the username when the link that is sent there is opened and confirmed.
#[server(prefix = "/api", output = Wire, endpoint = "account/change-address")]
pub async fn change_address(
    /// The new address.
    #[server(default)]
    email: String,
    #[server(default)] current_password: String,
) -> Result<Outcome, AppError> {
    use super::store::AskForAddress;
    use crate::{
        base::text::Email,
        web::{Request, answer, session::new_secret},
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let email = match Email::parse(&email) {
            Ok(email) if email.as_ref() == actor.email => {
                return Ok(Outcome::wrong("email", "This is your address already"));
            }
            Ok(email) => email,
            Err(error) => return Ok(Outcome::wrong("email", error)),
        };
        if let Some(form_state) = wrong_password(&request, &actor, current_password).await? {
            return Ok(form_state);
        }
        let ask = AskForAddress {
            actor: &actor,
            email: &email,
            secret: &new_secret(),
            keep: &new_secret(),
            audit: &request.audit(&actor),
        };
        request.app.db.write(&ask).await?;
        Ok(done("address-asked"))
    })
    .await
}

/// What the link to a new address is worth.
#[server(prefix = "/api", output = Wire, endpoint = "account/address-link")]
pub async fn open_address_link(
    /// The secret in the link.
    #[server(default)]
    key: String,
) -> Result<AddressLink, AppError> {
    open(crate::sign_in::links::Purpose::Address, &key).await
}

/// What the link that keeps an address is worth.
#[server(prefix = "/api", output = Wire, endpoint = "account/keep-link")]
pub async fn open_keep_link(
    /// The secret in the link.
    #[server(default)]
    key: String,
) -> Result<AddressLink, AppError> {
    open(crate::sign_in::links::Purpose::KeepAddress, &key).await
}

#[cfg(feature = "ssr")]
async fn open(purpose: crate::sign_in::links::Purpose, key: &str) -> Result<AddressLink, AppError> {
    use super::store;
    use crate::web::{Request, answer};
    answer(async {
        let app = Request::current().app;
        store::address_link(&app.db, purpose, key, app.clock.now()).await
    })
    .await
}

/// Keeps the address until now, where somebody else asked for another or changed it.
#[server(prefix = "/api", output = Wire, endpoint = "account/keep-address")]
pub async fn keep_address(
    /// The secret in the link.
    #[server(default)]
    key: String,
) -> Result<Outcome, AppError> {
    use super::store::{Confirmed, KeepAddress};
    use crate::web::{Request, answer, session::new_secret};
    answer(async {
        let request = Request::current();
        let keep = KeepAddress {
            secret: &key,
            reset: &new_secret(),
            audit: &request.audit_of_visitor(),
        };
        let to = match request.app.db.write(&keep).await? {
            Confirmed::Yes => "/account/address/keep?done=yes".to_owned(),
            Confirmed::Taken => return Ok(Outcome::wrong("", TAKEN_BACK)),
            Confirmed::NotWithThis => {
                ["/account/address/keep?key=", &crate::ui::escape(&key)].concat()
            }
        };
        Ok(Outcome::Done { to })
    })
    .await
}

#[cfg(feature = "ssr")]
const TAKEN_BACK: &str = "Another account now has your old address, so this link cannot give it back. Contact the \
    registration team";

/// Makes the new address the username.
#[server(prefix = "/api", output = Wire, endpoint = "account/confirm-address")]
pub async fn confirm_address(
    /// The secret in the link.
    #[server(default)]
    key: String,
) -> Result<Outcome, AppError> {
    use super::store::{ConfirmAddress, Confirmed};
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let confirm = ConfirmAddress {
            secret: &key,
            audit: &request.audit_of_visitor(),
        };
        let to = match request.app.db.write(&confirm).await? {
            Confirmed::Yes => "/account/address/confirm?done=yes".to_owned(),
            Confirmed::Taken => {
                return Ok(Outcome::wrong(
                    "",
                    "Another account has this address now. Your username stays as it was",
                ));
            }
            Confirmed::NotWithThis => {
                ["/account/address/confirm?key=", &crate::ui::escape(&key)].concat()
            }
        };
        Ok(Outcome::Done { to })
    })
    .await
}

#[cfg(feature = "ssr")]
fn done(what: &str) -> Outcome {
    Outcome::Done {
        to: ["/account?done=", what].concat(),
    }
}

/// The form again, if the password that was typed is not the actor's. Guessing is slowed down as at the log in.
#[cfg(feature = "ssr")]
async fn wrong_password(
    request: &crate::web::Request,
    actor: &crate::access::Actor,
    typed: String,
) -> Result<Option<Outcome>, crate::database::Failure> {
    use crate::sign_in::api::{Checked, check_password};
    let form_state = match check_password(request, &actor.email, typed).await? {
        Checked::Right { tries, .. } => {
            tries.forget(&request.app.db).await?;
            return Ok(None);
        }
        Checked::Wrong => "This is not your current password".to_owned(),
        Checked::Empty => "Enter your current password".to_owned(),
        Checked::Wait(sentence) => sentence,
    };
    Ok(Some(Outcome::wrong("current_password", form_state)))
}
