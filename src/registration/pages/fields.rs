//! Fields that several questions have.

use leptos::prelude::*;

use crate::ui::{Field, Submitted, error_message, view};

/// One of several answers.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    value: String,
    words: String,
}

impl Choice {
    pub(super) fn new(value: &str, words: &str) -> Self {
        Self {
            value: value.to_owned(),
            words: words.to_owned(),
        }
    }
}

/// Radio buttons, the first of which has the field's name as its id.
pub(super) fn choices(
    submitted: RwSignal<Submitted>,
    name: &'static str,
    legend: &'static str,
    choices: &[Choice],
) -> AnyView {
    let error = submitted.with_untracked(|form| form.error(name));
    let is_wrong = error.is_some();
    let chosen = submitted.with_untracked(|form| form.value(name));
    let buttons = choices.iter().enumerate().map(|(number, choice)| {
        let id = if number == 0 { name.to_owned() } else { [name, "-", &choice.value].concat() };
        let checked = choice.value == chosen;
        view! {
            <div class="nhsuk-radios__item">
                <input class="nhsuk-radios__input" type="radio" id=id.clone() name=name value=choice.value.clone() checked=checked />
                <label class="nhsuk-label nhsuk-radios__label" for=id>{choice.words.clone()}</label>
            </div>
        }
    });
    view! {
        <div class="nhsuk-form-group" class=("nhsuk-form-group--error", is_wrong)>
            <fieldset class="nhsuk-fieldset">
                <legend class="nhsuk-fieldset__legend">{legend}</legend>
                {error.map(|message| error_message(None, message))}
                <div class="nhsuk-radios">{buttons.collect_view()}</div>
            </fieldset>
        </div>
    }
    .into_any()
}

/// Somebody's name, address and phone number, and their work too where `whole`.
#[component]
pub(super) fn PersonFields(submitted: RwSignal<Submitted>, whole: bool) -> impl IntoView {
    let more = whole.then(|| {
        view! { <Field submitted name="job" label="What they do at the practice" hint="For example practice manager." /> }
    });
    let phone = if whole {
        "Phone number"
    } else {
        "Phone number, if you know it"
    };
    view! {
        <Field submitted name="title" label="Title, if they use one" width="nhsuk-input--width-5" />
        <Field submitted name="first_name" label="First name" />
        <Field submitted name="last_name" label="Last name" />
        <Field submitted name="email" label="Email address" kind="email" />
        <Field submitted name="phone" label=phone kind="tel" width="nhsuk-input--width-20" />
        {more}
    }
}
