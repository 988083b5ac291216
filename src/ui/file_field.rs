//! Choosing a file, in forms that are sent with one.

use leptos::prelude::*;

use super::{
    Submitted,
    components::{described, error_id, error_message, hint_id},
    view,
};

/// A field for a CSV file. What was chosen can't be put into it again.
#[component]
pub fn CsvFileField(
    submitted: RwSignal<Submitted>,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
) -> impl IntoView {
    let error = submitted.with_untracked(|form| form.error(name));
    let described = described(name, true, error.is_some());
    let group = if error.is_some() {
        "nhsuk-form-group nhsuk-form-group--error"
    } else {
        "nhsuk-form-group"
    };
    let error = error.map(|message| error_message(Some(error_id(name)), message));
    view! {
        <div class=group>
            <label class="nhsuk-label" for=name>{label}</label>
            <div class="nhsuk-hint" id=hint_id(name)>{hint}</div>
            {error}
            <input class="nhsuk-input" id=name name=name type="file" accept=".csv,text/csv" aria-describedby=described />
        </div>
    }
}
