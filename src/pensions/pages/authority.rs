//! A member lets a practice submit their forms.

use leptos::prelude::*;

use super::done;
use crate::{
    pensions::{api::open_authorities, views::AuthorityLine},
    ui::{
        BackLink, DateFields, ErrorSummary, Hidden, Page, SelectField, Submitted, load,
        use_query_map, use_submitted, view,
    },
};

/// Which practices may submit for the reader.
#[component]
pub fn AuthorityPage() -> impl IntoView {
    let (submitted, query) = (use_submitted(), use_query_map());
    load(
        || (),
        |()| open_authorities(),
        move |lines: Vec<AuthorityLine>| {
            let code = query.read_untracked().get("done").unwrap_or_default();
            view! { <Authorities lines code submitted /> }
        },
    )
}

#[component]
fn Authorities(
    lines: Vec<AuthorityLine>,
    code: String,
    submitted: RwSignal<Submitted>,
) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let (given, others): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|line| !line.given.is_empty());
    let told = match code.as_str() {
        "give" if !given.is_empty() => Some(done(
            "The practice may submit for you.",
            "We will tell its user administrators of GP Payments and Pensions by email.",
        )),
        "take-back" => Some(done(
            "You have taken it back.",
            "The practice can no longer submit for you. We will tell it by email.",
        )),
        _ => None,
    };
    let none = given.is_empty().then(
        || view! { <p>"No practice may submit for you. You submit your forms yourself."</p> },
    );
    let nowhere = (given.is_empty() && others.is_empty()).then(
        || view! { <p>"You can let a practice do it where you are a GP or a non-GP partner."</p> },
    );
    let give = (!others.is_empty()).then(|| view! { <Give others submitted /> });
    view! {
        <Page title="Let your practice submit for you" wrong above=move || view! {
            <BackLink href="/pensions" text="Your pension years" />
            <ErrorSummary submitted />
        }>
            {told}
            <p>
                "A practice that you authorise can submit your pension forms once you or your accountant have marked them as ready. Its user "
                "administrators of GP Payments and Pensions then see the figures of those forms. You can take this back at any time, and we tell you about everything they submit."
            </p>
            {none}
            {nowhere}
            {given.into_iter().map(|line| view! { <Given line /> }).collect_view()}
            {give}
        </Page>
    }
}

#[component]
fn Given(line: AuthorityLine) -> impl IntoView {
    let days = ["Given on ", &line.given, ". Until ", &line.until, "."].concat();
    view! {
        <div class="nhsuk-card">
            <div class="nhsuk-card__content">
                <h2 class="nhsuk-card__heading nhsuk-heading-m">{line.named.clone()}</h2>
                <p>{days}</p>
                <form method="post" action="/pensions/authority">
                    <Hidden name="practice" value=line.practice.to_string() />
                    <button class="nhsuk-button nhsuk-button--warning" type="submit" name="step" value="take-back">
                        "Take it back" <span class="nhsuk-u-visually-hidden">{[" from ", &line.named].concat()}</span>
                    </button>
                </form>
            </div>
        </div>
    }
}

#[component]
fn Give(others: Vec<AuthorityLine>, submitted: RwSignal<Submitted>) -> impl IntoView {
    let chosen = submitted.with_untracked(|form| form.value("practice"));
    let options = others
        .into_iter()
        .map(|line| (line.practice.to_string(), line.named));
    view! {
        <h2 class="nhsuk-heading-m">"Let a practice submit for you"</h2>
        <form method="post" action="/pensions/authority" novalidate>
            <SelectField name="practice" label="Practice" options=options.collect() chosen />
            <DateFields submitted name="until" legend="The last day" hint="Two years from today at most. For example, 31 3 2027" />
            <button class="nhsuk-button" type="submit" name="step" value="give">"Let it submit for me"</button>
        </form>
    }
}
