//! Forms that lead to an address: a search, filters.

use leptos::{ev::SubmitEvent, prelude::*};

use super::{escape, sent_form::SentForm, use_open, view};

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
        let mut address = path.clone();
        let mut before = "?";
        for (name, value) in form.values {
            if !name.is_empty() && !value.is_empty() {
                address.extend([before, &escape(&name), "=", &escape(&value)]);
                before = "&";
            }
        }
        open(&address, leptos_router::NavigateOptions::default());
    };
    view! {
        <form method="get" action=action class=class on:submit=on_submit>
            {children()}
        </form>
    }
}
