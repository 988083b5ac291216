//! The page on which somebody is exempted from the second factor.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::{
    rules::{LONGEST, can_be_exempted},
    store::{self, Given},
};
use crate::{
    base::{
        clock::{days_after, new_id},
        error::AppError,
        ids::UserId,
        text::isolated,
    },
    database::Failure,
    people::name_and_username,
    ui::{
        BackLink, CodeField, DateFields, ErrorSummary, Hidden, Page, Submitted, TextareaField,
        addresses, done_and_next, load, summary_row, use_query_map, use_submitted, view,
    },
    web::{Request, answer},
};

/// What the page shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Exempting {
    user: UserId,
    name: String,
    /// The exemption that runs.
    running: Option<Given>,
    /// Why none can be given; empty if one can.
    why_not: String,
    /// The latest last day, in words.
    latest: String,
    /// Whether the reader has to show a factor of their own.
    asks_code: bool,
    idempotency_key: String,
}

async fn exempting(id: String) -> Result<Exempting, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let missing = |_| Failure::Public(AppError::NotFound);
        let user: UserId = id.parse().map_err(missing)?;
        let permit = actor.exempt_from_factor(user)?;
        let today = request.app.clock.today();
        let running = store::running_of(&request.app.db, permit, today).await?;
        let mut tx = request.app.db.read().await?;
        let (name, _) = name_and_username(&mut tx, user).await?;
        let facts = store::facts(&mut tx, user, today).await?;
        Ok(Exempting {
            user,
            name: isolated(&name).into_owned(),
            running,
            why_not: can_be_exempted(facts)
                .err()
                .map(|refused| [&refused.sentence(), "."].concat())
                .unwrap_or_default(),
            latest: days_after(today, LONGEST).in_words(),
            asks_code: actor.recent_factor(request.app.clock.now()).is_none(),
            idempotency_key: new_id().to_string(),
        })
    })
    .await
}

/// Lets somebody log in without a second factor for a while.
#[component]
pub fn ExemptionPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let submitted = use_submitted();
    load(
        move || params.read().get("id").unwrap_or_default(),
        exempting,
        move |view: Exempting| {
            let done = query.read_untracked().get("done").unwrap_or_default();
            view! { <Exempt view done submitted /> }
        },
    )
}

#[component]
fn Exempt(view: Exempting, done: String, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let back = addresses::user_page(view.user, "sign-in");
    let title = ["Log in without a second factor: ", &view.name].concat();
    let done = said(&done, &view);
    let running = view.running.clone().map(|given| {
        view! { <Running user=view.user given /> }
    });
    let form = if view.why_not.is_empty() {
        view! { <Begin view submitted /> }
    } else {
        view! { <p>{view.why_not}</p> }.into_any()
    };
    view! {
        <Page title wrong above=move || view! {
            <BackLink href=back.clone() text="Help with logging in" />
            <ErrorSummary submitted />
        }>
            {done}
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    {running}
                    {form}
                    <p><a href="/exemptions">"Everybody who may log in without a second factor"</a></p>
                </div>
            </div>
        </Page>
    }
}

/// What was done, as long as it is still so: the address may be kept.
fn said(done: &str, view: &Exempting) -> Option<AnyView> {
    let (what, next) = match (done, &view.running) {
        ("begun", Some(given)) => (
            [
                &view.name,
                " does not need a second factor until ",
                &given.until,
                ".",
            ]
            .concat(),
            "They log in with their password. After that day we ask them to set one up. We will tell them by email.",
        ),
        ("ended", None) => (
            [&view.name, " needs a second factor again."].concat(),
            "We ask them to set one up now, or when they next log in. We will tell them by email.",
        ),
        _ => return None,
    };
    Some(done_and_next(what, next))
}

/// The exemption that runs, and ending it.
#[component]
fn Running(user: UserId, given: Given) -> impl IntoView {
    view! {
        <h2 class="nhsuk-heading-m">"This person may log in without one now"</h2>
        <dl class="nhsuk-summary-list">
            {summary_row("Last day", given.until)}
            {summary_row("Reason", given.reason)}
            {summary_row("Allowed by", [&given.by, ", on ", &given.on].concat())}
        </dl>
        <form method="post" action=addresses::user_page(user, "exemption")>
            <Hidden name="user" value=user.to_string() />
            <button class="nhsuk-button nhsuk-button--warning" type="submit" name="step" value="end">"End this now"</button>
        </form>
    }
}

#[component]
fn Begin(view: Exempting, submitted: RwSignal<Submitted>) -> impl IntoView {
    let code = view.asks_code.then(|| view! { <CodeField submitted /> });
    let heading = view.running.is_some().then(|| {
        view! { <h2 class="nhsuk-heading-m">"Allow it until another day"</h2> }
    });
    let hint = view! {
        <p>
            "This person manages access, so they need a second factor. Do this when they cannot set one up yet, for example because "
            "their new phone has not come. Make sure first that it is really them."
        </p>
        <ul class="nhsuk-list nhsuk-list--bullet">
            <li>"They log in with their password alone until the end of the last day. Then we ask them to set up a second factor."</li>
            <li>"They cannot make anybody an administrator or reset a second factor until they have one."</li>
            <li>"The last day can be " {view.latest} " at the latest. If they need longer, allow it again then."</li>
            <li>"It ends as soon as they set one up."</li>
            <li>"They and the administrators of their practices can see it, with the reason."</li>
        </ul>
    };
    view! {
        {heading}
        {hint}
        <form method="post" action=addresses::user_page(view.user, "exemption") novalidate>
            <Hidden name="user" value=view.user.to_string() />
            <Hidden name="idempotency_key" value=view.idempotency_key />
            <TextareaField submitted name="reason" label="Reason"
                hint="Why they have no second factor yet, and how you made sure that it is them. This is recorded." />
            <DateFields submitted name="ends" legend="Last day" hint="After today, and within 30 days. For example, 4 12 2026" />
            {code}
            <button class="nhsuk-button" type="submit" name="step" value="begin">"Let them log in without a second factor"</button>
        </form>
    }
}
