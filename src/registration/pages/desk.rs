//! A case at the desk: the request beside what the program knows, the checks, and what can be decided.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::fields::{Choice, choices};
use crate::{
    base::error::AppError,
    registration::{
        api::desk::open_case,
        model::{Finding, RefusalCode},
        signals::Weight,
        views::{CheckView, DeskAction, DeskView},
    },
    ui::{
        BackLink, CodeField, ErrorSummary, Hidden, Page, Submitted, Success, Tag, TextareaField,
        error_message, load, use_query_map, use_submitted, view,
    },
};

/// A case, for officers and for the administrators who were asked first.
#[component]
pub fn DeskCasePage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let submitted = use_submitted();
    load(
        move || params.read().get("id").unwrap_or_default(),
        |id| async move { open_case(id.parse().map_err(|_| AppError::NotFound)?).await },
        move |view: DeskView| {
            let done = query.read_untracked().get("done").is_some();
            view! { <Case view done submitted /> }
        },
    )
}

fn rows(rows: &[(String, String)]) -> AnyView {
    let row = |(key, value): &(String, String)| {
        view! {
            <div class="nhsuk-summary-list__row">
                <dt class="nhsuk-summary-list__key">{key.clone()}</dt>
                <dd class="nhsuk-summary-list__value">{value.clone()}</dd>
            </div>
        }
    };
    view! { <dl class="nhsuk-summary-list">{rows.iter().map(row).collect_view()}</dl> }.into_any()
}

#[component]
fn Case(view: DeskView, done: bool, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let title = [&view.reference, ": ", &view.practice_name].concat();
    let done = done.then(|| {
        let state = view.state.clone();
        view! {
            <Success>
                <p class="nhsuk-notification-banner__heading">"It is recorded. Status: " {state}</p>
            </Success>
        }
    });
    let of_team = !view.checks.is_empty();
    let (back, words) = if of_team {
        ("/certifications", "Certifications")
    } else {
        ("/tasks", "Tasks")
    };
    let taken = if view.taken_by.is_empty() {
        "Nobody"
    } else {
        &view.taken_by
    }
    .to_owned();
    let state = vec![
        ("Status".to_owned(), view.state.clone()),
        ("Since".to_owned(), view.since.clone()),
        ("Next step".to_owned(), view.next.clone()),
    ];
    let team = of_team.then(|| {
        view! {
            <p>"Taken by: " {taken}</p>
            <h2 class="nhsuk-heading-m">"What we know"</h2>
            {rows(&view.known)}
            <Signals signals=view.signals.clone() />
            <Checks view=view.clone() submitted />
        }
    });
    let timeline = of_team.then(|| view! { <Timeline events=view.timeline.clone() /> });
    view! {
        <Page title wrong above=move || view! {
            <BackLink href=back text=words />
            <ErrorSummary submitted />
        }>
            {done}
            {rows(&state)}
            <h2 class="nhsuk-heading-m">"The request"</h2>
            {rows(&view.request)}
            {team}
            <Decisions view=view.clone() submitted />
            {timeline}
        </Page>
    }
}

#[component]
fn Signals(signals: Vec<(String, Weight)>) -> impl IntoView {
    let content = if signals.is_empty() {
        view! { <p>"Nothing speaks against it."</p> }.into_any()
    } else {
        let signal = |(words, weight): (String, Weight)| {
            let (weight, colour) = weight.words();
            view! { <li><Tag text=weight colour /> " " {words}</li> }
        };
        view! { <ul class="nhsuk-list">{signals.into_iter().map(signal).collect_view()}</ul> }
            .into_any()
    };
    view! {
        <h2 class="nhsuk-heading-m">"Signals"</h2>
        <p>"They are for you to look at. Only a red one decides on its own."</p>
        {content}
    }
}

#[component]
fn Checks(view: DeskView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let can = view.may.contains(&DeskAction::Check);
    let id = view.id.to_string();
    let checks = view.checks.into_iter().map(|check| {
        let form =
            can.then(|| view! { <RecordCheck id=id.clone() check=check.clone() submitted /> });
        let made = if check.finding.is_empty() {
            "Not made yet".to_owned()
        } else {
            [
                &check.finding,
                ". ",
                &check.source,
                ". ",
                &check.by,
                ". ",
                &check.note,
            ]
            .concat()
        };
        view! {
            <h3 class="nhsuk-heading-s">{check.words}</h3>
            <p>{made}</p>
            {form}
        }
    });
    view! {
        <h2 class="nhsuk-heading-m">"Checks"</h2>
        <p>"Record what was compared, and on which day. Keep no copies of identity papers: the kind of paper, its last digits and its expiry are enough. Telephone a number that we held before the request."</p>
        {checks.collect_view()}
    }
}

