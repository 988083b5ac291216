//! The home of user management: find users.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    Counted, Search, SearchPage, Sort, api::search_users, results::Results, search_box::SearchBox,
};
use crate::{
    access::{MembershipStatus, Role, Service},
    base::error::AppError,
    coverage::{WorkPlaces, Works, api::list_work_places},
    ui::{Chosen, Page, Pager, QueryForm, SelectField, load, use_query_map, view},
    users::LOCKED,
};

/// Find users.
#[component]
pub fn FindUsersPage() -> impl IntoView {
    let query = use_query_map();
    let search = Memo::new(move |_| query.with(|query| Search::read(|name| query.get(name))));
    load(
        move || search.get(),
        |search| async move {
            match search_users(search).await {
                Ok(page) => Ok(Users::Found(page)),
                // Someone who manages no users is told who does.
                Err(AppError::Forbidden(_)) => list_work_places().await.map(Users::Elsewhere),
                Err(error) => Err(error),
            }
        },
        move |users| match users {
            Users::Found(page) => {
                view! { <UsersFound page search=search.try_get_untracked().unwrap_or_default() /> }
            }
            Users::Elsewhere(works) => view! { <NotHere works /> },
        },
    )
}

/// What the page shows: users, or to someone who manages none, who does.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Users {
    Found(SearchPage),
    Elsewhere(Vec<Works>),
}

#[component]
fn UsersFound(page: SearchPage, search: Search) -> impl IntoView {
    let count = page.total.map(Counted::in_words);
    // The registration team makes nobody's account by hand.
    let creates = !page.practices.is_empty();
    let search = search.counted(page.total);
    let all = search.first_page().counted(None);
    let [csv, excel] = ["/users.csv", "/users.xlsx"].map(|path| all.address(path));
    let pages = search.pages("/users", &page.next);
    let pages = pages.counted(page.total.and_then(Counted::total));
    let title = ["Users", &pages.in_title()].concat();
    let chips = search.chosen(&page.practice_name).into_iter();
    let chips = chips.map(|(words, without)| (words, without.address("/users")));
    let chips = chips.collect();
    let unsorted = page.unsorted.then(|| {
        view! { <p>"These are too many to put in that order, so they are ordered by name. Search for fewer to order them."</p> }
    });
    // The list says in which order it is.
    let search = if page.unsorted {
        Search {
            sort: String::new(),
            ..search
        }
    } else {
        search
    };
    let results = if page.found.is_empty() {
        view! { <NoOne page=page.clone() search=search.clone() /> }.into_any()
    } else {
        view! { <Results found=page.found.clone() search=search.clone() /> }.into_any()
    };
    view! {
        <Page title wide=true>
            {creates.then(|| view! { <p><a class="nhsuk-button nhsuk-button--secondary" href="/users/new">"Create a user"</a></p> })}
            <Filters page search />
            <Chosen chips clear="/users".to_owned() />
            <div class="app-toolbar">
                <p class="app-toolbar__text" role="status">{count}</p>
                <ul class="app-toolbar__actions">
                    <li><a class="nhsuk-link" href=csv download>"Download as CSV"</a></li>
                    <li><a class="nhsuk-link" href=excel download>"Download for Excel"</a></li>
                </ul>
            </div>
            {unsorted}
            {results}
            <Pager pages next="Next page" label="Pages of results" />
        </Page>
    }
}

