//! What one should know of a practice's users before looking at any of them: who administers, what is missing, how
//! many there are.

use leptos::prelude::*;

use super::Shown;
use crate::{
    access::MembershipStatus,
    ui::{Warning, addresses, view},
    users::summary::{Cover, FilterQuery, Gap},
};

/// Administrators, gaps and counts.
#[component]
pub fn Overview(shown: Shown) -> impl IntoView {
    let covers = shown
        .summary
        .covers
        .iter()
        .map(|cover| view! { <Administrators cover=cover.clone() /> })
        .collect_view();
    view! {
        <Gaps shown=shown.clone() />
        <h2 class="nhsuk-heading-s">"User administrators"</h2>
        <dl class="app-cover">{covers}</dl>
        <Numbers shown />
    }
}

#[component]
fn Administrators(cover: Cover) -> impl IntoView {
    let role = cover.service.administrator();
    let names = cover
        .administrators
        .into_iter()
        .enumerate()
        .map(|(index, person)| {
            let href = addresses::user(person.user);
            let before = if index == 0 { "" } else { ", " };
            let from = person.from.map(|day| [" from ", &day.in_words()].concat());
            view! { {before} <a class="nhsuk-link" href=href>{person.name}</a> {from} }
        })
        .collect::<Vec<_>>();
    let names = if names.is_empty() {
        view! { <strong>"Nobody"</strong> }.into_any()
    } else {
        names.into_any()
    };
    let places = match (role.limit(), cover.free) {
        (Some(1), 0) => "The one place is taken".to_owned(),
        (Some(1), _) => "The one place is free".to_owned(),
        (Some(limit), 0) => ["All ", &limit.to_string(), " places are taken"].concat(),
        (Some(limit), free) => [
            &free.to_string(),
            " of ",
            &limit.to_string(),
            " places free",
        ]
        .concat(),
        (None, _) => "No limit".to_owned(),
    };
    view! {
        <div class="app-cover__service">
            <dt class="app-cover__name">{cover.service.name()}</dt>
            <dd class="app-cover__who">{names}</dd>
            <dd class="app-cover__places">{places}</dd>
        </div>
    }
}

/// What the practice should mend, each with the way to do it.
#[component]
fn Gaps(shown: Shown) -> impl IntoView {
    let gaps = &shown.summary.gaps;
    let waits = &shown.summary.waits;
    if gaps.is_empty() && waits.is_empty() {
        return ().into_any();
    }
    let waits = (!waits.is_empty()).then(|| {
        let href = addresses::practice_page(&shown.summary.practice.ods, "performers");
        view! { <li>{waits.clone()} " " <a class="nhsuk-link" href=href>"GPs here"</a></li> }
    });
    let items = gaps
        .iter()
        .map(|gap| {
            let mend = mending(*gap, &shown);
            view! { <li>{gap.sentence()} " " {mend}</li> }
        })
        .collect_view();
    view! {
        <div class="app-no-print">
            <Warning title="What needs attention">
                <ul class="nhsuk-list nhsuk-list--bullet">{items} {waits}</ul>
            </Warning>
        </div>
    }
    .into_any()
}

/// A link that begins the change, or who can make it. Officers appoint administrators by a certification, not by hand.
fn mending(gap: Gap, shown: &Shown) -> AnyView {
    let role = gap.role();
    let by_hand = !(role.administers() && shown.summary.reason_needed);
    if by_hand && shown.summary.may.contains(&role) {
        let practice = &shown.summary.practice.ods;
        let (href, words) = if shown.summary.members.is_empty() {
            (addresses::create_at(practice), "Create a user".to_owned())
        } else {
            (addresses::give(practice, role), gap.mending())
        };
        return view! { <a class="nhsuk-link" href=href>{words}</a> }.into_any();
    }
    let gaps = &shown.summary.gaps;
    let ask = (!by_hand || gap.needs_the_team(gaps)).then(|| {
        view! { " " <a class="nhsuk-link" href="/certifications/new">"Ask for one"</a> }
    });
    view! { {gap.who_mends(gaps)} {ask} }.into_any()
}

#[component]
fn Numbers(shown: Shown) -> impl IntoView {
    let counts = shown.summary.counts;
    let figures = [
        (MembershipStatus::Active, counts.active),
        (MembershipStatus::Invited, counts.invited),
        (MembershipStatus::Deactivated, counts.deactivated),
    ]
    .map(|(status, count)| {
        let filter_query = FilterQuery {
            status: status.code().to_owned(),
            view: shown.filter_query.view.clone(),
            ..FilterQuery::default()
        };
        let href = shown.address("", &filter_query);
        view! {
            <li>
                <a class="nhsuk-link" href=href>{count.to_string()} " " {status.label()}</a>
            </li>
        }
    });
    view! {
        <ul class="app-cover__counts" aria-label="People by status">
            {figures.into_iter().collect_view()}
        </ul>
    }
}
