//! Adding many people: at which practice, the lines, then the list of what happens to each.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{AddPeopleView, read_form, where_to_add};
use crate::{
    base::{error::AppError, ids::OdsCode},
    ui::{
        BackLink, CheckList, ErrorSummary, FileField, Hidden, Page, SelectField, Submitted,
        Success, TextareaField, addresses, load, use_query_map, use_submitted, view,
    },
};

/// At which practice people are added.
#[component]
pub fn WherePage() -> impl IntoView {
    load(
        || (),
        |()| where_to_add(),
        |practices: Vec<(OdsCode, String)>| {
            let link = |(ods, name): (OdsCode, String)| {
                let to = addresses::practice_page(&ods, "people/new");
                view! { <li><a href=to>{[&name, " (", ods.as_ref(), ")"].concat()}</a></li> }
            };
            let links = practices.into_iter().map(link).collect_view();
            view! {
                <Page title="Add many people" above=move || view! { <BackLink href="/users/new" text="Create a user" /> }>
                    <p>"Choose the practice that the people work at."</p>
                    <ul class="nhsuk-list nhsuk-list--bullet">{links}</ul>
                </Page>
            }
        },
    )
}

/// The form for many people of one practice.
#[component]
pub fn AddPeoplePage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let submitted = use_submitted();
    load(
        move || {
            let practice = params.read().get("ods").unwrap_or_default();
            (practice, query.read().get("done").unwrap_or_default())
        },
        |(practice, done): (String, String)| async move {
            read_form(practice.parse().map_err(|_| AppError::NotFound)?, done).await
        },
        move |view: AddPeopleView| view! { <AddPeople view submitted /> },
    )
}

#[component]
fn AddPeople(view: AddPeopleView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let checking = submitted.with_untracked(|form| form.form_state.step == "check");
    let action = addresses::practice_page(&view.practice, "people/new");
    let back = addresses::practice_page(&view.practice, "users");
    let saved = view.saved.then(|| view! { <Saved users=back.clone() /> });
    let (title, content) = if checking {
        let list = view! { <CheckList submitted button="Add the people" /> };
        (
            "Check before you add the people".to_owned(),
            list.into_any(),
        )
    } else {
        let form = view! { <Lines view=view.clone() submitted /> };
        (
            ["Add many people to ", &view.name].concat(),
            form.into_any(),
        )
    };
    let about = (!checking).then(|| view! { <About view /> });
    view! {
        <Page title wrong above=move || view! {
            <BackLink href=back.clone() text="Users and roles" />
            <ErrorSummary submitted />
        }>
            {saved}
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    {about}
                    <form method="post" action=action enctype="multipart/form-data" novalidate>{content}</form>
                </div>
            </div>
        </Page>
    }
}

#[component]
fn Saved(users: String) -> impl IntoView {
    view! {
        <Success>
            <p class="nhsuk-notification-banner__heading">"The people are added."</p>
            <p>
                "We are emailing each of them. People with a new account get an invitation. "
                <a class="nhsuk-notification-banner__link" href=users>"See everybody at the practice"</a>
            </p>
        </Success>
    }
}

#[component]
fn Lines(view: AddPeopleView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let mut options = vec![(String::new(), "None: each line has its roles".to_owned())];
    let sets = view.sets.iter();
    options.extend(sets.map(|set| {
        let words = [&set.name, ": ", &set.in_words()].concat();
        (set.id.to_string(), words)
    }));
    let chosen = submitted.with_untracked(|form| form.value("set"));
    view! {
        <Hidden name="practice" value=view.practice.to_string() />
        <Hidden name="idempotency_key" value=view.idempotency_key />
        <Hidden name="step" value="check" />
        <FileField submitted name="file" label="The file" hint="CSV" />
        <TextareaField submitted name="lines" label="Or paste the lines" hint="You can copy them from a spreadsheet" rows="8" />
        <SelectField name="set" label="Role set for lines without roles" options chosen />
        <button class="nhsuk-button" type="submit">"Check the lines"</button>
    }
}

#[component]
fn About(view: AddPeopleView) -> impl IntoView {
    let sets = addresses::practice_page(&view.practice, "role-sets");
    view! {
        <p>"Nothing is saved yet. You first see each line that has a mistake, or what happens to each person if there are none."</p>
        <p>"Do not add GPs to give them GP roles. These come from the Performers List."</p>
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"What the lines look like"</span></summary>
            <div class="nhsuk-details__text">
                <p>"One line for each person, up to 500 lines: first name, last name, email address, roles. Put commas, semicolons or tabs between them. For example:"</p>
                <p><code>"Ann,Lee,ann.lee@nhs.net,View Claims; Statements"</code></p>
                <p>"The first line may name the columns. They can then have another order:"</p>
                <p><code>"email,first name,last name,roles"</code></p>
                <p>"Write roles by their names, as you see them in the role table, or write the name of a role set. A line without roles gets the role set that you choose here. Someone who has an account already needs no name."</p>
            </div>
        </details>
        <p><a href=sets>"See and change the role sets"</a></p>
    }
}
