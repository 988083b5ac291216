//! Those who have left, with a box for each who can be brought back.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    Left, LeftView,
    api::read_left,
    rules::{box_id, value},
};
use crate::{
    base::{clock::in_words, error::AppError},
    practices::PracticeHead,
    ui::{
        CheckList, ErrorSummary, Hidden, Page, Submitted, Success, addresses, error_message, load,
        use_query_map, use_submitted, view,
    },
};

/// People who left a practice.
#[component]
pub fn LeftPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let submitted = use_submitted();
    load(
        move || params.read().get("ods").unwrap_or_default(),
        |practice| async move { read_left(practice.parse().map_err(|_| AppError::NotFound)?).await },
        move |view: LeftView| {
            let done = query.read_untracked().get("done").is_some();
            view! { <PeopleWhoLeft view done submitted /> }
        },
    )
}

#[component]
fn PeopleWhoLeft(view: LeftView, done: bool, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let checking = submitted.with_untracked(|form| form.form_state.step == "check");
    let done = done.then(|| {
        view! {
            <Success>
                <p class="nhsuk-notification-banner__heading">"They are back."</p>
                <p>"We will tell each of them by email. You find them under Users and roles."</p>
            </Success>
        }
    });
    let title = if checking {
        "Check before they come back".to_owned()
    } else {
        ["People who left ", &view.about.name].concat()
    };
    let about = view.about.clone();
    let action = addresses::practice_page(&view.about.ods, "left");
    let content = if checking {
        view! {
            <form method="post" action=action novalidate>
                <CheckList submitted button="Bring them back" />
            </form>
        }
    } else if view.people.is_empty() {
        view! { <p>"Nobody has left this practice. Everyone who leaves is listed here, and can be brought back with the roles they had."</p> }
    } else {
        view! { <Everybody view action submitted /> }
    };
    view! {
        <Page title wrong above=move || view! { <ErrorSummary submitted /> }>
            {(!checking).then(|| view! { <PracticeHead practice=about here="left" /> })}
            {done}
            {content}
        </Page>
    }
}

#[component]
fn Everybody(view: LeftView, action: String, submitted: RwSignal<Submitted>) -> impl IntoView {
    let some = view.people.iter().any(|person| !person.back.is_empty());
    let more = view
        .more
        .then(|| view! { <p>"Only the 200 people who left last are shown. Find others by their name under Users."</p> });
    let wrong = submitted
        .with_untracked(|form| form.error("people"))
        .map(|message| error_message(None, message));
    let people = view
        .people
        .into_iter()
        .map(|person| view! { <Person person submitted /> })
        .collect_view();
    let button =
        some.then(|| view! { <button class="nhsuk-button" type="submit">"Continue"</button> });
    view! {
        <p>"Tick who is to come back. They get the roles that they had when they left."</p>
        {more}
        <form method="post" action=action novalidate autocomplete="off">
            <Hidden name="practice" value=view.about.ods.to_string() />
            <Hidden name="step" value="check" />
            <Hidden name="idempotency_key" value=view.idempotency_key />
            <div class="nhsuk-form-group">
                <fieldset class="nhsuk-fieldset" id="people" tabindex="-1">
                    <legend class="nhsuk-u-visually-hidden">"Who comes back"</legend>
                    {wrong}
                    <div class="nhsuk-checkboxes">{people}</div>
                </fieldset>
            </div>
            {button}
        </form>
    }
}

#[component]
fn Person(person: Left, submitted: RwSignal<Submitted>) -> impl IntoView {
    let (id, value) = (box_id(person.user), value(person.user, person.version));
    let ticked =
        submitted.with_untracked(|form| form.values_of("people[]").any(|sent| sent == value));
    let error = submitted
        .with_untracked(|form| form.error(&id))
        .map(|message| error_message(None, message));
    let why = if person.reason.is_empty() {
        String::new()
    } else {
        [". Reason: ", &person.reason].concat()
    };
    let others = (!person.others.is_empty()).then(|| {
        view! { <br /> "They also held " {person.others} ". Somebody else decides about that." }
    });
    let who = view! {
        {person.name} " " <span class="app-person__detail">{person.username}</span>
    };
    let left = view! { "Left on " {in_words(person.since)} {why} };
    if person.back.is_empty() {
        let href = addresses::user(person.user);
        return view! {
            <div class="app-review">
                <p class="nhsuk-u-margin-bottom-1">{who}</p>
                <p class="nhsuk-hint nhsuk-u-margin-bottom-2">
                    {left} <br /> "There is no role that you can bring back. " <a href=href>"Give new roles"</a> {others}
                </p>
            </div>
        }
        .into_any();
    }
    let hint = [&id, "-hint"].concat();
    view! {
        {error}
        <div class="nhsuk-checkboxes__item">
            <input class="nhsuk-checkboxes__input" type="checkbox" id=id.clone() name="people[]" value=value checked=ticked aria-describedby=hint.clone() />
            <label class="nhsuk-label nhsuk-checkboxes__label" for=id>{who}</label>
            <div class="nhsuk-hint nhsuk-checkboxes__hint" id=hint>
                {left} <br /> "Comes back with: " {person.back} {others}
            </div>
        </div>
    }
    .into_any()
}
