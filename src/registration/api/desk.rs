//! The desk of the registration team.

use leptos::prelude::*;
use uuid::Uuid;

use crate::{
    access::{Actor, Role},
    base::{
        codec::Wire,
        error::AppError,
        ids::{OdsCode, UserId},
        text::{Reason, username},
    },
    database::Failure,
    history,
    people::store::user_with,
    registration::{
        model::{Finding, Item, Kind, RefusalCode},
        rules::{CaseRefusal, Step},
        store::{self, Case, desk_view, is_for, queue},
        views::{DeskAction, DeskView, Queue, QueueFilter},
    },
    sign_in::factor::show::prove_recently,
    ui::{Distinct, Outcome},
    web::{Request, answer},
};

/// The cases that a filter lists.
#[server(prefix = "/api", output = Wire, endpoint = "certifications/list")]
pub async fn list_cases(
    /// What the list is narrowed to.
    #[server(default)]
    filter: QueueFilter,
) -> Result<Queue, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        actor.registration()?;
        let mut tx = request.app.db.read().await?;
        queue(&mut tx, &actor, filter, request.app.clock.now()).await
    })
    .await
}

/// A case, for officers, and for those administrators of the practice who were asked first. That an officer opens it is
/// recorded.
#[server(prefix = "/api", output = Wire, endpoint = "certifications/open")]
pub async fn open_case(id: Uuid) -> Result<DeskView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let now = request.app.clock.now();
        let case = Case::find(&mut request.app.db.read().await?, id).await?;
        if !is_for(&case, &actor)? {
            return Ok(practice_view(&case));
        }
        let see = store::See {
            permit: &actor.registration()?,
            id,
            audit: &request.audit(&actor),
        };
        Box::pin(request.app.db.write(&see)).await?;
        let mut tx = request.app.db.read().await?;
        Box::pin(desk_view(&mut tx, &actor, &case, now)).await
    })
    .await
}

/// What an administrator of the practice sees: who asks for what, and no more than the practice's record tells.
fn practice_view(case: &Case) -> DeskView {
    let open = case.state() == crate::registration::model::State::Administrators;
    let may = if open {
        vec![DeskAction::Settle, DeskAction::Object]
    } else {
        Vec::new()
    };
    let row = |key: &str, value: String| (key.to_owned(), value);
    DeskView {
        id: case.id,
        reference: case.reference.clone(),
        kind: case.standing.kind.words().to_owned(),
        practice: case.practice.clone(),
        practice_name: case.practice_name.clone(),
        state: case.state().words().to_owned(),
        next: case.what_is_next(),
        since: crate::base::clock::in_words(case.since),
        taken_by: String::new(),
        request: vec![
            row("Who asks", case.form.asker().name()),
            row("For whom", case.form.nominee.name()),
            row("Roles", case.role_names()),
            row("Reason", case.form.reason()),
        ],
        known: Vec::new(),
        signals: Vec::new(),
        checks: Vec::new(),
        timeline: Vec::new(),
        may,
        why_not: String::new(),
        asks_code: false,
    }
}

