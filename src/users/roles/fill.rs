//! Ticking what is usual: the roles of a set, those of a colleague, or one role at every practice shown. It fills boxes and
//! saves nothing; what was ticked before stays.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{RoleTable, form::SEEN};
use crate::{
    access::Role,
    ui::{Hidden, SelectField, Submitted, view},
};

/// The step that fills boxes.
pub(super) const FILL: &str = "fill";
/// What the step begins with that fills the boxes of one role, whose code follows.
pub(super) const EVERYWHERE: &str = "everywhere:";

/// What boxes are filled from. Fields that are empty fill none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fill {
    /// The name of a role set.
    pub set: String,
    /// A colleague's name or e-mail address.
    pub colleague: String,
    /// The code of the practice whose boxes are filled; empty for all that are shown.
    pub at: String,
    /// The code of a role that is ticked at every practice.
    pub role: String,
}

/// What a fill comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// The boxes to tick, and what was shown of their practices, as the form sends them.
    pub values: Vec<(String, String)>,
    /// What the reader is told of it; empty where nothing was asked for.
    pub told: String,
}

impl Fill {
    /// What a form asks for at this step.
    pub(super) fn of(form: &Submitted) -> Self {
        let step = form.form_state.step.as_str();
        if let Some(role) = step.strip_prefix(EVERYWHERE) {
            return Self {
                role: role.to_owned(),
                ..Self::default()
            };
        }
        if step != FILL {
            return Self::default();
        }
        Self {
            set: form.value("set"),
            colleague: form.value("colleague"),
            at: form.value("at"),
            role: String::new(),
        }
    }
}

impl Filled {
    /// Ticks the boxes in the form that is shown again. What it had shown of a practice stays: it says what its sender changed.
    pub(super) fn tick(&self, form: &mut Submitted) {
        for (name, value) in &self.values {
            let same = |sent: &str| match name.as_str() {
                SEEN => sent.split(':').next() == value.split(':').next(),
                _ => sent == value,
            };
            if !form.values_of(name).any(same) {
                form.values.push((name.clone(), value.clone()));
            }
        }
    }
}

/// The fields that fill boxes, part of the table's own form.
#[component]
pub(super) fn FillFields(table: RoleTable, submitted: RwSignal<Submitted>) -> impl IntoView {
    let filled = table.filled.told;
    let (before, told) = submitted.with_untracked(|form| {
        let asked = Fill::of(form);
        let told = (asked != Fill::default()).then_some(filled);
        (asked, told)
    });
    // The button that was pressed is gone with the old table: a script gives this the focus.
    let told = told.map(|told| {
        view! { <p class="nhsuk-inset-text" tabindex="-1" data-told="">{told}</p> }
    });
    let choose = (String::new(), "Choose".to_owned());
    let sets = table.sets.into_iter().map(|name| (name.clone(), name));
    let mut places: Vec<_> = table
        .columns
        .iter()
        .map(|column| (column.practice.to_string(), column.name.clone()))
        .collect();
    let first = places.first().map(|(code, _)| code.clone());
    let first = first.unwrap_or_default();
    let at = if places.len() > 1 {
        places.push((String::new(), "All practices shown".to_owned()));
        let chosen = if before.set.is_empty() && before.colleague.is_empty() {
            first
        } else {
            before.at
        };
        view! { <SelectField name="at" label="At" options=places chosen /> }.into_any()
    } else {
        view! { <Hidden name="at" value=first /> }.into_any()
    };
    view! {
        {told}
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary">
                <span class="nhsuk-details__summary-text">"Tick the usual roles for a job, or the same as a colleague"</span>
            </summary>
            <div class="nhsuk-details__text">
                <p>"This only ticks boxes. You can change them before you save. Roles that make somebody a user administrator are never ticked for you."</p>
                <SelectField name="set" label="Role set" options=std::iter::once(choose).chain(sets).collect() chosen=before.set />
                <div class="nhsuk-form-group">
                    <label class="nhsuk-label" for="colleague">"Same roles as a colleague (name or email address)"</label>
                    <input class="nhsuk-input nhsuk-input--width-20" id="colleague" name="colleague" value=before.colleague autocomplete="off" />
                </div>
                {at}
                <button class="nhsuk-button nhsuk-button--secondary" type="submit" name="step" value=FILL>"Tick these roles"</button>
            </div>
        </details>
    }
}

/// The button that ticks a role at every practice shown; where scripts run (`ui/tables.js`) in the page itself, and unticks it where all
/// are ticked.
#[component]
pub(super) fn Everywhere(role: Role) -> impl IntoView {
    let step = [EVERYWHERE, role.code()].concat();
    view! {
        <button class="app-role-table__everywhere" type="submit" name="step" value=step data-row="">
            "All practices" <span class="nhsuk-u-visually-hidden">" for " {role.name()}</span>
        </button>
    }
}
