//! The practices that end, for the registration team.

use leptos::prelude::*;

use super::{address, tag};
use crate::{
    access::list,
    base::error::AppError,
    successions::{store, views::ListLine},
    ui::{Page, load, table, view},
    web::{Request, answer},
};

async fn successions() -> Result<Vec<ListLine>, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.registration()?;
        let mut tx = request.app.db.read().await?;
        store::list_all(&mut tx, permit).await
    })
    .await
}

/// All successions, those first that are under way.
#[component]
pub fn SuccessionsPage() -> impl IntoView {
    load(
        || (),
        |()| successions(),
        |lines: Vec<ListLine>| view! { <All lines /> },
    )
}

#[component]
fn All(lines: Vec<ListLine>) -> impl IntoView {
    let content = if lines.is_empty() {
        view! { <p>"No practice is planned to close yet."</p> }
    } else {
        table("Closing practices", COLUMNS, lines.into_iter().map(row))
    };
    view! {
        <Page title="Closing practices" wide=true>
            <p>
                "When a practice merges, splits or closes, its users have to be told, and the practice that takes its place decides which of them to take on. You plan it here, and another officer approves it."
            </p>
            <p><a class="nhsuk-button" role="button" draggable="false" href="/successions/new">"Plan a closure"</a></p>
            {content}
        </Page>
    }
}

/// What stands in each column.
const COLUMNS: [&str; 5] = [
    "Reference",
    "Closing practice",
    "What follows",
    "Closed from",
    "Status",
];

fn row(line: ListLine) -> [AnyView; 5] {
    let follows = if line.successors.is_empty() {
        "No practice".to_owned()
    } else {
        list(&line.successors)
    };
    [
        view! { <a href=address(line.id)>{line.reference}</a> },
        line.practice.into_any(),
        follows.into_any(),
        line.day.into_any(),
        tag(line.state),
    ]
}
