//! An accountant's own page: those they act for, all of them.

use leptos::prelude::*;

use super::{days, done, standing, states};
use crate::{
    accountant_links::LinkState,
    accountants::{
        api::my_members,
        model::{LinkLine, MemberFilter, MemberFormLine, MemberLine, MembersView},
    },
    pensions::calculation::year::SchemeYear,
    ui::{
        BackLink, ErrorSummary, Hidden, Page, SelectField, Submitted, load, table, use_query_map,
        use_submitted, view,
    },
};

/// The members an accountant acts for.
#[component]
pub fn MembersPage() -> impl IntoView {
    let (submitted, query) = (use_submitted(), use_query_map());
    load(
        move || MemberFilter::read(|name| query.read().get(name)),
        my_members,
        move |view: MembersView| {
            let told = match query.read_untracked().get("done").as_deref() {
                Some("confirm") => Some("You now act for this member. We will tell them by email."),
                Some("give-up") => {
                    Some("You no longer act for this member. We will tell them by email.")
                }
                _ => None,
            };
            view! { <Members view told submitted /> }
        },
    )
}

/// What stands in each column.
const COLUMNS: [&str; 5] = [
    "Member",
    "Practice",
    "Forms of the year",
    "Your link",
    "What you can do",
];

#[component]
fn Members(
    view: MembersView,
    told: Option<&'static str>,
    submitted: RwSignal<Submitted>,
) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let file = view.filter.address("/account/members.csv");
    let count = match view.members.len() {
        0 => "None.".to_owned(),
        1 => "1 member.".to_owned(),
        count => [&count.to_string(), " members."].concat(),
    };
    let content = (!view.members.is_empty()).then(|| {
        table(
            "Members you act for",
            COLUMNS,
            view.members.into_iter().map(row),
        )
    });
    view! {
        <Page title="Members you act for" wide=true wrong above=move || view! {
            <BackLink href="/account" text="Your account" />
            <ErrorSummary submitted />
        }>
            {done(told)}
            <p>
                "You can see and fill in the end-of-year pension forms of these members. You see nothing else about their practices. The member or the practice submits the forms. A practice names you as a member's accountant, and the member can end it."
            </p>
            <Filter filter=view.filter year=view.year practices=view.practices.into_iter().map(|(ods, name)| (ods.to_string(), name)).collect() />
            <p>{count}</p>
            {content}
            <p class="app-links"><a href=file download="members.csv">"Download this list (CSV)"</a></p>
        </Page>
    }
}

#[component]
fn Filter(filter: MemberFilter, year: String, practices: Vec<(String, String)>) -> impl IntoView {
    let all = (String::new(), "All".to_owned());
    let options = [all].into_iter().chain(practices);
    let years = SchemeYear::all().rev();
    let years = years.map(|year| (year.to_string(), year.in_words()));
    let chosen = year.replace('/', "-");
    view! {
        <form method="get" action="/account/members">
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="find">"Member or practice"</label>
                <input class="nhsuk-input nhsuk-input--width-20" id="find" name="find" type="search" value=filter.find.clone() />
            </div>
            <SelectField name="practice" label="Practice" options=options.collect() chosen=filter.practice.clone() />
            <SelectField name="year" label="Scheme year" options=years.collect() chosen />
            <SelectField name="state" label="Your link" options=states() chosen=filter.state.clone() />
            <button class="nhsuk-button nhsuk-button--secondary" type="submit">"Show"</button>
        </form>
    }
}

fn row(member: MemberLine) -> [AnyView; 5] {
    let line = member.link;
    let (stands, days, actions) = (standing(&line), days(&line), actions(&line));
    [
        view! { <span>{line.member} <br /> {line.member_email}</span> }.into_any(),
        line.practice.into_any(),
        forms(member.forms),
        view! { <span>{stands} <br /> {line.scope} <br /> {days}</span> }.into_any(),
        actions,
    ]
}

/// The forms that the link covers, with whose turn it is.
fn forms(forms: Vec<MemberFormLine>) -> AnyView {
    if forms.is_empty() {
        return "None".into_any();
    }
    let form = |form: MemberFormLine| {
        let submitted = (!form.submitted.is_empty())
            .then(|| view! { <br /> {["Submitted on ", &form.submitted].concat()} });
        view! {
            <li>
                <a href=form.link>{form.title}</a> ": " {form.stands} <br />
                {form.next} <br /> {["Last day: ", &form.due].concat()} {submitted}
            </li>
        }
    };
    view! { <ul class="nhsuk-list nhsuk-u-margin-bottom-0">{forms.into_iter().map(form).collect_view()}</ul> }
}

/// Confirm or decline what waits, give up what is active.
fn actions(line: &LinkLine) -> AnyView {
    let steps: &[(&str, &str)] = match line.state {
        LinkState::Waiting => &[("confirm", "Confirm"), ("give-up", "Decline")],
        LinkState::Active => &[("give-up", "Give up")],
        LinkState::Ended | LinkState::Declined => &[],
    };
    let whom = [" for ", &line.member].concat();
    let forms = steps.iter().map(|(step, words)| {
        view! {
            <form method="post" action="/account/members">
                <Hidden name="id" value=line.id.to_string() />
                <Hidden name="step" value=*step />
                <button class="nhsuk-button nhsuk-button--secondary nhsuk-u-margin-bottom-1" type="submit">
                    {*words} <span class="nhsuk-u-visually-hidden">{whom.clone()}</span>
                </button>
            </form>
        }
    });
    forms.collect_view().into_any()
}
