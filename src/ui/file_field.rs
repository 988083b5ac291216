//! Choosing a file, in forms that are sent with one.

use leptos::prelude::*;

use super::{
    Submitted,
    components::{described, error_id, error_message, hint_id},
    view,
};

/// A field for a file. What was chosen can't be put into it again.
#[component]
pub fn FileField(
    submitted: RwSignal<Submitted>,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    /// The endings and media types of files that fit; a CSV file, unless told.
    #[prop(default = ".csv,text/csv")]
    accept: &'static str,
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
            <input class="nhsuk-input" id=name name=name type="file" accept=accept aria-describedby=described />
        </div>
    }
}

/// A box to leave out lines of a file that can't be used, beside its [`FileField`].
#[component]
pub fn LeaveOutField(submitted: RwSignal<Submitted>, label: &'static str) -> impl IntoView {
    let checked = submitted.with_untracked(|form| form.values_of("leave_out[]").next().is_some());
    view! {
        <div class="nhsuk-form-group">
            <div class="nhsuk-checkboxes">
                <div class="nhsuk-checkboxes__item">
                    <input class="nhsuk-checkboxes__input" id="leave_out" name="leave_out[]" type="checkbox" value="yes" checked=checked />
                    <label class="nhsuk-label nhsuk-checkboxes__label" for="leave_out">{label}</label>
                </div>
            </div>
        </div>
    }
}
