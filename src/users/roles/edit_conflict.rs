//! What somebody else changed while a form was being filled in: shown beside the form as it is now.

use leptos::prelude::*;

use crate::ui::{Submitted, Warning, view};

/// Counts the refusals that told of somebody else's change: with each the page's data is loaded anew.
pub(super) fn times_told(submitted: RwSignal<Submitted>) -> Memo<(u32, Vec<String>)> {
    Memo::new(move |before: Option<&(u32, Vec<String>)>| {
        let edit_conflict = submitted.with(|form| form.form_state.edit_conflict.clone());
        match before {
            Some((count, old)) if *old == edit_conflict => (*count, edit_conflict),
            Some((count, _)) => (count + 1, edit_conflict),
            None => (0, edit_conflict),
        }
    })
}

/// The changes in sentences.
#[component]
pub(crate) fn Meanwhile(
    submitted: RwSignal<Submitted>,
    /// What stands below.
    below: &'static str,
) -> impl IntoView {
    move || {
        let lines = submitted.with(|form| form.form_state.edit_conflict.clone());
        (!lines.is_empty()).then(|| {
            let items = lines
                .into_iter()
                .map(|line| view! { <li>{line}</li> })
                .collect_view();
            view! {
                <Warning title="Changed by someone else in the meantime">
                    <ul class="nhsuk-list nhsuk-list--bullet">{items}</ul>
                    <p>{below}</p>
                </Warning>
            }
        })
    }
}
