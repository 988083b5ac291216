//! Asking before unsaved changes are left behind. In the browser only: without WebAssembly there is nothing to lose
//! that the browser's own form memory does not keep.

use leptos::prelude::*;

/// Asks before the reader leaves the page by a link, by Back, by its tab or by its address while `unsaved` is true.
pub fn ask_before_leaving(unsaved: Signal<bool>) {
    #[cfg(feature = "hydrate")]
    {
        use leptos::wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
        const QUESTION: &str = "Leave this page without saving your changes?";
        let may_leave = || window().confirm_with_message(QUESTION).unwrap_or(true);

        let unload = window_event_listener(leptos::ev::beforeunload, move |event| {
            if unsaved.get_untracked() {
                event.prevent_default();
            }
        });
        // The browser has moved already: whoever stays gets the page's address back.
        let here = leptos_router::hooks::use_location();
        before_moving(move || {
            let page = [here.pathname.get_untracked(), here.search.get_untracked()];
            let page = page.join("?");
            let page = page.trim_end_matches('?');
            let to = location();
            let to = [to.pathname(), to.search()].map(Result::unwrap_or_default);
            let stays = to.concat() != page && unsaved.get_untracked() && !may_leave();
            if stays && let Ok(history) = window().history() {
                let _ = history.push_state_with_url(&JsValue::NULL, "", Some(page));
            }
            stays
        });
        // On the document, so that it comes before the router, which listens on the window. Where the browser itself
        // leaves the page, it asks on its own, as above.
        let routed = expect_context::<super::RoutedPages>();
        let on_click =
            Closure::<dyn Fn(web_sys::MouseEvent)>::new(move |event: web_sys::MouseEvent| {
                if routed.leaves_by(&event) && unsaved.get_untracked() && !may_leave() {
                    event.prevent_default();
                }
            });
        let _ =
            document().add_event_listener_with_callback("click", on_click.as_ref().unchecked_ref());
        let on_click = StoredValue::new_local(on_click);
        on_cleanup(move || {
            unload.remove();
            on_click.with_value(|listener| {
                let _ = document().remove_event_listener_with_callback(
                    "click",
                    listener.as_ref().unchecked_ref(),
                );
            });
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = unsaved;
}

/// Says of a move back or forward in the browser's history whether the page stays.
#[cfg(feature = "hydrate")]
type Stays = std::rc::Rc<dyn Fn() -> bool>;

#[cfg(feature = "hydrate")]
thread_local! {
    static ASKED: std::cell::RefCell<Vec<Stays>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Asks `stays` before the router when the browser has gone back or forward.
#[cfg(feature = "hydrate")]
pub(super) fn before_moving(stays: impl Fn() -> bool + 'static) {
    let stays: Stays = std::rc::Rc::new(stays);
    ASKED.with_borrow_mut(|asked| asked.push(stays.clone()));
    let stays = StoredValue::new_local(stays);
    on_cleanup(move || {
        stays.with_value(|gone| {
            ASKED.with_borrow_mut(|asked| asked.retain(|one| !std::rc::Rc::ptr_eq(one, gone)));
        });
    });
}

/// Whether the page that is shown stays although the browser has gone back or forward.
#[cfg(feature = "hydrate")]
pub(super) fn keeps_the_page() -> bool {
    let asked = ASKED.with_borrow(Clone::clone);
    asked.iter().any(|stays| stays())
}
