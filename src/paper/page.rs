//! The letters that wait for the printer, and those that were printed.

use leptos::prelude::*;

use super::{
    api::list_letters,
    model::{LetterFilter, LetterLine, LetterList},
};
use crate::ui::{
    BackLink, ErrorSummary, Hidden, Page, Pager, Submitted, Success, load, table, use_query_map,
    use_submitted, view,
};

/// Letters on paper to practices.
#[component]
pub fn LettersPage() -> impl IntoView {
    let query = use_query_map();
    let submitted = use_submitted();
    load(
        move || LetterFilter::read(|name| query.read().get(name)),
        list_letters,
        move |list: LetterList| {
            let done = query.read_untracked().get("done").unwrap_or_default();
            view! { <Letters list done submitted /> }
        },
    )
}

/// What can be shown.
const SHOWN: [(&str, &str); 3] = [("", "To print"), ("printed", "Printed"), ("all", "All")];

#[component]
fn Letters(list: LetterList, done: String, submitted: RwSignal<Submitted>) -> impl IntoView {
    let filter = list.filter.clone();
    let tabs = SHOWN.map(|(code, words)| {
        let to = LetterFilter {
            show: code.to_owned(),
            ..filter.first_page()
        };
        let current = (filter.show == code).then_some("page");
        view! { <li><a href=to.address("/letters") aria-current=current>{words}</a></li> }
    });
    let narrowed = [&*filter.reference, &*filter.practice].join(" ");
    let narrowed = narrowed.trim().to_owned();
    let narrowed = (!narrowed.is_empty()).then(|| {
        view! { <p>"Only those of " {narrowed} ". " <a href="/letters">"Show all letters to print"</a></p> }
    });
    let count = count(list.count, &filter.show);
    let print = (!list.lines.is_empty()).then(|| view! { <Print list=list.clone() /> });
    let pages = filter.pages("/letters", &list.next);
    let title = ["Letters to practices", &pages.in_title()].concat();
    let lines = (!list.lines.is_empty())
        .then(|| table("Letters", COLUMNS, list.lines.into_iter().map(row)));
    let done = (!done.is_empty()).then(|| {
        let words = ["Marked as printed: ", &done, "."].concat();
        view! { <Success><p class="nhsuk-notification-banner__heading">{words}</p></Success> }
    });
    view! {
        <Page title wide=true above=move || view! {
            <BackLink href="/launches" text="Launches" />
            <ErrorSummary submitted />
        }>
            {done}
            <p>
                "A practice gets a letter by post when the first administrators of a service are set up there. It says who they are, "
                "and what to do if that is wrong."
            </p>
            <nav class="app-tabs" aria-label="Which letters">
                <ul class="nhsuk-list app-links">{tabs.into_iter().collect_view()}</ul>
            </nav>
            {narrowed}
            <p>{count}</p>
            {print}
            {lines}
            <Pager pages next="Next letters" label="Pages of letters" />
        </Page>
    }
}

fn count(count: i64, show: &str) -> String {
    let what = match (show, count) {
        ("", 0) => return "There are no letters to print.".to_owned(),
        (_, 0) => return "There are none.".to_owned(),
        ("", 1) => " letter to print.",
        ("", _) => " letters to print.",
        (_, 1) => " letter.",
        _ => " letters.",
    };
    [&count.to_string(), what].concat()
}

/// The way to the printer, and saying that they are printed.
#[component]
fn Print(list: LetterList) -> impl IntoView {
    let filter = list.filter.first_page();
    let to = filter.address("/letters/print");
    let mark = filter.show.is_empty().then(|| {
        let action = filter.address("/letters");
        view! {
            <form method="post" action=action>
                <Hidden name="reference" value=filter.reference.clone() />
                <Hidden name="practice" value=filter.practice.clone() />
                <Hidden name="newest" value=list.newest.clone() />
                <button class="nhsuk-button nhsuk-button--secondary" type="submit">"Mark them as printed"</button>
            </form>
        }
    });
    view! {
        <p><a class="nhsuk-button" role="button" href=to target="_blank">"Open the letters to print them"</a></p>
        <p class="nhsuk-hint">
            "They open in another tab, each on one A4 sheet. The address shows in the window of a DL envelope."
        </p>
        {mark}
    }
}

/// What stands in each column.
const COLUMNS: [&str; 6] = [
    "Practice",
    "Service",
    "Administrators",
    "From",
    "Reference",
    "Printed",
];

fn row(line: LetterLine) -> [AnyView; 6] {
    let practice = [&line.practice_name, " ", line.practice.as_ref()].concat();
    let printed = if line.printed.is_empty() {
        "Not yet".to_owned()
    } else {
        line.printed
    };
    [
        practice,
        line.service,
        line.administrators,
        line.starts,
        line.reference,
        printed,
    ]
    .map(IntoAny::into_any)
}
