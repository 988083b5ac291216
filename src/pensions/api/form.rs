//! Filling a form in, and its steps.

use leptos::prelude::*;
use uuid::Uuid;

use super::{Fields, found, found_to_fill_in};
use crate::{
    access::Actor,
    base::{
        clock::in_words,
        codec::Wire,
        dates::Date,
        error::AppError,
        text::{Reason, isolated},
    },
    database::Failure,
    pensions::{
        contributions, papers,
        rules::{FormRefusal, Step},
        sections::{self, Section},
        store::{self, Form, RemovePaper, Revise, Save, TakeStep},
    },
    people::store::name_and_username,
    ui::{DateBoxes, FormState, Outcome},
    users::roles::store::may_change,
    web::{Request, SentFile, answer},
};

/// Keeps what was entered into a section of a form, which was shown at `version`.
pub(super) async fn save(
    request: &Request,
    actor: &Actor,
    (form, version): (&Form, i64),
    section: Section,
    step: &str,
    fields: Fields,
) -> Result<Outcome, Failure> {
    let mut content = form.read_content()?;
    let tables = store::tables(form.year)?;
    if !Section::of(&content, tables).contains(&section) {
        return Err(AppError::NotFound.into());
    }
    let mut tx = request.app.db.read().await?;
    let recorded =
        contributions::recorded_on(&mut tx, form.member_id, form.year, form.kind).await?;
    drop(tx);
    let sent: Vec<(String, String)> = fields.into_iter().collect();
    let errors = sections::read(section, &sent, &mut content, tables, &recorded);
    content.saved.insert(section.code());
    if !errors.is_empty() {
        return Ok(Outcome::Form(FormState {
            errors,
            ..FormState::default()
        }));
    }
    if form.version != version {
        return Ok(Outcome::Form(changed_meanwhile(request, form).await?));
    }
    let title = section.title(&content);
    let save = Save {
        actor,
        form,
        content: &content,
        section: &title,
        audit: &request.audit(actor),
    };
    Box::pin(request.app.db.write(&save)).await?;
    let all = Section::of(&content, tables);
    let next = all
        .iter()
        .position(|one| *one == section)
        .map(|place| place + 1);
    let next = next.and_then(|place| all.get(place));
    let here = ["/pensions/", &form.id.to_string()].concat();
    let to = match (step, next) {
        ("next", Some(next)) => [&here, "/sections/", &next.code()].concat(),
        _ => [&here, "?done=saved"].concat(),
    };
    Ok(Outcome::Done { to })
}

/// What the page says where somebody else has saved in the meantime: what was typed stays on it.
async fn changed_meanwhile(request: &Request, form: &Form) -> Result<FormState, Failure> {
    let mut tx = request.app.db.read().await?;
    let (who, _) = name_and_username(&mut tx, form.changed_by).await?;
    let when = in_words(form.changed_at);
    let told = [
        &isolated(&who),
        " saved this form on ",
        &when,
        ", after you opened this page. What you typed is still here and was not saved. Open the section again in another tab to see what it says now; then press the button again to save yours over it.",
    ];
    Ok(FormState {
        step: form.version.to_string(),
        edit_conflict: vec![told.concat()],
        ..FormState::default()
    })
}

