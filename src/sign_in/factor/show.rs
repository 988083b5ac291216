//! Showing a second factor in the session of a request.

use super::{
    code::{Code, NOT_A_CODE},
    store::{Proof, Prove, Shown, has_factor},
};
use crate::{
    access::{Actor, RecentFactor, Refusal},
    database::Failure,
    sign_in::numbers::count_factor,
    web::{
        AuditContext, Request,
        session::{Session, Stage, new_secret, set_cookie},
    },
};

/// What came of it: how many recovery codes are left where one was used, or what to tell instead.
pub(super) type Outcome = Result<Option<usize>, &'static str>;

/// Shows a second factor in the session of a request. One that completes the session gives it a new secret.
pub(super) async fn show(
    request: &Request,
    session: &Session,
    shown: Shown,
) -> Result<Outcome, Failure> {
    let renewed = renewed(session);
    let wrong = match shown {
        Shown::Code(_) => "This code is not correct. Enter the one that your app shows now",
        _ => "The passkey could not be checked. Try again, or enter a code",
    };
    let proof = Prove {
        user: session.user.id,
        shown,
        session: &request.session_secret().unwrap_or_default(),
        renewed: renewed.as_deref(),
        audit: &request.audit(&session.user),
    };
    let proof = request.app.db.write(&proof).await?;
    let accepted = matches!(proof, Proof::Accepted { .. });
    count_factor(accepted);
    if !accepted {
        tracing::info!(request.id = request.id(), user.id = %session.user.id, ?proof, "Second factor refused");
    }
    Ok(match proof {
        Proof::Accepted { codes_left } => {
            hand_over(request, session, renewed.as_deref());
            Ok(codes_left)
        }
        Proof::Used => {
            Err("This code has been used already. Wait for your app to show the next one")
        }
        Proof::Wrong => Err(wrong),
        Proof::Paused => Err("You have tried too many times. Wait 15 minutes, then try again"),
    })
}

/// Proof of a second factor shown just now: a while ago, or with the code that came with the form. Or what to tell.
pub(crate) async fn prove_recently(
    request: &Request,
    actor: &Actor,
    code: &str,
) -> Result<Result<RecentFactor, &'static str>, Failure> {
    match actor.recent_factor(request.app.clock.now()) {
        Some(fresh) => Ok(Ok(fresh)),
        None if has_none(request, actor).await? => Ok(Err(NONE_TO_SHOW)),
        None => prove_now(request, code).await,
    }
}

/// For whoever works without a second factor, where one has to be shown.
pub(crate) const NONE_TO_SHOW: &str = "This needs a second factor, and you have none. You may work without one for now, but \
    this is not part of that. Set one up on your account page, then come back";

/// Whether the actor has no second factor to show: they have an exemption.
pub(crate) async fn has_none(request: &Request, actor: &Actor) -> Result<bool, Failure> {
    if actor.factor_at.is_some() {
        return Ok(false);
    }
    let mut tx = request.app.db.read().await?;
    Ok(!has_factor(&mut tx, actor.id).await?)
}

/// The same with the code that came with the form, whatever was shown before.
pub(crate) async fn prove_now(
    request: &Request,
    code: &str,
) -> Result<Result<RecentFactor, &'static str>, Failure> {
    let now = request.app.clock.now();
    let code = match Code::read(code) {
        Ok(code) => code,
        Err(why) => return Ok(Err(why)),
    };
    let session = request.session().await?;
    if let Err(why) = show(request, &session, Shown::Code(code)).await? {
        return Ok(Err(why));
    }
    Ok(session
        .user
        .with_factor(now)
        .recent_factor(now)
        .ok_or(NOT_A_CODE))
}

/// Shows the second factor that came with a save, if one did: `audit` has the proof of it then. Gives why not, where it
/// was wrong.
pub(crate) async fn step_up(
    request: &Request,
    actor: &Actor,
    audit: &mut AuditContext,
    code: &str,
) -> Result<Vec<Refusal>, Failure> {
    if audit.recent_factor.is_some() || code.trim().is_empty() {
        return Ok(Vec::new());
    }
    Ok(match prove_recently(request, actor, code).await? {
        Ok(fresh) => {
            audit.recent_factor = Some(fresh);
            Vec::new()
        }
        Err(why) => vec![Refusal::StepUpNeeded {
            told: why.to_owned(),
        }],
    })
}

/// The new secret of a session that what is done now completes.
pub(super) fn renewed(session: &Session) -> Option<String> {
    (session.stage != Stage::Complete).then(new_secret)
}

/// Gives the browser the new secret of its session, if it got one.
pub(super) fn hand_over(request: &Request, session: &Session, renewed: Option<&str>) {
    if let Some(secret) = renewed {
        tracing::info!(request.id = request.id(), user.id = %session.user.id, "Logged in");
        set_cookie(secret, "");
    }
}
