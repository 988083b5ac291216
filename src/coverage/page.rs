//! The practices where the user works without administering them: what they may do, and whom to ask for more.

use leptos::prelude::*;

use super::{Cover, Works};
use crate::{
    access::{MembershipStatus, Role, Service},
    ui::{Tag, addresses, view},
};

/// The user's own places.
#[component]
pub(crate) fn WorkPlaces(
    works: Vec<Works>,
    /// Whether the user administers other practices.
    also: bool,
) -> impl IntoView {
    let heading = match (also, works.len()) {
        (true, 1) => "Another practice where you work",
        (true, _) => "Other practices where you work",
        (false, 1) => "Your practice",
        (false, _) => "Your practices",
    };
    view! {
        <h2 class="nhsuk-heading-m">{heading}</h2>
        {works.into_iter().map(|place| view! { <WorkPlace place /> }).collect_view()}
    }
}

#[component]
fn WorkPlace(place: Works) -> impl IntoView {
    let ask = addresses::ask(&place.practice);
    let gps = place.roles.contains(&Role::confirms_links()).then(|| {
        view! { " " <a href=addresses::practice_page(&place.practice, "performers")>"GPs at this practice"</a> }
    });
    let members = place.roles.contains(&Role::GppAccountant).then(|| {
        view! { " " <a href="/account/members">"Members you act for"</a> }
    });
    view! {
        <div class="nhsuk-card">
            <div class="nhsuk-card__content">
                <h3 class="nhsuk-card__heading nhsuk-heading-s">
                    {place.name.clone()} " " <span class="app-practice-head__code">{place.practice.to_string()}</span>
                    {place.closed.then(|| view! { " " <Tag text="Closed" colour="grey" /> })}
                    {(place.status == MembershipStatus::Invited).then(|| view! { " " <Tag text="Invited" colour="yellow" /> })}
                </h3>
                <Roles place=place.clone() />
                <h4 class="nhsuk-heading-xs">"Who gives access here"</h4>
                <WhoGives covers=place.covers />
                <p class="app-links nhsuk-u-margin-top-3 nhsuk-u-margin-bottom-0"><a href=ask>"Ask for a role"</a> {gps} {members}</p>
            </div>
        </div>
    }
}

/// The user's roles in words, by service.
#[component]
fn Roles(place: Works) -> impl IntoView {
    if place.roles.is_empty() {
        return view! {
            <p>"You belong to this practice but have no role yet. Ask one of the people below for the roles you need."</p>
        }
        .into_any();
    }
    let services = Service::ALL
        .into_iter()
        .filter_map(|service| {
            let roles: Vec<_> = place
                .roles
                .iter()
                .filter(|role| role.service() == service)
                .copied()
                .collect();
            (!roles.is_empty()).then(|| {
                view! {
                    <p class="nhsuk-u-margin-bottom-2"><strong>{service.name()}</strong></p>
                    <ul class="nhsuk-list nhsuk-list--bullet">
                        {roles.into_iter().map(|role| view! {
                            <li>{[role.name(), ": ", role.lets_you()].concat()}</li>
                        }).collect_view()}
                    </ul>
                }
            })
        })
        .collect_view();
    services.into_any()
}

#[component]
fn WhoGives(covers: Vec<Cover>) -> impl IntoView {
    view! {
        <dl class="nhsuk-summary-list nhsuk-u-margin-bottom-0">
            {covers.into_iter().map(|cover| {
                let who = if cover.others.is_empty() && !cover.me {
                    view! {
                        {cover.names()} " at the moment. "
                        <a href="/certifications/new">"Ask for one"</a>
                    }.into_any()
                } else {
                    cover.names().into_any()
                };
                view! {
                    <div class="nhsuk-summary-list__row">
                        <dt class="nhsuk-summary-list__key">{cover.service.name()}</dt>
                        <dd class="nhsuk-summary-list__value">{who}</dd>
                    </div>
                }
            }).collect_view()}
        </dl>
    }
}
