//! What a signed-in user can do, and what waits for them.

use leptos::prelude::*;

use super::{
    super::{Left, Signed},
    managed::ManagedPractices,
};
use crate::{
    coverage::WorkPlaces,
    performers::OwnEntry,
    practices::find::{ListCounts, StandingLists},
    ui::{Page, QueryForm, view},
    users::find::SearchBox,
};

/// The start page of a signed-in user.
#[component]
pub(super) fn SignedPage(signed: Signed) -> impl IntoView {
    let manages = signed.manages;
    let administers = manages > 0;
    let no_access = signed.has_no_access();
    view! {
        <Page title=["Welcome, ", &signed.name].concat()>
            {(signed.tasks > 0).then(|| view! { <Waiting tasks=signed.tasks /> })}
            {signed.entry.map(|entry| view! { <OwnEntry entry /> })}
            {signed.lists.map(|lists| view! { <RegistrationTeam lists certifications=signed.certifications successions=signed.successions /> })}
            {administers.then(|| view! { <ManagedPractices managed=signed.managed in_all=manages /> })}
            {(!signed.works.is_empty()).then(|| view! { <WorkPlaces works=signed.works also=administers /> })}
            {no_access.then(|| view! { <NoAccess left=signed.left.clone() /> })}
            {(!no_access && !signed.left.is_empty()).then(|| view! { <Former left=signed.left /> })}
        </Page>
    }
}

/// What waits for the user.
#[component]
fn Waiting(tasks: usize) -> impl IntoView {
    let what = match tasks {
        1 => "You have 1 task".to_owned(),
        _ => ["You have ", &tasks.to_string(), " tasks"].concat(),
    };
    view! {
        <div class="nhsuk-inset-text nhsuk-u-margin-top-0">
            <p><a href="/tasks">{what}</a></p>
        </div>
    }
}

/// A box to find users, which leads to the page that searches.
#[component]
pub(super) fn FindUsers() -> impl IntoView {
    view! {
        <QueryForm action="/users">
            <div class="app-search" role="search">
                <SearchBox text=String::new() />
            </div>
        </QueryForm>
    }
}

/// What the registration team does, and the practices that need it.
#[component]
fn RegistrationTeam(lists: ListCounts, certifications: usize, successions: usize) -> impl IntoView {
    view! {
        <section aria-labelledby="registration">
            <h2 class="nhsuk-heading-m" id="registration">"Registration team"</h2>
            <p>
                "You can see every practice and its users. Two of you set up a practice's first administrators. They decide all other roles."
            </p>
            <p><a href="/certifications">"Certifications"</a> {[": ", &certifications.to_string(), " to be dealt with"].concat()}</p>
            <p><a href="/successions">"Closing practices"</a> {[": ", &successions.to_string(), " under way"].concat()}</p>
            <FindUsers />
            <h3 class="nhsuk-heading-s">"Practices that need attention"</h3>
            <StandingLists counts=lists />
            <ul class="nhsuk-list">
                <li><a href="/practices">"Find a practice"</a></li>
                <li><a href="/launches">"Launches and letters to practices"</a></li>
                <li><a href="/officers">"Registration officers"</a></li>
                <li><a href="/operations">"How the service is running"</a></li>
                <li><a href="/history">"See what was changed and by whom"</a></li>
            </ul>
        </section>
    }
}

/// Why a user can do nothing, and whom to ask.
#[component]
fn NoAccess(left: Vec<Left>) -> impl IntoView {
    let why = match left.as_slice() {
        [] => "You can log in, but no practice has given you access yet.".to_owned(),
        [place] => [
            "Your access at ",
            &place.name,
            " ended on ",
            &place.since.in_words(),
            ". You have no access anywhere else.",
        ]
        .concat(),
        _ => {
            "Your access at these practices has ended. You have no access anywhere else.".to_owned()
        }
    };
    let several = (left.len() > 1).then(|| view! { <Ended left=left /> });
    view! {
        <p class="nhsuk-body-l">"You do not have access to any practice."</p>
        <p>{why}</p>
        {several}
        <p>
            "If you work at a practice, ask its user administrator to add you. Give them the email address you log in "
            "with. They do not need to make a new account."
        </p>
        <p>
            "If you are a GP, log in with the email address that the General Medical Council has for you: your access "
            "follows from your entry on the Performers List."
        </p>
        <p><a href="/help/getting-access">"Read who gives access and how to find them"</a></p>
    }
}

/// Practices where the user once worked.
#[component]
fn Former(left: Vec<Left>) -> impl IntoView {
    view! {
        <h2 class="nhsuk-heading-m">"Practices you have left"</h2>
        <p>"You no longer have access there. If that is wrong, ask a user administrator of the practice."</p>
        <Ended left />
    }
}

#[component]
fn Ended(left: Vec<Left>) -> impl IntoView {
    view! {
        <ul class="nhsuk-list nhsuk-list--bullet">
            {left.into_iter()
                .map(|place| view! { <li>{[&place.name, ", until ", &place.since.in_words()].concat()}</li> })
                .collect_view()}
        </ul>
    }
}
