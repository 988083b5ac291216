//! One question each.

use leptos::prelude::*;

use super::QuestionForm;
use crate::{
    performers::{GpType, Leaving, LinkKind, Question, QuestionView, halves_in_words},
    ui::{DateFields, Field, Submitted, view},
};

/// What a GP is at the practice.
#[component]
pub(super) fn Type(view: QuestionView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let chosen = match (&view.now, view.answers.gp_type()) {
        (_, Some(chosen)) => Some(chosen),
        (Some(now), None) if view.kind == LinkKind::Change => Some(now.gp_type),
        _ => None,
    };
    let choices = GpType::ALL
        .into_iter()
        .map(|kind| (kind.code(), kind.label(), chosen == Some(kind)))
        .collect();
    view! {
        <Now view=view.clone() />
        <QuestionForm kind=view.kind question=Question::GpType answers=view.answers.clone()>
            <Radios submitted name="gp_type" legend="Your role at this practice" choices />
        </QuestionForm>
    }
}

/// How much.
#[component]
pub(super) fn HowMany(view: QuestionView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let value = match &view.now {
        Some(now) if view.kind == LinkKind::Change => {
            now.sessions.map(|sessions| sessions.to_string())
        }
        _ => None,
    };
    let elsewhere = (view.halves_elsewhere > 0).then(|| {
        let text = [
            "You work ",
            &halves_in_words(view.halves_elsewhere),
            " sessions a week at other practices. You can work 9 at most over all practices.",
        ];
        view! { <p>{text.concat()}</p> }
    });
    view! {
        <Now view=view.clone() />
        {elsewhere}
        <QuestionForm kind=view.kind question=Question::Sessions answers=view.answers.clone()>
            <Field submitted name="sessions" label="Sessions a week at this practice" width="nhsuk-input--width-4"
                hint="From 0.5 to 9. One session is half a day, and 9 are a full week (100%)." value=value.unwrap_or_default() />
        </QuestionForm>
    }
}

/// Why a GP leaves.
#[component]
pub(super) fn Why(view: QuestionView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let chosen = view.answers.leaving();
    let choices = Leaving::ALL
        .into_iter()
        .map(|why| (why.code(), why.label(), chosen == Some(why)))
        .collect();
    view! {
        <Now view=view.clone() />
        <QuestionForm kind=view.kind question=Question::Leaving answers=view.answers.clone()>
            <Radios submitted name="leaving" legend="Why you are leaving" choices />
        </QuestionForm>
        <p>"If you retire or resign from the list, we tell your practices. They do not have to confirm it."</p>
    }
}

/// From when, or until when.
#[component]
pub(super) fn Day(view: QuestionView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let (legend, hint) = match view.kind {
        LinkKind::Join => (
            "Your first day",
            "For example, 27 3 2027. It can be up to two years ago.",
        ),
        LinkKind::Change => (
            "First day of the change",
            "For example, 27 3 2027. It can be up to two years ago.",
        ),
        LinkKind::Leave => (
            "Your last day",
            "For example, 27 3 2027. Your access ends after that day.",
        ),
    };
    view! {
        <Now view=view.clone() />
        <QuestionForm kind=view.kind question=Question::Day answers=view.answers.clone()>
            <DateFields submitted name="day" legend hint value=None />
        </QuestionForm>
    }
}

/// What the list says now.
#[component]
fn Now(view: QuestionView) -> impl IntoView {
    view.now.map(|now| {
        let sessions = now
            .sessions
            .map(|sessions| [", ", &sessions.in_words()].concat())
            .unwrap_or_default();
        let text = [
            "Now: ",
            now.gp_type.label(),
            &sessions,
            ", since ",
            &now.first.in_words(),
            ".",
        ];
        view! { <p>{text.concat()}</p> }
    })
}

/// A choice of one.
#[component]
fn Radios(
    submitted: RwSignal<Submitted>,
    name: &'static str,
    legend: &'static str,
    /// Value, words, whether it is chosen.
    choices: Vec<(&'static str, &'static str, bool)>,
) -> impl IntoView {
    let error = submitted.with_untracked(|form| form.error(name));
    let class = if error.is_some() {
        "nhsuk-form-group nhsuk-form-group--error"
    } else {
        "nhsuk-form-group"
    };
    let choices = choices.into_iter().enumerate().map(|(number, (value, words, chosen))| {
        // The first carries the field's name, for the link in the error summary.
        let id = if number == 0 { name.to_owned() } else { [name, "-", value].concat() };
        view! {
            <div class="nhsuk-radios__item">
                <input class="nhsuk-radios__input" type="radio" id=id.clone() name=name value=value checked=chosen />
                <label class="nhsuk-label nhsuk-radios__label" for=id>{words}</label>
            </div>
        }
    });
    view! {
        <div class=class>
            <fieldset class="nhsuk-fieldset">
                <legend class="nhsuk-fieldset__legend nhsuk-u-visually-hidden">{legend}</legend>
                {error.map(|message| view! {
                    <span class="nhsuk-error-message">
                        <span class="nhsuk-u-visually-hidden">"Error: "</span>{message}
                    </span>
                })}
                <div class="nhsuk-radios">{choices.collect_view()}</div>
            </fieldset>
        </div>
    }
}
