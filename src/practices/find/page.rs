//! The page on which practices are found.

use leptos::prelude::*;
use leptos_router::components::Redirect;

use super::{
    Administrators, FoundPractice, List, ListCounts, PracticeSearch, PracticesFound,
    PracticesPageData, Sort,
    api::search_practices,
    search::{lists, services},
};
use crate::ui::{
    Chosen, Page, Pager, QueryForm, SelectField, SortLink, Tag, addresses, load, use_query_map,
    view,
};

/// Practices by name, town, code, postcode and PCN, with standing lists.
#[component]
pub fn PracticesPage() -> impl IntoView {
    let query = use_query_map();
    let search =
        Memo::new(move |_| query.with(|query| PracticeSearch::read(|name| query.get(name))));
    load(
        move || search.get(),
        search_practices,
        move |data| match data {
            PracticesPageData::Only(ods) => {
                view! { <Redirect path=addresses::practice_page(&ods, "users") /> }.into_any()
            }
            PracticesPageData::Found(found) => {
                view! { <Practices found search=search.try_get_untracked().unwrap_or_default() /> }
                    .into_any()
            }
        },
    )
}

#[component]
fn Practices(found: PracticesFound, search: PracticeSearch) -> impl IntoView {
    let instead = (!found.instead.is_empty()).then(|| {
        view! { <p>"No practice matches \u{201c}" {search.q.clone()} "\u{201d}. These match \u{201c}" {found.instead.clone()} "\u{201d}."</p> }
    });
    // Further pages and the file are those of what was found.
    let search = if found.instead.is_empty() {
        search
    } else {
        PracticeSearch {
            q: found.instead.clone(),
            ..search
        }
    };
    let pages = search.pages("/practices", &found.next);
    let pages = pages.counted(Some(found.total));
    let colon = if search.q.is_empty() { "" } else { ": " };
    let title = ["Practices", colon, &search.q, &pages.in_title()].concat();
    let count = match found.total {
        1 => "1 practice".to_owned(),
        total => [&total.to_string(), " practices"].concat(),
    };
    let csv = search.first_page().address("/practices.csv");
    let chips = search.chosen().into_iter();
    let chips = chips.map(|(words, without)| (words, without.address("/practices")));
    let chips = chips.collect();
    let results = if found.found.is_empty() {
        view! { <NoPractice search=search.clone() /> }.into_any()
    } else {
        view! { <Results found=found.found search=search.clone() /> }.into_any()
    };
    view! {
        <Page title wide=true>
            {found.lists.map(|counts| view! { <StandingLists counts /> })}
            <Filters search />
            <Chosen chips clear="/practices".to_owned() />
            <div class="app-toolbar">
                <p class="app-toolbar__text" role="status">{count}</p>
                <ul class="app-toolbar__actions">
                    <li><a class="nhsuk-link" href=csv download>"Download these practices as a spreadsheet (CSV)"</a></li>
                </ul>
            </div>
            {instead}
            {results}
            <Pager pages next="Next page" label="Pages of results" />
        </Page>
    }
}

/// How many practices need attention, with the way to each list.
#[component]
pub fn StandingLists(
    /// How many each list has.
    counts: ListCounts,
) -> impl IntoView {
    let items = List::ALL.map(|list| {
        let count = counts.of(list);
        let urgent = count > 0 && list != List::OneAdministrator;
        let class = if urgent {
            "app-stats__item app-stats__item--attention"
        } else {
            "app-stats__item"
        };
        let words = counted(list, count);
        let figure = if count == 0 {
            count.into_any()
        } else {
            let href = list.search().address("/practices");
            let label = [&count.to_string(), " ", words].concat();
            view! { <a class="nhsuk-link" href=href aria-label=label>{count}</a> }
        };
        view! {
            <div class=class>
                <dt class="app-stats__label">
                    {words}
                    {urgent.then(|| view! { " " <Tag text="Needs attention" colour="red" /> })}
                </dt>
                <dd class="app-stats__figure">{figure}</dd>
            </div>
        }
    });
    view! { <dl class="app-stats">{items.into_iter().collect_view()}</dl> }
}

/// What a list's number counts, as said after it.
fn counted(list: List, count: u32) -> &'static str {
    match (list, count) {
        (List::NoAdministrator, 1) => "practice has no administrator",
        (List::NoAdministrator, _) => "practices have no administrator",
        (List::OneAdministrator, 1) => "practice has only one administrator",
        (List::OneAdministrator, _) => "practices have only one administrator",
        (List::NoUsers, 1) => "practice has no users",
        (List::NoUsers, _) => "practices have no users",
        (List::ClosedWithUsers, 1) => "closed practice still has users",
        (List::ClosedWithUsers, _) => "closed practices still have users",
    }
}

