//! What was asked for at a practice.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    access::list,
    base::error::AppError,
    practices::PracticeHead,
    requests::{PracticeRequests, RequestLine, api::read_practice_requests},
    ui::{Page, addresses, load, view},
};

/// The requests of people at a practice.
#[component]
pub fn PracticeRequestsPage() -> impl IntoView {
    let params = use_params_map();
    load(
        move || params.read().get("ods").unwrap_or_default(),
        |practice| async move {
            read_practice_requests(practice.parse().map_err(|_| AppError::NotFound)?).await
        },
        move |view: PracticeRequests| view! { <Requests view /> },
    )
}

#[component]
fn Requests(view: PracticeRequests) -> impl IntoView {
    let title = ["Requests at ", &view.about.name].concat();
    let (open, settled): (Vec<_>, Vec<_>) =
        view.requests.into_iter().partition(|request| request.open);
    let waiting = if open.is_empty() {
        view! { <p>"Nobody is waiting for an answer."</p> }.into_any()
    } else {
        lines(open).into_any()
    };
    let settled = (!settled.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">"Answered"</h2>
            {lines(settled)}
        }
    });
    let more = view.more.then(
        || view! { <p>"Only the last 200 are shown. You find older ones in the history."</p> },
    );
    let links = addresses::practice_page(&view.about.ods, "performers");
    view! {
        <Page title>
            <PracticeHead practice=view.about here="requests" />
            <p>"What people at this practice have asked for. Requests from GPs about their link with the practice are under " <a href=links>"GPs"</a> "."</p>
            <h2 class="nhsuk-heading-m">"Waiting for an answer"</h2>
            {waiting}
            {settled}
            {more}
        </Page>
    }
}

fn lines(requests: Vec<RequestLine>) -> impl IntoView {
    let lines = requests.into_iter().map(|request| {
        view! {
            <li class="nhsuk-u-margin-bottom-3">
                <a href=addresses::role_request(request.id)>{request.asker} ": " {list(&request.roles)}</a> <br />
                <span class="app-person__detail">{request.username} ". Asked on " {request.asked} ". " {request.stands}</span>
            </li>
        }
    });
    view! { <ul class="nhsuk-list">{lines.collect_view()}</ul> }
}
