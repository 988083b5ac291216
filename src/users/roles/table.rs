//! The role table on the screen: roles down, practices across, a box where the reader decides and a mark with the
//! reason where they do not.

use leptos::prelude::*;

use super::{
    ChangedBox, RoleTable, SentTable,
    fill::Everywhere,
    form::{SEEN, TICK, seen, tick},
};
use crate::{
    access::{Column, DenyReason, Role, Service, list},
    base::{dates::Date, ids::UserId},
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
    changes: RwSignal<Vec<ChangedBox>>,
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
    let heads = table.columns.iter().map(head).collect_view();
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
        <div class="app-role-table" id="role-table" role="region" aria-labelledby="roles" tabindex="0" data-grid="">
            <table class="app-role-table__table" role="table">
                <caption class="app-role-table__caption" id="roles">
                    "Roles. Tick a role to give it, untick it to take it away. "
                    <span class="app-keys">"Arrow keys move from box to box, Space ticks."</span>
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

/// The head of a practice's column.
fn head(column: &Column) -> AnyView {
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
}

#[component]
fn RoleRow(
    role: Role,
    table: RoleTable,
    sent: SentTable,
    changes: RwSignal<Vec<ChangedBox>>,
) -> impl IntoView {
    let facts = role.facts();
    let yours = table.columns.iter().filter(|column| {
        column
            .locked(role, &table.permissions, table.subject.user)
            .is_ok()
    });
    let everywhere = (yours.count() > 1).then(|| view! { <Everywhere role /> });
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
                {everywhere}
            </th>
            {cells}
        </tr>
    }
}

/// A role the reader can't change here: whether it is held, and who decides, by name where the practice has somebody.
fn fixed(role: Role, column: &Column, locked: DenyReason, today: Date) -> impl IntoView {
    let held = column.grant(role).map(|grant| grant.provenance(today));
    let class = if held.is_some() {
        "app-role-table__fixed"
    } else {
        ""
    };
    let state = if held.is_some() { "Yes" } else { "No" };
    let decide: Vec<_> = match locked {
        DenyReason::OtherService(service) => column
            .holders
            .iter()
            .filter(|holder| holder.role == service.administrator() && holder.in_force(today))
            .map(|holder| holder.name.as_str())
            .collect(),
        _ => Vec::new(),
    };
    let who = if decide.is_empty() {
        String::new()
    } else {
        [" (", &list(&decide), ")"].concat()
    };
    view! {
        <td class="app-role-table__cell" role="cell" data-practice=column.name.clone()>
            <span class=class>{state}</span>
            <span class="app-role-table__note">{held}</span>
            <span class="app-role-table__note">{locked.to_string()} {who}</span>
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
    changes: RwSignal<Vec<ChangedBox>>,
) -> impl IntoView {
    let value = tick(&column.practice, role);
    let held = column.grant(role).is_some();
    let full = if held {
        None
    } else {
        column.full(role, table.subject.user)
    };
    let note = note(role, &column, full.as_deref(), table.today);
    let (what, place) = ([role.name(), " at "].concat(), column.name.clone());
    // A full role stays a box only where it was ticked before it filled up; the server refuses it all the same.
    let disabled = full.is_some() && !ticked;
    let change = change(role, &column, held);
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
    let dates = held.then(|| dates(role, &column, table.subject.user));
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

/// What another tick than the one that stands changes.
fn change(role: Role, column: &Column, held: bool) -> ChangedBox {
    let verb = if held { "Remove " } else { "Add " };
    ChangedBox {
        practice: column.practice.clone(),
        role,
        words: [verb, role.name(), " at ", &column.name].concat(),
    }
}

/// What is said beside a box: who holds the role, or since when the user does.
fn note(role: Role, column: &Column, full: Option<&[String]>, today: Date) -> String {
    match (full, column.grant(role), role.limit()) {
        (Some(holders), _, Some(1)) => ["Held by ", &list(holders)].concat(),
        (Some(holders), ..) => ["All places are taken: ", &list(holders)].concat(),
        (_, Some(grant), _) => grant.provenance(today),
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
    }
}

/// The way to the dates of a role that is held.
fn dates(role: Role, column: &Column, user: UserId) -> AnyView {
    let href = addresses::dates(user, &column.practice, role);
    let label = [role.name(), " at ", &column.name].concat();
    view! {
        <a class="app-role-table__note" href=href>
            "Change dates" <span class="nhsuk-u-visually-hidden">" of " {label}</span>
        </a>
    }
}
