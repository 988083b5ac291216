//! The accountants of the practices that the reader administers.

use leptos::prelude::*;

use super::{days, done, standing, states};
use crate::{
    accountants::{
        api::list_links,
        model::{LinkFilter, LinkLine, LinksView},
    },
    ui::{Chosen, Page, Pager, SelectField, load, table, use_query_map, view},
};

/// Every link of the reader's practices, the newest first.
#[component]
pub fn AccountantsPage() -> impl IntoView {
    let query = use_query_map();
    load(
        move || LinkFilter::read(|name| query.read().get(name)),
        list_links,
        move |view: LinksView| {
            let named = query.read_untracked().get("done").is_some();
            view! { <Accountants view named /> }
        },
    )
}

/// What stands in each column.
const COLUMNS: [&str; 6] = [
    "Member",
    "Practice",
    "Accountant",
    "Can see and fill in",
    "Status",
    "Days",
];

#[component]
fn Accountants(view: LinksView, named: bool) -> impl IntoView {
    let done = done(named.then_some(
        "We are asking the accountants to log in and confirm, and telling the members.",
    ));
    let file = view.filter.first_page().address("/accountants/links.csv");
    let name = view
        .names
        .then(|| view! { <Ways practice=view.filter.practice.clone() email=view.email.clone() /> });
    let forms = view.names.then(|| {
        let practice = [("practice", view.filter.practice.as_str())];
        let to = crate::ui::with_query("/pensions/practice", &practice);
        view! { <a href=to>"Pension forms of your practice"</a> }
    });
    let pages = view.filter.pages("/accountants", &view.next);
    let title = ["Accountants", &pages.in_title()].concat();
    let content = if view.links.is_empty() {
        view! { <p>"There are none."</p> }.into_any()
    } else {
        table(
            "Members and their accountants",
            COLUMNS,
            view.links.into_iter().map(row),
        )
    };
    view! {
        <Page title wide=true above=move || view! { <a class="nhsuk-back-link" href="/users">"Find users"</a> }>
            {done}
            <p>
                "An accountant can see and fill in the end-of-year pension forms of the members you choose. They see nothing else about the practice. The member or the practice submits the forms. If an accountant also needs statements or estimates, give them those roles in the role table."
            </p>
            {name}
            <Filter filter=view.filter />
            {content}
            <Pager pages next="Next links" label="Pages of links" />
            <p class="app-links">
                <a href=file download="accountants.csv">"Download this list (CSV)"</a>
                {forms}
            </p>
        </Page>
    }
}

#[component]
fn Ways(practice: String, email: String) -> impl IntoView {
    let chosen = [("practice", practice.as_str()), ("email", email.as_str())];
    let chosen = chosen.into_iter().filter(|(_, value)| !value.is_empty());
    let to = crate::ui::with_query("/accountants/new", &chosen.collect::<Vec<_>>());
    view! {
        <p>
            <a class="nhsuk-button" href=to role="button" draggable="false">"Name an accountant"</a> " "
            <a href="/accountants/upload">"Add many at once"</a>
        </p>
    }
}

#[component]
fn Filter(filter: LinkFilter) -> impl IntoView {
    let chips = [
        (
            "practice",
            ["Practice ", &filter.practice].concat(),
            &filter.practice,
        ),
        (
            "accountant",
            "One accountant".to_owned(),
            &filter.accountant,
        ),
    ];
    let chips = chips.into_iter().filter(|(_, _, value)| !value.is_empty());
    let chips = chips.map(|(name, words, _)| (words, filter.without(name).address("/accountants")));
    let chips: Vec<_> = chips.collect();
    let hidden = [
        ("practice", &filter.practice),
        ("accountant", &filter.accountant),
    ];
    let hidden = hidden.into_iter().filter(|(_, value)| !value.is_empty());
    let hidden = hidden.map(|(name, value)| {
        view! { <input type="hidden" name=name value=value.clone() /> }
    });
    view! {
        <form method="get" action="/accountants">
            {hidden.collect_view()}
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="find">"Member, accountant, firm or practice"</label>
                <input class="nhsuk-input nhsuk-input--width-20" id="find" name="find" type="search" value=filter.find.clone() />
            </div>
            <SelectField name="state" label="Status" options=states() chosen=filter.state.clone() />
            <button class="nhsuk-button nhsuk-button--secondary" type="submit">"Show"</button>
        </form>
        <Chosen chips clear="/accountants".to_owned() />
    }
}

fn row(line: LinkLine) -> [AnyView; 6] {
    let to = ["/accountants/", &line.id.to_string()].concat();
    let (stands, days) = (standing(&line), days(&line));
    let firm = (!line.firm.is_empty()).then(|| view! { <br /> {line.firm} });
    [
        view! { <a href=to>{line.member}</a> <br /> {line.member_email} }.into_any(),
        line.practice.into_any(),
        view! { <span>{line.accountant} <br /> {line.accountant_email} {firm}</span> }.into_any(),
        line.scope.into_any(),
        stands,
        days.into_any(),
    ]
}
