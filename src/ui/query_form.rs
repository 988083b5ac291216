//! Forms that lead to an address: a search, filters.

use leptos::{ev::SubmitEvent, prelude::*};

use super::{sent_form::SentForm, use_open, view, with_query};

/// A form whose fields become the query of the address it leads to. In the browser the page changes without a page
/// load, and fields that are empty are left out of the address.
#[component]
pub fn QueryForm(
    /// Where it leads.
    #[prop(into)]
    action: String,
    /// A class of the form.
    #[prop(optional)]
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let open = use_open();
    let path = action.clone();
    let on_submit = move |event: SubmitEvent| {
        let Some(form) = SentForm::of(&event) else {
            return;
        };
        event.prevent_default();
        let filled: Vec<_> = form
            .values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, value)| !name.is_empty() && !value.is_empty())
            .collect();
        let address = with_query(&path, &filled);
        open(&address, leptos_router::NavigateOptions::default());
    };
    view! {
        <form method="get" action=action class=class on:submit=on_submit>
            {children()}
        </form>
    }
}
