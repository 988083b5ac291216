//! The fields of a day.

use leptos::prelude::*;

use super::{
    Submitted,
    components::{described, error_id, error_message, hint_id},
    view,
};
use crate::base::dates::Date;

/// Day, month and year in a box each.
#[component]
pub fn DateFields(
    submitted: RwSignal<Submitted>,
    name: &'static str,
    legend: &'static str,
    hint: &'static str,
    /// What stands in it at first.
    #[prop(optional_no_strip)]
    value: Option<Date>,
) -> impl IntoView {
    let error = move || submitted.with(|form| form.error(name));
    let field = [name, "[]"].concat();
    let mut typed: Vec<String> =
        submitted.with_untracked(|form| form.values_of(&field).map(str::to_owned).collect());
    if let (true, Some(value)) = (typed.is_empty(), value) {
        typed = value.in_boxes().to_vec();
    }
    let described = move || described(name, true, error().is_some());
    // Whole names: the style keeps only the classes that are found in the source.
    let (short, long) = ("nhsuk-input--width-2", "nhsuk-input--width-4");
    let parts = [("Day", short), ("Month", short), ("Year", long)]
        .into_iter()
        .enumerate()
        .map(|(index, (label, width))| {
            // The first box carries the field's name, for the link in the error summary.
            let id = if index == 0 { name.to_owned() } else { [name, "-", label].concat() };
            let value = typed.get(index).cloned().unwrap_or_default();
            let class = ["nhsuk-input nhsuk-date-input__input ", width].concat();
            view! {
                <div class="nhsuk-date-input__item">
                    <div class="nhsuk-form-group">
                        <label class="nhsuk-label nhsuk-date-input__label" for=id.clone()>{label}</label>
                        <input class=class id=id name=field.clone() type="text" inputmode="numeric" value=value />
                    </div>
                </div>
            }
        })
        .collect_view();
    view! {
        <div class="nhsuk-form-group" class=("nhsuk-form-group--error", move || error().is_some())>
            <fieldset class="nhsuk-fieldset" aria-describedby=described>
                <legend class="nhsuk-fieldset__legend">{legend}</legend>
                <div class="nhsuk-hint" id=hint_id(name)>{hint}</div>
                {move || error().map(|message| error_message(Some(error_id(name)), message))}
                <div class="nhsuk-date-input">{parts}</div>
            </fieldset>
        </div>
    }
}