#[component]
fn RecordCheck(id: String, check: CheckView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let code = check.code.clone();
    let error = submitted.with_untracked(|form| form.error(&code));
    let is_wrong = error.is_some();
    let of = |name: &str| [name, "-", &check.code].concat();
    let action = ["/certifications/", &id].concat();
    let findings = Finding::ALL.iter().map(|finding| {
        let id = if *finding == Finding::Passed { check.code.clone() } else { of(finding.code()) };
        view! {
            <div class="nhsuk-radios__item">
                <input class="nhsuk-radios__input" type="radio" id=id.clone() name="finding" value=finding.code() />
                <label class="nhsuk-label nhsuk-radios__label" for=id>{finding.words()}</label>
            </div>
        }
    });
    view! {
        <details class="nhsuk-details" open=is_wrong>
            <summary class="nhsuk-details__summary">
                <span class="nhsuk-details__summary-text">"Record this check" <span class="nhsuk-u-visually-hidden">{[": ", &check.words].concat()}</span></span>
            </summary>
            <div class="nhsuk-details__text">
                <form method="post" action=action novalidate>
                    <Hidden name="id" value=id />
                    <Hidden name="step" value="check" />
                    <Hidden name="item" value=check.code.clone() />
                    {error.map(|message| error_message(None, message))}
                    <fieldset class="nhsuk-fieldset nhsuk-form-group">
                        <legend class="nhsuk-fieldset__legend">"Result"</legend>
                        <div class="nhsuk-radios nhsuk-radios--inline">{findings.collect_view()}</div>
                    </fieldset>
                    <div class="nhsuk-form-group">
                        <label class="nhsuk-label" for=of("source")>"Compared with what, and when"</label>
                        <input class="nhsuk-input" type="text" id=of("source") name="source" autocomplete="off" />
                    </div>
                    <div class="nhsuk-form-group">
                        <label class="nhsuk-label" for=of("note")>"Note for other officers"</label>
                        <input class="nhsuk-input" type="text" id=of("note") name="reason" autocomplete="off" />
                    </div>
                    <button class="nhsuk-button nhsuk-button--secondary" type="submit">"Record"</button>
                </form>
            </div>
        </details>
    }
}

/// What can be decided now.
#[component]
fn Decisions(view: DeskView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let can = |action| view.may.contains(&action);
    let id = view.id.to_string();
    let why_not = (!view.why_not.is_empty()).then(|| {
        view! { <div class="nhsuk-inset-text"><p>{view.why_not.clone()}</p></div> }
    });
    let simple = |action, step: &'static str, button: &'static str| {
        can(action)
            .then(|| view! { <Decide id=id.clone() step button submitted words="" code=false /> })
    };
    let said = |action, step: &'static str, button: &'static str, words: &'static str| {
        can(action)
            .then(|| view! { <Decide id=id.clone() step button submitted words code=false /> })
    };
    let approve = can(DeskAction::Approve).then(|| {
        view! { <Decide id=id.clone() step="approve" button="Approve" submitted words="" code=view.asks_code /> }
    });
    let refuse = can(DeskAction::Refuse).then(|| view! { <Refuse id=id.clone() submitted /> });
    let any = !view.may.is_empty() || why_not.is_some();
    view! {
        {any.then(|| view! { <h2 class="nhsuk-heading-m">"Decide"</h2> })}
        {why_not}
        {simple(DeskAction::Take, "take", "Take it on")}
        {simple(DeskAction::Pass, "pass", "The checks are done: send it to a second officer")}
        {approve}
        {said(DeskAction::NeedInformation, "information", "Ask the person who made the request", "What do we need?")}
        {said(DeskAction::Return, "return", "Send it back", "What has to be checked again?")}
        {said(DeskAction::Resume, "resume", "The objection was wrong: carry on", "What did you find out about the objection?")}
        {said(DeskAction::Settle, "settle", "We have dealt with it", "What did you do?")}
        {said(DeskAction::Object, "object", "This is wrong: stop it", "What is wrong?")}
        {refuse}
    }
}

#[component]
fn Decide(
    id: String,
    step: &'static str,
    button: &'static str,
    submitted: RwSignal<Submitted>,
    /// The label of a text, if there is one.
    words: &'static str,
    /// Whether a second factor is shown with it.
    code: bool,
) -> impl IntoView {
    let action = ["/certifications/", &id].concat();
    let main = matches!(step, "pass" | "approve");
    let class = if main {
        "nhsuk-button"
    } else {
        "nhsuk-button nhsuk-button--secondary"
    };
    let field = (!words.is_empty()).then(|| {
        let name = ["reason-", step].concat();
        let sent = submitted.with_untracked(|form| form.value("step") == step);
        let error = submitted.with_untracked(|form| form.error("reason")).filter(|_| sent);
        let is_wrong = error.is_some();
        let typed = if sent { submitted.with_untracked(|form| form.value("reason")) } else { String::new() };
        // The summary of errors leads to the first of them.
        let id = if sent { "reason".to_owned() } else { name };
        view! {
            <div class="nhsuk-form-group" class=("nhsuk-form-group--error", is_wrong)>
                <label class="nhsuk-label" for=id.clone()>{words}</label>
                {error.map(|message| error_message(None, message))}
                <input class="nhsuk-input" type="text" id=id name="reason" autocomplete="off" value=typed />
            </div>
        }
    });
    let factor = code.then(|| view! { <CodeField submitted /> });
    view! {
        <form method="post" action=action novalidate>
            <Hidden name="id" value=id />
            <Hidden name="step" value=step />
            {field}
            {factor}
            <button class=class type="submit">{button}</button>
        </form>
    }
}

