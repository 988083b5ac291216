//! What would be saved of a role table, told while it is being ticked.

use leptos::prelude::*;

use super::{RoleTable, check_of};
use crate::{
    access::{DesiredRoles, Role, Terms, plan},
    base::ids::OdsCode,
    ui::view,
};

/// A box that differs from what is held now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedBox {
    pub practice: OdsCode,
    pub role: Role,
    /// The change in words.
    pub words: String,
}

/// What a save of these changes would be refused with, and what it would leave uncovered: told while ticking, by the
/// same function that decides on the server.
pub fn preview(table: &RoleTable, changes: &[ChangedBox]) -> (Vec<String>, Vec<String>) {
    let wanted: Vec<_> = table
        .columns
        .iter()
        .map(|column| {
            let differs = |role| {
                changes
                    .iter()
                    .any(|c| c.role == role && c.practice == column.practice)
            };
            let ticked = Role::all()
                .filter(|role| column.grant(*role).is_some() != differs(*role))
                .collect();
            DesiredRoles {
                practice: column.practice.clone(),
                version: column.version,
                ticked,
            }
        })
        .collect();
    let terms = Terms {
        reason: "to come".to_owned(),
        accepts_no_administrator: true,
        ..Terms::default()
    };
    match plan(
        &table.columns,
        &wanted,
        &terms,
        &table.subject,
        &table.permissions,
        table.today,
    ) {
        Ok(plan) => {
            let check = check_of(&plan);
            let warnings = check
                .confirmations
                .into_iter()
                .map(|confirmation| confirmation.warning);
            (
                Vec::new(),
                check.notes.into_iter().chain(warnings).collect(),
            )
        }
        Err(refusals) => (
            refusals.iter().map(ToString::to_string).collect(),
            Vec::new(),
        ),
    }
}

/// Counts the changes, lists them in words with what they lead to, and saves them.
#[component]
pub fn ChangeBar(
    table: RoleTable,
    /// What was changed.
    changes: RwSignal<Vec<ChangedBox>>,
    /// The words of the button.
    button: &'static str,
) -> impl IntoView {
    let previewed = Memo::new(move |_| {
        changes.with(|changes| {
            if changes.is_empty() {
                Default::default()
            } else {
                preview(&table, changes)
            }
        })
    });
    let count = move || {
        changes.with(|changes| match changes.len() {
            0 => "No changes yet".to_owned(),
            1 => "1 change".to_owned(),
            many => [&many.to_string(), " changes"].concat(),
        })
    };
    let words = move || {
        let changes = changes.get();
        (!changes.is_empty()).then(|| {
            let items = changes.into_iter().map(|change| view! { <li>{change.words}</li> }).collect_view();
            view! { <ul class="nhsuk-list nhsuk-u-font-size-16 nhsuk-u-margin-bottom-0">{items}</ul> }
        })
    };
    let warnings = move || {
        let (refusals, warnings) = previewed.get();
        refusals
            .into_iter()
            .chain(warnings)
            .map(|warning| view! { <p class="nhsuk-u-font-weight-bold nhsuk-u-font-size-16 nhsuk-u-margin-bottom-0">{warning}</p> })
            .collect_view()
    };
    view! {
        <div class="app-change-bar" id="changes">
            <div class="app-change-bar__count" role="status" tabindex="0">
                <span>{count}</span>
                {warnings}
                {words}
            </div>
            <div class="app-change-bar__actions">
                <a class="app-change-bar__terms" href="#terms">"Dates and reason"</a>
                <button class="nhsuk-button" type="submit" name="step" value="check">{button}</button>
            </div>
        </div>
    }
}
