//! Leaving a practice, and coming back.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{LeaveView, OtherPlace, api::read_membership, store::HAS_LEFT};
use crate::{
    access::{MembershipStatus, list},
    base::error::AppError,
    ui::{
        BackLink, CheckList, CodeField, DateFields, ErrorSummary, FormState, Hidden, Page,
        Submitted, Success, TextareaField, addresses, load, use_query_map, use_submitted, view,
    },
};

/// A user's place at a practice.
#[component]
pub fn LeavePage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let submitted = use_submitted();
    let key = move || {
        (
            params.read().get("id").unwrap_or_default(),
            query.read().get("practice").unwrap_or_default(),
            query.read().get("leaving").unwrap_or_default(),
        )
    };
    load(
        key,
        |(user, practice, leaving)| async move {
            let user = user.parse().map_err(|_| AppError::NotFound)?;
            let practice = practice.parse().map_err(|_| AppError::NotFound)?;
            read_membership(user, practice, leaving).await
        },
        move |view: LeaveView| {
            let done = query.read_untracked().get("done");
            let leaving = query.read_untracked().get("leaving");
            if submitted.with_untracked(|form| form.values.is_empty()) {
                submitted.update_untracked(|form| {
                    *form = leaving_now(&view, leaving.as_deref() == Some("everywhere"));
                });
            }
            view! { <Membership view done submitted /> }
        },
    )
}

/// The form at its check, with every practice ticked if they leave everywhere: whoever asked for that has nothing to fill in
/// first. Empty for others.
fn leaving_now(view: &LeaveView, everywhere: bool) -> Submitted {
    let Some(check) = &view.leaving else {
        return Submitted::default();
    };
    let text = |name: &str, value: String| (name.to_owned(), value);
    let also = view.others.iter().filter(|_| everywhere);
    let also = also.map(|other| text("also[]", other.value()));
    let values = [
        text("user", view.user.to_string()),
        text("practice", view.practice.to_string()),
        text("version", view.version.to_string()),
        text("idempotency_key", view.idempotency_key.clone()),
        text("reason", HAS_LEFT.to_owned()),
    ];
    Submitted {
        values: values.into_iter().chain(also).collect(),
        form_state: FormState {
            step: "check".to_owned(),
            check: Some(check.clone()),
            ..FormState::default()
        },
    }
}

#[component]
fn Membership(
    view: LeaveView,
    done: Option<String>,
    submitted: RwSignal<Submitted>,
) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let checking = submitted.with_untracked(|form| form.form_state.step == "check");
    let edit_conflict = submitted.with_untracked(|form| form.form_state.edit_conflict.clone());
    let back = addresses::user(view.user);
    let done = done.map(|done| {
        let text = match done.as_str() {
            "left" => {
                "They are deactivated here. Their access has ended. We will tell them by email."
            }
            "left-several" => {
                "They are deactivated at all the practices you chose. Their access there has ended. We will tell them by email."
            }
            "leaves" => "Their last day is set. We will tell them by email.",
            "leaves-several" => {
                "Their last day is set at all the practices you chose. We will tell them by email."
            }
            "stays" => "They stay. Their roles no longer have a last day.",
            _ => "They are back, with the roles that you can give and those from the Performers List.",
        };
        view! { <Success><p class="nhsuk-notification-banner__heading">{text}</p></Success> }
    });
    let edit_conflict = (!edit_conflict.is_empty()).then(|| {
        view! {
            <div class="nhsuk-inset-text">
                <p>"What somebody else changed in the meantime:"</p>
                <ul>{edit_conflict.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
            </div>
        }
    });
    let title = match (checking, view.status) {
        (true, _) => ["Check before ", &view.name, " is deactivated"].concat(),
        (_, MembershipStatus::Deactivated) => [&view.name, " at ", &view.practice_name].concat(),
        _ => ["Deactivate ", &view.name, " at ", &view.practice_name].concat(),
    };
    let content = match (checking, view.status) {
        (true, _) => view! { <Checked view submitted /> },
        (_, MembershipStatus::Deactivated) => view! { <Gone view submitted /> },
        _ => view! { <Here view submitted /> },
    };
    view! {
        <Page title wrong above=move || view! {
            <BackLink href=back.clone() text="Back to the roles" />
            <ErrorSummary submitted />
        }>
            {done}
            {edit_conflict}
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">{content}</div>
            </div>
        </Page>
    }
}

/// What every form of this page sends.
#[component]
fn Sent(view: LeaveView) -> impl IntoView {
    view! {
        <Hidden name="user" value=view.user.to_string() />
        <Hidden name="practice" value=view.practice.to_string() />
        <Hidden name="version" value=view.version.to_string() />
        <Hidden name="idempotency_key" value=view.idempotency_key />
    }
}