// Long: one match, an arm for each kind of step.
/// Decides about a case, or records what a check came to.
#[server(prefix = "/api", output = Wire, endpoint = "certifications/decide")]
pub async fn decide_case(
    id: Uuid,
    /// "take", "check", "pass", "information", "return", "approve", "refuse", "resume", "settle" or "object".
    step: String,
    /// A reason for a refusal, by code.
    #[server(default)]
    refusal: String,
    /// A check, by code, and what it came to.
    #[server(default)]
    item: String,
    #[server(default)] finding: String,
    /// Against what it was checked, and when that was seen.
    #[server(default)]
    source: String,
    /// What is asked for, or why.
    #[server(default)]
    reason: String,
    /// A second factor of the actor, where they have not shown one just now.
    #[server(default)]
    code: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let case = Case::find(&mut request.app.db.read().await?, id).await?;
        let officer = is_for(&case, &actor)?;
        let reason = match Reason::if_any(&reason) {
            Ok(reason) => reason.as_ref().to_owned(),
            Err(why) => return Ok(Outcome::wrong("reason", why)),
        };
        let to = ["/certifications/", &id.to_string(), "?done=", &step].concat();
        match (officer, step.as_str()) {
            (false, "settle" | "object") => {
                return settle(&request, &actor, &case, &step, &reason, to).await;
            }
            (false, _) => {
                return Err(Failure::Public(
                    actor.registration().err().unwrap_or(AppError::NotFound),
                ));
            }
            (true, "take") => take(&request, &actor, &case).await?,
            (true, "check") => {
                let sent = SentCheck {
                    item: &item,
                    finding: &finding,
                    source: &source,
                    note: &reason,
                };
                if let Some(wrong) = check(&request, &actor, &case, sent).await? {
                    return Ok(wrong);
                }
            }
            (true, _) => {
                let sent = SentStep {
                    step: &step,
                    refusal: &refusal,
                    words: &reason,
                    code: &code,
                };
                if let Some(wrong) = decide(&request, &actor, &case, sent).await? {
                    return Ok(wrong);
                }
            }
        }
        Ok(Outcome::Done { to })
    })
    .await
}

async fn settle(
    request: &Request,
    actor: &Actor,
    case: &Case,
    step: &str,
    words: &str,
    to: String,
) -> Result<Outcome, Failure> {
    if words.is_empty() {
        return Ok(Outcome::wrong(
            "reason",
            "Enter what you did, or why it is wrong",
        ));
    }
    let settle = store::SettleCase {
        actor,
        id: case.id,
        practice: &case.practice,
        step: if step == "settle" {
            Step::Settle
        } else {
            Step::Object
        },
        words,
        audit: &request.audit(actor),
    };
    Box::pin(request.app.db.write(&settle)).await?;
    Ok(Outcome::Done { to })
}

async fn take(request: &Request, actor: &Actor, case: &Case) -> Result<(), Failure> {
    let take = store::Take {
        permit: &actor.registration()?,
        id: case.id,
        practice: &case.practice,
        audit: &request.audit(actor),
    };
    Box::pin(request.app.db.write(&take)).await
}

struct SentCheck<'a> {
    item: &'a str,
    finding: &'a str,
    source: &'a str,
    note: &'a str,
}

/// Records a check. Gives the form again if something is missing.
async fn check(
    request: &Request,
    actor: &Actor,
    case: &Case,
    sent: SentCheck<'_>,
) -> Result<Option<Outcome>, Failure> {
    let item = Item::from_code(sent.item).ok_or_else(AppError::unreadable_form)?;
    let Some(finding) = Finding::from_code(sent.finding) else {
        return Ok(Some(Outcome::wrong(
            sent.item,
            "Choose the result of the check",
        )));
    };
    let source = match Reason::read(sent.source, "Enter what you checked it against, and when") {
        Ok(source) => source,
        Err(why) => return Ok(Some(Outcome::wrong(sent.item, why))),
    };
    let check = store::Check {
        permit: &actor.registration()?,
        id: case.id,
        practice: &case.practice,
        item,
        finding,
        source: source.as_ref(),
        note: sent.note,
        audit: &request.audit(actor),
    };
    Box::pin(request.app.db.write(&check)).await?;
    Ok(None)
}

struct SentStep<'a> {
    step: &'a str,
    refusal: &'a str,
    words: &'a str,
    code: &'a str,
}

