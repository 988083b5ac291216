//! Seeing a user's details, and putting them right.

use leptos::prelude::*;

use super::DetailsView;
#[cfg(feature = "ssr")]
use crate::ui::addresses;
use crate::{
    base::{codec::Wire, error::AppError, ids::UserId},
    ui::Outcome,
};

/// A user's name and phone number.
#[server(prefix = "/api", output = Wire, endpoint = "users/details")]
pub async fn open_details(user: UserId) -> Result<DetailsView, AppError> {
    use super::store;
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        store::view(&request, &actor, user).await
    })
    .await
}

/// Puts a user's name and phone number right. They are told.
#[server(prefix = "/api", output = Wire, endpoint = "users/correct-details")]
pub async fn correct_details(
    user: UserId,
    /// Dr, Mrs and so on.
    #[server(default)]
    title: String,
    #[server(default)] first_name: String,
    #[server(default)] last_name: String,
    #[server(default)] phone: String,
    /// How the details stood when they were shown.
    #[server(default)]
    seen: String,
) -> Result<Outcome, AppError> {
    use super::store::{self, Correct};
    use crate::{
        base::text::{PersonName, Phone},
        ui::FormState,
        users::{create::wrong_names, roles::store::may_change},
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = store::permit(&request, &actor, user).await?;
        may_change(&request, &actor, Some(user), permit).await?;
        let name = PersonName::read(&title, &first_name, &last_name);
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
        let correct = Correct {
            user,
            actor: &actor,
            name: &name,
            phone: &phone,
            seen: &seen,
            audit: &request.audit(&actor),
        };
        if let Some(now) = request.app.db.write(&correct).await? {
            let told =
                "Somebody else changed these details while you were deciding. Now they are: ";
            let then = ". To put yours in their place, save again";
            return Ok(Outcome::wrong("", [told, &now, then].concat()));
        }
        let to = [&addresses::user_page(user, "details"), "?done=yes"].concat();
        Ok(Outcome::Done { to })
    })
    .await
}
