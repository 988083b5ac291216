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
                        <li>"move in large tables with the arrow keys"</li>
                        <li>"listen to every page with a screen reader"</li>
                        <li>"enlarge the text to 400% and still read it without scrolling sideways, except in wide tables"</li>
                        <li>"use every page without JavaScript"</li>
                        <li>"paste your password, or let a password manager fill it in"</li>
                        <li>"tell states apart without seeing colours"</li>
                    </ul>
                    <h2 class="nhsuk-heading-m">"How accessible it is"</h2>
                    <p>
                        "We follow version 2.2 of the Web Content Accessibility Guidelines (WCAG), at level AA. Nobody else "
                        "has checked this yet, so we do not claim that we meet them in full."
                    </p>
                    <h2 class="nhsuk-heading-m">"What does not work well yet"</h2>
                    <ul class="nhsuk-list nhsuk-list--bullet">
                        <li>
                            "The table of a practice's users and roles is wide. On a large screen it scrolls inside its own "
                            "frame. On a phone each person is shown as a card."
                        </li>
                        <li>"You are logged out after 30 minutes without opening a page. The top of each page says when. Some pages also warn you 2 minutes before, but not all of them do."</li>
                        <li>"People who rely on screen readers and other aids have not tested it yet."</li>
                    </ul>
                    <h2 class="nhsuk-heading-m">"How we test"</h2>
                    <p>
                        "Each time we change the program, automatic checks open its pages in a browser, with and without "
                        "JavaScript. They find only some of the things that can be wrong."
                    </p>
                    <h2 class="nhsuk-heading-m">"Tell us about a problem"</h2>
                    <p>
                        "Tell the people who run this service for you. Say which page it was and what you tried to do. If "
                        "you need something on a page in another form, such as large print, ask them for it."
                    </p>
                    <p>
                        "If you are not happy with the answer, and you are in England, you can contact the "
                        <a href="https://www.equalityadvisoryservice.com/">"Equality Advisory and Support Service (EASS)"</a>"."
                    </p>
                </div>
            </div>
        </Page>
    }
}
