//! The role table on the screen: roles down, practices across, a box where the reader decides and a mark with the
//! reason where they do not.

use leptos::prelude::*;

use super::{
    Change, RoleTable, SentTable,
    form::{SEEN, TICK, seen, tick},
};
use crate::{
    access::{Column, DenyReason, Role, Service, list},
    ui::{Hidden, Submitted, addresses, view},
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
    let sent = submitted.with_untracked(SentTable::of);
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
                <th class="app-role-table__practice" scope="col" role="columnheader">
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
                <tbody role="rowgroup">
                    <tr class="app-role-table__service" role="row">
                        <th colspan=columns.clone() scope="colgroup" role="columnheader">{service.name()}</th>
                    </tr>
                    {rows}
                </tbody>
            }
        })
        .collect_view();
    view! {
        {seen_fields}
        <div class="app-role-table" role="region" aria-labelledby="roles" tabindex="0">
            <table class="app-role-table__table" role="table">
                <caption class="app-role-table__caption" id="roles">
                    "Roles. Tick a role to give it, untick it to take it away."
                </caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th class="app-role-table__corner" scope="col" role="columnheader">"Role"</th>
                        {heads}
                    </tr>
                </thead>
                {services}
            </table>
        </div>
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
            |column| match column.locked(role, &table.permissions, table.subject.user) {
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
        <tr role="row">
            <th class="app-role-table__role" scope="row" role="rowheader">
                <span class="app-role-table__name">{facts.name}</span>
                <span class="app-role-table__hint">{facts.lets} " Usually: " {facts.typical}</span>
            </th>
            {cells}
        </tr>
    }
}

/// A role the reader can't change here: whether it is held, and who decides.
fn fixed(
    role: Role,
    column: &Column,
    locked: DenyReason,
    today: crate::base::dates::Date,
) -> impl IntoView {
    let held = column.grant(role).map(|grant| grant.provenance(today));
    let class = if held.is_some() {
        "app-role-table__fixed"
    } else {
        ""
    };
    let state = if held.is_some() { "Yes" } else { "No" };
    view! {
        <td class="app-role-table__cell" role="cell" data-practice=column.name.clone()>
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
    let (what, place) = ([role.name(), " at "].concat(), column.name.clone());
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
    let dates = held.then(|| {
        let href = addresses::dates(table.subject.user, &column.practice, role);
        view! {
            <a class="app-role-table__note" href=href>
                "Change dates" <span class="nhsuk-u-visually-hidden">" of " {label.clone()}</span>
            </a>
        }
    });
    view! {
        <td class="app-role-table__cell" role="cell">
            <div class="app-role-table__box nhsuk-checkboxes nhsuk-checkboxes--small">
                <div class="nhsuk-checkboxes__item">
                    <input class="nhsuk-checkboxes__input" type="checkbox" id=id.clone() name=TICK value=value
                        data-held=held.then_some("") checked=ticked disabled=disabled on:change=on_change />
                    <label class="nhsuk-label nhsuk-checkboxes__label" for=id>
                        <span class="nhsuk-u-visually-hidden">{what}</span>
                        <span class="app-role-table__where">{place}</span>
                    </label>
                </div>
            </div>
            <span class="app-role-table__note">{note}</span>
            {dates}
        </td>
    }
}
