//! The sign-in page.

use leptos::prelude::*;
use leptos_router::components::Redirect;

use super::factor::passkey::{PasskeyForm, RelyingParty};
use crate::sign_in::factor::page_after;
use crate::{
    base::error::AppError,
    ui::{
        ErrorSummary, Field, Hidden, Page, PasswordField, ReachRegistrationTeam, Success, load,
        use_query_map, use_submitted, view,
    },
    web::{Request, answer, is_of_this_site},
};

/// The way in. Someone who is in already is led on, and someone who is half in to what is missing.
#[component]
pub fn SignInPage() -> impl IntoView {
    let query = use_query_map();
    load(
        move || query.read().get("next").unwrap_or_default(),
        way_on,
        |way_on: Option<String>| match way_on {
            Some(path) => view! { <Redirect path /> },
            None => view! { <LogIn /> },
        },
    )
}

/// Where someone goes who has a session; none for a visitor.
async fn way_on(next: String) -> Result<Option<String>, AppError> {
    answer(async {
        let session = Request::current().session_if_any().await?;
        let next = if is_of_this_site(&next) { &next } else { "/" };
        Ok(session.map(|session| page_after(session.stage, next)))
    })
    .await
}

/// E-mail address and password.
#[component]
fn LogIn() -> impl IntoView {
    let submitted = use_submitted();
    let query = use_query_map();
    let next = move || {
        let before = submitted.with(|form| form.value("next"));
        if before.is_empty() {
            query.read().get("next").unwrap_or_default()
        } else {
            before
        }
    };
    let passkey = RelyingParty::of(&Request::current()).map(|_| {
        view! { <PasskeyForm purpose="log-in" action="/sign-in" next=next() button="Log in with a passkey" /> }
    });
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let changed = query.read_untracked().get("changed").map(|_| {
        view! {
            <Success>
                <p class="nhsuk-notification-banner__heading">"Your password has changed. Log in with the new one."</p>
            </Success>
        }
    });
    // The browser of somebody who logged out has no session to send any more.
    let ended = Request::current().session_secret().is_some().then(|| {
        view! {
            <div class="nhsuk-inset-text">
                <p>"You were logged out. This happens when you open no page for 30 minutes, 12 hours after you log in, or when your password changes."</p>
                <p>"Log in to go on."</p>
            </div>
        }
    });
    // Always a page load, also with WebAssembly: signing in changes everything that is on the page.
    view! {
        <Page title="Log in" wrong above=move || view! { <ErrorSummary submitted /> }>
            {changed}
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    {ended}
                    <form method="post" action="/sign-in" novalidate>
                        <Hidden name="next" value=next() />
                        <Field submitted name="email" label="Email address" kind="email" autocomplete="username"
                            hint="If you are a GP, this is the address registered with the GMC." />
                        <PasswordField submitted name="password" label="Password" autocomplete="current-password" />
                        <button class="nhsuk-button" type="submit">"Log in"</button>
                    </form>
                    {passkey}
                    <p><a href="/forgotten-password">"I have forgotten my password"</a></p>
                    <p><a href="/certifications/new">"Our practice has no user administrator"</a></p>
                    <h2 class="nhsuk-heading-m">"If you cannot log in"</h2>
                    <p>
                        "A user administrator of your practice can help you. "
                        <a href="/help/getting-access">"Read who gives access and how to get it"</a> "."
                    </p>
                    <ReachRegistrationTeam />
                </div>
            </div>
        </Page>
    }
}
