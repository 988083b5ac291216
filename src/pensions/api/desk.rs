//! Who belongs to the pensions desk.

use leptos::prelude::*;

use crate::{
    base::{codec::Wire, error::AppError, ids::UserId},
    pensions::store::{self, desk_officers},
    sign_in::factor::show::prove_recently,
    ui::Outcome,
    users::roles::store::may_change,
    web::{Request, answer},
};

/// Gives a registration officer the pensions desk, or takes it from them.
#[server(prefix = "/api", output = Wire, endpoint = "pensions/give-desk")]
pub async fn give_desk(
    /// Left out where none was chosen.
    #[server(default)]
    officer: String,
    /// "give" or "take".
    step: String,
    /// A second factor of the actor, where they have not shown one just now.
    #[server(default)]
    code: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        may_change(&request, &actor, None, actor.registration()).await?;
        let Ok(officer) = officer.parse::<UserId>() else {
            return Ok(Outcome::wrong("officer", "Choose an officer"));
        };
        let fresh = match prove_recently(&request, &actor, &code).await? {
            Ok(fresh) => fresh,
            Err(why) => return Ok(Outcome::wrong("code", why)),
        };
        let permit = actor.manage_officers(fresh)?;
        let given = match step.as_str() {
            "give" => true,
            "take" => false,
            _ => return Err(AppError::unreadable_form().into()),
        };
        let change = store::GiveDesk {
            permit: &permit,
            officer,
            given,
            audit: &request.audit(&actor),
        };
        request.app.db.write(&change).await?;
        Ok(Outcome::Done {
            to: "/pensions/desk/officers?done=saved".to_owned(),
        })
    })
    .await
}

/// The officers of the registration team with since when each belongs to the desk, and whether a change asks the actor for a
/// second factor.
#[server(prefix = "/api", output = Wire, endpoint = "pensions/desk-officers")]
pub async fn open_desk_officers() -> Result<(Vec<(UserId, String, String)>, bool), AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        actor.registration()?;
        let asks_code = actor.recent_factor(request.app.clock.now()).is_none();
        let mut tx = request.app.db.read().await?;
        Ok((desk_officers(&mut tx).await?, asks_code))
    })
    .await
}