/// Takes a step of a form: hands it over, takes it back, decides about it, begins a revised one.
#[server(prefix = "/api", output = Wire, endpoint = "pensions/step")]
pub async fn move_form(
    id: Uuid,
    /// The version that was shown.
    version: i64,
    /// The code of a step, "revise" or "remove-paper".
    step: String,
    /// Why; needed to reject a form.
    #[server(default)]
    reason: String,
    /// Which paper is taken out.
    #[server(default)]
    paper: String,
    /// Until when the tax return has to be amended: day, month, year.
    #[server(default)]
    amended: DateBoxes,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let (mut form, ties) = found(&request, &actor, id).await?;
        form.version = version;
        if step == "revise" || step == "remove-paper" {
            let permit = actor.complete_form(&ties);
            may_change(&request, &actor, Some(form.member_id), permit).await?;
            return if step == "revise" {
                revise(&request, &actor, &form, &amended).await
            } else {
                remove_paper(&request, &actor, &form, &paper).await
            };
        }
        let step = Step::from_code(&step).filter(|step| !matches!(step, Step::Save | Step::Submit));
        let step = step.ok_or_else(AppError::unreadable_form)?;
        let reason = match Reason::if_any(&reason) {
            Ok(reason) if step == Step::Reject && reason.as_ref().is_empty() => {
                return Ok(Outcome::wrong("reason", "Enter why the form is rejected"));
            }
            Ok(reason) => reason,
            Err(why) => return Ok(Outcome::wrong("reason", why)),
        };
        let side = actor.see_form(&ties)?;
        let permit = match form.state.after(step, side.side()) {
            Err(FormRefusal::NotYours) => Err(AppError::Forbidden(
                FormRefusal::NotYours.words().to_owned(),
            )),
            _ => Ok(()),
        };
        may_change(&request, &actor, Some(form.member_id), permit).await?;
        let take = TakeStep {
            actor: &actor,
            form: &form,
            step,
            reason: reason.as_ref(),
            audit: &request.audit(&actor),
        };
        Box::pin(request.app.db.write(&take)).await?;
        let to = ["/pensions/", &id.to_string(), "?done=", step.code()].concat();
        Ok(Outcome::Done { to })
    })
    .await
}

/// Begins a revised form, with a last day of its own.
async fn revise(
    request: &Request,
    actor: &Actor,
    form: &Form,
    amended: &DateBoxes,
) -> Result<Outcome, Failure> {
    let audit = request.audit(actor);
    let due_on = match revised_by(amended, audit.today) {
        Ok(due_on) => due_on,
        Err(why) => return Ok(Outcome::wrong("amended", why)),
    };
    let revise = Revise {
        actor,
        form,
        due_on,
        audit: &audit,
    };
    let id = Box::pin(request.app.db.write(&revise)).await?;
    let to = ["/pensions/", &id.to_string(), "?done=revise"].concat();
    Ok(Outcome::Done { to })
}

/// Takes a paper out of a form.
async fn remove_paper(
    request: &Request,
    actor: &Actor,
    form: &Form,
    paper: &str,
) -> Result<Outcome, Failure> {
    let remove = RemovePaper {
        actor,
        form,
        paper: paper.parse().map_err(|_| AppError::unreadable_form())?,
        audit: &request.audit(actor),
    };
    Box::pin(request.app.db.write(&remove)).await?;
    let to = ["/pensions/", &form.id.to_string(), "?done=saved"].concat();
    Ok(Outcome::Done { to })
}

/// The last day for a revised form: a month after that for the amended tax return.
fn revised_by(boxes: &DateBoxes, today: Date) -> Result<Date, String> {
    const NO_DAY: &str = "Enter the last day for giving HMRC the right figures, like 31 1 2027";
    let amended = Date::from_boxes(boxes).map_err(|why| why.of("The last day"))?;
    let amended = amended.ok_or(NO_DAY)?;
    let (year, month, day) = amended.parts();
    let (year, month) = if month == 12 {
        (year + 1, 1)
    } else {
        (year, month + 1)
    };
    let same = (1..=day)
        .rev()
        .find_map(|day| Date::new(year, month, day).ok());
    match same {
        Some(due) if due > today => Ok(due),
        _ => Err("The day must not have passed more than a month ago".to_owned()),
    }
}

/// Adds a paper to a form.
#[server(prefix = "/api", output = Wire, endpoint = "pensions/paper")]
pub async fn add_paper(
    id: Uuid,
    /// The file, in Base64, and what it is called.
    #[server(default)]
    file: SentFile,
    #[server(default)] file_called: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let form = found_to_fill_in(&request, &actor, id).await?;
        let (name, kind) = match papers::read(&file_called, file.bytes()) {
            Ok(read) => read,
            Err(why) => return Ok(Outcome::wrong("file", why)),
        };
        let add = store::AddPaper {
            actor: &actor,
            form: &form,
            name: &name,
            kind,
            content: file.bytes(),
            audit: &request.audit(&actor),
        };
        Box::pin(request.app.db.write(&add)).await?;
        let to = ["/pensions/", &id.to_string(), "?done=saved"].concat();
        Ok(Outcome::Done { to })
    })
    .await
}
