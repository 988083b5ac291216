//! A member's own accountants.

use leptos::prelude::*;

use super::{days, done, standing};
use crate::{
    accountants::{api::my_accountants, model::LinkLine},
    base::ids::OdsCode,
    ui::{
        BackLink, ErrorSummary, Hidden, Page, Submitted, load, summary_row, use_query_map,
        use_submitted, view,
    },
};

/// Those who act for the reader, and those who did.
#[component]
pub fn MyAccountantsPage() -> impl IntoView {
    let (submitted, query) = (use_submitted(), use_query_map());
    load(
        || (),
        |()| my_accountants(),
        move |links: Vec<LinkLine>| {
            let told = match query.read_untracked().get("done").as_deref() {
                Some("ended") => Some("The link has ended. We will tell the accountant by email."),
                Some("taken") => {
                    Some("Your accountant carries on at this practice. We will tell them by email.")
                }
                _ => None,
            };
            view! { <Mine links told submitted /> }
        },
    )
}

#[component]
fn Mine(
    links: Vec<LinkLine>,
    told: Option<&'static str>,
    submitted: RwSignal<Submitted>,
) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let (open, over): (Vec<_>, Vec<_>) = links.into_iter().partition(|line| line.state.is_open());
    let none = open.is_empty().then(|| {
        view! {
            <p>
                "You have no accountant here. If you are a GP or a non-GP partner, a user administrator of GP Payments and Pensions at "
                "your practice can name one for you."
            </p>
        }
    });
    let over = (!over.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">"Past accountants"</h2>
            {over.into_iter().map(|line| view! { <Over line /> }).collect_view()}
        }
    });
    view! {
        <Page title="Your accountants" wrong above=move || view! {
            <BackLink href="/account" text="Your account" />
            <ErrorSummary submitted />
        }>
            {done(told)}
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <p>"An accountant can see and fill in your end-of-year pension forms, as listed below. They cannot submit anything for you."</p>
                    {none}
                    {open.into_iter().map(|line| view! { <Open line /> }).collect_view()}
                    {over}
                </div>
            </div>
        </Page>
    }
}

/// The heading of a link, and what it is.
#[component]
fn Facts(line: LinkLine) -> impl IntoView {
    let firm = (!line.firm.is_empty()).then(|| summary_row("Firm", line.firm.clone()));
    view! {
        <dl class="nhsuk-summary-list">
            <div class="nhsuk-summary-list__row">
                <dt class="nhsuk-summary-list__key">"Status"</dt>
                <dd class="nhsuk-summary-list__value">{standing(&line)}</dd>
            </div>
            {summary_row("Email address", line.accountant_email.clone())}
            {firm}
            {summary_row("Practice", line.practice.clone())}
            {summary_row("Can see and fill in", line.scope.clone())}
            {summary_row("Days", days(&line))}
        </dl>
    }
}

#[component]
fn Open(line: LinkLine) -> impl IntoView {
    let id = line.id.to_string();
    let field = ["reason-", &id].concat();
    let name = line.accountant.clone();
    view! {
        <div class="nhsuk-card">
            <div class="nhsuk-card__content">
                <h2 class="nhsuk-card__heading nhsuk-heading-m">{name.clone()}</h2>
                <Facts line />
                <form method="post" action="/account/accountants" novalidate>
                    <Hidden name="id" value=id />
                    <Hidden name="step" value="end-mine" />
                    <div class="nhsuk-form-group">
                        <label class="nhsuk-label" for=field.clone()>"Reason (optional)"</label>
                        <input class="nhsuk-input" id=field name="reason" type="text" autocomplete="off" />
                    </div>
                    <button class="nhsuk-button nhsuk-button--warning" type="submit">
                        "End this" <span class="nhsuk-u-visually-hidden">{[" link with ", &name].concat()}</span>
                    </button>
                </form>
            </div>
        </div>
    }
}

#[component]
fn Over(line: LinkLine) -> impl IntoView {
    let (id, name) = (line.id.to_string(), line.accountant.clone());
    let along = line.along.clone().into_iter().map(|to| {
        view! { <Along id=id.clone() to /> }
    });
    let along = along.collect_view();
    view! {
        <div class="nhsuk-card">
            <div class="nhsuk-card__content">
                <h3 class="nhsuk-card__heading nhsuk-heading-s">{name}</h3>
                <Facts line />
                {along}
            </div>
        </div>
    }
}

/// The way on to another practice.
#[component]
fn Along(id: String, to: (OdsCode, String)) -> impl IntoView {
    let (ods, name) = to;
    view! {
        <form method="post" action="/account/accountants">
            <Hidden name="id" value=id />
            <Hidden name="step" value="take-along" />
            <Hidden name="practice" value=ods.to_string() />
            <p>"The accountant carries on at this practice as before and does not have to confirm again. We will tell the administrators of its payments and pensions."</p>
            <button class="nhsuk-button nhsuk-button--secondary" type="submit">{["Keep them at ", &name].concat()}</button>
        </form>
    }
}
