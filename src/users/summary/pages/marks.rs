//! Closing the details of a mark. One is open at a time without any script; a script lets Escape and a click elsewhere
//! close it.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast as _};

/// Closes the details of a mark on Escape and on a click outside them, for as long as the grid is shown.
pub fn close_marks() {
    Effect::new(|_| {
        let keys = window_event_listener(ev::keydown, |event| {
            if event.key() == "Escape" {
                close();
            }
        });
        let clicks = window_event_listener(ev::click, |event| {
            let inside = event
                .target()
                .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
                .and_then(|target| target.closest(".app-grid__details").ok().flatten());
            if inside.is_none() {
                close();
            }
        });
        on_cleanup(move || {
            keys.remove();
            clicks.remove();
        });
    });
}

fn close() {
    if let Ok(Some(open)) = document().query_selector(".app-grid__details[open]") {
        let _ = open.remove_attribute("open");
    }
}