/// Moves a case on. Gives the form again if something is missing. An attempt that the rule forbids is recorded.
async fn decide(
    request: &Request,
    actor: &Actor,
    case: &Case,
    sent: SentStep<'_>,
) -> Result<Option<Outcome>, Failure> {
    let step = match sent.step {
        "pass" => Step::Pass,
        "information" => Step::NeedInformation,
        "return" => Step::Return,
        "approve" => Step::Approve,
        "resume" => Step::Resume,
        "refuse" => match RefusalCode::from_code(sent.refusal) {
            Some(code) => Step::Refuse(code),
            None => return Ok(Some(Outcome::wrong("refusal", "Choose why it is refused"))),
        },
        _ => return Err(AppError::unreadable_form().into()),
    };
    let needs_words = matches!(step, Step::NeedInformation | Step::Return | Step::Resume);
    if needs_words && sent.words.is_empty() {
        return Ok(Some(Outcome::wrong(
            "reason",
            "Enter what is needed, or why",
        )));
    }
    if step == Step::Approve
        && let Err(why) = prove_recently(request, actor, sent.code).await?
    {
        return Ok(Some(Outcome::wrong("code", why)));
    }
    let audit = request.audit(actor);
    let decide = store::Decide {
        permit: &actor.registration()?,
        id: case.id,
        practice: &case.practice,
        step,
        words: sent.words,
        cooling: request.app.cooling,
        audit: &audit,
    };
    let now = request.app.clock.now();
    if let Err(why @ (CaseRefusal::SameOfficer | CaseRefusal::Concerned)) =
        case.standing.after(step, Some(actor.id), now)
    {
        let what = [&case.reference, ": ", &why.told()].concat();
        history::refuse(&request.app.db, &audit, None, Some(&case.practice), &what).await?;
    }
    Box::pin(request.app.db.write(&decide)).await?;
    Ok(None)
}

/// Asks a second officer for an administrator role that somebody needs at once.
#[server(prefix = "/api", output = Wire, endpoint = "certifications/emergency")]
pub async fn start_emergency(
    #[server(default)] practice: String,
    /// The username of an account that is there.
    #[server(default)]
    email: String,
    /// Administrator roles, by code.
    #[server(default)]
    roles: Distinct<10>,
    #[server(default)] reason: String,
    /// A second factor of the actor, where they have not shown one just now.
    #[server(default)]
    code: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.registration()?;
        let mut chosen = Kind::Emergency.roles();
        chosen.retain(|role: &Role| roles.iter().any(|code| code == role.code()));
        let (practice, user) = match whom(&request, &practice, &email).await? {
            Ok(found) => found,
            Err((field, why)) => return Ok(Outcome::wrong(field, why)),
        };
        if chosen.is_empty() {
            return Ok(Outcome::wrong("roles", "Tick at least one"));
        }
        let missing = "Enter what happened, and why it cannot wait";
        let reason = match Reason::read(&reason, missing) {
            Ok(reason) => reason,
            Err(why) => return Ok(Outcome::wrong("reason", why)),
        };
        if let Err(why) = prove_recently(&request, &actor, &code).await? {
            return Ok(Outcome::wrong("code", why));
        }
        let emergency = store::Emergency {
            permit: &permit,
            practice: &practice,
            user,
            roles: &chosen,
            reason: reason.as_ref(),
            audit: &request.audit(&actor),
        };
        let id = Box::pin(request.app.db.write(&emergency)).await?;
        let to = ["/certifications/", &id.to_string(), "?done=emergency"].concat();
        Ok(Outcome::Done { to })
    })
    .await
}

/// The open practice and the account that are meant, or what is wrong.
async fn whom(
    request: &Request,
    practice: &str,
    email: &str,
) -> Result<Result<(OdsCode, UserId), (&'static str, &'static str)>, Failure> {
    let mut tx = request.app.db.read().await?;
    let Ok(code) = practice.parse::<OdsCode>() else {
        return Ok(Err(NO_PRACTICE));
    };
    if store::open_practice(&mut tx, &code).await?.is_none() {
        return Ok(Err(NO_PRACTICE));
    }
    let user = user_with(&mut tx, &username(email)).await?;
    Ok(user.map(|user| (code, user)).ok_or(NO_ACCOUNT))
}

const NO_PRACTICE: (&str, &str) = ("practice", "Enter the code of a practice that is open");
const NO_ACCOUNT: (&str, &str) = ("email", "Enter the username of an account that is there");

/// Whether an officer has to show a second factor for it. Others are refused.
pub(crate) async fn may_start_emergency() -> Result<bool, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        actor.registration()?;
        Ok(actor.recent_factor(request.app.clock.now()).is_none())
    })
    .await
}
