//! Reading the record.

use leptos::prelude::*;

use crate::ui::Page;

/// Everything, for the registration team.
#[component]
pub fn HistoryPage() -> impl IntoView {
    view! { <Page title="History"><p>"History"</p></Page> }
}

/// What happened at a practice.
#[component]
pub fn PracticeHistoryPage() -> impl IntoView {
    view! { <Page title="History"><p>"History"</p></Page> }
}

/// What happened to a user.
#[component]
pub fn UserHistoryPage() -> impl IntoView {
    view! { <Page title="History"><p>"History"</p></Page> }
}
