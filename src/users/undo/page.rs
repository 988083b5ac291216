//! A change, and the button that takes it back.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{UndoView, api::read_undo};
use crate::ui::{
    BackLink, CheckList, ErrorSummary, Field, Hidden, Page, Submitted, Success, load,
    use_query_map, use_submitted, view,
};

/// Taking back a change.
#[component]
pub fn UndoPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let submitted = use_submitted();
    load(
        move || params.read().get("change").unwrap_or_default(),
        read_undo,
        move |view: UndoView| {
            let done = query.read_untracked().get("done").is_some();
            view! { <Undo view done submitted /> }
        },
    )
}

#[component]
fn Undo(view: UndoView, done: bool, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let checking = submitted.with_untracked(|form| form.form_state.step == "check");
    let action = ["/undo/", &view.change].concat();
    let back = view.history.clone();
    let title = match (done, checking) {
        (true, _) => "The change is undone",
        (_, true) => "Check what will be undone",
        _ => "Undo a change",
    };
    let content = if done {
        view! { <Done view /> }.into_any()
    } else if checking {
        view! {
            <form method="post" action=action novalidate>
                <CheckList submitted button="Undo this change" />
            </form>
        }
        .into_any()
    } else {
        view! { <Change view action submitted /> }.into_any()
    };
    view! {
        <Page title wrong above=move || view! {
            <BackLink href=back.clone() text="Back to the history" />
            <ErrorSummary submitted />
        }>
            {content}
        </Page>
    }
}

#[component]
fn Done(view: UndoView) -> impl IntoView {
    view! {
        <Success>
            <p class="nhsuk-notification-banner__heading">"The change is undone."</p>
            <p>"We will tell everybody it is about by email. The history says that you undid it."</p>
        </Success>
        <p>{view.what}</p>
        <LeftOut left_out=view.left_out />
    }
}

/// What stays as it is now.
#[component]
fn LeftOut(left_out: Vec<String>) -> impl IntoView {
    (!left_out.is_empty()).then(|| {
        let left_out = left_out
            .into_iter()
            .map(|told| view! { <li>{told}</li> })
            .collect_view();
        view! {
            <h2 class="nhsuk-heading-s">"What stays as it is now"</h2>
            <ul class="nhsuk-list nhsuk-list--bullet">{left_out}</ul>
        }
    })
}

#[component]
fn Change(view: UndoView, action: String, submitted: RwSignal<Submitted>) -> impl IntoView {
    if !view.why_not.is_empty() {
        return view! {
            <p>{view.what}</p>
            <p>{view.why_not}</p>
            <LeftOut left_out=view.left_out />
        }
        .into_any();
    }
    let until = [
        "You can undo a change for 7 days: this one until ",
        &view.until,
        ".",
    ];
    let label = if view.asks_why {
        "Why do you undo it?"
    } else {
        "Why do you undo it? (optional)"
    };
    view! {
        <div id="roles" tabindex="-1">
            <p>{view.what}</p>
            <p>
                "Roles that were given end, and roles that were taken come back with their own last days. What somebody has changed again since then stays as it is. You see everything before it happens."
            </p>
            <p>{until.concat()}</p>
            <LeftOut left_out=view.left_out />
        </div>
        <form method="post" action=action novalidate>
            <Hidden name="change" value=view.change />
            <Hidden name="seen" value=view.seen />
            <Hidden name="idempotency_key" value=view.idempotency_key />
            <Field submitted name="reason" label />
            <button class="nhsuk-button" type="submit" name="step" value="check">"Continue"</button>
        </form>
    }
    .into_any()
}
