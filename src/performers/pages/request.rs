//! One request: what is asked for beside what is on record, where it stands, what happened, and the decision.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    access::Role,
    base::error::AppError,
    performers::{Decision, MY_ENTRY, RequestView, TimelineLine, api::read_link_request},
    ui::{
        BackLink, ErrorSummary, Hidden, Page, Panel, Submitted, Success, TextareaField, addresses,
        load, use_query_map, use_submitted, view,
    },
};

/// A request, for the GP and for those who decide or may know of it.
#[component]
pub fn LinkRequestPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let submitted = use_submitted();
    load(
        move || params.read().get("id").unwrap_or_default(),
        |id| async move { read_link_request(id.parse().map_err(|_| AppError::NotFound)?).await },
        move |view: RequestView| {
            let done = query.read_untracked().get("done").unwrap_or_default();
            view! { <Request view done submitted /> }
        },
    )
}

#[component]
fn Request(view: RequestView, done: String, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let own = view.decision == Decision::Withdraw;
    let title = if own {
        ["Your request to ", &view.practice_name].concat()
    } else {
        [&view.gp, " at ", &view.practice_name].concat()
    };
    let practice = addresses::practice_page(&view.practice, "performers");
    let (back, back_text) = if own {
        (MY_ENTRY.to_owned(), "Your Performers List entry")
    } else {
        (practice, "GPs at this practice")
    };
    let who = if own {
        "You asked to ".to_owned()
    } else {
        [&view.gp, " (GMC ", view.gmc_number.as_ref(), ") asks to "].concat()
    };
    let stands = view.stands.clone();
    let timeline = view.timeline.clone();
    view! {
        <Page title wrong above=move || view! {
            <BackLink href=back.clone() text=back_text />
            <ErrorSummary submitted />
        }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <Done view=view.clone() done />
                    <p class="nhsuk-body-l">{who} {view.asks.clone()} "."</p>
                    <p>"Case " <strong>{view.reference.clone()}</strong></p>
                    <Compared view=view.clone() />
                    <h2 class="nhsuk-heading-m">"Status"</h2>
                    {stands.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
                    <Next view submitted />
                    <h2 class="nhsuk-heading-m">"What happened"</h2>
                    <ol class="nhsuk-list app-timeline">
                        {timeline.into_iter().map(|line| view! { <Happened line /> }).collect_view()}
                    </ol>
                </div>
            </div>
        </Page>
    }
}

/// What was just done.
#[component]
fn Done(view: RequestView, done: String) -> impl IntoView {
    match done.as_str() {
        "asked" if view.decision == Decision::Withdraw => view! {
            <Panel title=if view.open { "Sent" } else { "The practice is told" }>
                "Your case reference" <br /> <strong>{view.reference}</strong>
            </Panel>
        }
        .into_any(),
        "already" => view! {
            <div class="nhsuk-inset-text"><p>"You have already asked for this. This is your request."</p></div>
        }
        .into_any(),
        "yes" => {
            let told = if view.decision == Decision::Withdraw {
                "It is withdrawn."
            } else if view.open {
                "You confirmed it for the practice. The registration team has to approve it."
            } else {
                "Your decision is recorded. We will tell the GP by email."
            };
            view! { <Success><p class="nhsuk-notification-banner__heading">{told}</p></Success> }
                .into_any()
        }
        _ => ().into_any(),
    }
}

/// The record beside the request.
#[component]
fn Compared(view: RequestView) -> impl IntoView {
    let open = view.open;
    let rows = view.compared.into_iter().map(|(what, record, asked)| {
        let changed = open && !asked.is_empty() && record != asked;
        let asked = if changed {
            view! { <strong>{asked}</strong> }.into_any()
        } else {
            asked.into_any()
        };
        view! {
            <tr role="row" class="nhsuk-table__row">
                <th scope="row" role="rowheader" class="nhsuk-table__header">{what}</th>
                {open.then(|| view! { <td class="nhsuk-table__cell">{record}</td> })}
                <td class="nhsuk-table__cell">{asked}</td>
            </tr>
        }
    });
    view! {
        <table class="nhsuk-table">
            <caption class="nhsuk-table__caption nhsuk-table__caption--s">
                {if open { "On record and asked for" } else { "What was asked for" }}
            </caption>
            <thead class="nhsuk-table__head">
                <tr role="row">
                    <td class="nhsuk-table__header"></td>
                    {open.then(|| view! { <th scope="col" role="columnheader" class="nhsuk-table__header">"On record"</th> })}
                    <th scope="col" role="columnheader" class="nhsuk-table__header">"Asked for"</th>
                </tr>
            </thead>
            <tbody class="nhsuk-table__body">{rows.collect_view()}</tbody>
        </table>
    }
}

#[component]
fn Happened(line: TimelineLine) -> impl IntoView {
    let why = (!line.why.is_empty()).then(|| view! { <br /> "Reason: " {line.why} });
    view! {
        <li>
            <span class="nhsuk-u-secondary-text-colour">{line.when}</span> <br />
            {line.what} {why}
        </li>
    }
}

/// What the reader can do.
#[component]
fn Next(view: RequestView, submitted: RwSignal<Submitted>) -> impl IntoView {
    if !view.open {
        return ().into_any();
    }
    let action = addresses::link_request(view.id);
    match view.decision {
        Decision::Withdraw => view! {
            <form method="post" action=action>
                <Hidden name="id" value=view.id.to_string() />
                <Hidden name="step" value="withdraw" />
                <button class="nhsuk-button nhsuk-button--secondary" type="submit">"Withdraw the request"</button>
            </form>
        }
        .into_any(),
        Decision::Confirm => view! { <Decide view submitted button="Confirm" /> }.into_any(),
        Decision::Approve => view! { <Decide view submitted button="Approve" /> }.into_any(),
        Decision::Wait => {
            view! { <p>"You do not need to do anything now."</p> }
                .into_any()
        }
        Decision::GiveRole => {
            let give = addresses::give(&view.practice, Role::confirms_links());
            view! {
                <p>
                    "Only a user with the role PL Practice Manager can confirm or reject it. You can "
                    <a href=give>"give somebody that role"</a>
                    ", yourself included."
                </p>
            }
            .into_any()
        }
        Decision::Read => {
            view! { <p>"Only a user with the role PL Practice Manager at the practice can confirm or reject it."</p> }
                .into_any()
        }
    }
}

#[component]
fn Decide(
    view: RequestView,
    submitted: RwSignal<Submitted>,
    button: &'static str,
) -> impl IntoView {
    let (id, action) = (view.id.to_string(), addresses::link_request(view.id));
    view! {
        <form method="post" action=action.clone()>
            <Hidden name="id" value=id.clone() />
            <Hidden name="step" value="confirm" />
            <button class="nhsuk-button" type="submit">{button}</button>
        </form>
        <h3 class="nhsuk-heading-s">"Or reject it"</h3>
        <form method="post" action=action novalidate>
            <Hidden name="id" value=id />
            <Hidden name="step" value="reject" />
            <TextareaField submitted name="reason" label="Why you reject it" hint="The GP will read it, and it is recorded." />
            <button class="nhsuk-button nhsuk-button--secondary" type="submit">"Reject"</button>
        </form>
    }
}