#[component]
fn Filters(page: SearchPage, search: Search) -> impl IntoView {
    let any = |words: &str| vec![(String::new(), words.to_owned())];
    let mut statuses = any("Any");
    statuses.extend(
        MembershipStatus::ALL.map(|status| (status.code().to_owned(), status.label().to_owned())),
    );
    statuses.push((LOCKED.to_owned(), "Locked".to_owned()));
    let mut services = any("Any");
    services
        .extend(Service::ALL.map(|service| (service.code().to_owned(), service.name().to_owned())));
    let mut roles = any("Any");
    roles.extend(Role::all().map(|role| (role.code().to_owned(), role.name().to_owned())));
    let tick = |name: &'static str, value: &'static str, label: &'static str, on: bool| {
        view! {
            <div class="nhsuk-checkboxes__item">
                <input class="nhsuk-checkboxes__input" type="checkbox" id=name name=name value=value checked=on />
                <label class="nhsuk-label nhsuk-checkboxes__label" for=name>{label}</label>
            </div>
        }
    };
    let mut absences = any("Any time");
    absences.extend([
        ("never".to_owned(), "Never".to_owned()),
        ("90".to_owned(), "Never, or over 90 days ago".to_owned()),
    ]);
    let orders = Sort::ALL.iter();
    let orders = orders.map(|(_, code, words)| ((*code).to_owned(), (*words).to_owned()));
    view! {
        <QueryForm action="/users">
            <div class="app-search" role="search">
                <SearchBox text=search.q.clone() />
            </div>
            <details class="nhsuk-details" open=search.chosen("").iter().any(|(words, _)| !words.starts_with("Text"))>
                <summary class="nhsuk-details__summary">
                    <span class="nhsuk-details__summary-text">"Filter and order"</span>
                </summary>
                <div class="app-filter">
                    <div class="app-filter__fields">
                        <div class="app-filter__field">{practice_choice(&page, &search)}</div>
                        <div class="app-filter__field"><SelectField name="status" label="Status" options=statuses chosen=search.status.clone() /></div>
                        <div class="app-filter__field"><SelectField name="service" label="Service" options=services chosen=search.service.clone() /></div>
                        <div class="app-filter__field"><SelectField name="role" label="Role held" options=roles chosen=search.role.clone() /></div>
                        <div class="app-filter__field"><SelectField name="absent" label="Last logged in" options=absences chosen=search.absent.clone() /></div>
                        <div class="app-filter__field"><SelectField name="sort" label="Order" options=orders.collect() chosen=search.sort.clone() /></div>
                        <div class="app-filter__field nhsuk-checkboxes nhsuk-checkboxes--small">
                            {tick("administrators", "yes", "User administrators only", search.administrators == "yes")}
                            {tick("gps", "unlinked", "GPs linked with no practice", search.gps == "unlinked")}
                        </div>
                        <div class="app-filter__actions">
                            <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit">"Apply"</button>
                        </div>
                    </div>
                </div>
            </details>
        </QueryForm>
    }
}

/// At which practice: of a few one is chosen, and whoever searches all of them types a code.
fn practice_choice(page: &SearchPage, search: &Search) -> AnyView {
    let chosen = search.practice.clone();
    if page.practices.is_empty() {
        return view! {
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="practice">"Practice code"</label>
                <input class="nhsuk-input" id="practice" name="practice" value=chosen autocomplete="off" />
            </div>
        };
    }
    if page.practices.len() == 1 {
        return ().into_any();
    }
    let mut practices = vec![(String::new(), "All your practices".to_owned())];
    practices.extend(
        page.practices
            .iter()
            .map(|(code, name)| (code.to_string(), [name, " (", code.as_ref(), ")"].concat())),
    );
    view! { <SelectField name="practice" label="Practice" options=practices chosen /> }
}

/// Nobody was found: what was searched, and what to try.
#[component]
fn NoOne(page: SearchPage, search: Search) -> impl IntoView {
    let elsewhere = page.elsewhere.map(|href| {
        view! {
            <p>
                "Someone with exactly this address already has an account, but not at your practice. "
                <a href=href>"Give them roles at your practice"</a>
            </p>
        }
    });
    let creates = !page.practices.is_empty();
    let letterless = !search.q.is_empty() && !search.q.contains(char::is_alphanumeric);
    let sought: Vec<_> = search
        .chosen(&page.practice_name)
        .into_iter()
        .map(|(words, _)| words)
        .collect();
    let sought = if sought.is_empty() {
        "all users".to_owned()
    } else {
        sought.join("; ")
    };
    view! {
        <div class="nhsuk-inset-text">
            <h2 class="nhsuk-heading-m">"No one found"</h2>
            <p>"We searched for: " {sought} "."</p>
            {elsewhere}
            <ul class="nhsuk-list nhsuk-list--bullet">
                {letterless.then(|| view! { <li>"Type at least one letter or number."</li> })}
                <li>"Check the spelling, or type only the beginning of the name."</li>
                <li>"Remove a filter, or " <a href="/users">"show all users"</a> "."</li>
                <li>"You can find users of your own practices. For anyone else, type their whole email address."</li>
                {creates.then(|| view! { <li>"If they are new, " <a href="/users/new">"create a user"</a> "."</li> })}
            </ul>
        </div>
    }
}

/// For someone who manages no users: who does, at each of their practices.
#[component]
fn NotHere(works: Vec<Works>) -> impl IntoView {
    let none = works.is_empty().then(|| {
        view! { <p>"You do not belong to a practice here, so nobody can give you access yet."</p> }
    });
    view! {
        <Page title="You do not manage users">
            <p>
                "The user administrators of your practice decide who has access. Ask one of them if you or a colleague "
                "need a role."
            </p>
            {none}
            {(!works.is_empty()).then(|| view! { <WorkPlaces works also=false /> })}
            <p><a href="/help/getting-access">"Help with getting access"</a></p>
        </Page>
    }
}
