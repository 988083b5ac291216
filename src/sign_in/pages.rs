//! The sign-in page.

use leptos::prelude::*;
use leptos_router::{components::Redirect, hooks::use_query_map};

use super::{Me, api::current_user};
use crate::ui::{ErrorSummary, Field, Hidden, Page, Success, load, use_submitted, view};

/// The way in; someone who is in already is led on.
#[component]
pub fn SignInPage() -> impl IntoView {
    load(
        || (),
        |()| current_user(),
        |me: Option<Me>| match me {
            Some(_) => view! { <Redirect path="/" /> },
            None => view! { <LogIn /> },
        },
    )
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
    let wrong = Signal::derive(move || submitted.with(|form| !form.again.errors.is_empty()));
    let changed = query.read_untracked().get("changed").map(|_| {
        view! {
            <Success>
                <p class="nhsuk-notification-banner__heading">"Your password is changed. Log in with the new one."</p>
            </Success>
        }
    });
    // Always a page load, also with WebAssembly: signing in changes everything that is on the page.
    view! {
        <Page title="Log in" wrong above=move || view! { <ErrorSummary submitted /> }>
            {changed}
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <form method="post" action="/sign-in" novalidate>
                        <Hidden name="next" value=next() />
                        <Field submitted name="email" label="Email address" kind="email" autocomplete="username"
                            hint="If you are a GP, this is the address registered with the GMC." />
                        <Field submitted name="password" label="Password" kind="password" autocomplete="current-password" />
                        <button class="nhsuk-button" type="submit">"Log in"</button>
                    </form>
                    <p><a href="/forgotten-password">"I have forgotten my password"</a></p>
                    <p><a href="/help/getting-access">"Help with getting access"</a></p>
                </div>
            </div>
        </Page>
    }
}
