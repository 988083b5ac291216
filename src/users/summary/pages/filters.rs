//! Which people are shown, in which order, and what else can be done with the list.

use leptos::prelude::*;

use super::Shown;
use crate::{
    access::{MembershipStatus, Role, Service},
    ui::{Hidden, QueryForm, SelectField, view},
    users::summary::{FilterQuery, Sort, View, Who},
};

/// The filters, as a form whose address is the view.
#[component]
pub fn Filters(shown: Shown) -> impl IntoView {
    let pair = |value: &str, words: &str| (value.to_owned(), words.to_owned());
    let filter_query = shown.filter_query.clone();
    let mut statuses = vec![pair("", "Active and invited")];
    statuses.extend(MembershipStatus::ALL.map(|status| pair(status.code(), status.label())));
    statuses.push(pair("all", "Everyone, deactivated too"));
    let mut services = vec![pair("", "Any")];
    services.extend(Service::ALL.map(|service| pair(service.code(), service.name())));
    let mut roles = vec![pair("", "Any"), pair("none", "No role at all")];
    roles.extend(Role::all().map(|role| pair(role.code(), role.name())));
    let orders = Sort::ALL
        .map(|(sort, words)| pair(sort.code(), words))
        .to_vec();
    let action = shown.address("", &FilterQuery::default());
    let open = !chosen(&shown).is_empty();
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

/// The filters that are on, each with a link to the view without it.
#[component]
pub fn Chosen(shown: Shown) -> impl IntoView {
    let chips: Vec<_> = chosen(&shown)
        .into_iter()
        .map(|(words, without)| {
            let href = shown.address("", &without);
            view! {
                <li>
                    <a class="app-chosen__chip" href=href>
                        <span class="nhsuk-u-visually-hidden">"Remove the filter "</span>
                        {words}
                    </a>
                </li>
            }
        })
        .collect();
    let clear = shown.address("", &shown.filter_query.unfiltered());
    (!chips.is_empty()).then(|| {
        view! {
            <div class="app-chosen">
                <h2 class="app-chosen__heading">"Showing only"</h2>
                <ul class="app-chosen__list">{chips}</ul>
                <a class="app-chosen__clear nhsuk-link" href=clear>"Clear all filters"</a>
            </div>
        }
    })
}

/// Each filter that is on: its words, and the view without it.
fn chosen(shown: &Shown) -> Vec<(String, FilterQuery)> {
    let filter_query = &shown.filter_query;
    let mut chosen = Vec::new();
    if !filter_query.q.is_empty() {
        let without = FilterQuery {
            q: String::new(),
            ..filter_query.clone()
        };
        chosen.push((["Text: ", &filter_query.q].concat(), without));
    }
    let status = match shown.filter.who {
        Who::Present => None,
        Who::All => Some("everyone, deactivated too"),
        Who::Only(status) => Some(status.label()),
    };
    if let Some(status) = status {
        let without = FilterQuery {
            status: String::new(),
            ..filter_query.clone()
        };
        chosen.push((["Status: ", status].concat(), without));
    }
    if let Some(service) = shown.filter.service {
        let without = FilterQuery {
            service: String::new(),
            ..filter_query.clone()
        };
        chosen.push((["Service: ", service.name()].concat(), without));
    }
    if !filter_query.role.is_empty() {
        let without = FilterQuery {
            role: String::new(),
            ..filter_query.clone()
        };
        let name = Role::from_code(&filter_query.role).map_or("none at all", Role::name);
        chosen.push((["Role: ", name].concat(), without));
    }
    chosen
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
