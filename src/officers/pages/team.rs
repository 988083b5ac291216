//! The registration team, and inviting one more.

use leptos::prelude::*;

use super::tag;
use crate::{
    base::error::AppError,
    officers::{
        model::{Officer, Team},
        rules::{STAY, Standing},
        store,
    },
    ui::{
        CodeField, ErrorSummary, Field, Page, Submitted, TextareaField, Warning, addresses, load,
        table, use_submitted, view,
    },
    web::{Request, answer},
};

async fn team() -> Result<Team, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let (permit, now) = (actor.registration()?, request.app.clock.now());
        store::team(&request.app.db, &actor, permit, now).await
    })
    .await
}

/// Everybody who is or was a registration officer.
#[component]
pub fn OfficersPage() -> impl IntoView {
    let submitted = use_submitted();
    load(
        || (),
        |()| team(),
        move |team: Team| view! { <Everybody team submitted /> },
    )
}

#[component]
fn Everybody(team: Team, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let active = |officer: &&Officer| officer.standing == Standing::Active;
    let alone = (team.officers.iter().filter(active).count() < STAY).then(|| {
        view! {
            <Warning title="Only one registration officer can log in">
                <p>"If you lose your second factor, no other officer can reset it. Invite another one."</p>
            </Warning>
        }
    });
    let everybody = table(
        "Registration officers",
        COLUMNS,
        team.officers.into_iter().map(row),
    );
    view! {
        <Page title="Registration officers" wrong above=move || view! { <ErrorSummary submitted /> }>
            {alone}
            <p>
                "These people see every practice and its users, and give practices their first administrators. Choose a name to "
                "send an invitation again, or to deactivate somebody who leaves the team."
            </p>
            {everybody}
            <p class="app-links">
                <a href="/exemptions">"People who may log in without a second factor"</a>
                <a href="/pensions/desk">"Pensions desk"</a>
                <a href="/pensions/desk/officers">"Who belongs to the pensions desk"</a>
            </p>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds"><Invite asks_code=team.asks_code submitted /></div>
            </div>
        </Page>
    }
}

/// What stands in each column.
const COLUMNS: [&str; 4] = ["Name", "State", "Last logged in", "Invited"];

fn row(officer: Officer) -> [AnyView; 4] {
    let name = view! {
        <a href=addresses::officer(officer.id)>{officer.name}</a> <br />
        <span class="app-person__detail">{officer.username}</span>
    };
    [
        name.into_any(),
        tag(officer.standing),
        officer.last_sign_in.into_any(),
        officer.invited.into_any(),
    ]
}

#[component]
fn Invite(asks_code: bool, submitted: RwSignal<Submitted>) -> impl IntoView {
    let code = asks_code.then(|| view! { <CodeField submitted /> });
    view! {
        <h2 class="nhsuk-heading-m">"Invite a registration officer"</h2>
        <p>
            "We send them a link that works for 72 hours. With it they choose a password and set up a second factor. We tell every registration officer by email."
        </p>
        <form method="post" action="/officers" novalidate>
            <Field submitted name="title" label="Title (optional)" hint="For example Dr, Mrs or Mx" width="nhsuk-input--width-5" />
            <Field submitted name="first_name" label="First name" hint="Leave it empty if they have only one name" width="nhsuk-input--width-20" />
            <Field submitted name="last_name" label="Last name" width="nhsuk-input--width-20" />
            <Field submitted name="email" label="Their email address" kind="email" width="nhsuk-input--width-30"
                hint="Their own address, not a shared mailbox, and not one that they use at a practice. It becomes their username." />
            <TextareaField submitted name="reason" label="Reason"
                hint="Why they join the registration team. This is recorded, and told to every registration officer." />
            {code}
            <button class="nhsuk-button" type="submit">"Send invitation"</button>
        </form>
    }
}
