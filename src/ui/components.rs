//! NHS design system components, as far as pages need them. Markup as the design system publishes it.

use leptos::prelude::*;

use super::{FieldError, Submitted, unescaped::harmless, view};

/// A link back to the page before, above the heading.
#[component]
pub fn BackLink(
    /// Where to.
    #[prop(into)]
    href: String,
    /// Its words.
    #[prop(optional, into)]
    text: Option<String>,
) -> impl IntoView {
    view! {
        <a class="nhsuk-back-link" href=href>
            {text.unwrap_or_else(|| "Back".to_owned())}
        </a>
    }
}

/// Everything that has to be put right, each linked to its field. Takes the focus when it appears.
#[component]
pub fn ErrorSummary(submitted: RwSignal<Submitted>) -> impl IntoView {
    let node = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        let some = submitted.with(|form| !form.form_state.errors.is_empty());
        if some && let Some(summary) = node.get() {
            let _ = summary.focus();
        }
    });
    move || {
        let errors = submitted.with(|form| form.form_state.errors.clone());
        (!errors.is_empty()).then(|| {
            view! {
                <div class="nhsuk-error-summary" node_ref=node tabindex="-1" autofocus=true role="alert" aria-labelledby="error-summary-title">
                    <h2 class="nhsuk-error-summary__title" id="error-summary-title">"There is a problem"</h2>
                    <div class="nhsuk-error-summary__body">
                        <ul class="nhsuk-list nhsuk-error-summary__list">
                            {errors.into_iter().map(|FieldError { field, message }| {
                                if field.is_empty() {
                                    view! { <li>{message}</li> }.into_any()
                                } else {
                                    // What has to be done elsewhere opens beside this page, which keeps what was typed.
                                    let elsewhere = field.starts_with('/');
                                    let href = if elsewhere { field } else { ["#", &field].concat() };
                                    let target = elsewhere.then_some("_blank");
                                    view! { <li><a href=href target=target>{message}</a></li> }.into_any()
                                }
                            }).collect_view()}
                        </ul>
                    </div>
                </div>
            }
        })
    }
}

/// A line of a summary list.
pub fn summary_row(key: &'static str, value: String) -> AnyView {
    view! {
        <div class="nhsuk-summary-list__row">
            <dt class="nhsuk-summary-list__key">{key}</dt>
            <dd class="nhsuk-summary-list__value">{value}</dd>
        </div>
    }
}

/// What is wrong with a field, above it.
pub fn error_message(id: Option<String>, message: String) -> AnyView {
    view! {
        <span class="nhsuk-error-message" id=id>
            <span class="nhsuk-u-visually-hidden">"Error: "</span>{message}
        </span>
    }
}

/// The id of a field's hint.
pub(super) fn hint_id(name: &str) -> String {
    [name, "-hint"].concat()
}

/// The id of what is said to be wrong with a field.
pub(super) fn error_id(name: &str) -> String {
    [name, "-error"].concat()
}

/// The ids of what describes a field.
pub(super) fn described(name: &str, has_hint: bool, is_wrong: bool) -> Option<String> {
    match (has_hint, is_wrong) {
        (false, false) => None,
        (true, false) => Some(hint_id(name)),
        (false, true) => Some(error_id(name)),
        (true, true) => Some([hint_id(name), error_id(name)].join(" ")),
    }
}

/// A text field with its label, hint and error. The name is also the id.
#[component]
pub fn Field(
    /// The form it belongs to: gives back what was typed, and what is wrong.
    submitted: RwSignal<Submitted>,
    /// Its name and id.
    name: &'static str,
    label: &'static str,
    /// Help below the label.
    #[prop(optional)]
    hint: &'static str,
    /// What kind of text.
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// A class for its width.
    #[prop(optional)]
    width: &'static str,
    /// What stands beside it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let error = move || submitted.with(|form| form.error(name));
    // What was emptied stays empty: only a field that was not sent yet shows what stands in it at first.
    let typed = move || {
        submitted
            .with(|form| form.sent(name))
            .unwrap_or_else(|| value.clone())
    };
    let described = move || described(name, !hint.is_empty(), error().is_some());
    let spellcheck = if kind == "text" { None } else { Some("false") };
    let input = view! {
        <input
            class=["nhsuk-input ", width].concat()
            class=("nhsuk-input--error", move || error().is_some())
            id=name name=name type=kind autocomplete=autocomplete spellcheck=spellcheck
            aria-describedby=described
            value=typed()
        />
    };
    let input = match children {
        Some(beside) => {
            view! { <div class="nhsuk-input-wrapper">{input} {beside()}</div> }.into_any()
        }
        None => input.into_any(),
    };
    view! {
        <div class="nhsuk-form-group" class=("nhsuk-form-group--error", move || error().is_some())>
            <label class="nhsuk-label" for=name>{label}</label>
            {(!hint.is_empty()).then(|| view! { <div class="nhsuk-hint" id=hint_id(name)>{hint}</div> })}
            {move || error().map(|message| error_message(Some(error_id(name)), message))}
            {input}
        </div>
    }
}

