//! The table turned round: for each role what it is for and who holds it.

use leptos::prelude::*;

use super::Shown;
use crate::{
    access::{Role, Service},
    ui::{addresses, view},
    users::summary::{Gap, Mark},
};

/// A table of roles for each service shown.
#[component]
pub fn Roles(shown: Shown) -> impl IntoView {
    shown
        .filter
        .services()
        .map(|service| view! { <OfService shown=shown.clone() service /> })
        .collect_view()
}

#[component]
fn OfService(shown: Shown, service: Service) -> impl IntoView {
    let rows: Vec<_> = shown
        .filter
        .roles()
        .filter(|role| role.service() == service)
        .map(|role| row(&shown, role))
        .collect();
    view! {
        <div class="app-by-role">
            <table class="nhsuk-table">
                <caption class="nhsuk-table__caption nhsuk-table__caption--m">{service.name()} ": who holds each role"</caption>
                <thead class="nhsuk-table__head">
                    <tr>
                        <th class="app-by-role__role" scope="col">"Role"</th>
                        <th scope="col">"Held by"</th>
                    </tr>
                </thead>
                <tbody class="nhsuk-table__body">{rows}</tbody>
            </table>
        </div>
    }
}

fn row(shown: &Shown, role: Role) -> impl IntoView + use<> {
    let facts = role.facts();
    let holders: Vec<_> = shown
        .summary
        .holders(role)
        .map(|(member, held)| {
            let mark = Mark::of(held).aside();
            let href = addresses::user(member.user);
            view! {
                <li>
                    <details class="app-by-role__holder">
                        <summary>{member.name.clone()} {mark}</summary>
                        <p>
                            {shown.summary.provenance(held)} " "
                            <a class="nhsuk-link" href=href>"Open " {member.name.clone()}</a>
                        </p>
                    </details>
                </li>
            }
        })
        .collect();
    let count = match (holders.len(), facts.limit) {
        (1, 0) => "1 person".to_owned(),
        (count, 0) => [&count.to_string(), " people"].concat(),
        (count, limit) => [&count.to_string(), " of ", &limit.to_string()].concat(),
    };
    let uncovered = shown.summary.gaps.contains(&Gap::Uncovered(role)).then(|| {
        view! {
            <p><strong class="nhsuk-tag nhsuk-tag--red">"Uncovered"</strong> " " {Gap::Uncovered(role).sentence()}</p>
        }
    });
    let holders = if holders.is_empty() {
        let filtered = shown.filter_query != shown.filter_query.unfiltered();
        view! { <p>{if filtered { "Nobody among those shown" } else { "Nobody" }}</p> }.into_any()
    } else {
        view! {
            <p class="app-by-role__count">{count}</p>
            <ul class="app-by-role__holders">{holders}</ul>
        }
        .into_any()
    };
    view! {
        <tr>
            <th class="app-by-role__role" scope="row">
                {facts.name}
                <span class="app-person__detail">{facts.lets}</span>
                <span class="app-person__detail">"Usually: " {facts.typical}</span>
            </th>
            <td>{uncovered} {holders}</td>
        </tr>
    }
}
