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
            <p>"You log in with " <strong>{account.email}</strong> ". The GMC has another address for you: " <strong>{account.gmc_email.clone()}</strong> "."</p>
            <p>"We send a link to it. When you open it, it becomes the address you log in with."</p>
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
            <p>"Your address now is " <strong>{account.email}</strong> ". We send a link to the new one, and a message to the old one, from which the change can be stopped. When you open the link, the new address becomes your username."</p>
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
