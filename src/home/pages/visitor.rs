//! What this is, for someone who is not signed in.

use leptos::prelude::*;

use crate::ui::{Page, ReachRegistrationTeam, view};

/// What this is, and the way in.
#[component]
pub(super) fn VisitorPage() -> impl IntoView {
    view! {
        <Page title="See and decide who may do what at your GP practice">
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <p class="nhsuk-body-l">
                        "GP practices in England use Practice Access to manage who can use payments and pensions, the Performers List, and medical records and supplies."
                    </p>
                    <p>"Here you can:"</p>
                    <ul class="nhsuk-list nhsuk-list--bullet">
                        <li>"see everyone who has access at your practice, and what each of them may do"</li>
                        <li>"give access to a new colleague, and take it away when someone leaves"</li>
                        <li>"see who decided what, and when"</li>
                        <li>"find out who gives access at your practice"</li>
                    </ul>
                    <a class="nhsuk-button" href="/sign-in" role="button" draggable="false">"Log in"</a>
                    <h2 class="nhsuk-heading-m">"If you do not have an account"</h2>
                    <p>
                        "The user administrator of your practice can make one for you. If you are a GP, your account "
                        "comes from your place on the Performers List."
                    </p>
                    <p><a href="/help/getting-access">"Read how to get access"</a></p>
                    <ReachRegistrationTeam />
                </div>
            </div>
        </Page>
    }
}
