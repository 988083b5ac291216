//! The accounts of a practice that nobody uses.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{Soon, UnusedView, api::read_unused, rules::GRACE};
use crate::{
    base::{clock::date_of, error::AppError},
    ui::{
        BackLink, CodeField, ErrorSummary, Hidden, Page, Submitted, Success, addresses,
        error_message, load, use_query_map, use_submitted, view,
    },
    users::left::{
        Left,
        rules::{box_id, value},
    },
};

/// The accounts of a practice that nobody uses.
#[component]
pub fn UnusedPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let submitted = use_submitted();
    load(
        move || params.read().get("ods").unwrap_or_default(),
        |practice| async move { read_unused(practice.parse().map_err(|_| AppError::NotFound)?).await },
        move |view: UnusedView| {
            let done = query.read_untracked().get("done");
            view! { <Unused view done submitted /> }
        },
    )
}

#[component]
fn Unused(view: UnusedView, done: Option<String>, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let title = ["Accounts nobody uses at ", &view.name].concat();
    let grace = GRACE.to_string();
    let done = done.map(|count| {
        let who = if count == "1" { "1 person is back" } else { "They are back" };
        view! {
            <Success>
                <p class="nhsuk-notification-banner__heading">{who} ", with the roles you can give."</p>
                <p>"They have " {grace.clone()} " days to log in. After that their access ends again."</p>
            </Success>
        }
    });
    let rule = [
        "If somebody does not log in for ",
        &view.days.to_string(),
        " days, their access here ends by itself. An invitation that is not used closes after ",
        &view.invitation_days.to_string(),
        " days. We send emails before that. To keep their access, people only have to log in once. The last user administrator of a service always stays, and so do GPs who are linked with the practice.",
    ]
    .concat();
    let history = addresses::practice_page(&view.practice, "history");
    let (soon, lapsed) = (view.soon.clone(), view.lapsed.clone());
    view! {
        <Page title wrong above=move || view! {
            <BackLink href="/tasks" text="Tasks" />
            <ErrorSummary submitted />
        }>
            {done}
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <p>{rule}</p>
                    <h2 class="nhsuk-heading-m">"Access that ends soon"</h2>
                    <SoonList people=soon practice=view.practice.to_string() />
                    <h2 class="nhsuk-heading-m">"Access that has ended"</h2>
                    <LapsedList view people=lapsed submitted />
                    <p><a href=history>"Everything recorded at this practice"</a></p>
                </div>
            </div>
        </Page>
    }
}

#[component]
fn SoonList(people: Vec<Soon>, practice: String) -> impl IntoView {
    if people.is_empty() {
        return view! { <p>"Nobody's access ends soon."</p> };
    }
    let people = people.into_iter().map(|one| {
        let leave = addresses::leave(one.user, &practice);
        let name = one.name.clone();
        view! {
            <div class="nhsuk-card">
                <div class="nhsuk-card__content">
                    <h3 class="nhsuk-card__heading nhsuk-heading-s"><a href=addresses::user(one.user)>{one.name}</a></h3>
                    <p>{one.username} ": " {one.unused} ". " {one.fate} "."</p>
                    <p class="nhsuk-u-margin-bottom-0"><a href=leave>"They have left: end their access now" <span class="nhsuk-u-visually-hidden">": " {name}</span></a></p>
                </div>
            </div>
        }
    });
    view! { <div>{people.collect_view()}</div> }
}

#[component]
fn LapsedList(
    view: UnusedView,
    people: Vec<Left>,
    submitted: RwSignal<Submitted>,
) -> impl IntoView {
    if people.is_empty() {
        return view! { <p>"Nobody's access has ended in this way."</p> };
    }
    let action = addresses::practice_page(&view.practice, "unused");
    let error = submitted
        .with_untracked(|form| form.error("people"))
        .map(|message| error_message(None, message));
    let able = |one: &&Left| !one.back.is_empty();
    let count = people.iter().filter(able).count();
    let button = match count {
        0 => None,
        1 => Some("Bring back"),
        _ => Some("Bring back those I have ticked"),
    };
    let button =
        button.map(|words| view! { <button class="nhsuk-button" type="submit">{words}</button> });
    let code = view.asks_code.then(|| view! { <CodeField submitted /> });
    let grace = GRACE.to_string();
    let several = count > 1;
    let people = people
        .into_iter()
        .map(|one| view! { <Gone one several submitted /> })
        .collect_view();
    view! {
        <p>"These people have no access here now. Their roles are remembered. When you bring somebody back, they have " {grace} " days to log in."</p>
        <form id="people" method="post" action=action novalidate autocomplete="off" tabindex="-1">
            <Hidden name="practice" value=view.practice.to_string() />
            <Hidden name="idempotency_key" value=view.idempotency_key />
            {error}
            {people}
            {code}
            {button}
        </form>
    }
}

/// Somebody whose access has ended: a box to tick if there are several who can be brought back.
#[component]
fn Gone(one: Left, several: bool, submitted: RwSignal<Submitted>) -> impl IntoView {
    let (id, value) = (box_id(one.user), value(one.user, one.version));
    // Where there is no box to lead to, an error leads to the person.
    let card = (!several).then(|| id.clone());
    let error = submitted
        .with_untracked(|form| form.error(&id))
        .map(|message| error_message(None, message));
    let ticked =
        submitted.with_untracked(|form| form.values_of("people[]").any(|one| *one == value));
    let name = one.name.clone();
    let others = (!one.others.is_empty()).then(|| {
        view! { <p>"They also held " {one.others.clone()} ". Somebody else decides about that."</p> }
    });
    let held = if one.back.is_empty() {
        "There is no role that you can bring back. Tick roles in their role table to make them active again.".to_owned()
    } else {
        ["They held ", &one.back, "."].concat()
    };
    let back = match (one.back.is_empty(), several) {
        (true, _) => None,
        (false, false) => Some(view! { <Hidden name="people[]" value /> }),
        (false, true) => Some(view! {
            <div class="nhsuk-checkboxes nhsuk-checkboxes--small">
                <div class="nhsuk-checkboxes__item">
                    <input class="nhsuk-checkboxes__input" id=id.clone() name="people[]" type="checkbox" value=value checked=ticked />
                    <label class="nhsuk-label nhsuk-checkboxes__label" for=id>"Bring back " {name}</label>
                </div>
            </div>
        }),
    };
    view! {
        <div class="nhsuk-card" id=card tabindex="-1">
            <div class="nhsuk-card__content">
                <h3 class="nhsuk-card__heading nhsuk-heading-s"><a href=addresses::user(one.user)>{one.name}</a></h3>
                {error}
                <p>{one.username} ". Since " {date_of(one.since).in_words()} ". " {one.reason} "."</p>
                <p>{held}</p>
                {others}
                {back}
            </div>
        </div>
    }
}
