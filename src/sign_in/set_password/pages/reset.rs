//! Where the link to a new password leads.

use leptos::prelude::*;

use super::{NewPasswordFields, Over};
use crate::{
    sign_in::set_password::{LinkState, LinkView, api::open_reset},
    ui::{ErrorSummary, Page, Submitted, escape, load, use_query_map, use_submitted, view},
};

/// Sets a new password, or says what became of the link.
#[component]
pub fn ResetPasswordPage() -> impl IntoView {
    let query = use_query_map();
    let key = move || query.read().get("key").unwrap_or_default();
    let submitted = use_submitted();
    load(key, open_reset, move |link: LinkView| match link.state {
        LinkState::Good => view! { <Reset submitted key=key() link /> },
        state => view! { <NotGood state when=link.when /> },
    })
}

#[component]
fn Reset(submitted: RwSignal<Submitted>, key: String, link: LinkView) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let action = ["/reset-password?key=", &escape(&key)].concat();
    view! {
        <Page title="Choose a new password" wrong above=move || view! { <ErrorSummary submitted /> }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <p>"It replaces the one you forgot. You will be logged out everywhere you are still logged in."</p>
                    <form method="post" action=action novalidate>
                        <NewPasswordFields submitted key email=link.email />
                        <button class="nhsuk-button" type="submit">"Change password"</button>
                    </form>
                    <p>"This link works until " {link.when} "."</p>
                </div>
            </div>
        </Page>
    }
}

#[component]
fn NotGood(state: LinkState, when: String) -> impl IntoView {
    let (title, text) = match state {
        LinkState::Expired => (
            "This link has expired",
            [
                "It was valid until ",
                &when,
                ". Ask for a new one: it works for 30 minutes.",
            ]
            .concat(),
        ),
        LinkState::Used => (
            "This link has already been used",
            "A new password was chosen with it. Log in with that one, or ask for another link."
                .to_owned(),
        ),
        LinkState::Replaced => (
            "There is a newer link",
            "A newer email was sent to you. Use the link in that email. Only the newest link works."
                .to_owned(),
        ),
        LinkState::Withdrawn => (
            "This link no longer works",
            "The password, the address or the access of the account was changed after this link was sent. Log in, or \
             ask for a new link."
                .to_owned(),
        ),
        LinkState::Unknown | LinkState::Good => (
            "This link does not work",
            "The address may be incomplete. Open the link from the email again, or copy all of it."
                .to_owned(),
        ),
    };
    view! {
        <Page title>
            <Over text>
                <p>
                    <a class="nhsuk-button" href="/forgotten-password">"Ask for a new link"</a>
                </p>
                <p><a href="/sign-in">"Log in"</a></p>
            </Over>
        </Page>
    }
}
