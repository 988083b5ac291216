//! Asking for a new password.

use leptos::prelude::*;

use super::Over;
use crate::ui::{
    BackLink, ErrorSummary, Field, Page, ReachRegistrationTeam, use_query_map, use_submitted, view,
};

/// Asks for the address, or says what happens next: the same whether there is such an account or not.
#[component]
pub fn ForgottenPasswordPage() -> impl IntoView {
    let query = use_query_map();
    let sent = move || query.read().get("sent").is_some();
    move || {
        if sent() {
            view! { <Sent /> }
        } else {
            view! { <Ask /> }
        }
    }
}

#[component]
fn Ask() -> impl IntoView {
    let submitted = use_submitted();
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    view! {
        <Page title="Forgotten password" wrong above=move || view! {
            <BackLink href="/sign-in" text="Back to log in" />
            <ErrorSummary submitted />
        }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <p>"We will email you a link. It lets you choose a new password."</p>
                    <form method="post" action="/forgotten-password" novalidate>
                        <Field submitted name="email" label="Email address" kind="email" autocomplete="username"
                            hint="Your username. If you are a GP, this is the email address registered with the GMC." />
                        <button class="nhsuk-button" type="submit">"Send the link"</button>
                    </form>
                </div>
            </div>
        </Page>
    }
}

#[component]
fn Sent() -> impl IntoView {
    view! {
        <Page title="Check your email">
            <Over text="If there is an account with this email address, a message is on its way. It arrives within a few minutes and its link works for 30 minutes.">
                <p>"No message? Look in the junk folder, and check which address your practice uses for you. If you are a GP, it is the one registered with the GMC."</p>
                <p>"An administrator of your practice can see your address and help."</p>
                <ReachRegistrationTeam />
                <p><a href="/forgotten-password">"Ask again, or use another address"</a></p>
            </Over>
        </Page>
    }
}
