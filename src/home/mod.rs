//! The start page for visitors, and for a signed-in user what they can do here and what waits for them.

use leptos::prelude::*;

use crate::ui::Page;

/// The start page.
#[component]
pub fn HomePage() -> impl IntoView {
    view! { <Page title="Practice Access"><p>"Home"</p></Page> }
}
