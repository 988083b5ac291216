//! The fields of a section as a page shows them: filled in with what was sent, or else with what the form has.

use leptos::prelude::*;

use super::{
    asked,
    section::Section,
    walk::{Ask, BOXES, Group, Input, TICKED, boxes},
};
use crate::{
    pensions::{
        Content,
        calculation::{Recorded, YearTables},
    },
    ui::{Submitted, error_message, view},
};

/// The fields of one section. They belong into a form of the page, which adds its button.
#[component]
pub fn SectionFields(
    section: Section,
    /// What the form has.
    content: Content,
    tables: YearTables,
    /// What the contribution statements say.
    recorded: Vec<Recorded>,
    /// What was sent, if it came back.
    submitted: RwSignal<Submitted>,
) -> impl IntoView {
    let groups = asked::groups(section, &content, &tables, &recorded);
    let groups = groups.into_iter().filter(|group| !group.asks.is_empty());
    let groups = groups
        .enumerate()
        .map(|(place, group)| group_view(place, group, submitted));
    groups.collect_view()
}

fn group_view(place: usize, group: Group, submitted: RwSignal<Submitted>) -> AnyView {
    let Group { legend, hint, asks } = group;
    let asks = asks
        .into_iter()
        .map(|ask| ask_view(ask, submitted))
        .collect_view();
    if legend.is_empty() {
        return asks.into_any();
    }
    let id = ["group-", &place.to_string(), "-hint"].concat();
    let described = (!hint.is_empty()).then(|| id.clone());
    let hint = (!hint.is_empty()).then(|| view! { <div class="nhsuk-hint" id=id>{hint}</div> });
    view! {
        <fieldset class="nhsuk-fieldset" aria-describedby=described>
            <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{legend}</legend>
            {hint}
            {asks}
        </fieldset>
    }
}

/// One field with everything around it: alone if it has a label of its own, in a fieldset if it has several boxes.
fn ask_view(mut ask: Ask, submitted: RwSignal<Submitted>) -> AnyView {
    let came_back = submitted.with_untracked(|form| !form.values.is_empty());
    if came_back {
        ask.value = submitted.with_untracked(|form| form.value(&ask.name));
    }
    let name = ask.name.clone();
    let error = Signal::derive(move || submitted.with(|form| form.error(&name)));
    let input = match &ask.input {
        Input::Day(day) => days(&ask, *day, submitted, came_back),
        Input::Radios(choices) => radios(&ask, choices),
        Input::Tick => return tick(&ask),
        Input::Select(choices) => select(&ask, choices, error),
        _ => typed(&ask, error),
    };
    let several = matches!(ask.input, Input::Day(_) | Input::Radios(_));
    let Ask {
        name, label, hint, ..
    } = ask;
    let hint_id = (!hint.is_empty()).then(|| [&name, "-hint"].concat());
    let hint = hint_id
        .clone()
        .map(|id| view! { <div class="nhsuk-hint" id=id>{hint}</div> });
    let error_id = [&name, "-error"].concat();
    let message = move || {
        error
            .get()
            .map(|message| error_message(Some(error_id.clone()), message))
    };
    let body = if several {
        let described = described(&name, hint_id, error);
        view! {
            <fieldset class="nhsuk-fieldset" aria-describedby=described>
                <legend class="nhsuk-fieldset__legend">{label}</legend>
                {hint}
                {message}
                {input}
            </fieldset>
        }
    } else {
        view! {
            <label class="nhsuk-label" for=name>{label}</label>
            {hint}
            {message}
            {input}
        }
    };
    view! {
        <div class="nhsuk-form-group" class=("nhsuk-form-group--error", move || error.with(Option::is_some))>{body}</div>
    }
}

