//! The pensions desk: its queue, and who belongs to it.

use leptos::prelude::*;

use super::{done, form_page, tag};
use crate::{
    base::ids::UserId,
    pensions::{
        api::{desk::open_desk_officers, open_desk},
        views::DeskLine,
    },
    ui::{
        BackLink, CodeField, ErrorSummary, Page, Submitted, load, table, use_query_map,
        use_submitted, view,
    },
};

/// What waits for the desk, or what it has decided.
#[component]
pub fn DeskPage() -> impl IntoView {
    let query = use_query_map();
    load(
        move || query.read().get("show").unwrap_or_default(),
        open_desk,
        move |(lines, count): (Vec<DeskLine>, i64)| {
            let decided = query.read_untracked().get("show").as_deref() == Some("decided");
            view! { <Desk lines count decided /> }
        },
    )
}

/// What stands in each column.
const COLUMNS: [&str; 6] = [
    "Reference",
    "Member",
    "Form",
    "Status",
    "Submitted",
    "Decided",
];

#[component]
fn Desk(lines: Vec<DeskLine>, count: i64, decided: bool) -> impl IntoView {
    let shown = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let words = match (count, decided) {
        (0, false) => "No forms are waiting.".to_owned(),
        (0, true) => "Nothing has been decided yet.".to_owned(),
        (1, false) => "1 form is waiting.".to_owned(),
        (count, false) if count > shown => [
            &count.to_string(),
            " forms are waiting. These are the oldest ",
            &shown.to_string(),
            ".",
        ]
        .concat(),
        (count, false) => [&count.to_string(), " forms wait."].concat(),
        (count, true) if count > shown => [
            &count.to_string(),
            " forms were decided. These are the newest ",
            &shown.to_string(),
            ".",
        ]
        .concat(),
        (count, true) => [&count.to_string(), " decided."].concat(),
    };
    let content =
        (!lines.is_empty()).then(|| table("Pension forms", COLUMNS, lines.into_iter().map(row)));
    let other = if decided {
        view! { <a href="/pensions/desk">"Forms that are waiting"</a> }
    } else {
        view! { <a href="/pensions/desk?show=decided">"What was decided"</a> }
    };
    view! {
        <Page title="Pensions desk" wide=true above=move || view! { <BackLink href="/" text="Home" /> }>
            <p>"End-of-year pension forms that were submitted. The oldest are at the top."</p>
            <p>{words}</p>
            {content}
            <p class="app-links">{other} <a href="/pensions/desk/officers">"Who belongs to the desk"</a></p>
        </Page>
    }
}

fn row(line: DeskLine) -> [AnyView; 6] {
    [
        view! { <a href=form_page(line.id, "")>{line.reference}</a> }.into_any(),
        line.member.into_any(),
        line.title.into_any(),
        tag(Some(line.stage)),
        line.declared.into_any(),
        line.decided.into_any(),
    ]
}

/// Which registration officers belong to the desk.
#[component]
pub fn DeskOfficersPage() -> impl IntoView {
    let (submitted, query) = (use_submitted(), use_query_map());
    load(
        || (),
        |()| open_desk_officers(),
        move |(officers, asks_code): (Vec<(UserId, String, String)>, bool)| {
            let saved = query.read_untracked().get("done").is_some();
            view! { <Officers officers asks_code saved submitted /> }
        },
    )
}

#[component]
fn Officers(
    officers: Vec<(UserId, String, String)>,
    asks_code: bool,
    saved: bool,
    submitted: RwSignal<Submitted>,
) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let told = saved.then(|| {
        done(
            "Saved.",
            "The history shows who gave or took away the pensions desk.",
        )
    });
    let code = asks_code.then(|| view! { <CodeField submitted /> });
    let on_desk = officers.iter().filter(|(_, _, since)| !since.is_empty());
    let on_desk =
        on_desk.map(|(_, name, since)| view! { <li>{[name, ", since ", since].concat()}</li> });
    let on_desk: Vec<_> = on_desk.collect();
    let none = on_desk
        .is_empty()
        .then(|| view! { <p>"Nobody. Forms that are submitted wait until someone does."</p> });
    let choices = officers.into_iter().enumerate().map(|(place, (id, name, since))| {
        let field = if place == 0 { "officer".to_owned() } else { ["officer-", &place.to_string()].concat() };
        let words = if since.is_empty() { name } else { [&name, " (on the desk)"].concat() };
        view! {
            <div class="nhsuk-radios__item">
                <input class="nhsuk-radios__input" id=field.clone() name="officer" type="radio" value=id.to_string() />
                <label class="nhsuk-label nhsuk-radios__label" for=field>{words}</label>
            </div>
        }
    });
    view! {
        <Page title="Who belongs to the pensions desk" wrong above=move || view! {
            <BackLink href="/pensions/desk" text="Pensions desk" />
            <ErrorSummary submitted />
        }>
            {told}
            <p>"Officers on the pensions desk see the submitted forms and their figures. They approve or reject each form. Other officers do not see them."</p>
            <h2 class="nhsuk-heading-m">"On the desk"</h2>
            {none}
            <ul>{on_desk}</ul>
            <h2 class="nhsuk-heading-m">"Change it"</h2>
            <form method="post" action="/pensions/desk/officers" novalidate>
                <fieldset class="nhsuk-fieldset nhsuk-form-group">
                    <legend class="nhsuk-fieldset__legend">"Officer"</legend>
                    <div class="nhsuk-radios">{choices.collect_view()}</div>
                </fieldset>
                {code}
                <button class="nhsuk-button" type="submit" name="step" value="give">"Give the desk"</button>
                " "
                <button class="nhsuk-button nhsuk-button--warning" type="submit" name="step" value="take">"Take it away"</button>
            </form>
        </Page>
    }
}