#[component]
fn Refuse(id: String, submitted: RwSignal<Submitted>) -> impl IntoView {
    let action = ["/certifications/", &id].concat();
    let reasons: Vec<_> = RefusalCode::ALL
        .iter()
        .map(|code| Choice::new(code.code(), code.words()))
        .collect();
    view! {
        <details class="nhsuk-details" open=submitted.with_untracked(|form| form.error("refusal").is_some())>
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Refuse"</span></summary>
            <div class="nhsuk-details__text">
                <p>"The person who asked is told what to do. They are never told of a suspicion."</p>
                <form method="post" action=action novalidate>
                    <Hidden name="id" value=id />
                    <Hidden name="step" value="refuse" />
                    {choices(submitted, "refusal", "Why", &reasons)}
                    <div class="nhsuk-form-group">
                        <label class="nhsuk-label" for="refuse-note">"Note for other officers"</label>
                        <input class="nhsuk-input" type="text" id="refuse-note" name="reason" autocomplete="off" />
                    </div>
                    <button class="nhsuk-button nhsuk-button--warning" type="submit">"Refuse"</button>
                </form>
            </div>
        </details>
    }
}

#[component]
fn Timeline(events: Vec<(String, String, String)>) -> impl IntoView {
    let event = |(at, by, what): (String, String, String)| {
        view! { <li><strong>{at}</strong> ", " {by} ": " {what}</li> }
    };
    view! {
        <h2 class="nhsuk-heading-m">"What happened"</h2>
        <ul class="nhsuk-list">{events.into_iter().map(event).collect_view()}</ul>
    }
}

/// An administrator role that cannot wait.
#[component]
pub fn EmergencyPage() -> impl IntoView {
    let submitted = use_submitted();
    load(
        || (),
        |()| super::super::api::desk::may_start_emergency(),
        move |asks_code: bool| view! { <Emergency asks_code submitted /> },
    )
}

#[component]
fn Emergency(asks_code: bool, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let roles = crate::registration::model::Kind::Emergency.roles();
    let boxes = roles.into_iter().enumerate().map(move |(number, role)| {
        let id = if number == 0 { "roles".to_owned() } else { role.code().to_owned() };
        let ticked = submitted.with_untracked(|form| form.values_of("roles[]").any(|code| code == role.code()));
        view! {
            <div class="nhsuk-checkboxes__item">
                <input class="nhsuk-checkboxes__input" type="checkbox" id=id.clone() name="roles[]" value=role.code() checked=ticked />
                <label class="nhsuk-label nhsuk-checkboxes__label" for=id>{role.name()}</label>
            </div>
        }
    });
    let error = submitted.with_untracked(|form| form.error("roles"));
    let is_wrong = error.is_some();
    view! {
        <Page title="Give an administrator role in an emergency" wrong above=move || view! {
            <BackLink href="/certifications" text="Certifications" />
            <ErrorSummary submitted />
        }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <p>"This leaves out the practice's request and the time for objections. Use it only if a practice cannot wait. A second officer has to approve it, and we tell the practice."</p>
                    <form method="post" action="/certifications/emergency" novalidate>
                        <crate::ui::Field submitted name="practice" label="Practice code" width="nhsuk-input--width-10" />
                        <crate::ui::Field submitted name="email" label="Username of the person" kind="email" />
                        <div class="nhsuk-form-group" class=("nhsuk-form-group--error", is_wrong)>
                            <fieldset class="nhsuk-fieldset">
                                <legend class="nhsuk-fieldset__legend">"Roles"</legend>
                                {error.map(|message| error_message(None, message))}
                                <div class="nhsuk-checkboxes">{boxes.collect_view()}</div>
                            </fieldset>
                        </div>
                        <TextareaField submitted name="reason" label="What happened, and why it cannot wait" />
                        {asks_code.then(|| view! { <CodeField submitted /> })}
                        <button class="nhsuk-button nhsuk-button--warning" type="submit">"Ask a second officer"</button>
                    </form>
                </div>
            </div>
        </Page>
    }
}
