//! Who may come to a practice from one that ends: its administrators answer about each person.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::sentences;
use crate::{
    base::{error::AppError, ids::OdsCode},
    database::Failure,
    successions::{
        store,
        views::{Coming, HereView, Proposal},
    },
    ui::{
        BackLink, ErrorSummary, Hidden, Page, Submitted, Success, Tag, addresses, load,
        use_query_map, use_submitted, view,
    },
    web::{Request, answer},
};

async fn here(practice: String) -> Result<HereView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let practice = practice.parse::<OdsCode>();
        let practice = practice.map_err(|_| Failure::Public(AppError::NotFound))?;
        let permit = actor.see_practice(&practice)?;
        let today = request.app.clock.today();
        let mut tx = request.app.db.read().await?;
        store::here(&mut tx, &actor, &permit, today).await
    })
    .await
}

/// What the end of practices means at one practice.
#[component]
pub fn PracticeSuccessionsPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let submitted = use_submitted();
    load(
        move || params.read().get("ods").unwrap_or_default(),
        here,
        move |view: HereView| {
            let done = query.read_untracked().get("done").unwrap_or_default();
            view! { <Here view done submitted /> }
        },
    )
}

#[component]
fn Here(view: HereView, done: String, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let title = ["Closing practices: ", &view.name].concat();
    let done = match done.as_str() {
        "accept" => Some("They have the roles that you ticked. We will tell them by email."),
        "decline" => Some("Declined. We will tell them by email."),
        _ => None,
    };
    let done = done.map(|words| {
        view! { <Success><p class="nhsuk-notification-banner__heading">{words}</p></Success> }
    });
    let nothing = (view.coming.is_empty() && view.ends.is_empty())
        .then(|| view! { <p>"No closing practice has people who may come here, and this practice is not closing."</p> });
    let ends = (!view.ends.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">"This practice is closing"</h2>
            {sentences(view.ends.clone())}
        }
    });
    let practice = view.practice.clone();
    let coming = view.coming.into_iter().map(move |coming| {
        let practice = practice.clone();
        view! { <From coming practice submitted /> }
    });
    view! {
        <Page title wrong above=move || view! {
            <BackLink href="/tasks" text="Tasks" />
            <ErrorSummary submitted />
        }>
            {done}
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">{nothing} {ends} {coming.collect_view()}</div>
            </div>
        </Page>
    }
}

/// A practice that ends, and those of its people about whom the reader answers.
#[component]
fn From(coming: Coming, practice: OdsCode, submitted: RwSignal<Submitted>) -> impl IntoView {
    let id = coming.id.to_string();
    let begins = coming.begins.clone();
    let nobody = coming
        .people
        .is_empty()
        .then(|| view! { <p>"Nobody is waiting for your answer."</p> });
    let people = coming.people.into_iter().map(move |person| {
        let (id, practice, begins) = (id.clone(), practice.clone(), begins.clone());
        view! { <Person person id practice begins submitted /> }
    });
    let others = (!coming.others.is_empty()).then(|| {
        view! {
            <h3 class="nhsuk-heading-s">"What others have to answer"</h3>
            {sentences(coming.others.clone())}
            <p>
                "Is there nobody who can? " <a href="/certifications/new">"Ask for a certification"</a>
                " to get an administrator of that service."
            </p>
        }
    });
    let answered = (!coming.answers.is_empty()).then(|| {
        view! {
            <h3 class="nhsuk-heading-s">"Answered"</h3>
            {sentences(coming.answers.clone())}
        }
    });
    view! {
        <h2 class="nhsuk-heading-m">{coming.named}</h2>
        <p>{coming.what} " Case reference " {coming.reference} "."</p>
        <p>
            "These people have these roles there. Nothing is copied: tick what each of them needs at your practice. What you do not tick "
            "is declined, and we tell them. You can answer until " {coming.until} "."
        </p>
        {nobody}
        {people.collect_view()}
        {others}
        {answered}
    }
}

#[component]
fn Person(
    person: Proposal,
    /// The succession.
    id: String,
    practice: OdsCode,
    begins: String,
    submitted: RwSignal<Submitted>,
) -> impl IntoView {
    let action = addresses::practice_page(&practice, "successions");
    let user = person.user.to_string();
    let sent = submitted.with_untracked(|form| form.value("user") == user);
    let here = person
        .is_here
        .then(|| view! { " " <Tag text="Works here already" colour="grey" /> });
    let legend = ["Roles for ", &person.account].concat();
    let boxes = person.roles.into_iter().map(|(code, name, lets)| {
        let box_id = ["role-", &user, "-", &code].concat();
        let hint = [&box_id, "-hint"].concat();
        let ticked = sent
            && submitted.with_untracked(|form| form.values_of("roles[]").any(|sent| sent == code));
        view! {
            <div class="nhsuk-checkboxes__item">
                <input class="nhsuk-checkboxes__input" type="checkbox" id=box_id.clone() name="roles[]" value=code
                    aria-describedby=hint.clone() checked=ticked />
                <label class="nhsuk-label nhsuk-checkboxes__label" for=box_id>{name}</label>
                <div class="nhsuk-hint nhsuk-checkboxes__hint" id=hint>{lets}</div>
            </div>
        }
    });
    let boxes = boxes.collect_view();
    view! {
        <section class="nhsuk-u-margin-bottom-5">
            <h3 class="nhsuk-heading-s">{person.account} {here}</h3>
            <form method="post" action=action novalidate autocomplete="off">
                <Hidden name="id" value=id />
                <Hidden name="practice" value=practice.to_string() />
                <Hidden name="user" value=user.clone() />
                <fieldset class="nhsuk-fieldset">
                    <legend class="nhsuk-fieldset__legend nhsuk-u-visually-hidden">{legend}</legend>
                    <div class="nhsuk-checkboxes nhsuk-u-margin-bottom-4">{boxes}</div>
                </fieldset>
                <p>"Roles that you give begin on " {begins} "."</p>
                <div class="app-actions">
                    <button class="nhsuk-button" type="submit" name="step" value="accept">"Give the ticked roles"</button>
                    <button class="nhsuk-button nhsuk-button--secondary" type="submit" name="step" value="decline">"Decline"</button>
                </div>
            </form>
        </section>
    }
}
