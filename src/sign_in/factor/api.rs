//! Showing, adding, changing second factors, and keeping recovery codes.

use leptos::prelude::*;
use uuid::Uuid;

use super::{
    code::Code,
    passkey,
    recovery::{FEW, forget_shown, read_set},
    show::{hand_over, renewed, show},
    store,
    totp::{AppSecret, Judged},
    with_next,
};
use crate::sign_in::factor::page_after;
use crate::{
    access::OwnFactors,
    base::{codec::Wire, error::AppError, text::Label},
    database::Failure,
    ui::Outcome,
    web::{
        Request, answer,
        session::{Session, Stage},
    },
};

/// Shows a second factor: to complete signing in, or once more before something that asks for it.
#[server(prefix = "/api", output = Wire, endpoint = "factor/show")]
pub async fn show_factor(
    /// A code of the app, or a recovery code.
    #[server(default)]
    code: String,
    /// What the browser was asked for a passkey under, where one is shown instead.
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
        if session.stage == Stage::SetUp {
            return Ok(done(page_after(session.stage, &next)));
        }
        let field = if ceremony.is_empty() { "code" } else { "" };
        let shown = if ceremony.is_empty() {
            match Code::read(&code) {
                Ok(code) => store::Shown::Code(code),
                Err(why) => return Ok(Outcome::wrong("code", why)),
            }
        } else {
            let shown = passkey::shown(&request, &session, &ceremony, &credential).await?;
            shown.unwrap_or(store::Shown::NoPasskey)
        };
        Ok(match show(&request, &session, shown).await? {
            // Time for new ones, before it is too late.
            Ok(Some(left)) if left <= FEW => done(with_next("/account/second-factor", &next)),
            Ok(_) => done(page_after(Stage::Complete, &next)),
            Err(why) => Outcome::wrong(field, why),
        })
    })
    .await
}

/// Adds an authenticator app that shows the right code for the key it was given.
#[server(prefix = "/api", output = Wire, endpoint = "factor/add-app")]
pub async fn add_app(
    /// What its owner calls it.
    #[server(default)]
    name: String,
    /// The key that the page showed.
    #[server(default)]
    key: String,
    /// The code that the app shows for it.
    #[server(default)]
    code: String,
    /// An address of this site.
    #[server(default)]
    next: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let session = request.session().await?;
        let page = "/account/second-factor/app";
        let permit = match own_factors(&request, &session, page).await? {
            Ok(permit) => permit,
            Err(first) => return Ok(done(first)),
        };
        let Some(secret) = AppSecret::read(&key) else {
            return Err(AppError::unreadable_form().into());
        };
        let name = match Label::read(&name) {
            Ok(name) => name,
            Err(why) => return Ok(Outcome::wrong("name", why)),
        };
        let now = request.app.clock.now();
        let step = match Code::read(&code) {
            Ok(Code::App(code)) => match secret.judge(&code, now, 0) {
                Judged::Accepted { step } => step,
                _ => return Ok(Outcome::wrong("code", NOT_THIS_KEY)),
            },
            _ => {
                return Ok(Outcome::wrong(
                    "code",
                    "Enter the 6-digit code that the app shows",
                ));
            }
        };
        let new = store::New::App { secret, step };
        add(&request, &session, permit, new, name.as_ref(), &next).await
    })
    .await
}

/// Keeps a new set of recovery codes, in place of the one before.
#[server(prefix = "/api", output = Wire, endpoint = "factor/recovery-codes")]
pub async fn keep_recovery_codes(
    /// The codes that the page showed, one a line.
    #[server(default)]
    codes: String,
    /// An address of this site.
    #[server(default)]
    next: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let session = request.session().await?;
        let own = "/account/second-factor/recovery-codes";
        let permit = match own_factors(&request, &session, own).await? {
            Ok(permit) => permit,
            Err(first) => return Ok(done(first)),
        };
        let Some(codes) = read_set(&codes) else {
            return Err(AppError::unreadable_form().into());
        };
        let keep = store::Keep {
            permit,
            codes: &codes,
            audit: &request.audit(&session.user),
        };
        request.app.db.write(&keep).await?;
        forget_shown();
        Ok(done(if next.is_empty() {
            "/account/second-factor?done=codes".to_owned()
        } else {
            page_after(Stage::Complete, &next)
        }))
    })
    .await
}

/// Names or removes one of the actor's own second factors.
#[server(prefix = "/api", output = Wire, endpoint = "factor/change")]
pub async fn change_factor(
    factor: Uuid,
    /// What it is to be called.
    #[server(default)]
    name: String,
    /// "name" or "remove".
    #[server(default)]
    step: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let session = request.session().await?;
        let own = ["/account/second-factor/factors/", &factor.to_string()].concat();
        let permit = match own_factors(&request, &session, &own).await? {
            Ok(permit) => permit,
            Err(first) => return Ok(done(first)),
        };
        if step == "remove" {
            let audit = &request.audit(&session.user);
            let remove = store::Remove {
                permit,
                factor,
                audit,
            };
            request.app.db.write(&remove).await?;
            return Ok(done("/account/second-factor?done=removed".to_owned()));
        }
        let name = match Label::read(&name) {
            Ok(name) => name,
            Err(why) => return Ok(Outcome::wrong("name", why)),
        };
        let rename = store::Rename {
            permit,
            factor,
            name: name.as_ref(),
        };
        request.app.db.write(&rename).await?;
        Ok(done("/account/second-factor?done=named".to_owned()))
    })
    .await
}

const NOT_THIS_KEY: &str = "This code is not correct. Check that the app has the key below, and that the time of your \
    phone is right, then enter the code it shows now";

fn done(to: String) -> Outcome {
    Outcome::Done { to }
}

/// Leave to change one's own second factors, or where somebody has to go first.
pub(super) async fn own_factors(
    request: &Request,
    session: &Session,
    page: &str,
) -> Result<Result<OwnFactors, String>, Failure> {
    if session.stage == Stage::Prove {
        return Ok(Err(page_after(session.stage, page)));
    }
    let actor = &session.user;
    let has_factor = store::has_factor(&mut request.app.db.read().await?, actor.id).await?;
    let permit = actor.own_factors(has_factor, request.app.clock.now());
    Ok(permit.ok_or_else(|| page_after(Stage::Prove, page)))
}

/// Adds a second factor that was shown just now.
pub(super) async fn add(
    request: &Request,
    session: &Session,
    permit: OwnFactors,
    new: store::New,
    name: &str,
    next: &str,
) -> Result<Outcome, Failure> {
    let renewed = renewed(session);
    let add = store::Add {
        permit,
        new,
        name,
        session: &request.session_secret().unwrap_or_default(),
        renewed: renewed.as_deref(),
        audit: &request.audit(&session.user),
    };
    request.app.db.write(&add).await?;
    hand_over(request, session, renewed.as_deref());
    let left = store::factors(&request.app.db, session.user.id)
        .await?
        .codes_left;
    Ok(done(match (left, next) {
        (0, "") => "/account/second-factor/recovery-codes".to_owned(),
        (0, next) => with_next("/account/second-factor/recovery-codes", next),
        (_, "") => "/account/second-factor?done=added".to_owned(),
        (_, next) => page_after(Stage::Complete, next),
    }))
}
