//! Selecting people by their boxes, all at once, and counting them. In the browser only.

use leptos::{prelude::*, wasm_bindgen::JsCast as _};

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

/// Counts the people selected.
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
