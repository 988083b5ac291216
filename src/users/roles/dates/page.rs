//! The page on which the dates of one grant are changed.

use leptos::{prelude::*, server_fn::ServerFn as _};
use leptos_router::hooks::use_params_map;

use super::{
    DatesView,
    api::{ChangeDates, read_dates},
};
use crate::{
    access::Grant,
    base::error::AppError,
    ui::{
        BackLink, CheckList, DateFields, ErrorSummary, Hidden, Page, PostForm, Submitted,
        TextareaField, addresses, load, use_query_map, use_submitted, view,
    },
    users::roles::edit_conflict::{Meanwhile, times_told},
};

/// One grant and its dates.
#[component]
pub fn DatesPage() -> impl IntoView {
    let submitted = use_submitted();
    let (params, query) = (use_params_map(), use_query_map());
    let told = times_told(submitted);
    let key = move || {
        let query = query.read();
        (
            params.read().get("id").unwrap_or_default(),
            query.get("practice").unwrap_or_default(),
            query.get("role").unwrap_or_default(),
            told.with(|(times, _)| *times),
        )
    };
    load(
        key,
        |(user, practice, role, _)| async move {
            let user = user.parse().map_err(|_| AppError::NotFound)?;
            let practice = practice.parse().map_err(|_| AppError::NotFound)?;
            let role = crate::access::Role::from_code(&role).ok_or(AppError::NotFound)?;
            read_dates(user, practice, role).await
        },
        move |view: DatesView| view! { <Dates view submitted /> },
    )
}

#[component]
fn Dates(view: DatesView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let checking = Memo::new(move |_| submitted.with(|form| form.form_state.step == "check"));
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let role = view.role.name();
    let title = Signal::derive(move || {
        if checking.get() {
            ["Check the new dates of ", role].concat()
        } else {
            ["Change the dates of ", role].concat()
        }
    });
    let back = addresses::user(view.user);
    let text = ["Roles of ", &view.name].concat();
    let action = addresses::dates(view.user, &view.practice, view.role);
    let on_done = Callback::new(move |()| submitted.set(Submitted::default()));
    let form = match view.grant.clone() {
        None => view! { <NotHeld view=view.clone() /> }.into_any(),
        Some(grant) => view! {
            <About view=view.clone() grant=grant.clone() />
            <PostForm function=ChangeDates::PATH action submitted on_done>
                {move || if checking.get() {
                    view! { <CheckList submitted button="Save dates" /> }.into_any()
                } else {
                    view! { <Fields view=view.clone() grant=grant.clone() submitted /> }.into_any()
                }}
            </PostForm>
        }
        .into_any(),
    };
    view! {
        <Page title wrong above=move || view! {
            <BackLink href=back.clone() text=text.clone() />
            <ErrorSummary submitted />
        }>
            <Meanwhile submitted below="This page shows the dates as they are now, with what you typed kept. Nothing of yours is saved yet." />
            {form}
        </Page>
    }
}

#[component]
fn NotHeld(view: DatesView) -> impl IntoView {
    let words = [
        &view.name,
        " does not hold ",
        view.role.name(),
        " at ",
        &view.practice_name,
        ". Give it in the role table, with dates if you like.",
    ];
    view! { <div class="nhsuk-inset-text"><p>{words.concat()}</p></div> }
}

/// Whose role it is, where, and how they came to it.
#[component]
fn About(view: DatesView, grant: Grant) -> impl IntoView {
    let practice = [&view.practice_name, " (", view.practice.as_ref(), ")"].concat();
    let rows = [
        ("User", view.name),
        ("Practice", practice),
        ("Role", view.role.name().to_owned()),
        ("Given", grant.provenance(view.today)),
    ];
    let rows = rows
        .into_iter()
        .map(|(key, value)| {
            view! {
                <div class="nhsuk-summary-list__row">
                    <dt class="nhsuk-summary-list__key">{key}</dt>
                    <dd class="nhsuk-summary-list__value">{value}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="nhsuk-summary-list">{rows}</dl> }
}

#[component]
fn Fields(view: DatesView, grant: Grant, submitted: RwSignal<Submitted>) -> impl IntoView {
    let hint = if view.reason_needed {
        "The registration team must say why. It is recorded in the history."
    } else {
        "Optional. It is recorded in the history."
    };
    let sent = [
        ("user", view.user.to_string()),
        ("practice", view.practice.to_string()),
        ("role", view.role.code().to_owned()),
        ("version", view.version.to_string()),
        ("idempotency_key", view.idempotency_key),
    ];
    let sent = sent
        .into_iter()
        .map(|(name, value)| view! { <Hidden name value /> })
        .collect_view();
    let start = if grant.starts_on > view.today {
        let value = Some(grant.starts_on);
        view! {
            <DateFields submitted name="starts" legend="First day" hint="The first day of the role. Today's date starts it now." value />
        }
        .into_any()
    } else {
        let began = ["The role began on ", &grant.starts_on.in_words(), "."].concat();
        view! { <p>{began}</p> }.into_any()
    };
    view! {
        {sent}
        {start}
        <DateFields submitted name="ends" legend="Last day" hint="The last day of the role. Leave empty for no end." value=grant.ends_on />
        <TextareaField submitted name="reason" label="Reason" hint />
        <button class="nhsuk-button" type="submit" name="step" value="check">"Change dates"</button>
    }
}
