//! One launch: where it stands, what officers may do, and its nominations.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{nomination_tag, tag};
use crate::{
    base::error::AppError,
    launches::{
        api::open_launch,
        model::{
            LaunchAction, LaunchState, LaunchView, NominationFilter, NominationLine,
            NominationState,
        },
    },
    ui::{
        BackLink, CodeField, ErrorSummary, Field, Hidden, Page, Pager, SelectField, Submitted,
        Success, TextareaField, load, summary_row, table, use_query_map, use_submitted, view,
    },
};

/// A launch.
#[component]
pub fn LaunchPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let submitted = use_submitted();
    load(
        move || {
            let id = params.read().get("id").unwrap_or_default();
            (id, NominationFilter::read(|name| query.read().get(name)))
        },
        |(id, filter)| async move {
            open_launch(id.parse().map_err(|_| AppError::NotFound)?, filter).await
        },
        move |view: LaunchView| {
            let done = query.read_untracked().get("done").is_some();
            view! { <One view done submitted /> }
        },
    )
}

#[component]
fn One(view: LaunchView, done: bool, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let title = ["Launch ", &view.reference].concat();
    let done = done.then(|| {
        let next = next(&view);
        view! { <Success><p class="nhsuk-notification-banner__heading">"It is recorded. "{next}</p></Success> }
    });
    view! {
        <Page title wide=true wrong above=move || view! {
            <BackLink href="/launches" text="Launches" />
            <ErrorSummary submitted />
        }>
            {done}
            <Facts view=view.clone() />
            <Decisions view=view.clone() submitted />
            <Nominations view />
        </Page>
    }
}

/// What happens next.
fn next(view: &LaunchView) -> String {
    match view.state {
        LaunchState::Proposed if view.first.is_empty() => {
            "Two registration officers have to approve it.".to_owned()
        }
        LaunchState::Proposed => {
            "Another registration officer has to approve it. Nothing is sent to any practice before that.".to_owned()
        }
        LaunchState::Approved => [
            "We are writing to the practices. On ",
            &view.go_live,
            " the nominees get their access and an invitation.",
        ]
        .concat(),
        LaunchState::Live => {
            "The nominees administer the service and can make further administrators.".to_owned()
        }
        LaunchState::Withdrawn => "Nobody in it is set up.".to_owned(),
    }
}

#[component]
fn Facts(view: LaunchView) -> impl IntoView {
    let officers: Vec<_> = [&view.first, &view.second]
        .into_iter()
        .filter(|name| !name.is_empty())
        .map(String::as_str)
        .collect();
    let officers = if officers.is_empty() {
        "Nobody yet".to_owned()
    } else {
        officers.join(", then ")
    };
    let counts = view
        .counts
        .iter()
        .map(|(state, count)| [&count.to_string(), " ", &state.words().to_lowercase()].concat());
    let counts: Vec<_> = counts.collect();
    let practices = match view.practices {
        1 => "1 practice: ".to_owned(),
        many => [&many.to_string(), " practices: "].concat(),
    };
    let practices = [practices, counts.join(", ")].concat();
    let letters = matches!(view.state, LaunchState::Approved | LaunchState::Live).then(|| {
        let to = ["/letters?reference=", &view.reference].concat();
        view! { <p><a href=to>"Letters of this launch that are not printed yet"</a></p> }
    });
    let why = (!view.why.is_empty()).then(|| summary_row("Reason", view.why.clone()));
    view! {
        <dl class="nhsuk-summary-list">
            <div class="nhsuk-summary-list__row">
                <dt class="nhsuk-summary-list__key">"Status"</dt>
                <dd class="nhsuk-summary-list__value">{tag(view.state)} " " {next(&view)}</dd>
            </div>
            {why}
            {summary_row("Service", view.service)}
            {summary_row("Goes live", view.go_live)}
            {summary_row("Practices and nominations", practices)}
            {summary_row("File", view.source)}
            {summary_row("Put in", view.put_in)}
            {summary_row("Approved by", officers)}
        </dl>
        {letters}
    }
}

