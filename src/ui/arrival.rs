//! Where a reader stands on a page that the router has opened: with the focus on its heading or on what the address
//! points to, as at the top of a new document, or after Back where they were. What had the focus before is gone, and
//! whoever does not see the screen would not know.

use leptos::prelude::*;

/// Gives the reader their place when a page of the router has its heading on the screen, and when a form goes on to its
/// next step, whose title is another one.
pub(super) fn arrive(title: Signal<String>) -> NodeRef<leptos::html::H1> {
    let heading = NodeRef::<leptos::html::H1>::new();
    #[cfg(feature = "hydrate")]
    {
        let path = leptos_router::hooks::use_location().pathname;
        Effect::new(move |step: Option<Option<String>>| {
            let heading: web_sys::HtmlElement = heading.get()?.into();
            let title = title.get();
            let next_step = step.flatten().is_some_and(|step| step != title);
            browser::arrived(heading, &path.get_untracked(), next_step);
            Some(title)
        });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = title;
    heading
}

#[cfg(feature = "hydrate")]
pub(super) use browser::{go_back, leave};

#[cfg(feature = "hydrate")]
mod browser {
    use std::cell::{Cell, RefCell};

    use leptos::{prelude::*, wasm_bindgen::JsCast as _};
    use web_sys::HtmlElement;

    /// How the page under way was asked for.
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Way {
        /// By a form, or by the program itself.
        Program,
        /// By a link.
        Link,
        /// Back or forward in the browser's history.
        Back,
    }

    thread_local! {
        static WAY: Cell<Way> = const { Cell::new(Way::Program) };
        /// The path of the page on the screen; none before the first one.
        static SHOWN: RefCell<Option<String>> = const { RefCell::new(None) };
    }

    /// Remembers where the reader is, before the router opens another page: how far down, and the link they followed, as it
    /// is written in the page. The browser keeps it with the page's entry of its history, also where a document is opened
    /// in between.
    pub fn leave(link: Option<&web_sys::HtmlAnchorElement>) {
        let down = window().scroll_y().unwrap_or_default();
        #[expect(clippy::cast_possible_truncation, reason = "no page is that long")]
        let down = (down as i32).to_string();
        let href = link.and_then(|link| link.get_attribute("href"));
        let place = [down.as_str(), &href.unwrap_or_default()].join(" ");
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&place.into(), "", None);
        }
        let by_link = link.is_some();
        WAY.set(if by_link { Way::Link } else { Way::Program });
    }

    /// The browser has gone back or forward, and the router follows.
    pub fn go_back() {
        WAY.set(Way::Back);
    }

    /// A page is on the screen, or the next step of its form.
    pub fn arrived(heading: HtmlElement, path: &str, next_step: bool) {
        let way = WAY.replace(Way::Program);
        let before = SHOWN.replace(Some(path.to_owned()));
        if before.is_none() {
            return;
        }
        let moved = next_step || way == Way::Link || before.as_deref() != Some(path);
        // After the router has written the address and scrolled.
        request_animation_frame(move || {
            if way == Way::Back && back_where_they_were() {
                return;
            }
            if moved || nothing_has_focus() {
                focus(&target().unwrap_or(heading));
            }
        });
    }

    /// Whether what had the focus has gone.
    fn nothing_has_focus() -> bool {
        document()
            .active_element()
            .is_none_or(|element| element.tag_name() == "BODY")
    }

    /// What the address points to within the page.
    fn target() -> Option<HtmlElement> {
        let hash = location().hash().ok()?;
        let element = document().get_element_by_id(hash.strip_prefix('#')?)?;
        element.scroll_into_view();
        element.dyn_into().ok()
    }

    fn focus(element: &HtmlElement) {
        let _ = element.focus();
        if nothing_has_focus() {
            // Only what can have the focus takes it.
            element.set_tab_index(-1);
            let _ = element.focus();
        }
    }

    /// Puts the reader back to where they left the page, if they left it by the router.
    fn back_where_they_were() -> bool {
        let state = window().history().and_then(|history| history.state());
        let place = state.ok().and_then(|state| state.as_string());
        let Some((down, href)) = place.as_deref().and_then(|place| place.split_once(' ')) else {
            return false;
        };
        let selector = ["a[href=\"", href, "\"]"].concat();
        let link = document().query_selector(&selector).ok().flatten();
        if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
            let _ = link.focus();
        }
        window().scroll_to_with_x_and_y(0.0, f64::from(down.parse::<i32>().unwrap_or_default()));
        true
    }
}
