//! The list that is read before a save.

use leptos::prelude::*;

use super::{
    Check, CheckGroup, Confirmation, Field, Hidden, Submitted, components::error_message, view,
};

/// Exactly what a save will do, everything that was filled in sent along unseen, and the two ways on.
#[component]
pub fn CheckList(
    /// The form at its checking step.
    submitted: RwSignal<Submitted>,
    /// The words of the button that does it.
    #[prop(into)]
    button: String,
) -> impl IntoView {
    let (values, check) = submitted.with_untracked(|form| {
        (
            form.values.clone(),
            form.form_state.check.clone().unwrap_or_default(),
        )
    });
    let Check {
        groups,
        notes,
        confirmations,
        asks_code,
    } = check;
    let carried = values
        .into_iter()
        .filter(|(name, _)| name != "step" && name != "accepts[]" && name != "code")
        .map(|(name, value)| view! { <Hidden name value /> })
        .collect_view();
    let groups = groups
        .into_iter()
        .map(|group| view! { <Group group /> })
        .collect_view();
    let notes = (!notes.is_empty()).then(|| {
        view! {
            <div class="nhsuk-inset-text">
                {notes.into_iter().map(|note| view! { <p>{note}</p> }).collect_view()}
            </div>
        }
    });
    let class = if confirmations.is_empty() {
        "nhsuk-button"
    } else {
        "nhsuk-button nhsuk-button--warning"
    };
    let confirmations = (!confirmations.is_empty()).then(|| to_confirm(confirmations, submitted));
    let code = asks_code.then(|| view! { <CodeField submitted /> });
    view! {
        {carried}
        {groups}
        {notes}
        {confirmations}
        {code}
        <div class="app-actions">
            <button class=class type="submit" name="step" value="save">{button}</button>
            <button class="nhsuk-button nhsuk-button--secondary" type="submit" name="step" value="change">"Change"</button>
        </div>
    }
}

/// What has to be ticked separately.
fn to_confirm(confirmations: Vec<Confirmation>, submitted: RwSignal<Submitted>) -> AnyView {
    let wrong = move || submitted.with(|form| form.error("accepts"));
    let boxes = confirmations
        .into_iter()
        .enumerate()
        .map(|(index, confirmation)| {
            let id = if index == 0 { "accepts".to_owned() } else { ["accepts-", &index.to_string()].concat() };
            view! {
                <p>{confirmation.warning}</p>
                <div class="nhsuk-checkboxes__item">
                    <input class="nhsuk-checkboxes__input" type="checkbox" id=id.clone() name="accepts[]" value="yes" />
                    <label class="nhsuk-label nhsuk-checkboxes__label" for=id>{confirmation.label}</label>
                </div>
            }
        })
        .collect_view();
    view! {
        <div class="nhsuk-warning-callout">
            <h2 class="nhsuk-warning-callout__label">
                <span role="text"><span class="nhsuk-u-visually-hidden">"Important: "</span>"No administrator left"</span>
            </h2>
            {move || wrong().map(|message| error_message(None, message))}
            <div class="nhsuk-checkboxes">{boxes}</div>
        </div>
    }
}

/// A second factor of the person who saves.
#[component]
pub fn CodeField(submitted: RwSignal<Submitted>) -> impl IntoView {
    view! {
        <Field submitted name="code" label="Code from your authenticator app" autocomplete="one-time-code"
            hint="This decides who manages access, so we make sure that it is you. One of your recovery codes works too."
            width="nhsuk-input--width-10" />
        <p>
            "Using a passkey? "
            <a href="/sign-in/factor" target="_blank">"Show it in another tab"</a>
            ", then come back and press the button."
        </p>
    }
}

#[component]
fn Group(group: CheckGroup) -> impl IntoView {
    let row = |key: &'static str, items: Vec<String>| {
        (!items.is_empty()).then(|| {
            view! {
                <div class="nhsuk-summary-list__row">
                    <dt class="nhsuk-summary-list__key">{key}</dt>
                    <dd class="nhsuk-summary-list__value">
                        <ul class="nhsuk-list">
                            {items.into_iter().map(|item| view! { <li>{item}</li> }).collect_view()}
                        </ul>
                    </dd>
                </div>
            }
        })
    };
    view! {
        <h2 class="nhsuk-heading-m">{group.title}</h2>
        <dl class="nhsuk-summary-list">{row("Add", group.add)} {row("Remove", group.remove)}</dl>
    }
}
