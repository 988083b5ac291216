//! The end of one practice, for the registration team.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{address, sentences, tag};
use crate::{
    base::error::AppError,
    database::Failure,
    successions::{
        model::State,
        store,
        views::{PersonView, SuccessionView, SuccessorView},
    },
    ui::{
        BackLink, CodeField, ErrorSummary, Hidden, Page, Submitted, Tag, TextareaField, Warning,
        addresses, done_and_next, load, use_query_map, use_submitted, view,
    },
    web::{Request, answer},
};

async fn succession(id: String) -> Result<SuccessionView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.registration()?;
        let id = id
            .parse()
            .map_err(|_| Failure::Public(AppError::NotFound))?;
        let clock = &request.app.clock;
        let mut tx = request.app.db.read().await?;
        store::one(&mut tx, &actor, permit, id, clock.now(), clock.today()).await
    })
    .await
}

/// Where the end of a practice stands, and what happens to each of its users.
#[component]
pub fn SuccessionPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let submitted = use_submitted();
    load(
        move || params.read().get("id").unwrap_or_default(),
        succession,
        move |view: SuccessionView| {
            let done = query.read_untracked().get("done").unwrap_or_default();
            view! { <One view done submitted /> }
        },
    )
}

#[component]
fn One(view: SuccessionView, done: String, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let title = [&view.reference, ": ", &view.named].concat();
    let done = said(&done, view.state);
    let mut facts = vec![
        fact("Status", tag(view.state)),
        fact("Next step", view.next.clone().into_any()),
        fact("What happens to it", view.kind.clone().into_any()),
    ];
    let more = view.facts.iter();
    facts.extend(more.map(|(key, value)| fact(key, value.clone().into_any())));
    let what = view.what.clone();
    let practice = view.practice.clone();
    let successors = view.successors.iter().cloned().map(follows).collect_view();
    let people = view.people.clone();
    view! {
        <Page title wrong above=move || view! {
            <BackLink href="/successions" text="Closing practices" />
            <ErrorSummary submitted />
        }>
            {done}
            <p class="nhsuk-body-l">{what}</p>
            <dl class="nhsuk-summary-list">{facts}</dl>
            <p class="app-links">
                <a href=addresses::practice_page(&practice, "users")>"Users of the closing practice"</a>
                <a href=addresses::practice_page(&practice, "history")>"Its history"</a>
            </p>
            {successors}
            <Decisions view submitted />
            <People people />
        </Page>
    }
}

fn fact(key: &str, value: AnyView) -> AnyView {
    let key = key.to_owned();
    view! {
        <div class="nhsuk-summary-list__row">
            <dt class="nhsuk-summary-list__key">{key}</dt>
            <dd class="nhsuk-summary-list__value">{value}</dd>
        </div>
    }
}

/// What was done, as long as it is still so: the address may be kept.
fn said(done: &str, state: State) -> Option<AnyView> {
    let (what, next) = match (done, state) {
        ("plan", State::Planned) => (
            "It is planned.",
            "Another registration officer has to approve it. It is among their tasks. Nobody else has been told.",
        ),
        ("approve", State::Announced | State::Grace) => (
            "It is approved.",
            "We will email everyone who works at the practice, and the administrators of all these practices.",
        ),
        ("withdraw", State::Withdrawn) => (
            "It is withdrawn.",
            "We will email everyone who had been told about it.",
        ),
        _ => return None,
    };
    Some(done_and_next(what, next))
}

