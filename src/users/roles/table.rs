//! The role table on the screen: roles down, practices across, a box where the reader decides and a mark with the
//! reason where they do not.

use leptos::prelude::*;

use super::{
    RoleTable, SentTable, check_of,
    form::{SEEN, TICK, seen, tick},
};
use crate::{
    access::{Column, Locked, OdsCode, Role, Service, Terms, Wanted, list, plan},
    ui::{Hidden, Submitted, view},
};

/// The boxes, with what was shown sent along.
#[component]
pub fn RoleTableFields(
    /// What to show.
    table: RoleTable,
    /// The form: a refused one keeps its ticks.
    submitted: RwSignal<Submitted>,
    /// Boxes that were changed, kept up to date in the browser.
    changes: RwSignal<Vec<Change>>,
) -> impl IntoView {
    let sent = submitted.with_untracked(|form| {
        SentTable::read(form.values_of(SEEN), form.values_of(TICK)).unwrap_or_default()
    });
    let columns = u32::try_from(table.columns.len() + 1)
        .unwrap_or(u32::MAX)
        .to_string();
    let seen_fields = table
        .columns
        .iter()
        .map(|column| view! { <Hidden name=SEEN value=seen(column) /> })
        .collect_view();
    let heads = table
        .columns
        .iter()
        .map(|column| {
            let state = match (column.closed, column.membership) {
                (true, _) => "Closed",
                (_, None) => "Not a user here yet",
                (_, Some(status)) => status.label(),
            };
            view! {
                <th class="app-role-table__practice" scope="col">
                    {column.name.clone()} " " <span>{column.practice.to_string()}</span> <span>{state}</span>
                </th>
            }
        })
        .collect_view();
    let services = Service::ALL
        .into_iter()
        .map(|service| {
            let rows = service
                .roles()
                .map(
                    |role| view! { <RoleRow role table=table.clone() sent=sent.clone() changes /> },
                )
                .collect_view();
            view! {
                <tbody>
                    <tr class="app-role-table__service">
                        <th colspan=columns.clone() scope="colgroup">{service.name()}</th>
                    </tr>
                    {rows}
                </tbody>
            }
        })
        .collect_view();
    view! {
        {seen_fields}
        <div class="app-role-table" role="region" aria-labelledby="roles" tabindex="0">
            <table class="app-role-table__table">
                <caption class="app-role-table__caption" id="roles">
                    "Roles. Tick a role to give it, untick it to take it away."
                </caption>
                <thead>
                    <tr>
                        <th class="app-role-table__corner" scope="col">"Role"</th>
                        {heads}
                    </tr>
                </thead>
                {services}
            </table>
        </div>
    }
}

/// A box that differs from what is held now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where.
    pub practice: OdsCode,
    /// The role.
    pub role: Role,
    /// The change in words.
    pub words: String,
}

