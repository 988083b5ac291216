//! A form: where it stands, its sections, what comes of it, and what the reader does next.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{done, form_page, steps::Steps, tag};
use crate::{
    base::error::AppError,
    pensions::{
        api::open_form,
        calculation::{Finding, Level},
        contributions::{ContributionLine, statement},
        rules::{Stage, Step},
        sections::{Section, SectionStatus, WorkingView, result_line},
        views::{Did, FormView, Paper},
    },
    ui::{
        BackLink, ErrorSummary, Hidden, Page, Submitted, Tag, load, summary_row, table,
        use_query_map, use_submitted, view,
    },
};

/// A form, for whoever may see it.
#[component]
pub fn FormPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let submitted = use_submitted();
    load(
        move || params.read().get("id").unwrap_or_default(),
        |id| async move { open_form(id.parse().map_err(|_| AppError::NotFound)?).await },
        move |view: FormView| {
            let done = query.read_untracked().get("done").unwrap_or_default();
            view! { <Form view done submitted /> }
        },
    )
}

#[component]
fn Form(view: FormView, done: String, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let back = back(&view);
    let told = said(&done, view.stage);
    let fills_in = view.steps.contains(&Step::Save);
    let sections = fills_in.then(|| view! { <Sections view=view.clone() /> });
    let findings =
        (!view.stage.is_submitted()).then(|| view! { <Findings findings=view.findings.clone() /> });
    let others = (!view.others.is_empty()).then(|| {
        let who = view.others.join(", ");
        view! { <div class="nhsuk-inset-text"><p>{[&who, " also has this form open."].concat()}</p></div> }
    });
    let title = view.title.clone();
    let working = view.working.clone();
    let result = result_line(&working);
    view! {
        <Page title wide=true wrong above=move || view! {
            <BackLink href=back.0.clone() text=back.1 />
            <ErrorSummary submitted />
        }>
            {told}
            {others}
            <Facts view=view.clone() />
            <Steps view=view.clone() submitted />
            {sections}
            {findings}
            <Papers id=view.id papers=view.papers.clone() version=view.version fills_in />
            <h2 class="nhsuk-heading-m">"Result"</h2>
            <p>{result}</p>
            <details class="nhsuk-details">
                <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"The working, step by step"</span></summary>
                <div class="nhsuk-details__text"><WorkingView working tables=view.tables.clone() /></div>
            </details>
            {statement_of(view.statement.clone())}
            <Log log=view.log.clone() />
            <p class="app-links"><a href=form_page(view.id, "print")>"A copy to print or save as PDF"</a></p>
        </Page>
    }
}

/// Where the reader came from.
fn back(view: &FormView) -> (String, &'static str) {
    if view.own {
        ("/pensions".to_owned(), "Your pension years")
    } else if view.desk {
        ("/pensions/desk".to_owned(), "Pensions desk")
    } else if view.on_behalf.is_empty() {
        let to = ["/pensions?member=", &view.member.to_string()].concat();
        (to, "The member\u{2019}s pension years")
    } else {
        (
            "/pensions/practice".to_owned(),
            "Pension forms of your practice",
        )
    }
}

/// What was done, as long as it is still so: the address may be kept.
fn said(code: &str, stage: Stage) -> Option<AnyView> {
    let (words, next) = match (code, stage) {
        ("saved", _) => ("Saved.", "Everything that you have entered is kept."),
        ("ready", Stage::Ready) => (
            "It is marked as ready.",
            "We will email the people who can submit it. To change it, take it back first.",
        ),
        ("take-back", Stage::Draft) => (
            "You can go on changing it.",
            "Mark it as ready again when it is done.",
        ),
        ("submit", Stage::Declared) => (
            "It is submitted.",
            "The pensions desk will decide, and we will tell you by email. You do not need to do anything.",
        ),
        ("withdraw", Stage::Draft) => (
            "You have taken it back.",
            "Change what has to be changed, and submit it again.",
        ),
        ("revert", Stage::Draft) => ("You can change it now.", "Submit it again when it is done."),
        ("revise", Stage::Draft) => (
            "A revised form is begun.",
            "It has the figures of the one before. Change what is different, and submit it.",
        ),
        ("approve", Stage::Approved) => (
            "It is approved.",
            "We will tell the member and their accountant by email.",
        ),
        ("reject", Stage::Rejected) => (
            "It is rejected.",
            "We will tell the member and their accountant by email, with your reason.",
        ),
        _ => return None,
    };
    Some(done(words, next))
}

