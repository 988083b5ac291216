//! Finding a request again by its case reference: a new link goes to an address that is named in it.

use leptos::prelude::*;

use crate::ui::{
    BackLink, ErrorSummary, Field, Page, ReachRegistrationTeam, Success, use_query_map,
    use_submitted, view,
};

/// Asks for a link to a case.
#[component]
pub fn CaseStatusPage() -> impl IntoView {
    let submitted = use_submitted();
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let done = use_query_map().read_untracked().get("done").is_some().then(|| {
        view! {
            <Success>
                <p class="nhsuk-notification-banner__heading">"Look at your email"</p>
                <p>"If there is such a request and your address is in it, we will email you a link. It shows how far the request has got."</p>
            </Success>
        }
    });
    view! {
        <Page title="See where a request stands" wrong above=move || view! {
            <BackLink href="/certifications/new" text="Ask for access" />
            <ErrorSummary submitted />
        }>
            {done}
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <p>"The links in our emails about the request show it. If you do not have one to hand, we can send you a new one."</p>
                    <form method="post" action="/certifications/status" novalidate>
                        <Field submitted name="reference" label="Case reference" hint="It begins with UA or UC, like UA-0ABCD-1EFGH." width="nhsuk-input--width-20" />
                        <Field submitted name="email" label="Your email address" kind="email" autocomplete="email" />
                        <button class="nhsuk-button" type="submit">"Send me a link"</button>
                    </form>
                    <ReachRegistrationTeam />
                </div>
            </div>
        </Page>
    }
}
