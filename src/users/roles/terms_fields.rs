//! The fields for dates and a reason.

use leptos::prelude::*;

use crate::ui::{DateFields, Submitted, view};

/// Optional dates for every role that is added, and a reason for whatever is changed.
#[component]
pub fn TermsFields(
    submitted: RwSignal<Submitted>,
    /// Whether a reason must be given.
    reason_needed: bool,
) -> impl IntoView {
    let hint = if reason_needed {
        "The registration team must say why. It is recorded, and shown beside each role you add."
    } else {
        "Optional. It is recorded, and shown beside each role you add."
    };
    let summary = if reason_needed {
        "Reason for the change, and first and last day of roles you add"
    } else {
        "Reason for the change, and first and last day of roles you add (optional)"
    };
    let open = reason_needed
        || submitted.with_untracked(|form| {
            ["starts", "ends", "reason"]
                .iter()
                .any(|field| form.error(field).is_some())
                || ["starts[]", "ends[]", "reason"]
                    .iter()
                    .any(|name| form.values_of(name).any(|value| !value.is_empty()))
        });
    view! {
        <details class="nhsuk-details" open=open>
            <summary class="nhsuk-details__summary">
                <span class="nhsuk-details__summary-text">{summary}</span>
            </summary>
            // Within what is closed at first: a browser that follows a link to it opens it.
            <div class="nhsuk-details__text" id="terms">
                <DateFields submitted name="starts" legend="First day" hint="Optional. Leave empty to start now." />
                <DateFields submitted name="ends" legend="Last day" hint="Optional. The last day of the roles." />
                <crate::ui::TextareaField submitted name="reason" label="Reason" hint />
            </div>
        </details>
    }
}
