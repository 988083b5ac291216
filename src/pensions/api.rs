//! What members, their accountants, practices and the pensions desk ask and do.

use leptos::prelude::*;
use uuid::Uuid;

use super::{
    calculation::{Recorded, YearTables, year::SchemeYear},
    content::{Content, FormKind},
    contributions,
    rules::{FormOf, Step},
    sections::Section,
    store::{self, Form},
    views::{AuthorityLine, DeskLine, FormView, OverviewView, SectionView, YearsView},
};
use crate::{
    access::{Actor, FormTies, Service},
    base::{codec::Wire, error::AppError, text::Reason},
    database::Failure,
    ui::Outcome,
    users::roles::store::may_change,
    web::{Request, answer},
};

pub mod authority;
pub mod desk;
pub mod form;
pub mod submit;

/// Everything a form sends besides what it is about: names and values as they stand on the page.
pub type Fields = std::collections::BTreeMap<String, String>;

/// One section of a form, to be filled in.
#[server(prefix = "/api", output = Wire, endpoint = "pensions/section")]
pub async fn open_section(id: Uuid, section: String) -> Result<SectionView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let (now, today) = (request.app.clock.now(), request.app.clock.today());
        let section = Section::from_code(&section).ok_or(AppError::NotFound)?;
        let mut tx = request.app.db.read().await?;
        let (form, ties) = Form::for_actor(&mut tx, &actor, id, today).await?;
        let permit = actor.complete_form(&ties)?;
        let view = store::section(&mut tx, permit, &form, section, (actor.id, now)).await?;
        drop(tx);
        let note = store::Note {
            form: id,
            reader: actor.id,
            at: now,
        };
        // Whoever can't be noted still reads.
        if request.app.db.write(&note).await.is_err() {
            tracing::debug!(request.id = request.id(), "Reader of a form not noted");
        }
        Ok::<_, Failure>(view)
    })
    .await
}

/// Keeps what was entered into one section.
#[server(prefix = "/api", output = Wire, endpoint = "pensions/save")]
pub async fn save_section(
    id: Uuid,
    /// The section's code.
    section: String,
    /// The version of the form that was shown.
    version: i64,
    /// "next" to go on to the section that follows.
    #[server(default)]
    step: String,
    /// What was entered.
    #[server(flatten)]
    fields: Fields,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let section = Section::from_code(&section).ok_or(AppError::NotFound)?;
        let form = found_to_fill_in(&request, &actor, id).await?;
        let shown = (&form, version);
        form::save(&request, &actor, shown, section, &step, fields).await
    })
    .await
}

/// What a form has, for whoever fills it in: its content, the tables of its year, and what the contribution statements say.
pub(super) async fn to_fill_in(
    request: &Request,
    id: Uuid,
) -> Result<(Content, &'static YearTables, Vec<Recorded>), Failure> {
    let actor = request.actor().await?;
    let mut tx = request.app.db.read().await?;
    let today = request.app.clock.today();
    let (form, ties) = Form::for_actor(&mut tx, &actor, id, today).await?;
    actor.complete_form(&ties)?;
    let recorded =
        contributions::recorded_on(&mut tx, form.member_id, form.year, form.kind).await?;
    Ok((form.read_content()?, store::tables(form.year)?, recorded))
}

/// A form and what ties the actor to it. Whoever may not see it is not told that there is one, and the attempt is recorded.
async fn found(request: &Request, actor: &Actor, id: Uuid) -> Result<(Form, FormTies), Failure> {
    let mut tx = request.app.db.read().await?;
    let today = request.app.clock.today();
    let (form, ties) = Form::for_actor(&mut tx, actor, id, today).await?;
    drop(tx);
    may_change(request, actor, Some(form.member_id), actor.see_form(&ties)).await?;
    Ok((form, ties))
}

/// The same for whoever fills it in; of others the attempt is recorded.
async fn found_to_fill_in(request: &Request, actor: &Actor, id: Uuid) -> Result<Form, Failure> {
    let (form, ties) = found(request, actor, id).await?;
    let permit = actor.complete_form(&ties);
    may_change(request, actor, Some(form.member_id), permit).await?;
    Ok(form)
}

/// The actor's own years, or those of a member they are the accountant of.
#[server(prefix = "/api", output = Wire, endpoint = "pensions/years")]
pub async fn open_years(
    /// The member's account; left empty, the actor.
    #[server(default)]
    member: String,
) -> Result<YearsView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let member = match member.as_str() {
            "" => actor.id,
            member => member.parse().map_err(|_| AppError::NotFound)?,
        };
        let mut tx = request.app.db.read().await?;
        store::years(&mut tx, &actor, member, request.app.clock.today()).await
    })
    .await
}