/// A text area with its label, hint and error.
#[component]
pub fn TextareaField(
    /// The form it belongs to.
    submitted: RwSignal<Submitted>,
    /// Its name and id.
    name: &'static str,
    label: &'static str,
    /// Help below the label.
    #[prop(optional)]
    hint: &'static str,
    /// How many lines of text it shows.
    #[prop(default = "2")]
    rows: &'static str,
) -> impl IntoView {
    let error = move || submitted.with(|form| form.error(name));
    let typed = harmless(submitted.with_untracked(|form| form.value(name)));
    let described = described(name, !hint.is_empty(), false);
    view! {
        <div class="nhsuk-form-group" class=("nhsuk-form-group--error", move || error().is_some())>
            <label class="nhsuk-label" for=name>{label}</label>
            {(!hint.is_empty()).then(|| view! { <div class="nhsuk-hint" id=hint_id(name)>{hint}</div> })}
            {move || error().map(|message| error_message(None, message))}
            <textarea class="nhsuk-textarea" id=name name=name rows=rows aria-describedby=described>{typed}</textarea>
        </div>
    }
}

/// A choice from a list. `options`: value, words.
#[component]
pub fn SelectField(
    /// Its name and id.
    name: &'static str,
    label: &'static str,
    /// Value and words of each option.
    options: Vec<(String, String)>,
    /// The value chosen now.
    #[prop(into)]
    chosen: String,
) -> impl IntoView {
    view! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label" for=name>{label}</label>
            <select class="nhsuk-select" id=name name=name>
                {options.into_iter().map(|(value, words)| {
                    let selected = value == chosen;
                    view! { <option value=value selected=selected>{words}</option> }
                }).collect_view()}
            </select>
        </div>
    }
}

/// The head of a column that a list can be ordered by; `aria-sort` of its cell says how it is.
#[component]
pub fn SortLink(
    /// The list in that order.
    href: String,
    /// What the column is.
    label: &'static str,
) -> impl IntoView {
    view! { <a class="app-sort nhsuk-link" href=href>{label}</a> }
}

/// A way past what stands between the heading and a part of the page, seen by whoever comes to it with the Tab key.
#[component]
pub fn SkipLink(href: &'static str, text: &'static str) -> impl IntoView {
    view! { <a class="nhsuk-skip-link" href=href>{text}</a> }
}

/// A value that is sent along unseen.
#[component]
pub fn Hidden(
    #[prop(into)] name: String,
    /// Its value.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    view! { <input type="hidden" name=name value=value /> }
}

/// A state, in a word. `colour` is one of the design system's, each written here in full for those who look for what is
/// used of the style: nhsuk-tag--green, nhsuk-tag--yellow, nhsuk-tag--grey, nhsuk-tag--blue, nhsuk-tag--red.
#[component]
pub fn Tag(
    /// The word.
    #[prop(into)]
    text: String,
    /// Its colour.
    colour: &'static str,
) -> impl IntoView {
    view! { <strong class=["nhsuk-tag nhsuk-tag--", colour].concat()>{text}</strong> }
}

/// A green panel that says something is done.
#[component]
pub fn Panel(
    /// What is done.
    #[prop(into)]
    title: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="nhsuk-panel">
            <h2 class="nhsuk-panel__title">{title}</h2>
            <div class="nhsuk-panel__body">{children()}</div>
        </div>
    }
}

/// A banner that says a small change was made.
#[component]
pub fn Success(children: Children) -> impl IntoView {
    view! {
        <div class="nhsuk-notification-banner nhsuk-notification-banner--success" role="alert" aria-labelledby="success-title">
            <div class="nhsuk-notification-banner__header">
                <h2 class="nhsuk-notification-banner__title" id="success-title">"Success"</h2>
            </div>
            <div class="nhsuk-notification-banner__content">{children()}</div>
        </div>
    }
}

/// A banner that says what was done, and what happens next.
pub fn done_and_next(what: impl Into<String>, next: &'static str) -> AnyView {
    let what = what.into();
    view! {
        <Success>
            <p class="nhsuk-notification-banner__heading">{what}</p>
            <p>{next}</p>
        </Success>
    }
}

/// Something the reader should deal with.
#[component]
pub fn Warning(
    /// In a few words.
    #[prop(into)]
    title: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="nhsuk-warning-callout">
            <h2 class="nhsuk-warning-callout__label">
                <span role="text"><span class="nhsuk-u-visually-hidden">"Important: "</span>{title}</span>
            </h2>
            {children()}
        </div>
    }
}