#[component]
fn Facts(view: FormView) -> impl IntoView {
    let row =
        |key: &'static str, value: String| (!value.is_empty()).then(|| summary_row(key, value));
    let waits = if view.stage.is_settled() {
        String::new()
    } else {
        view.waits
    };
    view! {
        <dl class="nhsuk-summary-list">
            <div class="nhsuk-summary-list__row">
                <dt class="nhsuk-summary-list__key">"Status"</dt>
                <dd class="nhsuk-summary-list__value">{tag(Some(view.stage))}</dd>
            </div>
            {row("Member", view.named)}
            {row("Case reference", view.reference)}
            {row("Last day", view.due_on.in_words())}
            {row("Reason", view.reason)}
            {row("The record", waits)}
        </dl>
    }
}

/// The sections as a task list.
#[component]
fn Sections(view: FormView) -> impl IntoView {
    let sections = Section::of(&view.content, &view.tables);
    let status = |section: Section| {
        let saved = view.content.saved.contains(&section.code());
        section.status(&view.content, &view.tables, &view.recorded, saved)
    };
    let items = sections.into_iter().map(|section| {
        let to = form_page(view.id, &["sections/", &section.code()].concat());
        let (words, colour) = match status(section) {
            SectionStatus::Completed => ("Completed", ""),
            SectionStatus::InProgress => ("In progress", "blue"),
            SectionStatus::NotStarted => ("Not started", "grey"),
        };
        let status = if colour.is_empty() {
            view! { <span>{words}</span> }.into_any()
        } else {
            view! { <Tag text=words colour /> }.into_any()
        };
        view! {
            <li class="nhsuk-task-list__item">
                <a href=to>{section.title(&view.content)}</a>
                <div>{status}</div>
            </li>
        }
    });
    view! {
        <h2 class="nhsuk-heading-m">"What to fill in"</h2>
        <ul class="nhsuk-task-list">{items.collect_view()}</ul>
    }
}

/// What would come back, the most serious first.
#[component]
fn Findings(findings: Vec<Finding>) -> impl IntoView {
    let blocks = findings
        .iter()
        .filter(|finding| finding.level == Level::Block)
        .count();
    let head = match blocks {
        0 => "Nothing has to be put right.".to_owned(),
        1 => "1 thing has to be put right before it can be submitted.".to_owned(),
        count => [
            &count.to_string(),
            " things have to be put right before it can be submitted.",
        ]
        .concat(),
    };
    let items = findings.into_iter().map(|finding| {
        let (words, colour) = match finding.level {
            Level::Block => ("Put right", "red"),
            Level::Warn => ("Check", "orange"),
            Level::Info => ("Good to know", "grey"),
        };
        view! { <li><Tag text=words colour /> " " {finding.sentence}</li> }
    });
    view! {
        <h2 class="nhsuk-heading-m">"Before it is submitted"</h2>
        <p>{head}</p>
        <ul class="nhsuk-list">{items.collect_view()}</ul>
    }
}

#[component]
fn Papers(id: uuid::Uuid, papers: Vec<Paper>, version: i64, fills_in: bool) -> impl IntoView {
    let none = papers
        .is_empty()
        .then(|| view! { <p>"There are none."</p> });
    let add = fills_in.then(|| view! { <p><a href=form_page(id, "papers")>"Add a paper"</a></p> });
    let items = papers.into_iter().map(|paper| {
        let to = form_page(id, &["papers/", &paper.id.to_string()].concat());
        let size = [" ", &paper.kilobytes.to_string(), " KB, added on ", &paper.added].concat();
        let remove = fills_in.then(|| view! {
            <form method="post" action=form_page(id, "")>
                <Hidden name="id" value=id.to_string() />
                <Hidden name="version" value=version.to_string() />
                <Hidden name="paper" value=paper.id.to_string() />
                <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit" name="step" value="remove-paper">
                    "Take out" <span class="nhsuk-u-visually-hidden">{[" ", &paper.name].concat()}</span>
                </button>
            </form>
        });
        view! { <li><a href=to download=paper.name.clone()>{paper.name.clone()}</a> {size} {remove}</li> }
    });
    view! {
        <h2 class="nhsuk-heading-m">"Papers"</h2>
        {none}
        <ul class="nhsuk-list">{items.collect_view()}</ul>
        {add}
    }
}

/// What was paid, month by month, as the contribution statement has it.
fn statement_of(lines: Vec<ContributionLine>) -> Option<AnyView> {
    (!lines.is_empty()).then(|| {
        view! {
            <details class="nhsuk-details">
                <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"The contribution statement, month by month"</span></summary>
                <div class="nhsuk-details__text">{statement(lines)}</div>
            </details>
        }
    })
}

/// What stands in each column.
const COLUMNS: [&str; 3] = ["What", "Who", "When"];

#[component]
fn Log(log: Vec<Did>) -> impl IntoView {
    let rows = log
        .into_iter()
        .map(|did| [did.what.into_any(), did.who.into_any(), did.when.into_any()]);
    view! {
        <h2 class="nhsuk-heading-m">"What happened so far"</h2>
        {table("What happened to this form", COLUMNS, rows)}
    }
}
