//! One registration officer.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{change::Changes, tag};
use crate::{
    base::error::AppError,
    database::Failure,
    officers::{
        model::{Officer, OfficerView},
        rules::Standing,
        store,
    },
    ui::{
        BackLink, ErrorSummary, Page, Submitted, addresses, done_and_next, load, summary_row,
        use_query_map, use_submitted, view,
    },
    web::{Request, answer},
};

async fn officer(id: String) -> Result<OfficerView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let (permit, now) = (actor.registration()?, request.app.clock.now());
        let id = id
            .parse()
            .map_err(|_| Failure::Public(AppError::NotFound))?;
        store::officer(&request.app.db, &actor, permit, id, now).await
    })
    .await
}

/// How somebody stands in the registration team, and what can be done about it.
#[component]
pub fn OfficerPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let submitted = use_submitted();
    load(
        move || params.read().get("id").unwrap_or_default(),
        officer,
        move |view: OfficerView| {
            let done = query.read_untracked().get("done").unwrap_or_default();
            view! { <One view done submitted /> }
        },
    )
}

#[component]
fn One(view: OfficerView, done: String, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let title = view.officer.name.clone();
    let done = said(&done, &view.officer);
    view! {
        <Page title wrong above=move || view! {
            <BackLink href="/officers" text="Registration officers" />
            <ErrorSummary submitted />
        }>
            {done}
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <Facts officer=view.officer.clone() link=view.link.clone() />
                    <Changes view submitted />
                </div>
            </div>
        </Page>
    }
}

/// What was done, as long as it is still so: the address may be kept.
fn said(done: &str, officer: &Officer) -> Option<AnyView> {
    let (what, next) = match (done, officer.standing) {
        ("invited" | "reactivate", Standing::Invited) => (
            "The invitation will be sent.",
            "Its link works for 72 hours. They choose a password with it and set up a second factor.",
        ),
        ("resend", Standing::Invited) => (
            "A new invitation will be sent.",
            "The earlier link no longer works.",
        ),
        ("withdraw", Standing::Withdrawn) => (
            "The invitation was withdrawn.",
            "Its link no longer works. You can invite them again at any time.",
        ),
        ("deactivate", Standing::Deactivated) => (
            "They are no longer a registration officer.",
            "They were logged out everywhere and cannot log in. We will tell them and the other registration officers by email.",
        ),
        ("reactivate", Standing::Active) => (
            "They are a registration officer again.",
            "They log in with the password and the second factor that they had. We will tell them and the other registration officers by email.",
        ),
        ("there", _) => {
            return Some(view! {
                <div class="nhsuk-inset-text">
                    <p>"No invitation was sent, because this person already has that address. This page shows their place in the team."</p>
                </div>
            });
        }
        _ => return None,
    };
    Some(done_and_next(what, next))
}

#[component]
fn Facts(officer: Officer, link: String) -> impl IntoView {
    let (id, standing) = (officer.id, officer.standing);
    let ended = if standing == Standing::Withdrawn {
        "Withdrawn"
    } else {
        "Deactivated"
    };
    let if_any = |key, value: String| (!value.is_empty()).then(|| summary_row(key, value));
    view! {
        <dl class="nhsuk-summary-list">
            {summary_row("Email address", officer.username)}
            <div class="nhsuk-summary-list__row">
                <dt class="nhsuk-summary-list__key">"State"</dt>
                <dd class="nhsuk-summary-list__value">{tag(standing)}</dd>
            </div>
            {summary_row("Last logged in", officer.last_sign_in)}
            {summary_row("Invited", officer.invited)}
            {if_any("Link in the invitation", link)}
            {if_any(ended, officer.ended)}
        </dl>
        <p class="app-links">
            <a href=addresses::user_page(id, "history")>"History of this officer"</a>
            <a href=addresses::user_page(id, "sign-in")>"Help with logging in"</a>
        </p>
    }
}