#[component]
fn Decisions(view: LaunchView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let action = ["/launches/", &view.id.to_string()].concat();
    let id = view.id.to_string();
    let approve = view.may.contains(&LaunchAction::Approve).then(|| {
        let code = view.asks_code.then(|| view! { <CodeField submitted /> });
        let (what, button) = if view.first.is_empty() {
            ("You are the first of the two officers. Look through the nominations below first.", "Approve as the first officer")
        } else {
            ("When you approve it, we write to every practice at once. Look through the nominations below first.", "Approve and write to the practices")
        };
        view! {
            <h2 class="nhsuk-heading-m">"Approve"</h2>
            <p>{what}</p>
            <form method="post" action=action.clone() novalidate>
                <Hidden name="id" value=id.clone() />
                <Hidden name="step" value="approve".to_owned() />
                {code}
                <button class="nhsuk-button" type="submit">{button}</button>
            </form>
        }
    });
    let why_not = (!view.why_not.is_empty()).then(|| {
        view! { <div class="nhsuk-inset-text"><p>{view.why_not.clone()}</p></div> }
    });
    let withdraw = view.may.contains(&LaunchAction::Withdraw).then(|| {
        view! { <Withdraw action=action.clone() id=id.clone() submitted /> }
    });
    view! {
        {why_not}
        {approve}
        {withdraw}
    }
}

#[component]
fn Withdraw(action: String, id: String, submitted: RwSignal<Submitted>) -> impl IntoView {
    let open = submitted.with_untracked(|form| !form.form_state.errors.is_empty());
    let choices = [
        ("withdraw-one", "One nomination, by the number of its line"),
        ("withdraw", "The whole launch"),
    ];
    let choices = choices.map(|(code, words)| (code.to_owned(), words.to_owned()));
    view! {
        <details class="nhsuk-details" open=open>
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Withdraw a nomination, or all of it"</span></summary>
            <div class="nhsuk-details__text">
                <p>"We tell the practices that had an email about it. If letters are already printed, you have to stop them yourself."</p>
                <form method="post" action=action novalidate>
                    <Hidden name="id" value=id />
                    <SelectField name="step" label="What is withdrawn" options=choices.to_vec() chosen="withdraw-one".to_owned() />
                    <Field submitted name="line" label="Line (for one nomination)" width="nhsuk-input--width-5" />
                    <TextareaField submitted name="reason" label="Reason" hint="This is recorded." />
                    <button class="nhsuk-button nhsuk-button--warning" type="submit">"Withdraw"</button>
                </form>
            </div>
        </details>
    }
}

/// What stands in each column.
const COLUMNS: [&str; 6] = [
    "Line",
    "Practice",
    "Nominee",
    "Email address",
    "Practice\u{2019}s contact",
    "Outcome",
];

#[component]
fn Nominations(view: LaunchView) -> impl IntoView {
    let path = ["/launches/", &view.id.to_string()].concat();
    let filter = view.filter;
    let options = [(String::new(), "All".to_owned())].into_iter().chain(
        NominationState::ALL
            .iter()
            .map(|state| (state.code().to_owned(), state.words().to_owned())),
    );
    let pages = filter.pages(&path, &view.next);
    let content = if view.nominations.is_empty() {
        view! { <p>"None."</p> }.into_any()
    } else {
        table(
            "Nominations",
            COLUMNS,
            view.nominations.into_iter().map(row),
        )
    };
    view! {
        <h2 class="nhsuk-heading-m">"Nominations"</h2>
        <form method="get" action=path>
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="find">"Practice, name or address"</label>
                <input class="nhsuk-input nhsuk-input--width-20" id="find" name="find" type="search" value=filter.find.clone() />
            </div>
            <SelectField name="state" label="Outcome" options=options.collect() chosen=filter.state.clone() />
            <button class="nhsuk-button nhsuk-button--secondary" type="submit">"Show"</button>
        </form>
        {content}
        <Pager pages next="Next nominations" label="Pages of nominations" />
    }
}

fn row(line: NominationLine) -> [AnyView; 6] {
    let why = (!line.why.is_empty()).then(|| view! { <br /> {line.why} });
    [
        line.line.to_string().into_any(),
        line.practice.into_any(),
        line.nominee.into_any(),
        line.email.into_any(),
        line.contact.into_any(),
        view! { <span>{nomination_tag(line.state)} {why}</span> }.into_any(),
    ]
}
