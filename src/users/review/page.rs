//! Going through everybody.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    ReviewView, Reviewed, ToReview,
    api::read_review,
    rules::{Verdict, keep_id},
};
use crate::{
    base::error::AppError,
    ui::{
        CheckList, ErrorSummary, Hidden, Page, Submitted, Success, addresses, error_message, load,
        use_query_map, use_submitted, view,
    },
};

/// A practice's access review.
#[component]
pub fn ReviewPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let submitted = use_submitted();
    load(
        move || params.read().get("ods").unwrap_or_default(),
        |practice| async move { read_review(practice.parse().map_err(|_| AppError::NotFound)?).await },
        move |view: ReviewView| {
            let done = query.read_untracked().get("done").is_some();
            view! { <Review view done submitted /> }
        },
    )
}

#[component]
fn Review(view: ReviewView, done: bool, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let checking = submitted.with_untracked(|form| form.form_state.step == "check");
    let done = done.then(|| {
        view! {
            <Success>
                <p class="nhsuk-notification-banner__heading">"The review is signed."</p>
                <p>"The next one is due in half a year."</p>
            </Success>
        }
    });
    let action = addresses::practice_page(&view.practice, "review");
    let title = if checking {
        "Check the review before you sign it".to_owned()
    } else {
        ["Access review of ", &view.name].concat()
    };
    let content = if checking {
        view! {
            <form method="post" action=action novalidate>
                <CheckList submitted button="Sign the review" />
            </form>
        }
    } else {
        view! { <Everybody view submitted /> }
    };
    view! {
        <Page title wrong above=move || view! { <ErrorSummary submitted /> }>
            {done}
            {content}
        </Page>
    }
}

#[component]
fn Everybody(view: ReviewView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let action = addresses::practice_page(&view.practice, "review");
    let people = view
        .people
        .into_iter()
        .map(|person| view! { <Person person submitted /> })
        .collect_view();
    let before = (!view.before.is_empty()).then(|| {
        let reviews = [&addresses::practice_page(&view.practice, "review"), "s/"].concat();
        view! {
            <h2 class="nhsuk-heading-m">"Reviews before"</h2>
            <ul class="nhsuk-list">
                {view.before.into_iter().map(|review| view! { <Before review reviews=reviews.clone() /> }).collect_view()}
            </ul>
        }
    });
    view! {
        <p>"Do all of these people still need their access here? Keep or remove each of them, then sign. We email the people you remove, and you can bring them back."</p>
        <form method="post" action=action novalidate autocomplete="off">
            <Hidden name="practice" value=view.practice.to_string() />
            <Hidden name="step" value="check" />
            <Hidden name="idempotency_key" value=view.idempotency_key />
            {people}
            <button class="nhsuk-button" type="submit">"Continue"</button>
        </form>
        {before}
    }
}

#[component]
fn Person(person: ToReview, submitted: RwSignal<Submitted>) -> impl IntoView {
    // A key that begins with a digit would be read as a place in a list.
    let name = ["verdicts[of-", &person.user.to_string(), "]"].concat();
    let [keep, remove] = [true, false].map(|keep| Verdict::text(person.user, person.version, keep));
    let before = submitted.with_untracked(|form| form.value(&name));
    let radio = |value: String, words: &'static str, id: String| {
        let on = before == value;
        view! {
            <div class="nhsuk-radios__item">
                <input class="nhsuk-radios__input" type="radio" name=name.clone() id=id.clone() value=value checked=on />
                <label class="nhsuk-label nhsuk-radios__label" for=id>{words}</label>
            </div>
        }
    };
    let first = keep_id(person.user);
    let error = submitted
        .with_untracked(|form| form.error(&first))
        .map(|message| error_message(None, message));
    let class = if error.is_some() {
        "nhsuk-fieldset app-review nhsuk-form-group--error"
    } else {
        "nhsuk-fieldset app-review"
    };
    let choice = if person.me {
        view! {
            <Hidden name=name.clone() value=keep />
            <p>"This is you. Somebody else can end your access."</p>
        }
    } else {
        view! {
            <div class="nhsuk-radios nhsuk-radios--small nhsuk-radios--inline">
                {radio(keep, "Keep", first)}
                {radio(remove, "Remove", ["remove-", &person.user.to_string()].concat())}
            </div>
        }
    };
    let roles = if person.roles.is_empty() {
        "No roles".to_owned()
    } else {
        person.roles
    };
    view! {
        <fieldset class=class>
            <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">
                {person.name} " " <span class="app-person__detail">{person.username}</span>
            </legend>
            {error}
            <p class="nhsuk-u-margin-bottom-2">{roles} <br /> <span class="app-person__detail">"Last logged in: " {person.last_sign_in}</span></p>
            {choice}
        </fieldset>
    }
}

#[component]
fn Before(review: Reviewed, reviews: String) -> impl IntoView {
    let file = [reviews, review.id.to_string()].concat();
    view! {
        <li>
            <a href=file>{review.at}</a>
            ", signed by " {review.by} ": " {review.kept.to_string()} " kept, " {review.removed.to_string()} " removed"
        </li>
    }
}
