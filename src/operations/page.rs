//! The page of how the program runs.

use leptos::prelude::*;

use super::{
    model::{Facts, Message, Running, Work},
    rules, store,
};
use crate::{
    base::error::AppError,
    ui::{
        ErrorSummary, Hidden, Page, Submitted, Tag, Warning, done_and_next, load, summary_row,
        table, use_query_map, use_submitted, view,
    },
    web::{Request, answer},
};

const ADDRESS: &str = "/operations";

async fn running() -> Result<Running, AppError> {
    answer(async {
        let request = Request::current();
        let permit = request.actor().await?.operate()?;
        store::running(&request.app, permit).await
    })
    .await
}

/// How the program runs, and what can be done about it.
#[component]
pub fn OperationsPage() -> impl IntoView {
    let (query, submitted) = (use_query_map(), use_submitted());
    load(
        || (),
        |()| running(),
        move |running: Running| {
            let done = query.read_untracked().get("done").unwrap_or_default();
            view! { <Everything running done submitted /> }
        },
    )
}

#[component]
fn Everything(running: Running, done: String, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let work = table(
        "Work in the background",
        [
            "Work",
            "Last done",
            "Result",
            "Next time",
            "What you can do",
        ],
        running.work.into_iter().map(row),
    );
    view! {
        <Page title="How the service is running" wide=true wrong above=move || view! { <ErrorSummary submitted /> }>
            {said(&done)}
            <Attention sentences=running.attention />
            <h2 class="nhsuk-heading-m">"Database and version"</h2>
            <Known facts=running.facts />
            <h2 class="nhsuk-heading-m">"Work in the background"</h2>
            <p>
                "The service does this by itself. If there are several servers, each has its own list. This is the list of the one "
                "that answered you."
            </p>
            {work}
            <h2 class="nhsuk-heading-m" id="emails">"Emails that could not be sent"</h2>
            <Emails waiting=running.waiting given_up=running.given_up messages=running.messages />
        </Page>
    }
}

/// What was asked for.
fn said(done: &str) -> Option<AnyView> {
    let (what, next) = match done {
        "run" => (
            "It was asked to run now.",
            "Most work takes a few seconds. Reload this page to see what came of it.",
        ),
        "retry" => (
            "We are trying again.",
            "If it cannot be sent this time either, it comes back to this page.",
        ),
        _ => return None,
    };
    Some(done_and_next(what, next))
}

#[component]
fn Attention(sentences: Vec<String>) -> impl IntoView {
    if sentences.is_empty() {
        return view! { <p>"Everything works as it should."</p> };
    }
    let sentences = sentences
        .into_iter()
        .map(|sentence| view! { <li>{sentence}</li> });
    view! {
        <Warning title="This needs attention">
            <ul class="nhsuk-list nhsuk-list--bullet">{sentences.collect_view()}</ul>
        </Warning>
    }
}

#[component]
fn Known(facts: Facts) -> impl IntoView {
    view! {
        <dl class="nhsuk-summary-list">
            {summary_row("Database", facts.database)}
            {summary_row("Size", facts.size)}
            {facts.free.map(|free| summary_row("Free on its disk", free))}
            {facts.behind.map(|behind| summary_row("Copy is behind by", behind))}
            {summary_row("History last sealed", facts.anchor)}
            {summary_row("Version", facts.version)}
            {summary_row("Version of the tables", facts.schema)}
        </dl>
    }
}

fn row(work: Work) -> [AnyView; 5] {
    let button = if work.may_run_now {
        view! {
            <form method="post" action=ADDRESS>
                <Hidden name="job" value=work.job />
                <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small nhsuk-u-margin-bottom-0" type="submit" name="step" value="run">
                    "Run now"
                    <span class="nhsuk-u-visually-hidden">{[": ", &work.name].concat()}</span>
                </button>
            </form>
        }
        .into_any()
    } else {
        "Nothing: it runs soon".into_any()
    };
    let colour = if work.result == rules::DONE {
        "green"
    } else {
        "yellow"
    };
    [
        work.name.into_any(),
        work.last.into_any(),
        view! { <Tag text=work.result colour /> }.into_any(),
        work.next.into_any(),
        button,
    ]
}

#[component]
fn Emails(waiting: i64, given_up: i64, messages: Vec<Message>) -> impl IntoView {
    let waits = match waiting {
        0 => "No email is waiting to be sent.".to_owned(),
        1 => "1 email is waiting to be sent.".to_owned(),
        _ => [&waiting.to_string(), " emails are waiting to be sent."].concat(),
    };
    if messages.is_empty() {
        return view! { <p>{waits}</p> <p>"No email was given up."</p> };
    }
    let more = (given_up > i64::try_from(messages.len()).unwrap_or(i64::MAX)).then(|| {
        view! { <p>{["The newest of ", &given_up.to_string(), " are shown."].concat()}</p> }
    });
    let several = messages.len() > 1;
    let all = several.then(|| {
        view! {
            <form method="post" action=ADDRESS>
                <button class="nhsuk-button nhsuk-button--secondary" type="submit" name="step" value="retry-all">"Try all of them again"</button>
            </form>
        }
    });
    let list = table(
        "Emails that could not be sent",
        ["Email", "To", "Given up", "Why", "What you can do"],
        messages.into_iter().map(message),
    );
    view! {
        <p>{waits}</p>
        <p>"If the address is wrong, correct it first on the page of the user. A new invitation then goes to the right address."</p>
        {more}
        {list}
        {all}
    }
}

fn message(message: Message) -> [AnyView; 5] {
    let hidden = [": ", &message.subject, ", to ", &message.to].concat();
    let button = view! {
        <form method="post" action=ADDRESS>
            <Hidden name="message" value=message.id />
            <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small nhsuk-u-margin-bottom-0" type="submit" name="step" value="retry">
                "Try again"
                <span class="nhsuk-u-visually-hidden">{hidden}</span>
            </button>
        </form>
    };
    [
        message.subject.into_any(),
        message.to.into_any(),
        message.at.into_any(),
        [&*message.why, "."].concat().into_any(),
        button.into_any(),
    ]
}
