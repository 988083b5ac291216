//! What the registration team asks and decides about launches.

use leptos::prelude::*;
use uuid::Uuid;

use super::{
    file,
    model::{LaunchLine, LaunchView, NominationFilter},
    rules::Step,
    store,
};
use crate::{
    access::Service,
    base::{
        codec::Wire,
        dates::Date,
        error::AppError,
        text::{Reason, clean},
    },
    database::Failure,
    ods::told_lines,
    sign_in::factor::show::prove_recently,
    ui::{DateBoxes, Distinct, FieldError, FormState, Outcome},
    web::{Request, SentFile, answer},
};

/// The launches there are.
#[server(prefix = "/api", output = Wire, endpoint = "launches/list")]
pub async fn list_launches() -> Result<Vec<LaunchLine>, AppError> {
    answer(async {
        let request = Request::current();
        request.actor().await?.registration()?;
        let mut tx = request.app.db.read().await?;
        store::launches(&mut tx).await
    })
    .await
}

/// A launch and a page of its nominations.
#[server(prefix = "/api", output = Wire, endpoint = "launches/open")]
pub async fn open_launch(
    id: Uuid,
    /// What its nominations are narrowed to.
    #[server(default)]
    filter: NominationFilter,
) -> Result<LaunchView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        actor.registration()?;
        let (now, today) = (request.app.clock.now(), request.app.clock.today());
        let mut tx = request.app.db.read().await?;
        store::view(&mut tx, &actor, id, filter, now, today).await
    })
    .await
}

/// Puts a file of nominations in.
#[server(prefix = "/api", output = Wire, endpoint = "launches/put-in")]
pub async fn put_in_launch(
    #[server(default)] service: String,
    /// Day, month and year on which it goes live.
    #[server(default)]
    day: DateBoxes,
    /// The file, in Base64, and what it is called.
    #[server(default)]
    file: SentFile,
    #[server(default)] file_called: String,
    /// "yes" to leave out lines that can't be used.
    #[server(default)]
    leave_out: Distinct<1>,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.registration()?;
        let service = Service::from_code(&service).ok_or("Choose the service");
        let day = go_live(&day, request.app.clock.today());
        let read = if file.bytes().is_empty() {
            Err("Choose the file of nominations".to_owned())
        } else {
            file::read(file.bytes()).map_err(|why| said(&why.to_string()))
        };
        let (service, go_live, nominations) = match (service, day, read) {
            (Ok(service), Ok(day), Ok(read)) => (service, day, read),
            (service, day, read) => {
                let wrong = [
                    ("service", service.err().map(str::to_owned)),
                    ("day", day.err()),
                    ("file", read.err()),
                ];
                return Ok(wrong_fields(wrong));
            }
        };
        let put_in = store::PutIn {
            permit: Some(permit),
            service,
            go_live,
            file: &nominations,
            source: &clean(&file_called),
            leave_out: !leave_out.is_empty(),
            audit: &request.audit(&actor),
        };
        let done = request.app.db.write(&put_in).await?;
        Ok(match done.launch {
            Some((id, _)) => Outcome::Done {
                to: ["/launches/", &id.to_string(), "?done=put-in"].concat(),
            },
            None => told(&done),
        })
    })
    .await
}

/// A sentence out of a reason that goes on after "FILE: ".
fn said(why: &str) -> String {
    ["The file can't be used: ", why, "."].concat()
}

/// The day it goes live, which gives everybody a night at least.
fn go_live(boxes: &DateBoxes, today: Date) -> Result<Date, String> {
    match Date::from_boxes(boxes) {
        Ok(Some(date)) if date > today => Ok(date),
        Ok(Some(_)) => Err("The day must be after today".to_owned()),
        Ok(None) => Err("Enter the day it goes live, like 24 5 2027".to_owned()),
        Err(why) => Err(why.of("The day it goes live")),
    }
}

fn wrong_fields(wrong: impl IntoIterator<Item = (&'static str, Option<String>)>) -> Outcome {
    let errors = wrong.into_iter().filter_map(|(field, message)| {
        Some(FieldError {
            field: field.to_owned(),
            message: message?,
        })
    });
    Outcome::Form(FormState {
        errors: errors.collect(),
        ..FormState::default()
    })
}

/// Every line that can't be used.
fn told(done: &store::IsPutIn) -> Outcome {
    let (nominations, faults) = (done.nominations.to_string(), done.faults.len());
    let count = faults.to_string();
    let head = match (done.nominations, faults) {
        (0, _) => "Nothing was saved: no line of the file can be used.".to_owned(),
        (_, 1) => [
            "Nothing was saved: 1 line can't be used, ",
            &nominations,
            " can.",
        ]
        .concat(),
        _ => [
            "Nothing was saved: ",
            &count,
            " lines can't be used, ",
            &nominations,
            " can.",
        ]
        .concat(),
    };
    let messages = [head].into_iter().chain(told_lines(&done.faults));
    wrong_fields(messages.map(|message| ("file", Some(message))))
}

/// Approves a launch, withdraws it, or withdraws one nomination.
#[server(prefix = "/api", output = Wire, endpoint = "launches/decide")]
pub async fn decide_launch(
    id: Uuid,
    /// "approve", "withdraw" or "withdraw-one".
    step: String,
    /// The line of the nomination.
    #[server(default)]
    line: String,
    #[server(default)] reason: String,
    /// A second factor of the actor, where they have not shown one just now.
    #[server(default)]
    code: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.registration()?;
        let step_done = match step.as_str() {
            "approve" => Step::Approve,
            "withdraw" => Step::Withdraw,
            "withdraw-one" => Step::WithdrawOne,
            _ => return Err(AppError::unreadable_form().into()),
        };
        let reason = match reason_for(step_done, &reason) {
            Ok(reason) => reason,
            Err(why) => return Ok(Outcome::wrong("reason", why)),
        };
        if step_done == Step::Approve
            && let Err(why) = prove_recently(&request, &actor, &code).await?
        {
            return Ok(Outcome::wrong("code", why));
        }
        let decide = store::Decide {
            permit,
            id,
            step: step_done,
            line: line.trim().parse().unwrap_or_default(),
            reason: &reason,
            contact: &request.app.contact.in_words(),
            audit: &request.audit(&actor),
        };
        Box::pin(request.app.db.write(&decide)).await?;
        let to = ["/launches/", &id.to_string(), "?done=", &step].concat();
        Ok(Outcome::Done { to })
    })
    .await
}

fn reason_for(step: Step, typed: &str) -> Result<String, &'static str> {
    if step == Step::Approve {
        return Ok(String::new());
    }
    let reason = Reason::read(typed, "Enter why it is withdrawn")?;
    Ok(reason.as_ref().to_owned())
}

/// Whether the actor may put a launch in. Others are refused.
pub(crate) async fn may_put_in() -> Result<(), AppError> {
    answer(async {
        Request::current().actor().await?.registration()?;
        Ok::<_, Failure>(())
    })
    .await
}
