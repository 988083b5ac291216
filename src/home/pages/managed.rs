//! The practices that the user administers, and what waits at each.

use leptos::prelude::*;

use super::{
    super::{Managed, Signed},
    signed::FindUsers,
};
use crate::{
    access::{GivenBy, Service, list},
    coverage::Cover,
    ui::{Tag, addresses, view},
    users::summary::Gap,
};

/// What an administrator can do, and their practices.
#[component]
pub(super) fn ManagedPractices(managed: Vec<Managed>, in_all: u32) -> impl IntoView {
    let shown = u32::try_from(Signed::SHOWN).unwrap_or(u32::MAX);
    let more = (in_all > shown).then(|| {
        view! {
            <p>
                {["You administer ", &in_all.to_string(), " practices. Those that most need you are shown here. "].concat()}
                <a href="/practices">"See all your practices"</a>
            </p>
        }
    });
    let heading = if in_all == 1 {
        "The practice you administer"
    } else {
        "The practices you administer"
    };
    // The server chose them by who administers them; here all that should be mended counts.
    let mut managed = managed;
    managed.sort_by_key(|practice| std::cmp::Reverse(practice.gaps.len()));
    // A few practices are shown in full; of many, what one needs to choose between them.
    let brief = managed.len() > 3;
    view! {
        <FindUsers />
        <div class="app-actions">
            <a class="nhsuk-button nhsuk-button--secondary" href="/users/new" role="button" draggable="false">"Create a user"</a>
            <a href="/users">"See all users"</a>
        </div>
        <h2 class="nhsuk-heading-m">{heading}</h2>
        {more}
        {managed.into_iter().map(|practice| view! { <PracticeCard practice brief /> }).collect_view()}
    }
}

#[component]
fn PracticeCard(practice: Managed, brief: bool) -> impl IntoView {
    let ods = practice.practice.to_string();
    let users = addresses::practice_page(&ods, "users");
    let gps = addresses::practice_page(&practice.practice, "performers");
    let history = addresses::practice_page(&ods, "history");
    let accountants = practice.mine.contains(&Service::Gpp).then(|| {
        let href = ["/accountants?practice=", &ods].concat();
        link(href, "Accountants", &practice.name)
    });
    let mine: Vec<_> = practice.mine.iter().map(|service| service.name()).collect();
    let mending = (!practice.gaps.is_empty()).then(|| {
        view! { <ToMend ods=ods.clone() gaps=practice.gaps mine=practice.mine /> }
    });
    let administrators = if brief {
        view! {
            <details class="nhsuk-details nhsuk-u-margin-bottom-3">
                <summary class="nhsuk-details__summary">
                    <span class="nhsuk-details__summary-text">
                        "Administrators"
                        <span class="nhsuk-u-visually-hidden">{[" of ", &practice.name].concat()}</span>
                    </span>
                </summary>
                <div class="nhsuk-details__text"><Administrators covers=practice.covers /></div>
            </details>
        }
    } else {
        view! { <Administrators covers=practice.covers /> }
    };
    let class = if brief {
        "nhsuk-card app-brief"
    } else {
        "nhsuk-card"
    };
    view! {
        <div class=class>
            <div class="nhsuk-card__content">
                <h3 class="nhsuk-card__heading nhsuk-heading-s">
                    <a href=users.clone()>{practice.name.clone()}</a>
                    " "
                    <span class="app-practice-head__code">{ods}</span>
                    {practice.closed.then(|| view! { " " <Tag text="Closed" colour="grey" /> })}
                </h3>
                <p>{["You administer ", &list(&mine), "."].concat()}</p>
                {mending}
                {administrators}
                <ul class="nhsuk-list app-brief__links nhsuk-u-margin-bottom-0">
                    {link(users, "Users and roles", &practice.name)}
                    {link(gps, "GPs", &practice.name)}
                    {accountants}
                    {link(history, "What was changed", &practice.name)}
                </ul>
            </div>
        </div>
    }
}

/// A way from a practice's card, said in full to whoever does not see the card.
fn link(href: String, words: &'static str, practice: &str) -> AnyView {
    view! {
        <li>
            <a href=href>
                {words}
                <span class="nhsuk-u-visually-hidden">{[" at ", practice].concat()}</span>
            </a>
        </li>
    }
}

/// Who administers each service and how many places are free.
#[component]
pub(super) fn Administrators(covers: Vec<Cover>) -> impl IntoView {
    view! {
        <dl class="nhsuk-summary-list">
            {covers.into_iter().map(|cover| view! {
                <div class="nhsuk-summary-list__row">
                    <dt class="nhsuk-summary-list__key">{cover.service.name()}</dt>
                    <dd class="nhsuk-summary-list__value">
                        {cover.names()}
                        <br />
                        <span class="app-person__detail">{cover.free_places()}</span>
                    </dd>
                </div>
            }).collect_view()}
        </dl>
    }
}

/// What the practice should mend, the user's own services with a link that begins it.
#[component]
fn ToMend(ods: String, gaps: Vec<Gap>, mine: Vec<Service>) -> impl IntoView {
    let all = gaps.clone();
    view! {
        <p><strong>"Needs attention"</strong></p>
        <ul class="nhsuk-list nhsuk-list--bullet">
            {gaps.into_iter().map(|gap| {
                let role = gap.role();
                let can = mine.contains(&role.service()) && role.facts().given_by != GivenBy::Registration;
                let mending = if can {
                    let href = addresses::give(&ods, role);
                    view! { <a href=href>{gap.mending()}</a> }.into_any()
                } else {
                    gap.who_mends(&all).into_any()
                };
                view! { <li>{gap.sentence()} " " {mending}</li> }
            }).collect_view()}
        </ul>
    }
}
