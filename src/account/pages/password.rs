//! Changing one's password.

use leptos::prelude::*;

use crate::{
    account::{AccountView, api::open_account},
    ui::{BackLink, ErrorSummary, Page, PasswordField, Submitted, load, use_submitted, view},
};

/// One's password.
#[component]
pub fn PasswordPage() -> impl IntoView {
    let submitted = use_submitted();
    load(
        || (),
        |()| open_account(),
        move |account: AccountView| view! { <Password account submitted /> },
    )
}

#[component]
fn Password(account: AccountView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    view! {
        <Page title="Change your password" wrong above=move || view! {
            <BackLink href="/account" text="Your account" />
            <ErrorSummary submitted />
        }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <p>"You stay logged in here and are logged out everywhere else. We tell you by email that the password was changed."</p>
                    <form method="post" action="/account/password" novalidate>
                        // For programs that keep passwords.
                        <input type="text" autocomplete="username" hidden readonly value=account.email />
                        <PasswordField submitted name="current_password" label="Current password" autocomplete="current-password" />
                        <PasswordField submitted name="password" label="New password" autocomplete="new-password"
                            hint="12 characters or more. Three words that do not belong together make a good password. You can paste one." />
                        <button class="nhsuk-button" type="submit">"Change password"</button>
                    </form>
                </div>
            </div>
        </Page>
    }
}
