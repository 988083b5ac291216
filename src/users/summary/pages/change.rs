//! Selecting people and a role, and reading what will change before it does.

use leptos::prelude::*;

use super::{Shown, selecting::count_chosen};
use crate::{
    ui::{Hidden, Submitted, error_message, view},
    users::summary::Member,
};

/// The name of the boxes that select people.
pub const PEOPLE: &str = "people[]";

/// What a person's box sends: who, and the version of their place that the reader saw.
pub fn chosen_value(member: &Member) -> String {
    [&member.user.to_string(), ":", &member.version.to_string()].concat()
}

/// What to do with the people selected.
#[component]
pub fn ChangeFields(
    /// The page.
    shown: Shown,
    /// The form: a refused one keeps what was chosen.
    submitted: RwSignal<Submitted>,
    /// How many people are selected, counted in the browser.
    chosen: RwSignal<usize>,
) -> impl IntoView {
    let summary = &shown.summary;
    let removing = submitted.with_untracked(|form| form.value("change") == "remove");
    let reason = submitted.with_untracked(|form| form.value("reason"));
    let reason_label = if summary.reason_needed {
        "Reason"
    } else {
        "Reason (optional)"
    };
    let all = summary.members.len().to_string();
    // Where scripts run the style hides the bar until somebody is ticked, unless it is what the reader came for.
    let wanted = shown.give.is_some();
    let class = move || {
        if wanted || submitted.with(|form| !form.form_state.errors.is_empty()) {
            "app-change-bar app-several app-several--wanted"
        } else {
            "app-change-bar app-several"
        }
    };
    Effect::new(move |_| count_chosen(chosen));
    view! {
        <Hidden name="practice" value=summary.practice.ods.to_string() />
        <Hidden name="idempotency_key" value=summary.idempotency_key.clone() />
        <Hidden name="back" value=shown.filter_query.address("") />
        <div class=class id="change">
            <h2 class="app-several__heading">"Change a role for several people"</h2>
            <p class="app-several__count" role="status">
                {move || match chosen.get() {
                    0 => "Tick the people whose roles you want to change".to_owned(),
                    1 => "1 person selected".to_owned(),
                    count => [&count.to_string(), " people selected"].concat(),
                }}
            </p>
            <div class="app-several__field">
                <label class="nhsuk-label" for="several-change">"Add or remove"</label>
                <select class="nhsuk-select" id="several-change" name="change">
                    <option value="add" selected=!removing>"Add the role"</option>
                    <option value="remove" selected=removing>"Remove the role"</option>
                </select>
            </div>
            {which(&shown, submitted)}
            <div class="app-several__field app-several__field--wide">
                <label class="nhsuk-label" for="reason">{reason_label}</label>
                <Problem submitted field="reason" />
                <input class="nhsuk-input" id="reason" name="reason" value=reason autocomplete="off" />
            </div>
            <button class="nhsuk-button" type="submit" name="step" value="check">"Continue"</button>
            <button class="nhsuk-button nhsuk-button--secondary" type="submit" name="step" value="all" data-all="">
                "Select all " {all} " in this list"
            </button>
        </div>
    }
}

/// The choice of the role, of those that the reader may give or take.
fn which(shown: &Shown, submitted: RwSignal<Submitted>) -> AnyView {
    let before = submitted.with_untracked(|form| form.value("which"));
    let chosen = if before.is_empty() {
        shown.give.map_or("", |role| role.code()).to_owned()
    } else {
        before
    };
    let roles = shown.summary.may.iter();
    let roles = roles
        .map(|role| {
            let selected = role.code() == chosen;
            view! { <option value=role.code() selected=selected>{role.name()}</option> }
        })
        .collect_view();
    view! {
        <div class="app-several__field">
            <label class="nhsuk-label" for="which">"Role"</label>
            <Problem submitted field="which" />
            <select class="nhsuk-select" id="which" name="which">
                <option value="" selected=chosen.is_empty()>"Choose a role"</option>
                {roles}
            </select>
        </div>
    }
}

/// What is wrong with a field, beside it.
#[component]
pub fn Problem(submitted: RwSignal<Submitted>, field: &'static str) -> impl IntoView {
    move || {
        let wrong = submitted.with(|form| form.error(field));
        wrong.map(|message| error_message(None, message))
    }
}
