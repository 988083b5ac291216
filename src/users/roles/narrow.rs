//! Choosing which practices a role table shows, for those who have more than a page holds, and for the registration
//! team. Nothing that was ticked is lost by it: a practice with unsaved changes stays in the table, where it is seen,
//! counted and saved like the others.

use leptos::prelude::*;

use super::{
    Fill, RoleTable, SentTable,
    form::{ADDING, CHOOSE, shows_again},
};
use crate::{
    access::Column,
    base::ids::OdsCode,
    ui::{Hidden, Submitted, use_query_map, view},
};

/// Which table is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableQuery {
    /// What was typed last to choose practices.
    pub narrow: String,
    /// The practices that stay whatever was typed.
    pub keep: Vec<OdsCode>,
    /// What its boxes are filled from.
    pub fill: Fill,
    /// How often it was asked for: the same again is shown anew.
    times: u32,
}

/// Which table is shown, by the form or else by the address.
pub fn use_table_query(submitted: RwSignal<Submitted>) -> Memo<TableQuery> {
    let query = use_query_map();
    Memo::new(move |before: Option<&TableQuery>| {
        let asked = query.read().get(CHOOSE).unwrap_or_default();
        submitted.with(|form| match before {
            _ if form.values.is_empty() => TableQuery {
                narrow: asked,
                ..TableQuery::default()
            },
            // Another step of the form shows the same table.
            Some(before) if !shows_again(&form.form_state.step) => before.clone(),
            _ => {
                let sent = SentTable::of(form);
                let keep = if form.value(ADDING).is_empty() {
                    sent.changed()
                } else {
                    sent.practices()
                };
                TableQuery {
                    narrow: form.value(CHOOSE),
                    keep,
                    fill: Fill::of(form),
                    times: before.map_or(0, |before| before.times + 1),
                }
            }
        })
    })
}

/// The field and its button, part of the table's own form: what was ticked is sent along and comes back ticked.
#[component]
pub(super) fn Narrow(
    table: RoleTable,
    /// What was typed.
    narrow: String,
    submitted: RwSignal<Submitted>,
) -> impl IntoView {
    let shown = u32::try_from(table.columns.len()).unwrap_or(u32::MAX);
    let officer = table.permissions.registration_officer();
    if shown >= table.practices && !officer {
        return ().into_any();
    }
    // The field that was typed in is gone with the old table: the new one has the focus.
    let field = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        let chosen = submitted.with_untracked(|form| form.form_state.step == CHOOSE);
        if let Some(field) = field.get().filter(|_| chosen) {
            let _ = field.focus();
        }
    });
    let adding = officer.then(|| view! { <Hidden name=ADDING value="yes" /> });
    let label = if officer {
        "Add a practice by its code"
    } else {
        "Show practices by name or code"
    };
    let error = officer.then(|| unknown(&table, narrow.trim())).flatten();
    let count = (shown < table.practices).then(|| count(shown, table.practices));
    view! {
        {adding}
        <div class="app-search">
            <label class="nhsuk-label app-search__label" for="practices">{label}</label>
            {error}
            <div class="app-search__row">
                <input class="nhsuk-input app-search__input" id="practices" name=CHOOSE value=narrow autocomplete="off" node_ref=field />
                <button class="nhsuk-button nhsuk-button--secondary app-search__button" type="submit" name="step" value=CHOOSE>
                    "Show"
                </button>
            </div>
        </div>
        {count}
    }
    .into_any()
}

/// That what was typed is no practice's code, where no column came of it.
fn unknown(table: &RoleTable, sought: &str) -> Option<AnyView> {
    let is_sought = |column: &Column| column.practice.as_ref().eq_ignore_ascii_case(sought);
    (!sought.is_empty() && !table.columns.iter().any(is_sought)).then(|| {
        view! {
            <span class="nhsuk-error-message" id="practices-error">
                <span class="nhsuk-u-visually-hidden">"Error: "</span>
                "No practice has the code " {sought.to_owned()} ". Enter a code like A81001."
            </span>
        }
    })
}

fn count(shown: u32, practices: u32) -> AnyView {
    let text = [
        "Showing ",
        &shown.to_string(),
        " of your ",
        &practices.to_string(),
        " practices. Practices with changes you have not saved stay.",
    ]
    .concat();
    view! { <p role="status">{text}</p> }
}
