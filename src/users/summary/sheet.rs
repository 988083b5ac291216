//! The summary as rows of a spreadsheet: exactly the people, roles and order that the page shows.

use super::{Filter, Held, Mark, Member, Summary, View};
use crate::{
    access::{Origin, Role},
    web::csv::day,
};

/// The heads of the columns, and the rows below them.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// What the columns are.
    pub heads: Vec<String>,
    /// As many cells as there are heads.
    pub rows: Vec<Vec<String>>,
}

/// The rows of what is shown, turned the way it is shown.
pub(crate) fn sheet(summary: &Summary, filter: &Filter) -> Sheet {
    match filter.view {
        View::People => people(summary, filter),
        View::Roles => roles(summary, filter),
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn people(summary: &Summary, filter: &Filter) -> Sheet {
    let mut heads = owned(&[
        "Name",
        "Email address",
        "Status",
        "Since",
        "Last logged in",
        "Last day",
        "Performers List",
    ]);
    heads.extend(filter.roles().map(column));
    Sheet {
        heads,
        rows: summary
            .members
            .iter()
            .map(|member| person(member, filter))
            .collect(),
    }
}

/// Two services name their administrator role alike, so a column's head says which service it is of.
fn column(role: Role) -> String {
    [role.service().name(), ": ", role.name()].concat()
}

fn person(member: &Member, filter: &Filter) -> Vec<String> {
    let mut cells = vec![
        member.name.clone(),
        member.email.clone(),
        member.status.standing(member.undelivered).to_owned(),
        day(member.since),
        member.last_sign_in.in_file(),
        member.last_day.map(day).unwrap_or_default(),
        [member.link.as_str(), &member.link_mark]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
    ];
    cells.extend(
        filter
            .roles()
            .map(|role| member.holds(role).map_or_else(|| "No".to_owned(), mark)),
    );
    cells
}

fn roles(summary: &Summary, filter: &Filter) -> Sheet {
    let heads = owned(&[
        "Service",
        "Role",
        "Held by",
        "Email address",
        "Status",
        "In force",
        "Given by",
        "Given on",
        "Origin",
        "Reason",
    ]);
    let mut rows = Vec::new();
    for role in filter.roles() {
        let before = rows.len();
        for (member, held) in summary.holders(role) {
            let granter = summary.granter(held);
            rows.push(owned(&[
                role.service().name(),
                role.name(),
                &member.name,
                &member.email,
                member.status.standing(member.undelivered),
                &mark(held),
                if granter.is_empty() {
                    "Nobody"
                } else {
                    granter
                },
                &day(held.on),
                origin(held.origin),
                if held.reason.is_empty() {
                    "None"
                } else {
                    &held.reason
                },
            ]));
        }
        if rows.len() == before {
            let mut row = owned(&[role.service().name(), role.name(), "Nobody"]);
            row.resize(heads.len(), "None".to_owned());
            rows.push(row);
        }
    }
    Sheet { heads, rows }
}

/// A role that is held, in a cell.
fn mark(held: &Held) -> String {
    match Mark::of(held) {
        Mark::Given => "Yes".to_owned(),
        Mark::Automatic => "Automatic".to_owned(),
        Mark::Ending(last) => ["Until ", &day(last)].concat(),
        Mark::Later(first) => ["From ", &day(first)].concat(),
    }
}

fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Administrator => "Administrator",
        Origin::RegistrationTeam => "Registration team",
        Origin::PerformersList => "Performers List",
    }
}
