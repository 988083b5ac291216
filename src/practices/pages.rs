//! Finding practices.

use leptos::prelude::*;

use crate::ui::Page;

/// Practices by name, code, postcode and PCN, with standing lists.
#[component]
pub fn PracticesPage() -> impl IntoView {
    view! { <Page title="Practices"><p>"Practices"</p></Page> }
}