/// What a save of these changes would be refused with, and what it would leave uncovered: told while ticking, by the
/// same function that decides on the server.
pub fn foresee(table: &RoleTable, changes: &[Change]) -> (Vec<String>, Vec<String>) {
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
            Wanted {
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
        &table.powers,
        table.today,
    ) {
        Ok(plan) => {
            let check = check_of(&plan, &terms);
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

#[component]
fn RoleRow(
    role: Role,
    table: RoleTable,
    sent: SentTable,
    changes: RwSignal<Vec<Change>>,
) -> impl IntoView {
    let facts = role.facts();
    let cells = table
        .columns
        .iter()
        .map(
            |column| match column.locked(role, &table.powers, table.subject.user) {
                Ok(()) => {
                    let ticked = sent.shows(column, role);
                    view! { <Box role ticked table=table.clone() column=column.clone() changes /> }
                        .into_any()
                }
                Err(locked) => fixed(role, column, locked, table.today).into_any(),
            },
        )
        .collect_view();
    view! {
        <tr>
            <th class="app-role-table__role" scope="row">
                {facts.name}
                <span class="app-role-table__hint">{facts.lets}</span>
                <span class="app-role-table__hint">"Usually: " {facts.typical}</span>
            </th>
            {cells}
        </tr>
    }
}

/// A role the reader can't change here: whether it is held, and who decides.
fn fixed(role: Role, column: &Column, locked: Locked, today: crate::dates::Date) -> impl IntoView {
    let held = column.grant(role).map(|grant| grant.provenance(today));
    let class = if held.is_some() {
        "app-role-table__fixed"
    } else {
        ""
    };
    let state = if held.is_some() { "Yes" } else { "No" };
    view! {
        <td class="app-role-table__cell">
            <span class=class>{state}</span>
            <span class="app-role-table__note">{held}</span>
            <span class="app-role-table__note">{locked.to_string()}</span>
        </td>
    }
}

/// A role the reader decides about.
#[component]
fn Box(
    role: Role,
    ticked: bool,
    table: RoleTable,
    column: Column,
    changes: RwSignal<Vec<Change>>,
) -> impl IntoView {
    let value = tick(&column.practice, role);
    let grant = column.grant(role);
    let held = grant.is_some();
    let full = if held {
        None
    } else {
        column.full(role, table.subject.user)
    };
    let note = match (&full, grant, role.limit()) {
        (Some(holders), _, Some(1)) => ["Held by ", &list(holders)].concat(),
        (Some(holders), ..) => ["All places are taken: ", &list(holders)].concat(),
        (_, Some(grant), _) => grant.provenance(table.today),
        (None, None, Some(limit)) => {
            let holders = column
                .holders
                .iter()
                .filter(|holder| holder.role == role)
                .count();
            [
                &holders.to_string(),
                " of ",
                &limit.to_string(),
                " places taken",
            ]
            .concat()
        }
        (None, None, None) => String::new(),
    };
    let label = [role.name(), " at ", &column.name].concat();
    let words = [
        if held { "Remove " } else { "Add " },
        role.name(),
        " at ",
        &column.name,
    ]
    .concat();
    // A full role stays a box only where it was ticked before it filled up; the server refuses it all the same.
    let disabled = full.is_some() && !ticked;
    let change = Change {
        practice: column.practice.clone(),
        role,
        words,
    };
    if ticked != held {
        let change = change.clone();
        changes.update(|all| {
            if !all.contains(&change) {
                all.push(change);
            }
        });
    }
    let on_change = move |event| {
        let now = event_target_checked(&event);
        changes.update(|all| {
            all.retain(|other| other.role != change.role || other.practice != change.practice);
            if now != held {
                all.push(change.clone());
            }
        });
    };
    let id = value.clone();
    view! {
        <td class="app-role-table__cell">
            <div class="app-role-table__box nhsuk-checkboxes nhsuk-checkboxes--small">
                <div class="nhsuk-checkboxes__item">
                    <input class="nhsuk-checkboxes__input" type="checkbox" id=id.clone() name=TICK value=value
                        data-held=held.then_some("") checked=ticked disabled=disabled on:change=on_change />
                    <label class="nhsuk-label nhsuk-checkboxes__label" for=id>
                        <span class="nhsuk-u-visually-hidden">{label}</span>
                    </label>
                </div>
            </div>
            <span class="app-role-table__note">{note}</span>
        </td>
    }
}

/// Optional dates and a reason for every role that is added.
#[component]
pub fn TermsFields(
    /// The form.
    submitted: RwSignal<Submitted>,
    /// Whether a reason must be given.
    reason_needed: bool,
) -> impl IntoView {
    let hint = if reason_needed {
        "The registration team must say why. It is recorded and shown beside each role."
    } else {
        "Optional. It is recorded and shown beside each role."
    };
    view! {
        <details class="nhsuk-details" open=reason_needed || submitted.with_untracked(|form| !form.values.is_empty())>
            <summary class="nhsuk-details__summary">
                <span class="nhsuk-details__summary-text">"Dates and reason for the roles you add"</span>
            </summary>
            <div class="nhsuk-details__text">
                <DateFields submitted name="starts" legend="Start date" hint="Optional. Leave empty to start now." />
                <DateFields submitted name="ends" legend="End date" hint="Optional. The last day of the roles." />
                <crate::ui::TextareaField submitted name="reason" label="Reason" hint />
            </div>
        </details>
    }
}

/// Day, month and year in a box each.
#[component]
fn DateFields(
    submitted: RwSignal<Submitted>,
    name: &'static str,
    legend: &'static str,
    hint: &'static str,
) -> impl IntoView {
    let error = move || submitted.with(|form| form.error(name));
    let field = [name, "[]"].concat();
    let typed: Vec<String> =
        submitted.with_untracked(|form| form.values_of(&field).map(str::to_owned).collect());
    let hint_id = [name, "-hint"].concat();
    let parts = [("Day", "2"), ("Month", "2"), ("Year", "4")]
        .into_iter()
        .enumerate()
        .map(|(index, (label, width))| {
            // The first box carries the field's name, for the link in the error summary.
            let id = if index == 0 { name.to_owned() } else { [name, "-", label].concat() };
            let value = typed.get(index).cloned().unwrap_or_default();
            let class = ["nhsuk-input nhsuk-date-input__input nhsuk-input--width-", width].concat();
            view! {
                <div class="nhsuk-date-input__item">
                    <div class="nhsuk-form-group">
                        <label class="nhsuk-label nhsuk-date-input__label" for=id.clone()>{label}</label>
                        <input class=class id=id name=field.clone() type="text" inputmode="numeric" value=value />
                    </div>
                </div>
            }
        })
        .collect_view();
    view! {
        <div class="nhsuk-form-group" class=("nhsuk-form-group--error", move || error().is_some())>
            <fieldset class="nhsuk-fieldset" aria-describedby=hint_id.clone()>
                <legend class="nhsuk-fieldset__legend">{legend}</legend>
                <div class="nhsuk-hint" id=hint_id.clone()>{hint}</div>
                {move || error().map(|message| view! {
                    <span class="nhsuk-error-message">
                        <span class="nhsuk-u-visually-hidden">"Error: "</span>{message}
                    </span>
                })}
                <div class="nhsuk-date-input">{parts}</div>
            </fieldset>
        </div>
    }
}

/// Counts the changes, lists them in words with what they lead to, and saves them.
#[component]
pub fn ChangeBar(
    /// The table.
    table: RoleTable,
    /// What was changed.
    changes: RwSignal<Vec<Change>>,
    /// The words of the button.
    button: &'static str,
) -> impl IntoView {
    let foreseen = Memo::new(move |_| {
        changes.with(|changes| {
            if changes.is_empty() {
                Default::default()
            } else {
                foresee(&table, changes)
            }
        })
    });
    let count = move || {
        changes.with(|changes| match changes.len() {
            0 => String::new(),
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
        let (refusals, warnings) = foreseen.get();
        refusals
            .into_iter()
            .chain(warnings)
            .map(|warning| view! { <p class="nhsuk-u-font-weight-bold nhsuk-u-font-size-16 nhsuk-u-margin-bottom-0">{warning}</p> })
            .collect_view()
    };
    view! {
        <div class="app-change-bar">
            <div class="app-change-bar__count" role="status">
                <span>{count}</span>
                {words}
                {warnings}
            </div>
            <div class="app-change-bar__actions">
                <button class="nhsuk-button" type="submit" name="step" value="check">{button}</button>
            </div>
        </div>
    }
}
