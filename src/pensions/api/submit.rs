//! Submitting a form.

use leptos::prelude::*;
use uuid::Uuid;

use super::found;
use crate::{
    access::Actor,
    base::{codec::Wire, error::AppError},
    database::Failure,
    pensions::store::Submit,
    sign_in::{
        api::{Checked, check_password},
        factor::show::prove_now,
    },
    ui::{Distinct, Outcome},
    users::roles::store::may_change,
    web::{Request, answer},
};

/// Submits a form: by the member, or on their behalf by a practice that they have authorised.
#[server(prefix = "/api", output = Wire, endpoint = "pensions/submit")]
pub async fn submit_form(
    id: Uuid,
    /// The version that was shown.
    version: i64,
    /// "yes" if the declaration is made.
    #[server(default)]
    declare: Distinct<1>,
    /// The actor's own password, or a code of their second factor.
    #[server(default)]
    password: String,
    #[server(default)] code: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let (mut form, ties) = found(&request, &actor, id).await?;
        may_change(
            &request,
            &actor,
            Some(form.member_id),
            actor.submit_form(&ties),
        )
        .await?;
        if !declare.iter().any(|tick| tick == "yes") {
            return Ok(Outcome::wrong(
                "declare",
                "Tick the declaration. A form without it can\u{2019}t be submitted",
            ));
        }
        if let Some(wrong) = not_shown(&request, &actor, password, &code).await? {
            return Ok(wrong);
        }
        form.version = version;
        let submit = Submit {
            actor: &actor,
            form: &form,
            audit: &request.audit(&actor),
        };
        Box::pin(request.app.db.write(&submit)).await?;
        let to = ["/pensions/", &id.to_string(), "?done=submit"].concat();
        Ok(Outcome::Done { to })
    })
    .await
}

/// The form again, unless the actor has shown who they are with it: a factor shown a while ago is not enough. Guessing is slowed down as at the log in.
async fn not_shown(
    request: &Request,
    actor: &Actor,
    password: String,
    code: &str,
) -> Result<Option<Outcome>, Failure> {
    if password.is_empty() && !code.trim().is_empty() {
        let shown = prove_now(request, code).await?;
        return Ok(shown.err().map(|why| Outcome::wrong("code", why)));
    }
    let why = match check_password(request, &actor.email, password).await? {
        Checked::Right { tries, .. } => {
            tries.forget(&request.app.db).await?;
            return Ok(None);
        }
        Checked::Wrong => "This is not your password".to_owned(),
        Checked::Empty => {
            "Enter your password, so that nobody else submits this from your screen".to_owned()
        }
        Checked::Wait(sentence) => sentence,
    };
    Ok(Some(Outcome::wrong("password", why)))
}