/// Begins a form of a year, or says that it is filed nowhere here. One that is there already is led to.
#[server(prefix = "/api", output = Wire, endpoint = "pensions/begin")]
pub async fn begin_form(
    member: crate::base::ids::UserId,
    /// Like 2024-25.
    year: SchemeYear,
    kind: FormKind,
    /// The position of a Type 1 certificate, by the practice's code.
    #[server(default)]
    practice: String,
    /// "begin", "elsewhere" or "not-required".
    step: String,
    /// Why it is filed nowhere here.
    #[server(default)]
    reason: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let ods = match practice.as_str() {
            "" => None,
            practice => Some(practice.parse().map_err(|_| AppError::unreadable_form())?),
        };
        let of = FormOf { kind, ods };
        let mut tx = request.app.db.read().await?;
        let ties = store::ties(&mut tx, &actor, member, &of, request.app.clock.today()).await?;
        drop(tx);
        may_change(&request, &actor, Some(member), actor.complete_form(&ties)).await?;
        let reason = match Reason::if_any(&reason) {
            Err(why) => return Ok(Outcome::wrong("reason", why)),
            Ok(reason) => reason,
        };
        let marked = match step.as_str() {
            "begin" => None,
            "elsewhere" => Some((Step::Elsewhere, reason.as_ref())),
            "not-required" => Some((Step::NotRequired, reason.as_ref())),
            _ => return Err(AppError::unreadable_form().into()),
        };
        let open = store::Open {
            actor: &actor,
            member,
            year,
            of: &of,
            marked,
            audit: &request.audit(&actor),
        };
        let id = Box::pin(request.app.db.write(&open)).await?;
        let to = ["/pensions/", &id.to_string()].concat();
        Ok(Outcome::Done { to })
    })
    .await
}

/// What is missing of a practice's members.
#[server(prefix = "/api", output = Wire, endpoint = "pensions/overview")]
pub async fn practice_forms(
    /// The practice's code; left empty, the first that the actor administers.
    #[server(default)]
    practice: String,
    /// Like 2024-25; left empty, all years.
    #[server(default)]
    year: String,
) -> Result<OverviewView, AppError> {
    answer(async {
        let request = Request::current();
        practice_forms_of(&request, &practice, year).await
    })
    .await
}

/// The same, for the page and for its files.
pub(super) async fn practice_forms_of(
    request: &Request,
    practice: &str,
    year: String,
) -> Result<OverviewView, Failure> {
    let actor = request.actor().await?;
    let practices = actor.administered_for(Service::Gpp);
    let first = || practices.first().map(|(ods, _)| ods.to_string());
    let shown = match practice {
        "" => first().unwrap_or_default(),
        practice => practice.to_owned(),
    };
    let ods = shown.parse().map_err(|_| {
        AppError::Forbidden(
            "Only an administrator of GP Payments and Pensions sees the pension forms of a practice.".to_owned(),
        )
    })?;
    let permit = actor.administer(&ods, Service::Gpp)?;
    let mut tx = request.app.db.read().await?;
    let today = request.app.clock.today();
    let lines = store::overview(&mut tx, &actor, &permit, year.parse().ok(), today).await?;
    Ok(OverviewView {
        practices,
        practice: shown,
        year,
        lines,
    })
}

/// Which practices may submit for the actor.
#[server(prefix = "/api", output = Wire, endpoint = "pensions/authorities")]
pub async fn open_authorities() -> Result<Vec<AuthorityLine>, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let mut tx = request.app.db.read().await?;
        store::authorities(&mut tx, &actor, request.app.clock.today()).await
    })
    .await
}

/// What waits for the pensions desk, or what it has decided, and how many there are.
#[server(prefix = "/api", output = Wire, endpoint = "pensions/desk")]
pub async fn open_desk(
    /// "decided" for what was decided.
    #[server(default)]
    show: String,
) -> Result<(Vec<DeskLine>, i64), AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let mut tx = request.app.db.read().await?;
        let desk = actor.pensions_desk(store::on_desk(&mut tx, &actor).await?)?;
        store::queue(&mut tx, desk, show == "decided").await
    })
    .await
}

/// A form, for whoever may see it.
#[server(prefix = "/api", output = Wire, endpoint = "pensions/open")]
pub async fn open_form(id: Uuid) -> Result<FormView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let when = (request.app.clock.now(), request.app.clock.today());
        let mut tx = request.app.db.read().await?;
        store::view(&mut tx, &actor, id, when).await
    })
    .await
}