/// The ids of what describes a field.
fn described(
    name: &str,
    hint: Option<String>,
    error: Signal<Option<String>>,
) -> impl Fn() -> Option<String> + Clone + Send + Sync + 'static {
    let wrong = [name, "-error"].concat();
    move || {
        let wrong = error.with(Option::is_some).then(|| wrong.clone());
        let ids: Vec<String> = hint.iter().cloned().chain(wrong).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// A text, a number or an amount.
fn typed(ask: &Ask, error: Signal<Option<String>>) -> AnyView {
    // Whole names: the style keeps only the classes that are found in the source.
    let (width, mode) = match ask.input {
        Input::Short => ("nhsuk-input nhsuk-input--width-10", None),
        Input::Money => ("nhsuk-input nhsuk-input--width-10", Some("decimal")),
        Input::Percent => ("nhsuk-input nhsuk-input--width-5", Some("decimal")),
        Input::Number => ("nhsuk-input nhsuk-input--width-4", Some("numeric")),
        _ => ("nhsuk-input", None),
    };
    let hint = (!ask.hint.is_empty()).then(|| [&ask.name, "-hint"].concat());
    let described = described(&ask.name, hint, error);
    let (id, name, value) = (ask.name.clone(), ask.name.clone(), ask.value.clone());
    let input = view! {
        <input class=width class=("nhsuk-input--error", move || error.with(Option::is_some))
            id=id name=name type="text" inputmode=mode autocomplete="off" spellcheck="false" aria-describedby=described value=value />
    };
    match ask.input {
        Input::Money => view! {
            <div class="nhsuk-input-wrapper">
                <div class="nhsuk-input-wrapper__prefix" aria-hidden="true">"£"</div>
                {input}
            </div>
        },
        Input::Percent => view! {
            <div class="nhsuk-input-wrapper">
                {input}
                <div class="nhsuk-input-wrapper__suffix" aria-hidden="true">"%"</div>
            </div>
        },
        _ => input,
    }
}

/// The boxes of a day. The first carries the field's name as its id, for the link in the error summary.
fn days(
    ask: &Ask,
    day: Option<crate::base::dates::Date>,
    submitted: RwSignal<Submitted>,
    came_back: bool,
) -> AnyView {
    let inputs = BOXES.into_iter().zip(boxes(day)).map(|((end, label), part)| {
        let name = [&ask.name, end].concat();
        let value = if came_back {
            submitted.with_untracked(|form| form.value(&name))
        } else {
            part
        };
        let id = if label == "Day" { ask.name.clone() } else { name.clone() };
        let class = if label == "Year" {
            "nhsuk-input nhsuk-date-input__input nhsuk-input--width-4"
        } else {
            "nhsuk-input nhsuk-date-input__input nhsuk-input--width-2"
        };
        view! {
            <div class="nhsuk-date-input__item">
                <div class="nhsuk-form-group">
                    <label class="nhsuk-label nhsuk-date-input__label" for=id.clone()>{label}</label>
                    <input class=class id=id name=name type="text" inputmode="numeric" autocomplete="off" value=value />
                </div>
            </div>
        }
    });
    view! { <div class="nhsuk-date-input">{inputs.collect_view()}</div> }
}

/// A choice of a few. The first carries the field's name as its id.
fn radios(ask: &Ask, choices: &[(&'static str, &'static str)]) -> AnyView {
    let buttons = choices.iter().enumerate().map(|(place, (code, words))| {
        let name = ask.name.clone();
        let id = if place == 0 { name.clone() } else { [&name, "-", code].concat() };
        let checked = ask.value == *code;
        view! {
            <div class="nhsuk-radios__item">
                <input class="nhsuk-radios__input" type="radio" id=id.clone() name=name value=*code checked=checked />
                <label class="nhsuk-label nhsuk-radios__label" for=id>{*words}</label>
            </div>
        }
    });
    view! { <div class="nhsuk-radios">{buttons.collect_view()}</div> }
}

/// A choice of many. As long as nothing is chosen the list begins with that.
fn select(
    ask: &Ask,
    choices: &[(&'static str, &'static str)],
    error: Signal<Option<String>>,
) -> AnyView {
    let options = [("", "Choose")].iter().chain(choices).map(|(code, words)| {
        let selected = ask.value == *code;
        view! { <option value=*code selected=selected>{*words}</option> }
    });
    let hint = (!ask.hint.is_empty()).then(|| [&ask.name, "-hint"].concat());
    let described = described(&ask.name, hint, error);
    let (id, name) = (ask.name.clone(), ask.name.clone());
    view! { <select class="nhsuk-select" id=id name=name aria-describedby=described>{options.collect_view()}</select> }
}

fn tick(ask: &Ask) -> AnyView {
    let (id, of, name) = (ask.name.clone(), ask.name.clone(), ask.name.clone());
    let checked = ask.value == TICKED;
    view! {
        <div class="nhsuk-form-group">
            <div class="nhsuk-checkboxes">
                <div class="nhsuk-checkboxes__item">
                    <input class="nhsuk-checkboxes__input" type="checkbox" id=id name=name value=TICKED checked=checked />
                    <label class="nhsuk-label nhsuk-checkboxes__label" for=of>{ask.label}</label>
                </div>
            </div>
        </div>
    }
}
