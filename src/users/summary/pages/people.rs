//! The grid: people down, roles across. With 500 people there are 9,000 cells, so a cell is a plain element and no
//! more text than it needs.

use std::collections::BTreeSet;

use leptos::{either::Either, prelude::*};

use super::{
    Shown,
    change::{ChangeFields, PEOPLE, chosen_value},
    marks::close_marks,
    selecting::{SelectAll, count_chosen},
};
use crate::{
    access::{MembershipStatus, Role, Service},
    base::ids::UserId,
    ui::{Submitted, addresses, view},
    users::summary::{Mark, Member, Sort, Summary, filter::By},
};

/// A role's column; `first` of its service draws the line between services.
#[derive(Clone, Copy)]
struct Column {
    role: Role,
    first: bool,
}

/// The columns of a service.
fn columns(service: Service) -> impl Iterator<Item = Column> {
    service.roles().enumerate().map(|(index, role)| Column {
        role,
        first: index == 0,
    })
}

/// The grid, with the change of several people below it.
#[component]
pub fn People(shown: Shown, submitted: RwSignal<Submitted>) -> impl IntoView {
    if shown.summary.members.is_empty() {
        return view! { <Nobody shown /> }.into_any();
    }
    let columns: Vec<_> = shown.filter.services().flat_map(columns).collect();
    let choosing = !shown.summary.may.is_empty();
    let ticked: BTreeSet<UserId> = submitted.with_untracked(|form| {
        form.values_of(PEOPLE)
            .filter_map(|value| value.split(':').next()?.parse().ok())
            .collect()
    });
    let summary = &shown.summary;
    let rows: Vec<_> = summary
        .members
        .iter()
        .enumerate()
        .map(|(index, member)| {
            let tick = choosing.then(|| Tick {
                first: index == 0,
                ticked: ticked.contains(&member.user),
            });
            row(summary, member, &columns, tick)
        })
        .collect();
    let chosen = RwSignal::new(0);
    let change = choosing.then(|| view! { <ChangeFields shown=shown.clone() submitted chosen /> });
    let caption = [
        "Users of ",
        &summary.practice.name,
        " and the roles they hold",
    ]
    .concat();
    close_marks();
    view! {
        <p class="app-grid__key" aria-hidden="true">
            <span class="app-grid__sign"></span>" given "
            <span class="app-grid__sign app-grid__sign--automatic"></span>" from the Performers List "
            <span class="app-grid__sign app-grid__sign--ending"></span>" has a last day "
            <span class="app-grid__sign app-grid__sign--later"></span>" starts later. "
            <span class="app-no-print">"Open a mark to see who gave it, when and why."</span>
        </p>
        {choosing.then(|| view! {
            <p class="app-grid__key app-no-print">
                "To change a role for several people at once, tick them and choose the role below the list. "
                <span class="app-keys">"Hold Shift to tick everybody between two boxes. A role's name above its column chooses it. Arrow keys move in the list, Enter opens a mark."</span>
            </p>
        })}
        <div class="app-grid" id="people-table" role="region" aria-labelledby="grid-caption" tabindex="0" data-grid=""
            on:change=move |_| count_chosen(chosen)>
            <table class="app-grid__table" role="table">
                <caption class="nhsuk-u-visually-hidden" id="grid-caption">{caption}</caption>
                <Head shown=shown.clone() columns=columns.clone() choosing chosen />
                <tbody role="rowgroup">{rows}</tbody>
                <Foot shown=shown.clone() columns choosing />
            </table>
        </div>
        {change}
    }
    .into_any()
}

#[component]
fn Nobody(shown: Shown) -> impl IntoView {
    if shown.summary.counts.all() == 0 {
        let href = addresses::create_at(&shown.summary.practice.ods);
        return view! {
            <p>"This practice has no users yet. " <a class="nhsuk-link" href=href>"Create the first one"</a></p>
        }
        .into_any();
    }
    let clear = shown.address("", &shown.filter_query.unfiltered());
    view! {
        <p>
            "Nobody at this practice fits these filters. "
            <a class="nhsuk-link" href=clear>"Clear all filters"</a>
        </p>
    }
    .into_any()
}

