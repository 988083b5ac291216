//! stub
use leptos::prelude::*;

use crate::ui::Page;

/// Summary.
#[component]
pub fn SummaryPage() -> impl IntoView {
    view! { <Page title="Summary"><p>"Users"</p></Page> }
}
