//! Selecting people by their boxes, all at once or a run of them, and counting them. In the browser only.

use leptos::{ev::MouseEvent, prelude::*, wasm_bindgen::JsCast as _};

use crate::ui::view;

/// A box that ticks every other; only where a script runs, for it does nothing without one.
#[component]
pub fn SelectAll(chosen: RwSignal<usize>) -> impl IntoView {
    let live = RwSignal::new(false);
    Effect::new(move |_| live.set(true));
    let on_change = move |event| {
        let tick = event_target_checked(&event);
        for input in boxes() {
            input.set_checked(tick);
        }
        count_chosen(chosen);
    };
    move || {
        live.get().then(|| {
            view! {
                <label>
                    <input type="checkbox" on:change=on_change />
                    <span class="nhsuk-u-visually-hidden">"Select all"</span>
                </label>
            }
        })
    }
}

/// With Shift held, sets every box from the one pressed before to this one alike.
pub fn choose_run(event: &MouseEvent, last: StoredValue<usize>) {
    let boxes = boxes();
    let input = event.target();
    let input = input.and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    let Some(input) = input else { return };
    let Some(at) = boxes.iter().position(|other| *other == input) else {
        return;
    };
    let before = last.get_value();
    if event.shift_key() {
        for other in boxes.iter().take(at.max(before) + 1).skip(at.min(before)) {
            other.set_checked(input.checked());
        }
    }
    last.set_value(at);
}

/// Counts the people selected. In the browser only.
pub fn count_chosen(chosen: RwSignal<usize>) {
    chosen.set(boxes().iter().filter(|input| input.checked()).count());
}

fn boxes() -> Vec<web_sys::HtmlInputElement> {
    let Ok(found) = document().query_selector_all("input[name='people[]'][type='checkbox']") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into().ok())
        .collect()
}