#[component]
fn Head(
    shown: Shown,
    columns: Vec<Column>,
    choosing: bool,
    chosen: RwSignal<usize>,
) -> impl IntoView {
    let services = shown
        .filter
        .services()
        .map(|service| {
            let span = service.roles().count().to_string();
            view! {
                <th class="app-grid__service" scope="colgroup" colspan=span role="columnheader">{heading(service)}</th>
            }
        })
        .collect_view();
    let may = shown.summary.may.clone();
    let roles = columns
        .into_iter()
        .map(|column| {
            let class = if column.first {
                "app-grid__role app-grid__role--first"
            } else {
                "app-grid__role"
            };
            let facts = column.role.facts();
            let title = [facts.name, ": ", facts.lets].concat();
            let name = if may.contains(&column.role) {
                view! { <button class="app-grid__pick" type="button" tabindex="-1" data-pick=column.role.code()>{facts.short}</button> }.into_any()
            } else {
                view! { <span>{facts.short}</span> }.into_any()
            };
            view! {
                <th class=class scope="col" role="columnheader" title=title aria-label=facts.name>{name}</th>
            }
        })
        .collect_view();
    view! {
        <thead class="app-grid__head" role="rowgroup">
            <tr role="row">
                {choosing.then(|| view! {
                    <th class="app-grid__choose" scope="col" rowspan="2" role="columnheader">
                        <span class="nhsuk-u-visually-hidden">"Select"</span>
                        <SelectAll chosen />
                    </th>
                })}
                <SortedHead shown=shown.clone() by=By::Name words="Name" class="app-grid__corner" />
                <SortedHead shown=shown.clone() by=By::Status words="Status" class="app-grid__fact" />
                <SortedHead shown by=By::LastSignIn words="Last logged in" class="app-grid__fact" />
                {services}
            </tr>
            <tr role="row">{roles}</tr>
        </thead>
    }
}

/// A service's name, on one line above its few narrow columns.
fn heading(service: Service) -> &'static str {
    match service {
        Service::Mrs => "Records and supplies",
        Service::Gpp | Service::Pl => service.name(),
    }
}

/// The head of a column that people can be ordered by: a link to that order, or to its reverse.
#[component]
fn SortedHead(shown: Shown, by: By, words: &'static str, class: &'static str) -> impl IntoView {
    let sort = shown.filter.sort;
    let (order, next) = match (sort.by == by, sort.reversed) {
        (true, false) => (Some("ascending"), Sort::new(by, true)),
        (true, true) => (Some("descending"), Sort::new(by, false)),
        (false, _) => (None, Sort::new(by, false)),
    };
    let href = shown.address("", &shown.filter_query.sorted(next));
    view! {
        <th class=class scope="col" rowspan="2" role="columnheader" aria-sort=order>
            <a class="app-grid__sort nhsuk-link" href=href>
                {words} <span class="nhsuk-u-visually-hidden">", sort"</span>
            </a>
        </th>
    }
}

/// How many of those shown hold each role.
#[component]
fn Foot(shown: Shown, columns: Vec<Column>, choosing: bool) -> impl IntoView {
    let cells = columns
        .into_iter()
        .map(|Column { role, first }| {
            let class = if first { "app-grid__cell app-grid__cell--first" } else { "app-grid__cell" };
            view! { <td class=class role="cell">{shown.summary.holders(role).count().to_string()}</td> }
        })
        .collect_view();
    view! {
        <tfoot class="app-grid__foot" role="rowgroup">
            <tr role="row">
                {choosing.then(|| view! { <td class="app-grid__choose" role="cell"></td> })}
                <th class="app-grid__total" scope="row" colspan="3" role="rowheader">"People who hold it"</th>
                {cells}
            </tr>
        </tfoot>
    }
}

