//! How accessible this is, told as it is.

use leptos::prelude::*;

use crate::ui::{Page, view};

/// How accessible this is, and what to do about what is not.
#[component]
pub fn AccessibilityPage() -> impl IntoView {
    view! {
        <Page title="Accessibility statement">
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <p>"We want everyone who works at a practice to be able to use Practice Access. You should be able to:"</p>
                    <ul class="nhsuk-list nhsuk-list--bullet">
                        <li>"do everything with a keyboard alone"</li>
                        <li>"listen to every page with a screen reader"</li>
                        <li>"enlarge the text to 400% and still read it without scrolling sideways, except in wide tables"</li>
                        <li>"use every page without JavaScript"</li>
                        <li>"paste your password, or let a password manager fill it in"</li>
                        <li>"tell every state apart without seeing colours"</li>
                    </ul>
                    <h2 class="nhsuk-heading-m">"How far we have got"</h2>
                    <p>
                        "We build to the Web Content Accessibility Guidelines (WCAG), version 2.2, level AA. We have not "
                        "been audited by anyone else, so we do not claim that we meet it in full."
                    </p>
                    <h2 class="nhsuk-heading-m">"What we know is not good enough"</h2>
                    <ul class="nhsuk-list nhsuk-list--bullet">
                        <li>
                            "The table of a practice's users and roles is wide. On a large screen it scrolls inside its own "
                            "frame. On a phone each person is shown as a card."
                        </li>
                        <li>"You are logged out after 30 minutes without a page being opened. There is no warning yet."</li>
                        <li>"Our tests with screen readers and other aids by people who rely on them are still to be done."</li>
                    </ul>
                    <h2 class="nhsuk-heading-m">"How we test"</h2>
                    <p>
                        "Automatic checks open pages in a browser, with and without JavaScript, every time the program is "
                        "changed. They find only part of what can be wrong."
                    </p>
                    <h2 class="nhsuk-heading-m">"Tell us about a problem"</h2>
                    <p>
                        "Tell whoever runs this service for you. Say which page it was and what you tried to do. If you "
                        "need something on a page in another form, such as large print, ask them for it."
                    </p>
                    <p>
                        "If you are in England and not happy with the answer, you can contact the "
                        <a href="https://www.equalityadvisoryservice.com/">"Equality Advisory and Support Service (EASS)"</a>"."
                    </p>
                </div>
            </div>
        </Page>
    }
}
