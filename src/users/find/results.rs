//! The users that were found.

use leptos::prelude::*;

use super::{By, Found, FoundPlace, Search, Sort};
use crate::{
    access::MembershipStatus,
    ui::{SortLink, Tag, addresses, view},
};

/// Those who were found, a row for each.
#[component]
pub(super) fn Results(found: Vec<Found>, search: Search) -> impl IntoView {
    let now = Sort::from_code(&search.sort);
    let head = |label: &'static str, class: &'static str, by: By| {
        let (sorted, next) = match (now.by == by, now.reversed) {
            (true, false) => (Some("ascending"), Sort::down(by)),
            (true, true) => (Some("descending"), Sort::up(by)),
            // Who logged in last is asked more often than who has not for longest.
            (false, _) if by == By::SignIn => (None, Sort::down(by)),
            (false, _) => (None, Sort::up(by)),
        };
        let href = search.sorted(next).address("/users");
        view! {
            <th class=class scope="col" role="columnheader" aria-sort=sorted><SortLink href label /></th>
        }
    };
    let rows = found
        .into_iter()
        .map(|user| view! { <Result user /> })
        .collect_view();
    view! {
        <table class="nhsuk-table nhsuk-table-responsive" role="table">
            <caption class="nhsuk-table__caption nhsuk-u-visually-hidden">"Users found"</caption>
            <thead class="nhsuk-table__head" role="rowgroup">
                <tr role="row">
                    {head("Name", "app-users__name", By::Name)}
                    {head("Email address", "app-users__email", By::Email)}
                    {head("Practices and roles", "", By::Practice)}
                    {head("Last logged in", "app-users__day", By::SignIn)}
                </tr>
            </thead>
            <tbody class="nhsuk-table__body">{rows}</tbody>
        </table>
    }
}

#[component]
fn Result(user: Found) -> impl IntoView {
    let href = addresses::user(user.id);
    let places = places(user.places, user.undelivered);
    let last_sign_in = user.last_sign_in.in_words();
    let locked = user
        .locked
        .then(|| view! { <Tag text="Locked" colour="red" /> });
    let gmc = user.gmc_number.map(|number| {
        view! { <span class="app-person__detail">"GMC " {number}</span> }
    });
    let links = user
        .links
        .into_iter()
        .map(|link| view! { <span class="app-person__detail">{link}</span> })
        .collect_view();
    view! {
        <tr role="row" class="nhsuk-table__row">
            <td class="nhsuk-table__cell" role="cell">
                <span class="nhsuk-table-responsive__heading" aria-hidden="true">"Name "</span>
                <div class="app-person">
                    <a class="app-person__name nhsuk-link" href=href>{user.name}</a>
                    {locked}
                    {gmc}
                    {links}
                </div>
            </td>
            <td class="nhsuk-table__cell" role="cell">
                <span class="nhsuk-table-responsive__heading" aria-hidden="true">"Email address "</span>
                <span class="app-person__email">{email(&user.email)}</span>
            </td>
            <td class="nhsuk-table__cell" role="cell">
                <span class="nhsuk-table-responsive__heading" aria-hidden="true">"Practices and roles "</span>
                <div>{places}</div>
            </td>
            <td class="nhsuk-table__cell" role="cell">
                <span class="nhsuk-table-responsive__heading" aria-hidden="true">"Last logged in "</span>
                <span class="nhsuk-u-font-size-16 app-users__date">{last_sign_in}</span>
            </td>
        </tr>
    }
}

/// Where a user works, and with which roles.
fn places(places: Vec<FoundPlace>, undelivered: bool) -> AnyView {
    if places.is_empty() {
        return view! { <p class="nhsuk-u-margin-bottom-0">"No practice"</p> };
    }
    let places = places.into_iter().map(|place| {
        let roles: Vec<_> = place.roles.iter().map(|role| role.name()).collect();
        let roles = if roles.is_empty() {
            "No roles".to_owned()
        } else {
            roles.join(", ")
        };
        let tag = (place.status != MembershipStatus::Active)
            .then(|| view! { <StatusTag status=place.status undelivered /> });
        view! {
            <p class="nhsuk-u-margin-bottom-1 nhsuk-u-font-size-16">
                <strong>{place.name} " (" {place.practice.to_string()} ")"</strong>
                " " {tag} " " {roles}
            </p>
        }
    });
    places.collect_view().into_any()
}

/// An address that a narrow column breaks after the @, and before that after dots.
fn email(address: &str) -> impl IntoView + use<> {
    let (mailbox, domain) = address.split_at(address.find('@').map_or(0, |at| at + 1));
    let pieces = mailbox
        .split_inclusive(['.', '@'])
        .map(|piece| view! { {piece.to_owned()} <wbr /> })
        .collect_view();
    view! { {pieces} {domain.to_owned()} }
}

/// How a user stands at a practice, in a word.
#[component]
fn StatusTag(
    /// The status.
    status: MembershipStatus,
    /// Whether their invitation did not arrive.
    undelivered: bool,
) -> impl IntoView {
    let colour = match status {
        MembershipStatus::Active => "green",
        MembershipStatus::Invited => "yellow",
        MembershipStatus::Deactivated => "grey",
    };
    view! { <Tag text=status.standing(undelivered) colour /> }
}