/// A practice that follows, and whether it can answer.
fn follows(successor: SuccessorView) -> AnyView {
    let by_hand = successor
        .by_hand
        .then_some(" ODS did not name it when this was planned: an officer chose it.");
    let waiting = match successor.waiting {
        0 => "Nobody is waiting for an answer there.".to_owned(),
        1 => "1 person is waiting for an answer there.".to_owned(),
        count => [
            &count.to_string(),
            " people are waiting for an answer there.",
        ]
        .concat(),
    };
    let uncovered = (!successor.uncovered.is_empty()).then(|| {
        let services = crate::access::list(&successor.uncovered);
        let named = successor.named.clone();
        view! {
            <Warning title="Nobody there can answer">
                <p>
                    "No administrator of " {services} " at " {named} " can log in. The practice has to get one first: "
                    <a href="/certifications/new">"ask for a certification"</a> "."
                </p>
            </Warning>
        }
    });
    view! {
        <h2 class="nhsuk-heading-m">{successor.named.clone()}</h2>
        <p>
            {waiting} {by_hand} " "
            <a href=addresses::practice_page(&successor.practice, "successions")>"What its administrators see"</a>
        </p>
        {uncovered}
    }
}

#[component]
fn Decisions(view: SuccessionView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let may = |step: &str| view.may.iter().any(|allowed| allowed == step);
    let (approve, withdraw) = (may("approve"), may("withdraw"));
    if !approve && !withdraw && view.why_not.is_empty() {
        return ().into_any();
    }
    let why_not = (!view.why_not.is_empty()).then(|| view! { <p>{view.why_not.clone()} "."</p> });
    let approval = approve.then(|| {
        let code = view.asks_code.then(|| view! { <CodeField submitted /> });
        view! {
            <p>
                "Compare it with what the integrated care board has told you: the codes, the day, the practices that follow. When you approve it, we email everyone. You can withdraw it until that day."
            </p>
            {code}
            <button class="nhsuk-button" type="submit" name="step" value="approve">"Approve"</button>
            " "
        }
    });
    let withdrawal = withdraw.then(|| {
        view! {
            <TextareaField submitted name="reason" label="Reason, if you withdraw it"
                hint="It is recorded, and everyone who was told about the plan will read it." />
            <button class="nhsuk-button nhsuk-button--warning" type="submit" name="step" value="withdraw">"Withdraw"</button>
        }
    });
    view! {
        <h2 class="nhsuk-heading-m">"Decide"</h2>
        {why_not}
        <form method="post" action=address(view.id) novalidate>
            <Hidden name="id" value=view.id.to_string() />
            {approval}
            {withdrawal}
        </form>
    }
}

#[component]
fn People(people: Vec<PersonView>) -> impl IntoView {
    if people.is_empty() {
        return ().into_any();
    }
    let nowhere = people.iter().filter(|person| person.nowhere_left).count();
    let count = match people.len() {
        1 => "1 person".to_owned(),
        count => [&count.to_string(), " people"].concat(),
    };
    let nowhere = match nowhere {
        all if all == people.len() => ", with access nowhere else.".to_owned(),
        0 => ". All of them have access at another practice too.".to_owned(),
        1 => ", 1 of whom has access nowhere else.".to_owned(),
        some => [
            ", ",
            &some.to_string(),
            " of whom have access nowhere else.",
        ]
        .concat(),
    };
    view! {
        <h2 class="nhsuk-heading-m">"What happens to each user"</h2>
        <p>{[count, nowhere].concat()}</p>
        {people.into_iter().map(|person| view! { <Person person /> }).collect_view()}
    }
    .into_any()
}

#[component]
fn Person(person: PersonView) -> impl IntoView {
    let nowhere = person
        .nowhere_left
        .then(|| view! { " " <Tag text="Nowhere left" colour="yellow" /> });
    let proposed = (!person.proposed.is_empty())
        .then(|| view! { <p>"Proposed: " {crate::access::list(&person.proposed)}</p> });
    let answered = (!person.answers.is_empty()).then(|| {
        view! { <p class="nhsuk-u-margin-bottom-1">"Answered:"</p> {sentences(person.answers)} }
    });
    view! {
        <section class="nhsuk-u-margin-bottom-5">
            <h3 class="nhsuk-heading-s nhsuk-u-margin-bottom-1"><a href=addresses::user(person.user)>{person.account}</a> {nowhere}</h3>
            {proposed}
            {answered}
            {sentences(person.ends)}
        </section>
    }
}
