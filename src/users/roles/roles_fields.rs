//! Everything a form asks about roles, the same for a user who is there and for one who is made.

use leptos::prelude::*;

use super::{
    ChangedBox, RoleTable, change_bar::ChangeBar, fill::FillFields, narrow::Narrow, shows_again,
    table::RoleTableFields, terms_fields::TermsFields,
};
use crate::ui::{Hidden, Submitted, view};

/// Which practices, the table, dates and reason, and the bar that counts the changes and sends them.
#[component]
pub fn RolesFields(
    table: RoleTable,
    /// Which practices were asked for.
    narrow: String,
    submitted: RwSignal<Submitted>,
    /// Boxes that were changed.
    changes: RwSignal<Vec<ChangedBox>>,
    /// The words of the button.
    button: &'static str,
) -> impl IntoView {
    submitted.update_untracked(|form| {
        if shows_again(&form.form_state.step) {
            table.filled.tick(form);
        }
    });
    let reason_needed = table.permissions.registration_officer();
    let fields = if table.columns.is_empty() {
        view! { <p>"There is no practice to show roles for yet. Enter a practice code above."</p> }
    } else {
        view! {
            <FillFields table=table.clone() submitted />
            <RoleTableFields table=table.clone() submitted changes />
            <TermsFields submitted reason_needed />
            <ChangeBar table=table.clone() changes button />
        }
    };
    view! {
        <Hidden name="idempotency_key" value=table.idempotency_key.clone() />
        <Narrow table narrow submitted />
        {fields}
    }
}
