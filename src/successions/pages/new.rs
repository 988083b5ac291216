//! Planning that a practice ends: which one, then what follows and when, then the list of what happens to whom.

use leptos::prelude::*;

use crate::{
    base::error::AppError,
    successions::{model::Kind, store, views::FormView},
    ui::{
        BackLink, CheckList, DateFields, ErrorSummary, Field, Hidden, Page, Submitted,
        TextareaField, error_message, load, use_query_map, use_submitted, view,
    },
    web::{Request, answer},
};

async fn form(asked: String) -> Result<FormView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.registration()?;
        let mut tx = request.app.db.read().await?;
        store::form_view(&mut tx, permit, asked).await
    })
    .await
}

/// The end of a practice, to be planned by an officer.
#[component]
pub fn NewSuccessionPage() -> impl IntoView {
    let query = use_query_map();
    let submitted = use_submitted();
    load(
        move || query.read().get("practice").unwrap_or_default(),
        form,
        move |view: FormView| view! { <Plan view submitted /> },
    )
}

#[component]
fn Plan(view: FormView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong_choice = !view.wrong.is_empty();
    let wrong = Signal::derive(move || {
        wrong_choice || submitted.with(|form| !form.form_state.errors.is_empty())
    });
    let checking = submitted.with_untracked(|form| form.form_state.step == "check");
    let title = match (checking, view.practice.is_some()) {
        (true, _) => "Check what happens to whom".to_owned(),
        (false, true) => ["What happens to ", &view.named].concat(),
        (false, false) => "Which practice is closing?".to_owned(),
    };
    let content = match (checking, view.practice.is_some()) {
        (true, _) => view! { <Checked view submitted /> },
        (false, true) => view! { <Fields view submitted /> },
        (false, false) => view! { <Choose view /> },
    };
    view! {
        <Page title wrong above=move || view! {
            <BackLink href="/successions" text="Closing practices" />
            <ErrorSummary submitted />
        }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">{content}</div>
            </div>
        </Page>
    }
}

/// Where the plan of a practice is sent.
fn action(view: &FormView) -> String {
    let practice = view.practice.as_ref().map(ToString::to_string);
    ["/successions/new?practice=", &practice.unwrap_or_default()].concat()
}

#[component]
fn Choose(view: FormView) -> impl IntoView {
    let error = || error_message(Some("practice-error".to_owned()), view.wrong.clone());
    let wrong = (!view.wrong.is_empty()).then(error);
    let described = if wrong.is_some() {
        "practice-hint practice-error"
    } else {
        "practice-hint"
    };
    let class = if wrong.is_some() {
        "nhsuk-form-group nhsuk-form-group--error"
    } else {
        "nhsuk-form-group"
    };
    view! {
        <form method="get" action="/successions/new">
            <div class=class>
                <label class="nhsuk-label" for="practice">"Code of the closing practice"</label>
                <div class="nhsuk-hint" id="practice-hint">
                    "For example A81001. You find it in the list of practices."
                </div>
                {wrong}
                <input class="nhsuk-input nhsuk-input--width-10" id="practice" name="practice" type="text" autocomplete="off"
                    spellcheck="false" aria-describedby=described value=view.asked />
            </div>
            <button class="nhsuk-button" type="submit">"Continue"</button>
        </form>
        <p><a href="/practices">"Find a practice"</a></p>
    }
}

#[component]
fn Fields(view: FormView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let action = action(&view);
    let practice = view.practice.as_ref().map(ToString::to_string);
    let (label, hint) = if view.suggested.is_empty() {
        (
            "Practices that take its place, by code",
            "Leave it empty if none does. Several codes: with spaces between them.",
        )
    } else {
        (
            "Other practices that take its place, by code",
            "Leave it empty if the choice above is right. Several codes: with spaces between them.",
        )
    };
    view! {
        <form method="post" action=action novalidate>
            <Hidden name="practice" value=practice.unwrap_or_default() />
            <Hidden name="idempotency_key" value=view.idempotency_key.clone() />
            {kinds(submitted)}
            {successors(&view, submitted)}
            <Field submitted name="others" label hint />
            <Field submitted name="branch" label="Branch code (optional)" width="nhsuk-input--width-10"
                hint="Only if it becomes a branch, and ODS has given the code already." />
            <DateFields submitted name="day" legend="First day it is closed" value=view.day
                hint="From this day nobody can be given access there. Its users can still see it for 30 days." />
            <TextareaField submitted name="reason" label="Reason"
                hint="Who told you of it, and when. If you choose a practice that ODS does not name, say why. It is recorded." />
            <button class="nhsuk-button" type="submit" name="step" value="check">"Continue"</button>
        </form>
    }
}

fn kinds(submitted: RwSignal<Submitted>) -> AnyView {
    let error = submitted.with_untracked(|form| form.error("kind"));
    let is_wrong = error.is_some();
    let chosen = submitted.with_untracked(|form| form.value("kind"));
    let buttons = Kind::ALL.iter().enumerate().map(|(number, kind)| {
        // The first carries the field's name, for the link in the error summary.
        let id = if number == 0 { "kind".to_owned() } else { ["kind-", kind.code()].concat() };
        view! {
            <div class="nhsuk-radios__item">
                <input class="nhsuk-radios__input" type="radio" id=id.clone() name="kind" value=kind.code() checked=kind.code() == chosen />
                <label class="nhsuk-label nhsuk-radios__label" for=id>{kind.words()}</label>
            </div>
        }
    });
    view! {
        <div class="nhsuk-form-group" class=("nhsuk-form-group--error", is_wrong)>
            <fieldset class="nhsuk-fieldset">
                <legend class="nhsuk-fieldset__legend">"What happens to it?"</legend>
                {error.map(|message| error_message(None, message))}
                <div class="nhsuk-radios">{buttons.collect_view()}</div>
            </fieldset>
        </div>
    }
}

/// The practices that ODS says it leads to. A single one is ticked already; between several a human decides.
fn successors(view: &FormView, submitted: RwSignal<Submitted>) -> AnyView {
    if view.suggested.is_empty() {
        return view! { <p>"The ODS file that was imported names no practice that takes its place."</p> };
    }
    let alone = view.suggested.len() == 1;
    let boxes = view.suggested.iter().map(|(code, named)| {
        let id = ["successor-", code.as_ref()].concat();
        let ticked = submitted.with_untracked(|form| {
            let sent = form.sent("kind").is_some() || form.sent("reason").is_some();
            let mut values = form.values_of("successors[]");
            if sent { values.any(|value| value == code.as_ref()) } else { alone }
        });
        view! {
            <div class="nhsuk-checkboxes__item">
                <input class="nhsuk-checkboxes__input" type="checkbox" id=id.clone() name="successors[]" value=code.to_string() checked=ticked />
                <label class="nhsuk-label nhsuk-checkboxes__label" for=id>{named.clone()}</label>
            </div>
        }
    });
    let several = (!alone)
        .then(|| view! { <div class="nhsuk-hint">"ODS names several. You decide which."</div> });
    view! {
        <div class="nhsuk-form-group">
            <fieldset class="nhsuk-fieldset">
                <legend class="nhsuk-fieldset__legend">"Practices that take its place, as ODS says"</legend>
                {several}
                <div class="nhsuk-checkboxes">{boxes.collect_view()}</div>
            </fieldset>
        </div>
    }
}

/// The list before it is saved.
#[component]
fn Checked(view: FormView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let action = action(&view);
    view! {
        <form method="post" action=action novalidate>
            <CheckList submitted button="Send to another officer" />
        </form>
    }
}
