//! Answers to a practice's questions about access, and the accessibility statement.

use leptos::prelude::*;

use crate::ui::Page;

/// Who gives access, and how to get it.
#[component]
pub fn GettingAccessPage() -> impl IntoView {
    view! { <Page title="Getting access"><p>"Help"</p></Page> }
}

/// How accessible this is, and what to do about what is not.
#[component]
pub fn AccessibilityPage() -> impl IntoView {
    view! { <Page title="Accessibility statement"><p>"Statement"</p></Page> }
}
