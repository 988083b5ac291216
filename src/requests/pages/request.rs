//! One request: what is asked, where it stands, and the answer.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    access::list,
    base::error::AppError,
    requests::{Reader, RequestView, api::read_request},
    ui::{
        BackLink, CodeField, ErrorSummary, Hidden, Page, Submitted, Success, TextareaField,
        addresses, load, summary_row, use_query_map, use_submitted, view,
    },
};

/// A request, for whoever made it and for those who may answer.
#[component]
pub fn RequestPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let submitted = use_submitted();
    load(
        move || params.read().get("id").unwrap_or_default(),
        |id| async move { read_request(id.parse().map_err(|_| AppError::NotFound)?).await },
        move |view: RequestView| {
            let done = query.read_untracked().get("done").is_some() && !view.open;
            view! { <Request view done submitted /> }
        },
    )
}

#[component]
fn Request(view: RequestView, done: bool, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let mine = view.reader == Reader::Asker;
    let title = if mine {
        ["Your request at ", &view.practice_name].concat()
    } else {
        [
            &view.asker_name,
            " asks for access at ",
            &view.practice_name,
        ]
        .concat()
    };
    let (back, back_text) = if mine {
        ("/", "Home")
    } else {
        ("/tasks", "Tasks")
    };
    let done = done.then(|| {
        let stands = view.stands.clone();
        let told = if mine {
            ""
        } else {
            "We will tell them by email."
        };
        view! {
            <Success>
                <p class="nhsuk-notification-banner__heading">{stands}</p>
                <p>{told}</p>
            </Success>
        }
    });
    let row =
        |key: &'static str, value: String| (!value.is_empty()).then(|| summary_row(key, value));
    view! {
        <Page title wrong above=move || view! {
            <BackLink href=back text=back_text />
            <ErrorSummary submitted />
        }>
            {done}
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <dl class="nhsuk-summary-list">
                        {row("Who asks", view.asker_account.clone())}
                        {row("Service", view.service.clone())}
                        {row("Roles", list(&view.roles))}
                        {row("Reason", view.reason.clone())}
                        {row("Asked", view.asked.clone())}
                        {row("Status", view.stands.clone())}
                        {row("Answer", view.answer.clone())}
                    </dl>
                    <Next view submitted />
                </div>
            </div>
        </Page>
    }
}

/// What the reader can do about it.
#[component]
fn Next(view: RequestView, submitted: RwSignal<Submitted>) -> impl IntoView {
    if !view.open {
        return ().into_any();
    }
    let user = addresses::user(view.asker);
    let give = match view.reader {
        Reader::Asker => {
            return view! {
                <form method="post" action=addresses::role_request(view.id)>
                    <Hidden name="id" value=view.id.to_string() />
                    <Hidden name="step" value="withdraw" />
                    <button class="nhsuk-button nhsuk-button--secondary" type="submit">"Withdraw the request"</button>
                </form>
            }
            .into_any();
        }
        Reader::Reads => {
            let whose = [
                "Only an administrator of ",
                &view.service,
                " can answer this.",
            ]
            .concat();
            return view! { <p>{whose}</p> }.into_any();
        }
        Reader::Gives { asks_code } => {
            let code = asks_code.then(|| view! { <CodeField submitted /> });
            view! {
                <form method="post" action=addresses::role_request(view.id) novalidate>
                    <Hidden name="id" value=view.id.to_string() />
                    <Hidden name="step" value="give" />
                    {code}
                    <button class="nhsuk-button" type="submit">"Give these roles"</button>
                </form>
            }
        }
        Reader::Refuses => {
            view! {
                <p>
                    "You do not give these roles yourself. If the practice has no administrator, ask it to "
                    <a href="/certifications/new">"ask for one"</a> ": two officers then decide. If it cannot wait, "
                    <a href="/certifications/emergency">"ask a second officer"</a> "."
                </p>
            }
        }
    };
    view! {
        <p><a href=user>{["See what ", &view.asker_name, " has now"].concat()}</a></p>
        {give}
        <h2 class="nhsuk-heading-m">"Or refuse"</h2>
        <form method="post" action=addresses::role_request(view.id) novalidate>
            <Hidden name="id" value=view.id.to_string() />
            <Hidden name="step" value="refuse" />
            <TextareaField submitted name="reason" label="Reason" hint="The person who asked will read it, and it is recorded." />
            <button class="nhsuk-button nhsuk-button--secondary" type="submit">"Refuse"</button>
        </form>
    }
    .into_any()
}
