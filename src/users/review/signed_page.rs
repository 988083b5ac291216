//! Reading a review again that was signed.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{Decision, SignedView, api::read_signed};
use crate::{
    base::error::AppError,
    practices::PracticeHead,
    ui::{BackLink, Page, addresses, load, table, view},
};

/// A review that was signed.
#[component]
pub fn SignedReviewPage() -> impl IntoView {
    let params = use_params_map();
    let key = move || {
        let params = params.read();
        let part = |name| params.get(name).unwrap_or_default();
        (part("ods"), part("id"))
    };
    load(
        key,
        |(practice, id)| async move {
            let practice = practice.parse().map_err(|_| AppError::NotFound)?;
            let id = id.parse().map_err(|_| AppError::NotFound)?;
            read_signed(practice, id).await
        },
        move |view: SignedView| {
            let (_, id) = key();
            view! { <SignedReview view id /> }
        },
    )
}

#[component]
fn SignedReview(view: SignedView, id: String) -> impl IntoView {
    let review = addresses::practice_page(&view.about.ods, "review");
    let file = [&review, "s/", &id, "/file"].concat();
    let title = ["Access review of ", &view.at].concat();
    let rows = view.decisions.into_iter().map(row);
    let columns = ["Name", "Roles then", "Last logged in then", "Decision"];
    view! {
        <Page title wide=true above=move || view! { <BackLink href=review.clone() text="Access review" /> }>
            <PracticeHead practice=view.about here="review" />
            <p>"Signed by " {view.by} " on " {view.at} "."</p>
            <p><a href=file>"Download this review (CSV)"</a></p>
            {table("What was decided", columns, rows)}
        </Page>
    }
}

fn row(decision: Decision) -> [AnyView; 4] {
    let href = addresses::user(decision.user);
    let roles = if decision.roles.is_empty() {
        "No roles".to_owned()
    } else {
        decision.roles
    };
    [
        view! { <a href=href>{decision.who}</a> },
        roles.into_any(),
        decision.last_sign_in.into_any(),
        decision.decision.into_any(),
    ]
}
