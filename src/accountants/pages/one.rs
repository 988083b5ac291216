//! One link, as an administrator of the practice reads it.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{days, done, standing};
use crate::{
    accountants::{api::open_accountant_link, model::LinkView},
    base::error::AppError,
    ui::{
        BackLink, ErrorSummary, Hidden, Page, Submitted, TextareaField, addresses, load,
        summary_row, use_query_map, use_submitted, view,
    },
};

/// A link of a member with an accountant.
#[component]
pub fn LinkPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let submitted = use_submitted();
    load(
        move || params.read().get("id").unwrap_or_default(),
        |id| async move { open_accountant_link(id.parse().map_err(|_| AppError::NotFound)?).await },
        move |view: LinkView| {
            let ended = query.read_untracked().get("done").is_some();
            view! { <One view ended submitted /> }
        },
    )
}

#[component]
fn One(view: LinkView, ended: bool, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let LinkView {
        line,
        accountant_id,
        asked,
        confirmed,
        may_end,
    } = view;
    let done = done(ended.then_some("The link has ended. We will tell both of them by email."));
    let title = ["The accountant of ", &line.member].concat();
    let account = addresses::user(accountant_id);
    let others = ["/accountants?accountant=", &accountant_id.to_string()].concat();
    let confirmed = if confirmed.is_empty() {
        "Not yet".to_owned()
    } else {
        confirmed
    };
    let firm = (!line.firm.is_empty()).then(|| summary_row("Firm", line.firm.clone()));
    let end = may_end.then(|| view! { <End id=line.id.to_string() submitted /> });
    view! {
        <Page title wrong above=move || view! {
            <BackLink href="/accountants" text="Accountants" />
            <ErrorSummary submitted />
        }>
            {done}
            <dl class="nhsuk-summary-list">
                <div class="nhsuk-summary-list__row">
                    <dt class="nhsuk-summary-list__key">"Status"</dt>
                    <dd class="nhsuk-summary-list__value">{standing(&line)}</dd>
                </div>
                {summary_row("Member", [&line.member, ", ", &line.member_email].concat())}
                {summary_row("Practice", line.practice.clone())}
                {summary_row("Accountant", [&line.accountant, ", ", &line.accountant_email].concat())}
                {firm}
                {summary_row("Can see and fill in", line.scope.clone())}
                {summary_row("Days", days(&line))}
                {summary_row("Named", asked)}
                {summary_row("Confirmed by the accountant", confirmed)}
            </dl>
            <p class="app-links">
                <a href=others>"Members this accountant covers"</a>
                <a href=account>"Roles of the accountant"</a>
            </p>
            {end}
        </Page>
    }
}

#[component]
fn End(id: String, submitted: RwSignal<Submitted>) -> impl IntoView {
    let action = ["/accountants/", &id].concat();
    view! {
        <h2 class="nhsuk-heading-m">"End this link"</h2>
        <p>"The accountant will no longer see anything about this member. We will tell both of them by email. If this is their last member here, their role Accountant ends too."</p>
        <form method="post" action=action novalidate>
            <Hidden name="id" value=id />
            <Hidden name="step" value="end" />
            <TextareaField submitted name="reason" label="Reason (optional)" hint="Both of them will read it, and it is recorded." />
            <button class="nhsuk-button nhsuk-button--warning" type="submit">"End the link"</button>
        </form>
    }
}