/// The box by which a person is selected.
#[derive(Clone, Copy)]
struct Tick {
    /// The first box is what an error about the selection leads to.
    first: bool,
    ticked: bool,
}

fn row(
    summary: &Summary,
    member: &Member,
    columns: &[Column],
    tick: Option<Tick>,
) -> impl IntoView + use<> {
    let cells: Vec<_> = columns
        .iter()
        .map(|column| cell(summary, member, *column))
        .collect();
    let tick = tick.map(|Tick { first, ticked }| {
        let id = first.then_some("people");
        let label = ["Select ", &member.name, ", ", &member.email].concat();
        view! {
            <td class="app-grid__choose" role="cell">
                <label>
                    <input type="checkbox" id=id name=PEOPLE value=chosen_value(member) checked=ticked />
                    <span class="nhsuk-u-visually-hidden">{label}</span>
                </label>
            </td>
        }
    });
    let href = addresses::user(member.user);
    let since = ["since ", &member.since.in_few_words()].concat();
    view! {
        <tr class="app-grid__row" role="row">
            {tick}
            <th class="app-grid__person" scope="row" role="rowheader">
                <a class="app-person__name nhsuk-link" href=href>{member.name.clone()}</a>
                <span class="app-person__detail">{member.email.clone()}</span>
                <span class="app-person__detail">{member.link.clone()}</span>
                {(!member.link_mark.is_empty()).then(|| view! { <strong class="nhsuk-tag nhsuk-tag--yellow">{member.link_mark.clone()}</strong> })}
            </th>
            <td class="app-grid__fact" role="cell">
                <strong class=tag(member.status)>{member.status.standing(member.undelivered)}</strong>
                {member.locked.then(|| view! { " " <strong class="nhsuk-tag nhsuk-tag--red">"Locked"</strong> })}
                <span class="app-person__detail">{since}</span>
                <span class="app-person__detail">{member.last_day.map(|day| ["Last day ", &day.in_words()].concat())}</span>
            </td>
            <td class="app-grid__fact" role="cell" data-fact="Last logged in">{member.last_sign_in.in_few_words()}</td>
            {cells}
        </tr>
    }
}

fn tag(status: MembershipStatus) -> &'static str {
    match status {
        MembershipStatus::Active => "nhsuk-tag nhsuk-tag--green",
        MembershipStatus::Invited => "nhsuk-tag nhsuk-tag--yellow",
        MembershipStatus::Deactivated => "nhsuk-tag nhsuk-tag--grey",
    }
}

fn cell(summary: &Summary, member: &Member, column: Column) -> impl IntoView + use<> {
    let Some(held) = member.holds(column.role) else {
        return Either::Left(if column.first {
            Either::Left(
                view! { <td class="app-grid__none app-grid__cell--first" role="cell">"No"</td> },
            )
        } else {
            Either::Right(view! { <td class="app-grid__none" role="cell">"No"</td> })
        });
    };
    let mark = Mark::of(held);
    let class = if column.first {
        "app-grid__cell app-grid__cell--first"
    } else {
        "app-grid__cell"
    };
    let sign = match mark {
        Mark::Given => "app-grid__mark",
        Mark::Automatic => "app-grid__mark app-grid__mark--automatic",
        Mark::Ending(_) => "app-grid__mark app-grid__mark--ending",
        Mark::Later(_) => "app-grid__mark app-grid__mark--later",
    };
    Either::Right(view! {
        <td class=class role="cell" data-role=column.role.name()>
            <details class="app-grid__details" name="mark">
                <summary class=sign aria-label=mark.sentence(&member.name, column.role)></summary>
                <div class="app-grid__more">{summary.provenance(held)}</div>
            </details>
        </td>
    })
}