/// Somebody who works there.
#[component]
fn Here(view: LeaveView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let action = addresses::leave(view.user, &view.practice);
    let roles = if view.roles.is_empty() {
        "They hold no role here.".to_owned()
    } else {
        ["They hold ", &list(&view.roles), "."].concat()
    };
    let set = (!view.last_day.is_empty()).then(|| {
        let (action, view) = (action.clone(), view.clone());
        let code = view.asks_code.then(|| view! { <CodeField submitted /> });
        view! {
            <div class="nhsuk-inset-text">
                <p>"Their last day here is " <strong>{view.last_day.clone()}</strong> "."</p>
                <form method="post" action=action>
                    <Sent view />
                    <Hidden name="step" value="stay" />
                    {code}
                    <button class="nhsuk-button nhsuk-button--secondary" type="submit">"They stay after all"</button>
                </form>
            </div>
        }
    });
    let others = view.others.clone();
    let also = (!others.is_empty()).then(|| view! { <AlsoAt others submitted /> });
    view! {
        {set}
        <p>{roles} " When they leave, their access at this practice ends, and nothing changes at practices you do not choose. You can bring them back later with the same roles."</p>
        <form method="post" action=action novalidate>
            <Sent view />
            <Hidden name="step" value="check" />
            {also}
            <DateFields submitted name="ends" legend="Last day" hint="Optional. Leave empty if they have already left, to end their access at once." />
            <TextareaField submitted name="reason" label="Reason" hint="For example: left the practice. It is recorded." />
            <button class="nhsuk-button" type="submit">"Continue"</button>
        </form>
    }
}

/// The other practices that they may leave with this one.
#[component]
fn AlsoAt(others: Vec<OtherPlace>, submitted: RwSignal<Submitted>) -> impl IntoView {
    let boxes = others.into_iter().map(|other| {
        let (value, id) = (other.value(), ["also-", other.practice.as_ref()].concat());
        let ticked = submitted.with_untracked(|form| form.values_of("also[]").any(|sent| sent == value));
        let roles = if other.roles.is_empty() {
            "No roles".to_owned()
        } else {
            other.roles
        };
        let hint = [&id, "-hint"].concat();
        view! {
            <div class="nhsuk-checkboxes__item">
                <input class="nhsuk-checkboxes__input" type="checkbox" id=id.clone() name="also[]" value=value checked=ticked aria-describedby=hint.clone() />
                <label class="nhsuk-label nhsuk-checkboxes__label" for=id>{other.name} " (" {other.practice.to_string()} ")"</label>
                <div class="nhsuk-hint nhsuk-checkboxes__hint" id=hint>{roles}</div>
            </div>
        }
    });
    view! {
        <div class="nhsuk-form-group">
            <fieldset class="nhsuk-fieldset">
                <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">"Where else do they leave?"</legend>
                <div class="nhsuk-checkboxes">{boxes.collect_view()}</div>
            </fieldset>
        </div>
    }
}

/// The list before it is done.
#[component]
fn Checked(view: LeaveView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let action = addresses::leave(view.user, &view.practice);
    view! {
        <form method="post" action=action novalidate>
            <CheckList submitted button="Deactivate" />
        </form>
    }
}

/// Somebody who left.
#[component]
fn Gone(view: LeaveView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let action = addresses::leave(view.user, &view.practice);
    let reason =
        (!view.reason.is_empty()).then(|| view! { <p>"Reason: " {view.reason.clone()}</p> });
    let yours: Vec<_> = view
        .roles
        .iter()
        .filter(|role| !view.not_yours.contains(role))
        .cloned()
        .collect();
    let others = (!view.not_yours.is_empty()).then(|| {
        let roles = list(&view.not_yours);
        view! { <p>"They also held " {roles} ". Somebody else decides about that."</p> }
    });
    let held = (!yours.is_empty()).then(|| {
        let roles = list(&yours);
        view! { <p>"When they left they held " <strong>{roles}</strong> "."</p> }
    });
    let automatic = (!view.automatic.is_empty()).then(|| {
        let roles = list(&view.automatic);
        view! { <p>"They are a GP. " <strong>{roles}</strong> " comes from the Performers List, and gives access again once they are back."</p> }
    });
    let back = if yours.is_empty() && view.automatic.is_empty() {
        view! { <p>"There is no role that you can bring back. Tick roles in the role table to make them active again."</p> }
    } else {
        let code = view.asks_code.then(|| view! { <CodeField submitted /> });
        let words = if yours.is_empty() {
            "Bring them back"
        } else {
            "Bring them back with these roles"
        };
        view! {
            {held}
            {automatic}
            <form method="post" action=action>
                <Sent view=view.clone() />
                <Hidden name="step" value="return" />
                {code}
                <button class="nhsuk-button" type="submit">{words}</button>
            </form>
        }
    };
    view! {
        <p>"Deactivated since " {view.since.clone()} "."</p>
        {reason}
        {back}
        {others}
    }
}
