//! The pension forms of a practice's members: what is missing, and never a figure.

use leptos::prelude::*;

use super::{form_page, tag, time_left};
use crate::{
    pensions::{
        api::practice_forms,
        calculation::year::SchemeYear,
        views::{OverviewLine, OverviewView},
    },
    ui::{BackLink, Page, SelectField, load, table, use_query_map, view, with_query},
};

/// Every form that members owe for a practice.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let query = use_query_map();
    load(
        move || {
            let of = |name: &str| query.read().get(name).unwrap_or_default();
            (of("practice"), of("year"))
        },
        |(practice, year)| practice_forms(practice, year),
        move |view: OverviewView| view! { <Overview view /> },
    )
}

/// What stands in each column.
const COLUMNS: [&str; 6] = ["Member", "Year", "Form", "Status", "Next step", "Last day"];

#[component]
fn Overview(view: OverviewView) -> impl IntoView {
    let count = missing(&view);
    let practices = view
        .practices
        .iter()
        .map(|(ods, name)| (ods.to_string(), name.clone()));
    let practices: Vec<_> = practices.collect();
    let all = (String::new(), "All years".to_owned());
    let years = SchemeYear::all()
        .rev()
        .map(|year| (year.to_string(), year.in_words()));
    let years = [all].into_iter().chain(years).collect();
    let address = |path: &'static str| {
        with_query(
            path,
            &[
                ("practice", view.practice.as_str()),
                ("year", view.year.as_str()),
            ],
        )
    };
    let (csv, excel) = (
        address("/pensions/practice.csv"),
        address("/pensions/practice.xlsx"),
    );
    let content = (!view.lines.is_empty()).then(|| {
        table(
            "Pension forms of members",
            COLUMNS,
            view.lines.into_iter().map(row),
        )
    });
    view! {
        <Page title="Pension forms of your practice" wide=true above=move || view! { <BackLink href="/accountants" text="Accountants" /> }>
            <p>
                "What each member has to file, and how far it has got. You do not see the figures, unless a member lets your practice submit. The member, their accountant and the pensions desk see them."
            </p>
            <form method="get" action="/pensions/practice">
                <SelectField name="practice" label="Practice" options=practices chosen=view.practice.clone() />
                <SelectField name="year" label="Scheme year" options=years chosen=view.year.clone() />
                <button class="nhsuk-button nhsuk-button--secondary" type="submit">"Show"</button>
            </form>
            <p>{count}</p>
            {content}
            <p class="app-links">
                <a href=csv download="pension-forms.csv">"Download this list (CSV)"</a>
                <a href=excel download="pension-forms.xlsx">"Download this list (Excel)"</a>
                <a href="/pensions/contributions">"Upload contributions that were paid"</a>
            </p>
        </Page>
    }
}

/// How many forms are missing, in words.
fn missing(view: &OverviewView) -> String {
    let open = view
        .lines
        .iter()
        .filter(|line| !line.form.is_settled())
        .count();
    match open {
        0 => "Nothing is missing.".to_owned(),
        1 => "1 form is missing.".to_owned(),
        count => [&count.to_string(), " forms are missing."].concat(),
    }
}

fn row(line: OverviewLine) -> [AnyView; 6] {
    let form = line.form;
    let left = if form.is_settled() {
        String::new()
    } else {
        [" (", &time_left(form.days), ")"].concat()
    };
    let kind = form.of.kind.words();
    let title = match form.id {
        Some(id) => view! { <a href=form_page(id, "")>{kind}</a> }.into_any(),
        None => kind.into_any(),
    };
    [
        view! { <span>{line.named} <br /> {line.email}</span> }.into_any(),
        line.year.in_words().into_any(),
        title,
        tag(form.stage),
        form.next.into_any(),
        [form.due_on.in_words(), left].concat().into_any(),
    ]
}
