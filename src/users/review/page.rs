//! Going through everybody.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    DraftView, HeldRole, ReviewView, Reviewed, ToReview,
    api::read_review,
    rules::{Dropped, Verdict, keep_id, shown_mark},
};
use crate::{
    base::{error::AppError, ids::UserId},
    practices::PracticeHead,
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
            let done = query.read_untracked().get("done");
            view! { <Review view done submitted /> }
        },
    )
}

#[component]
fn Review(view: ReviewView, done: Option<String>, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let checking = submitted.with_untracked(|form| form.form_state.step == "check");
    let done = done.map(|done| {
        let (heading, next) = match done.as_str() {
            "later" => (
                "Your choices are saved. The review is not signed yet.",
                "Come back to this page when you are ready. Other administrators of this practice see what you chose, and can go on with it.",
            ),
            _ => (
                "The review is signed.",
                "The next one is due in half a year.",
            ),
        };
        // A review that took nothing has no key in the address: there is nothing to undo.
        let undo = uuid::Uuid::parse_str(&done).is_ok().then(|| {
            let href = addresses::undo(&done);
            view! { " " <a href=href>"Undo what was removed"</a> }
        });
        view! {
            <Success>
                <p class="nhsuk-notification-banner__heading">{heading}</p>
                <p>{next} {undo}</p>
            </Success>
        }
    });
    let action = addresses::practice_page(&view.about.ods, "review");
    let about = view.about.clone();
    let title = if checking {
        "Check the review before you sign it".to_owned()
    } else {
        ["Access review of ", &view.about.name].concat()
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
            {(!checking).then(|| view! { <PracticeHead practice=about here="review" /> })}
            {done}
            {content}
        </Page>
    }
}

#[component]
fn Everybody(view: ReviewView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let reviews = [&addresses::practice_page(&view.about.ods, "review"), "s/"].concat();
    let before = view.before.clone();
    let before = (!before.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">"Reviews before"</h2>
            <ul class="nhsuk-list">
                {before.into_iter().map(|review| view! { <Before review reviews=reviews.clone() /> }).collect_view()}
            </ul>
        }
    });
    let content = if view.may_sign {
        view! { <Decide view submitted /> }.into_any()
    } else {
        view! { <p>"The administrators of this practice review who has access, twice a year."</p> }
            .into_any()
    };
    view! {
        {content}
        {before}
    }
}

/// The form of those who review.
#[component]
fn Decide(view: ReviewView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let action = addresses::practice_page(&view.about.ods, "review");
    let version = view.draft.as_ref().map_or(0, |draft| draft.version);
    let draft = view.draft.map(|draft| view! { <HalfDone draft /> });
    let people = view
        .people
        .into_iter()
        .map(|person| view! { <Person person submitted /> })
        .collect_view();
    view! {
        {draft}
        <p>"Do all of these people still need their access here? Keep or remove each of them, then sign. You can also keep someone and remove some of their roles. We email everyone whose access changes, and you can bring them back."</p>
        <form method="post" action=action novalidate autocomplete="off">
            <Hidden name="practice" value=view.about.ods.to_string() />
            <Hidden name="draft" value=version.to_string() />
            <Hidden name="idempotency_key" value=view.idempotency_key />
            {people}
            <div class="app-actions">
                <button class="nhsuk-button" type="submit" name="step" value="check">"Continue"</button>
                <button class="nhsuk-button nhsuk-button--secondary" type="submit" name="step" value="later">"Save and finish later"</button>
            </div>
        </form>
    }
}

/// That somebody began.
#[component]
fn HalfDone(draft: DraftView) -> impl IntoView {
    view! {
        <div class="nhsuk-inset-text">
            <p>"This review is half done. " {draft.begun} ", and " {draft.saved} "."</p>
            <p>"What was chosen is shown below. Where someone’s roles have changed since, choose again."</p>
        </div>
    }
}

#[component]
fn Person(person: ToReview, submitted: RwSignal<Submitted>) -> impl IntoView {
    // A key that begins with a digit would be read as a place in a list.
    let name = ["verdicts[of-", &person.user.to_string(), "]"].concat();
    let [keep, remove] = [true, false].map(|keep| Verdict::text(person.user, person.version, keep));
    let sent = submitted.with_untracked(|form| form.value(&name));
    let mark = shown_mark(&sent, &person.mark).to_owned();
    let radio = |value: String, words: &'static str, id: String| {
        let on = mark == value;
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
        .into_any()
    } else {
        let (user, held) = (person.user, person.held);
        let sent = !sent.is_empty();
        view! {
            <div class="nhsuk-radios nhsuk-radios--small nhsuk-radios--inline">
                {radio(keep, "Keep", first)}
                {radio(remove, "Remove", ["remove-", &person.user.to_string()].concat())}
            </div>
            <SingleRoles user held sent submitted />
        }
        .into_any()
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

/// A box for each role that the reader may take alone. `sent` says whether the form came back with a choice about them: what was
/// saved does not count then.
#[component]
fn SingleRoles(
    user: UserId,
    held: Vec<HeldRole>,
    sent: bool,
    submitted: RwSignal<Submitted>,
) -> impl IntoView {
    let mut any = false;
    let boxes: Vec<_> = held
        .into_iter()
        .filter(|held| held.removable)
        .map(|held| {
            let value = Dropped::text(user, held.role);
            let ticked = if sent {
                submitted.with_untracked(|form| form.values_of("drops[]").any(|drop| drop == value))
            } else {
                held.dropped
            };
            any |= ticked;
            let id = ["drop-", &user.to_string(), "-", held.role.code()].concat();
            view! {
                <div class="nhsuk-checkboxes__item">
                    <input class="nhsuk-checkboxes__input" type="checkbox" name="drops[]" id=id.clone() value=value checked=ticked />
                    <label class="nhsuk-label nhsuk-checkboxes__label" for=id>{held.role.name()}</label>
                </div>
            }
        })
        .collect();
    (!boxes.is_empty()).then(|| {
        view! {
            <details class="nhsuk-details" open=any>
                <summary class="nhsuk-details__summary">
                    <span class="nhsuk-details__summary-text">"Keep, but remove some roles"</span>
                </summary>
                <div class="nhsuk-details__text">
                    <p>"Choose Keep, and tick the roles to remove."</p>
                    <div class="nhsuk-checkboxes nhsuk-checkboxes--small">{boxes}</div>
                </div>
            </details>
        }
    })
}

#[component]
fn Before(review: Reviewed, reviews: String) -> impl IntoView {
    let page = [reviews, review.id.to_string()].concat();
    view! {
        <li>
            <a href=page>{review.at}</a>
            ", signed by " {review.by} ": " {review.kept.to_string()} " kept, " {review.removed.to_string()} " removed"
        </li>
    }
}
