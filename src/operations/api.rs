//! What the registration team can ask of the running program.

use leptos::prelude::*;

use super::rules::Step;
use crate::{
    access::Operates,
    base::{codec::Wire, error::AppError},
    database::Failure,
    mail,
    ui::Outcome,
    users::roles::store::may_change,
    web::{Request, answer},
};

/// Lets a job begin its next round at once, or tries messages again that were given up.
#[server(prefix = "/api", output = Wire, endpoint = "operations/act")]
pub async fn operate(
    /// "run" a job, "retry" a message, or "retry-all".
    #[server(default)]
    step: String,
    /// Which job, as the log calls it.
    #[server(default)]
    job: String,
    /// Which message.
    #[server(default)]
    message: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = may_change(&request, &actor, None, actor.operate()).await?;
        match Step::read(&step, &job, &message)? {
            Step::Run(job) => Ok(run(&request, permit, &job)),
            Step::Retry(id) => try_again(&request, permit, Some(id)).await,
            Step::RetryAll => try_again(&request, permit, None).await,
        }
    })
    .await
}

fn run(request: &Request, permit: Operates, job: &str) -> Outcome {
    if !request.app.jobs.run_now(permit, job) {
        return Outcome::wrong("", "This work is under way already. Look again in a minute");
    }
    // A job of this name is there, so that it is no text of the form's.
    tracing::info!(request.id = request.id(), user.id = %permit.by(), job, "A job was asked to run now");
    done("run")
}

async fn try_again(
    request: &Request,
    permit: Operates,
    id: Option<uuid::Uuid>,
) -> Result<Outcome, Failure> {
    let now = request.app.clock.now();
    let messages = mail::try_again(&request.app.db, permit, id, now).await?;
    tracing::info!(request.id = request.id(), user.id = %permit.by(), messages, "Messages that were given up are tried again");
    Ok(match messages {
        0 => Outcome::wrong(
            "",
            "Nothing is left to try again. Somebody else may have done it already",
        ),
        _ => done("retry"),
    })
}

fn done(what: &str) -> Outcome {
    Outcome::Done {
        to: ["/operations?done=", what].concat(),
    }
}
