//! Everybody who may log in without a second factor now.

use leptos::prelude::*;

use super::store::{self, Given};
use crate::{
    base::error::AppError,
    ui::{BackLink, Page, addresses, load, table, view},
    web::{Request, answer},
};

async fn running() -> Result<Vec<Given>, AppError> {
    answer(async {
        let request = Request::current();
        let permit = request.actor().await?.registration()?;
        store::running(&request.app.db, permit, request.app.clock.today()).await
    })
    .await
}

/// Every exemption from the second factor that runs.
#[component]
pub fn ExemptionsPage() -> impl IntoView {
    load(
        || (),
        |()| running(),
        |given: Vec<Given>| view! { <Everybody given /> },
    )
}

/// What stands in each column.
const COLUMNS: [&str; 5] = ["Name", "Last day", "Reason", "Allowed by", "Change"];

#[component]
fn Everybody(given: Vec<Given>) -> impl IntoView {
    let list = if given.is_empty() {
        view! { <p>"Nobody may log in without a second factor now."</p> }.into_any()
    } else {
        table(
            "People who may log in without a second factor",
            COLUMNS,
            given.into_iter().map(row),
        )
    };
    view! {
        <Page title="People who may log in without a second factor" above=move || view! {
            <BackLink href="/officers" text="Registration officers" />
        }>
            <p>
                "People who manage access need a second factor. You can let one of them log in without it for a while. To do so, "
                "find them under " <a href="/users">"Users"</a> ". Then choose “Help with logging in”."
            </p>
            {list}
        </Page>
    }
}

fn row(given: Given) -> [AnyView; 5] {
    let whose = [" for ", &given.who].concat();
    let end = view! {
        <a href=addresses::user_page(given.user, "exemption")>
            "Change or end this"<span class="nhsuk-u-visually-hidden">{whose}</span>
        </a>
    };
    [
        view! { <a href=addresses::user(given.user)>{given.who}</a> }.into_any(),
        given.until.into_any(),
        given.reason.into_any(),
        [&given.by, ", on ", &given.on].concat().into_any(),
        end.into_any(),
    ]
}
