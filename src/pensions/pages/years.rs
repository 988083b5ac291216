//! The years of a member: what is due, where it stands, and the one next step.

use leptos::prelude::*;

use super::{form_page, tag, time_left};
use crate::{
    base::ids::UserId,
    pensions::{
        api::open_years,
        calculation::year::SchemeYear,
        content::FormKind,
        rules::FormOf,
        views::{MemberForm, YearView, YearsView},
    },
    ui::{
        BackLink, ErrorSummary, Hidden, Page, Submitted, load, use_query_map, use_submitted, view,
    },
};

/// The reader's own years, or those of a member whose accountant they are.
#[component]
pub fn YearsPage() -> impl IntoView {
    let (submitted, query) = (use_submitted(), use_query_map());
    load(
        move || query.read().get("member").unwrap_or_default(),
        open_years,
        move |view: YearsView| view! { <Years view submitted /> },
    )
}

#[component]
fn Years(view: YearsView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let (member, own) = (view.member, view.own);
    let title = if own {
        "Your pension years".to_owned()
    } else {
        ["Pension years of ", &view.named].concat()
    };
    let (back, words) = if own {
        ("/", "Home")
    } else {
        ("/account/members", "Members you act for")
    };
    let none = view.years.is_empty().then(|| view! {
        <p>
            "You have no forms yet. Which forms you need depends on your work, as the Performers List shows it. Each position as a partner needs a Type 1 certificate. All your salaried and solo work together needs one Type 2 self-assessment. Locum work alone needs no form."
        </p>
    });
    let ways = own.then(|| {
        view! {
            <p class="app-links">
                <a href="/pensions/authority">"Let your practice submit for you"</a>
                <a href="/account/accountants">"Your accountants"</a>
            </p>
        }
    });
    let years = view
        .years
        .into_iter()
        .map(move |year| view! { <Year year member own /> });
    view! {
        <Page title wrong above=move || view! {
            <BackLink href=back text=words />
            <ErrorSummary submitted />
        }>
            <p>
                "A scheme year is from 1 April to 31 March, and its forms are due eleven months after it has ended. An accountant can fill them "
                "in. The member submits them, or a practice that the member has authorised."
            </p>
            {ways}
            {none}
            {years.collect_view()}
        </Page>
    }
}

#[component]
fn Year(year: YearView, member: UserId, own: bool) -> impl IntoView {
    let id = ["year-", &year.year.to_string()].concat();
    let labelled = id.clone();
    let settled = year.forms.iter().all(MemberForm::is_settled);
    let due = (!settled).then(|| {
        [
            " ",
            "Due on ",
            &year.due_on.in_words(),
            ": ",
            &time_left(year.days),
            ".",
        ]
        .concat()
    });
    let waits = (!settled && !year.waits.is_empty()).then(|| view! { <p>{year.waits.clone()}</p> });
    let add = year.may_add.then(|| {
        let of = FormOf { kind: FormKind::Type2, ods: None };
        view! {
            <p>"If you also had a salaried post or solo work that the Performers List does not show, begin a form for it here."</p>
            <Begin of year=year.year member words="Begin a Type 2 self-assessment" />
        }
    });
    let of_year = year.year;
    let forms = year
        .forms
        .into_iter()
        .map(|form| view! { <Form form year=of_year member own /> });
    view! {
        <section aria-labelledby=labelled>
            <h2 class="nhsuk-heading-m" id=id>{of_year.in_words()}</h2>
            <p>{due}</p>
            {waits}
            <ul class="nhsuk-task-list">{forms.collect_view()}</ul>
            {add}
        </section>
    }
}

#[component]
fn Form(form: MemberForm, year: SchemeYear, member: UserId, own: bool) -> impl IntoView {
    let title = if form.edition > 1 {
        [&form.title, " (revised)"].concat()
    } else {
        form.title.clone()
    };
    let reason = (!form.reason.is_empty()).then(|| {
        view! { <div class="nhsuk-hint nhsuk-u-margin-bottom-0">{["Reason: ", &form.reason].concat()}</div> }
    });
    let name = match form.id {
        Some(id) => view! { <a href=form_page(id, "")>{title}</a> }.into_any(),
        None => view! { <div>{title}</div> }.into_any(),
    };
    let begins = form.id.is_none() && form.online;
    let begin = begins.then(|| {
        let words = ["Begin the ", form.of.kind.words()].concat();
        view! { <Begin of=form.of.clone() year member words /> }
    });
    let mark =
        (own && form.id.is_none()).then(|| view! { <Mark of=form.of.clone() year member /> });
    view! {
        <li class="nhsuk-task-list__item">
            <div>
                {name}
                <div class="nhsuk-hint nhsuk-u-margin-bottom-1">{form.next}</div>
                {reason}
                {begin}
                {mark}
            </div>
            <div>{tag(form.stage)}</div>
        </li>
    }
}

/// The fields that say which form it is.
#[component]
fn Which(of: FormOf, year: SchemeYear, member: UserId) -> impl IntoView {
    let practice = of.ods.map(|ods| ods.to_string()).unwrap_or_default();
    view! {
        <Hidden name="member" value=member.to_string() />
        <Hidden name="year" value=year.to_string() />
        <Hidden name="kind" value=of.kind.code() />
        <Hidden name="practice" value=practice />
    }
}

#[component]
fn Begin(
    of: FormOf,
    year: SchemeYear,
    member: UserId,
    #[prop(into)] words: String,
) -> impl IntoView {
    let which = [" for ", &year.in_words()].concat();
    view! {
        <form method="post" action="/pensions">
            <Which of year member />
            <button class="nhsuk-button nhsuk-button--secondary nhsuk-u-margin-bottom-2" type="submit" name="step" value="begin">
                {words} <span class="nhsuk-u-visually-hidden">{which}</span>
            </button>
        </form>
    }
}

/// Saying that a form is filed nowhere here.
#[component]
fn Mark(of: FormOf, year: SchemeYear, member: UserId) -> impl IntoView {
    let place = of.ods.as_ref().map(ToString::to_string).unwrap_or_default();
    let field = ["reason-", &year.to_string(), "-", of.kind.code(), &place].concat();
    view! {
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary">
                <span class="nhsuk-details__summary-text">
                    "It was filed elsewhere, or none is needed"
                    <span class="nhsuk-u-visually-hidden">{[" for ", &year.in_words(), " ", of.kind.words()].concat()}</span>
                </span>
            </summary>
            <div class="nhsuk-details__text">
                <form method="post" action="/pensions">
                    <Which of=of.clone() year member />
                    <div class="nhsuk-form-group">
                        <label class="nhsuk-label" for=field.clone()>"How, or why none is needed (optional)"</label>
                        <input class="nhsuk-input" id=field name="reason" type="text" autocomplete="off" />
                    </div>
                    <button class="nhsuk-button nhsuk-button--secondary" type="submit" name="step" value="elsewhere">"It was filed elsewhere"</button>
                    " "
                    <button class="nhsuk-button nhsuk-button--secondary" type="submit" name="step" value="not-required">"None is needed"</button>
                </form>
            </div>
        </details>
    }
}
