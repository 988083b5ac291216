//! The launches there are.

use leptos::prelude::*;

use super::tag;
use crate::{
    launches::{api::list_launches, model::LaunchLine},
    ui::{Page, load, table, view},
};

/// Every launch, the newest first.
#[component]
pub fn LaunchesPage() -> impl IntoView {
    load(
        || (),
        |()| list_launches(),
        |launches: Vec<LaunchLine>| view! { <Launches launches /> },
    )
}

/// What stands in each column.
const COLUMNS: [&str; 6] = [
    "Launch",
    "Service",
    "Goes live",
    "Practices",
    "Status",
    "Put in",
];

#[component]
fn Launches(launches: Vec<LaunchLine>) -> impl IntoView {
    let content = if launches.is_empty() {
        view! { <p>"There has been no launch yet."</p> }.into_any()
    } else {
        table("Launches", COLUMNS, launches.into_iter().map(row))
    };
    view! {
        <Page title="Launches" wide=true>
            <p>
                "A launch sets up the first administrators of a service at many practices, from one file. Two officers approve it, "
                "and the practices are told by letter. On the day it goes live the administrators get their access."
            </p>
            <p><a class="nhsuk-button" role="button" href="/launches/new">"Upload a file of nominations"</a></p>
            {content}
            <p class="app-links"><a href="/letters">"Letters to practices"</a> <a href="/certifications">"Certifications"</a></p>
        </Page>
    }
}

fn row(line: LaunchLine) -> [AnyView; 6] {
    let to = ["/launches/", &line.id.to_string()].concat();
    [
        view! { <a href=to>{line.reference}</a> }.into_any(),
        line.service.into_any(),
        line.go_live.into_any(),
        line.practices.to_string().into_any(),
        tag(line.state),
        line.put_in.into_any(),
    ]
}
