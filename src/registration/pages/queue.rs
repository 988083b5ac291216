//! The desk: the cases that wait, in their order.

use leptos::prelude::*;

use crate::{
    access::Service,
    registration::{
        api::desk::list_cases,
        store::SHOWN,
        views::{Queue, QueueFilter, QueueLine},
    },
    ui::{Page, SelectField, Tag, escape, load, table, use_query_map, view},
};

/// The cases of the registration team.
#[component]
pub fn CertificationsPage() -> impl IntoView {
    let query = use_query_map();
    load(
        move || {
            let of = |name: &str| query.read().get(name).unwrap_or_default();
            QueueFilter {
                show: of("show"),
                service: of("service"),
                sort: of("sort"),
            }
        },
        list_cases,
        |queue: Queue| view! { <Desk queue /> },
    )
}

/// The address of the queue with this filter.
pub(crate) fn address(path: &str, filter: &QueueFilter) -> String {
    let parts = [
        ("show", &filter.show),
        ("service", &filter.service),
        ("sort", &filter.sort),
    ];
    let parts = parts.iter().filter(|(_, value)| !value.is_empty());
    let parts: Vec<_> = parts
        .map(|(name, value)| [name, "=", &escape(value)].concat())
        .collect();
    if parts.is_empty() {
        return path.to_owned();
    }
    [path, "?", &parts.join("&")].concat()
}

#[component]
fn Desk(queue: Queue) -> impl IntoView {
    let filter = queue.filter.clone();
    let tabs = SHOWN.iter().map(|(code, words)| {
        let count = queue.counts.iter().find(|(shown, _)| shown == code);
        let count = count.map(|(_, count)| [" (", &count.to_string(), ")"].concat());
        let to = address(
            "/certifications",
            &QueueFilter {
                show: (*code).to_owned(),
                ..filter.clone()
            },
        );
        let current = (filter.show == *code).then_some("page");
        view! { <li><a href=to aria-current=current>{*words} {count}</a></li> }
    });
    let tabs: Vec<_> = tabs.collect();
    let options = [(String::new(), "Every service".to_owned())]
        .into_iter()
        .chain(Service::ALL.map(|service| (service.code().to_owned(), service.name().to_owned())));
    let sorts = [
        ("", "The one that is due first"),
        ("age", "The oldest first"),
    ];
    let sorts = sorts.map(|(code, words)| (code.to_owned(), words.to_owned()));
    let csv = address("/certifications.csv", &filter);
    let content = if queue.lines.is_empty() {
        view! { <p>"Nothing is waiting here."</p> }.into_any()
    } else {
        table("Certifications", COLUMNS, queue.lines.into_iter().map(row))
    };
    view! {
        <Page title="Certifications" wide=true>
            <p>"Requests of practices for a user administrator, or for roles that no administrator can give. Two officers decide about each."</p>
            <nav class="app-tabs" aria-label="Which requests">
                <ul class="nhsuk-list app-links">{tabs}</ul>
            </nav>
            <form method="get" action="/certifications">
                <input type="hidden" name="show" value=filter.show.clone() />
                <SelectField name="service" label="Service" options=options.collect() chosen=filter.service.clone() />
                <SelectField name="sort" label="Order" options=sorts.to_vec() chosen=filter.sort.clone() />
                <button class="nhsuk-button nhsuk-button--secondary" type="submit">"Show"</button>
            </form>
            {content}
            <p class="app-links"><a href=csv download="certifications.csv">"Download as a file (CSV)"</a> <a href="/certifications/emergency">"Give an administrator role in an emergency"</a></p>
        </Page>
    }
}

/// What stands in each column.
const COLUMNS: [&str; 8] = [
    "Case", "Practice", "For whom", "Status", "Asked", "Due", "Taken by", "Signals",
];

fn row(line: QueueLine) -> [AnyView; 8] {
    let to = ["/certifications/", &line.id.to_string()].concat();
    let overdue = line
        .overdue
        .then(|| view! { " " <Tag text="Overdue" colour="red" /> });
    let ago = match line.days {
        0 => ", today".to_owned(),
        1 => ", 1 day ago".to_owned(),
        days => [", ", &days.to_string(), " days ago"].concat(),
    };
    let asked = [line.asked, ago].concat();
    let signals = match line.signals {
        0 => "None".to_owned(),
        count => [&count.to_string(), ", up to: ", &line.weight].concat(),
    };
    let taken = if line.taken_by.is_empty() {
        "Nobody".to_owned()
    } else {
        line.taken_by
    };
    [
        view! { <a href=to>{line.reference}</a> }.into_any(),
        view! { <span>{line.practice_name} " " {line.practice.to_string()}</span> }.into_any(),
        view! { <span>{line.nominee} ": " {line.roles}</span> }.into_any(),
        view! { <span>{line.state}</span> }.into_any(),
        view! { <span>{asked}</span> }.into_any(),
        view! { <span>{line.due} {overdue}</span> }.into_any(),
        view! { <span>{taken}</span> }.into_any(),
        view! { <span>{signals}</span> }.into_any(),
    ]
}