#[component]
fn Filters(search: PracticeSearch) -> impl IntoView {
    let open = search.list().is_some() || search.service().is_some();
    view! {
        <QueryForm action="/practices">
            <div class="app-search" role="search">
                <label class="nhsuk-label app-search__label" for="q">"Find a practice"</label>
                <div class="nhsuk-hint" id="q-hint">"Name, town, practice code, postcode or PCN"</div>
                <div class="app-search__row">
                    <input class="nhsuk-input app-search__input" id="q" name="q" type="search" value=search.q.clone()
                        autocomplete="off" spellcheck="false" aria-describedby="q-hint" />
                    <button class="nhsuk-button app-search__button" type="submit">"Search"</button>
                </div>
            </div>
            <details class="nhsuk-details" open=open>
                <summary class="nhsuk-details__summary">
                    <span class="nhsuk-details__summary-text">"Filter"</span>
                </summary>
                <div class="app-filter">
                    <div class="app-filter__fields">
                        <div class="app-filter__field"><SelectField name="list" label="Show" options=lists() chosen=search.list.clone() /></div>
                        <div class="app-filter__field"><SelectField name="service" label="Administrators of" options=services() chosen=search.service.clone() /></div>
                        <input type="hidden" name="sort" value=search.sort />
                        <div class="app-filter__actions">
                            <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit">"Apply"</button>
                        </div>
                    </div>
                </div>
            </details>
        </QueryForm>
    }
}

#[component]
fn Results(found: Vec<FoundPractice>, search: PracticeSearch) -> impl IntoView {
    let now = Sort::from_code(&search.sort);
    let link = |label: &'static str, sort: Sort| {
        let href = search.sorted(sort).address("/practices");
        view! { <SortLink href label /> }
    };
    let sorted = |sort| (now == sort).then_some("ascending");
    let rows = found
        .into_iter()
        .map(|practice| view! { <Result practice /> })
        .collect_view();
    view! {
        <table class="nhsuk-table nhsuk-table-responsive" role="table">
            <caption class="nhsuk-table__caption nhsuk-u-visually-hidden">"Practices found"</caption>
            <thead class="nhsuk-table__head" role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader" aria-sort=sorted(Sort::Name)>{link("Practice", Sort::Name)}</th>
                    <th scope="col" role="columnheader" aria-sort=sorted(Sort::Code)>{link("Code", Sort::Code)}</th>
                    <th scope="col" role="columnheader">"Place"</th>
                    <th scope="col" role="columnheader">"PCN"</th>
                    <th scope="col" role="columnheader">"Users"</th>
                    <th scope="col" role="columnheader">"Administrators"</th>
                </tr>
            </thead>
            <tbody class="nhsuk-table__body">{rows}</tbody>
        </table>
    }
}

#[component]
fn Result(practice: FoundPractice) -> impl IntoView {
    let href = addresses::practice_page(&practice.ods, "users");
    let place = [practice.town, practice.postcode].join(" ");
    let pcn = match practice.pcn {
        Some(pcn) => {
            let href = PracticeSearch {
                q: pcn.code.to_string(),
                ..PracticeSearch::default()
            }
            .address("/practices");
            view! { <span><a class="nhsuk-link" href=href>{pcn.name}</a> " " {pcn.code.to_string()}</span> }.into_any()
        }
        None => "None".into_any(),
    };
    let administrators = practice.administrators.into_iter();
    let administrators = administrators.map(administrators_of).collect_view();
    let state = practice.state;
    let closed = (!state.is_empty()).then(|| view! { " " <Tag text=state colour="grey" /> });
    view! {
        <tr role="row" class="nhsuk-table__row">
            <td class="nhsuk-table__cell" role="cell">
                <span class="nhsuk-table-responsive__heading" aria-hidden="true">"Practice "</span>
                <span><a class="nhsuk-link" href=href>{practice.name}</a> {closed}</span>
            </td>
            <td class="nhsuk-table__cell" role="cell">
                <span class="nhsuk-table-responsive__heading" aria-hidden="true">"Code "</span>
                {practice.ods.to_string()}
            </td>
            <td class="nhsuk-table__cell" role="cell">
                <span class="nhsuk-table-responsive__heading" aria-hidden="true">"Place "</span>
                {place}
            </td>
            <td class="nhsuk-table__cell" role="cell">
                <span class="nhsuk-table-responsive__heading" aria-hidden="true">"PCN "</span>
                {pcn}
            </td>
            <td class="nhsuk-table__cell" role="cell">
                <span class="nhsuk-table-responsive__heading" aria-hidden="true">"Users "</span>
                {practice.users}
            </td>
            <td class="nhsuk-table__cell" role="cell">
                <span class="nhsuk-table-responsive__heading" aria-hidden="true">"Administrators "</span>
                <div>{administrators}</div>
            </td>
        </tr>
    }
}

/// Who administers a service, louder where it is nobody.
fn administrators_of(service: Administrators) -> AnyView {
    let words = service.in_words();
    let words = if service.names.is_empty() {
        view! { <strong>{words}</strong> }
    } else {
        words.into_any()
    };
    view! {
        <p class="nhsuk-u-margin-bottom-1 nhsuk-u-font-size-16">{service.service.name()} ": " {words}</p>
    }
}

/// No practice was found: what was searched, and what to try.
#[component]
fn NoPractice(search: PracticeSearch) -> impl IntoView {
    let sought: Vec<_> = search
        .chosen()
        .into_iter()
        .map(|(words, _)| words)
        .collect();
    let sought = if sought.is_empty() {
        "all practices".to_owned()
    } else {
        sought.join("; ")
    };
    view! {
        <div class="nhsuk-inset-text">
            <h2 class="nhsuk-heading-m">"No practice found"</h2>
            <p>"We searched for: " {sought} "."</p>
            <ul class="nhsuk-list nhsuk-list--bullet">
                <li>"Check the spelling, or type only the beginning of a word."</li>
                <li>"Try the practice code or the postcode alone."</li>
                <li>"Remove a filter, or " <a href="/practices">"show all practices"</a> "."</li>
            </ul>
        </div>
    }
}
