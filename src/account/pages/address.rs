//! Asking for another address.

use leptos::prelude::*;

use crate::{
    account::{AccountView, api::open_account},
    ui::{
        BackLink, ErrorSummary, Field, Hidden, Page, PasswordField, Submitted, load, use_submitted,
        view,
    },
};

/// One's address, which is one's username.
#[component]
pub fn AddressPage() -> impl IntoView {
    let submitted = use_submitted();
    load(
        || (),
        |()| open_account(),
        move |account: AccountView| view! { <Address account submitted /> },
    )
}

#[component]
fn Address(account: AccountView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let content = if account.gp && !account.gmc_email.is_empty() {
        view! {
            <p>"You log in with " <strong>{account.email}</strong> ". The GMC has a different address for you: " <strong>{account.gmc_email.clone()}</strong> "."</p>
            <p>"We will send a link to it. Once you have opened the link, you log in with that address."</p>
            <form method="post" action="/account/address" novalidate>
                <Hidden name="email" value=account.gmc_email />
                <PasswordField submitted name="current_password" label="Your password" autocomplete="current-password" />
                <button class="nhsuk-button" type="submit">"Send the link"</button>
            </form>
        }
        .into_any()
    } else if account.gp {
        view! {
            <p>"You are a GP, so your username is the email address registered with the GMC: " <strong>{account.email}</strong> "."</p>
            <p>"Change it with the GMC first. When the Performers List has the new address, we ask you to confirm it."</p>
        }
        .into_any()
    } else {
        view! {
            <p>"Your current address is " <strong>{account.email}</strong> ". We will send a link to the new address. Open it, and the new address becomes your username. We will also send a message to your old address, so that you can stop the change from there."</p>
            <form method="post" action="/account/address" novalidate>
                <Field submitted name="email" label="New email address" kind="email" autocomplete="email" />
                <PasswordField submitted name="current_password" label="Your password" autocomplete="current-password" />
                <button class="nhsuk-button" type="submit">"Send the link"</button>
            </form>
        }
        .into_any()
    };
    view! {
        <Page title="Change your email address" wrong above=move || view! {
            <BackLink href="/account" text="Your account" />
            <ErrorSummary submitted />
        }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">{content}</div>
            </div>
        </Page>
    }
}
