//! Which people are shown, in which order, and what else can be done with the list.

use leptos::prelude::*;

use super::Shown;
use crate::{
    access::{MembershipStatus, Role, Service},
    ui::{Hidden, QueryForm, SelectField, view},
    users::{
        LOCKED,
        summary::{FilterQuery, RoleFilter, Sort, View, Who},
    },
};

/// The filters, as a form whose address is the view.
#[component]
pub fn Filters(shown: Shown) -> impl IntoView {
    let pair = |value: &str, words: &str| (value.to_owned(), words.to_owned());
    let filter_query = shown.filter_query.clone();
    let mut statuses = vec![pair("", "Active and invited")];
    statuses.extend(MembershipStatus::ALL.map(|status| pair(status.code(), status.label())));
    statuses.push(pair(LOCKED, "Locked"));
    statuses.push(pair("all", "Everyone, deactivated too"));
    let mut services = vec![pair("", "Any")];
    services.extend(Service::ALL.map(|service| pair(service.code(), service.name())));
    let mut roles = vec![pair("", "Any"), pair("none", "No role at all")];
    roles.extend(Role::all().map(|role| pair(role.code(), role.name())));
    let orders = Sort::ALL
        .map(|(sort, words)| pair(sort.code(), words))
        .to_vec();
    let action = shown.address("", &FilterQuery::default());
    let open = !chips(&shown).is_empty();
    view! {
        <QueryForm action=action>
            {(!filter_query.view.is_empty()).then(|| view! { <Hidden name="view" value=filter_query.view.clone() /> })}
            <details class="nhsuk-details" open=open>
                <summary class="nhsuk-details__summary">
                    <span class="nhsuk-details__summary-text">"Filter and order"</span>
                </summary>
                <div class="app-filter">
                    <div class="app-filter__fields">
                        <div class="app-filter__field">
                            <div class="nhsuk-form-group">
                                <label class="nhsuk-label" for="q">"Name or email address"</label>
                                <input class="nhsuk-input" id="q" name="q" type="search" value=filter_query.q.clone() autocomplete="off" />
                            </div>
                        </div>
                        <div class="app-filter__field"><SelectField name="status" label="Status" options=statuses chosen=filter_query.status.clone() /></div>
                        <div class="app-filter__field"><SelectField name="service" label="Service" options=services chosen=filter_query.service.clone() /></div>
                        <div class="app-filter__field"><SelectField name="role" label="Role held" options=roles chosen=filter_query.role.clone() /></div>
                        <div class="app-filter__field"><SelectField name="sort" label="Order" options=orders chosen=filter_query.sort.clone() /></div>
                        <div class="app-filter__actions">
                            <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit">"Apply"</button>
                        </div>
                    </div>
                </div>
            </details>
        </QueryForm>
    }
}

/// The words of each filter that is on, and the address without it.
pub fn chips(shown: &Shown) -> Vec<(String, String)> {
    let (asked, filter) = (&shown.filter_query, &shown.filter);
    let status = match filter.who {
        Who::Present => None,
        Who::All => Some("everyone, deactivated too"),
        Who::Only(status) => Some(status.label()),
        Who::Locked => Some("Locked"),
    };
    let role = filter.role.map(|role| match role {
        RoleFilter::Role(role) => role.name(),
        RoleFilter::None => "none at all",
    });
    let text = Some(asked.q.as_str()).filter(|text| !text.is_empty());
    [
        ("q", "Text: ", text),
        ("status", "Status: ", status),
        ("service", "Service: ", filter.service.map(Service::name)),
        ("role", "Role: ", role),
    ]
    .into_iter()
    .filter_map(|(name, what, value)| {
        let without = shown.address("", &asked.without(name));
        Some(([what, value?].concat(), without))
    })
    .collect()
}

/// How many are shown, both ways round, and the downloads.
#[component]
pub fn Toolbar(shown: Shown) -> impl IntoView {
    let views = [
        (View::People, "", "Roles of each person"),
        (View::Roles, "roles", "People with each role"),
    ]
    .map(|(view, code, words)| {
        let filter_query = FilterQuery {
            view: code.to_owned(),
            ..shown.filter_query.clone()
        };
        let current = (shown.filter.view == view).then_some("page");
        let href = shown.address("", &filter_query);
        view! { <li><a class="nhsuk-link" href=href aria-current=current>{words}</a></li> }
    });
    let (csv, excel) = (
        shown.address(".csv", &shown.filter_query),
        shown.address(".xlsx", &shown.filter_query),
    );
    let hidden = (shown.filter.who == Who::Present && shown.summary.counts.deactivated > 0).then(|| {
        let everyone = FilterQuery { status: "all".to_owned(), ..shown.filter_query.clone() };
        let href = shown.address("", &everyone);
        let words = match shown.summary.counts.deactivated {
            1 => "1 deactivated person is not shown. ".to_owned(),
            count => [&count.to_string(), " deactivated people are not shown. "].concat(),
        };
        view! { <p class="app-no-print">{words} <a class="nhsuk-link" href=href>"Show everyone"</a></p> }
    });
    view! {
        <div class="app-toolbar">
            <p class="app-toolbar__text" role="status">{count(&shown)}</p>
            <nav class="app-no-print" aria-label="Views of this list">
                <ul class="app-toolbar__actions">{views.into_iter().collect_view()}</ul>
            </nav>
            <ul class="app-toolbar__actions">
                <li><a class="nhsuk-link" href=csv download>"Download as CSV"</a></li>
                <li><a class="nhsuk-link" href=excel download>"Download for Excel"</a></li>
            </ul>
        </div>
        {hidden}
        <p class="app-print-only">"Printed on " {shown.summary.today.in_words()}</p>
    }
}

fn count(shown: &Shown) -> String {
    let all = shown.summary.counts.all();
    let people = if all == 1 { " person" } else { " people" };
    let seen = shown.summary.members.len().to_string();
    [&seen, " of ", &all.to_string(), people].concat()
}
