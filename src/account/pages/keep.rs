//! Where the link leads that keeps an address. Opening it changes nothing: programs that look for viruses open links too.

use leptos::prelude::*;

use crate::{
    account::{AddressLink, api::open_keep_link},
    sign_in::set_password::LinkState,
    ui::{
        ErrorSummary, Hidden, Page, ReachRegistrationTeam, Submitted, escape, load, use_query_map,
        use_submitted, view,
    },
};

/// Stops or takes back a change of address that its owner did not ask for, or says what became of the link.
#[component]
pub fn KeepAddressPage() -> impl IntoView {
    let query = use_query_map();
    let done = move || query.read().get("done").is_some();
    let key = move || query.read().get("key").unwrap_or_default();
    let submitted = use_submitted();
    move || {
        if done() {
            return view! { <Done /> };
        }
        load(key, open_keep_link, move |link: AddressLink| {
            match link.state {
                LinkState::Good => view! { <Keep submitted key=key() email=link.email /> },
                state => view! { <NotGood state /> },
            }
        })
    }
}

#[component]
fn Keep(submitted: RwSignal<Submitted>, key: String, email: String) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let action = ["/account/address/keep?key=", &escape(&key)].concat();
    view! {
        <Page title="Keep your email address" wrong above=move || view! { <ErrorSummary submitted /> }>
            <p>"You keep logging in with " <strong>{email}</strong> ". If it has already been changed, we change it back."</p>
            <p>"Everyone who is logged in to your account will be logged out. We will send you a link to choose a new password, because someone else seems to know yours."</p>
            <form method="post" action=action>
                <Hidden name="key" value=key />
                <button class="nhsuk-button" type="submit">"Keep my address"</button>
            </form>
            <p>"If you asked for the change yourself, do nothing here."</p>
        </Page>
    }
}

#[component]
fn Done() -> impl IntoView {
    view! {
        <Page title="You keep your email address">
            <p>"Everyone has been logged out of your account. We are sending you a link to choose a new password. It works for 30 minutes."</p>
            <p>"Then check your second factors, and what was changed, on your account page."</p>
            <ReachRegistrationTeam />
        </Page>
    }
}

#[component]
fn NotGood(state: LinkState) -> impl IntoView {
    let (title, text) = match state {
        LinkState::Expired => (
            "This link has expired",
            "It was valid for 3 days. If your address was changed and it was not you, contact the registration team.",
        ),
        LinkState::Used => (
            "This link has already been used",
            "You have kept your address. Use the link we sent you to choose a new password, or ask for another one.",
        ),
        LinkState::Replaced => (
            "There is a newer link",
            "A newer email was sent to you. Use the link in that email. Only the newest link works.",
        ),
        _ => (
            "This link does not work",
            "The address may be incomplete. Open the link from the email again, or copy all of it.",
        ),
    };
    view! {
        <Page title>
            <p>{text}</p>
            <p><a href="/forgotten-password">"Choose a new password"</a></p>
            <ReachRegistrationTeam />
        </Page>
    }
}
