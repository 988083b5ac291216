//! Where the link to a new address leads. Opening it changes nothing: programs that look for viruses open links too.

use leptos::prelude::*;

use crate::{
    account::{AddressLink, api::open_address_link},
    sign_in::set_password::LinkState,
    ui::{ErrorSummary, Hidden, Page, Submitted, escape, load, use_query_map, use_submitted, view},
};

/// Confirms a new address, or says what became of the link.
#[component]
pub fn ConfirmAddressPage() -> impl IntoView {
    let query = use_query_map();
    let done = move || query.read().get("done").is_some();
    let key = move || query.read().get("key").unwrap_or_default();
    let submitted = use_submitted();
    move || {
        if done() {
            return view! { <Done /> };
        }
        load(
            key,
            open_address_link,
            move |link: AddressLink| match link.state {
                LinkState::Good => view! { <Confirm submitted key=key() email=link.email /> },
                state => view! { <NotGood state /> },
            },
        )
    }
}

#[component]
fn Confirm(submitted: RwSignal<Submitted>, key: String, email: String) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let action = ["/account/address/confirm?key=", &escape(&key)].concat();
    view! {
        <Page title="Confirm your new email address" wrong above=move || view! { <ErrorSummary submitted /> }>
            <p>"You will then log in with " <strong>{email}</strong> ". Your password stays the same."</p>
            <form method="post" action=action>
                <Hidden name="key" value=key />
                <button class="nhsuk-button" type="submit">"Use this address"</button>
            </form>
        </Page>
    }
}

#[component]
fn Done() -> impl IntoView {
    view! {
        <Page title="Your email address has changed">
            <p>"Log in with the new address from now on. We are also sending a message to the old one."</p>
            <p><a href="/account">"Your account"</a></p>
        </Page>
    }
}

#[component]
fn NotGood(state: LinkState) -> impl IntoView {
    let (title, text) = match state {
        LinkState::Expired => (
            "This link has expired",
            "It was valid for 24 hours. Ask for a new one.",
        ),
        LinkState::Used => (
            "This link has already been used",
            "Log in with the new address.",
        ),
        LinkState::Replaced => (
            "There is a newer link",
            "A newer email was sent to you. Use the link in that email. Only the newest link works.",
        ),
        LinkState::Withdrawn => (
            "This link no longer works",
            "The change was stopped, or the password was changed after this link was sent. Your username stays as it was.",
        ),
        _ => (
            "This link does not work",
            "The address may be incomplete. Open the link from the email again, or copy all of it.",
        ),
    };
    view! {
        <Page title>
            <p>{text}</p>
            <p><a href="/account/address">"Ask for a new link"</a></p>
            <p><a href="/sign-in">"Log in"</a></p>
        </Page>
    }
}
