//! Moves from page to page in the browser. The router makes those to pages of the program; documents, files and jumps
//! within a page are the browser's own. Links do not know which they are: [`RoutedPages`] does.

#[cfg(feature = "hydrate")]
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

#[cfg(feature = "hydrate")]
use super::{arrival, unsaved};

/// Whether the router shows what is at a path. In the context of every page.
#[derive(Clone, Copy)]
pub struct RoutedPages(pub fn(path: &str) -> bool);

/// What leads on from a page by itself, after a form or a choice, to where a link to the same address would lead.
pub fn use_open() -> impl Fn(&str, NavigateOptions) + Clone {
    let navigate = use_navigate();
    #[cfg(feature = "hydrate")]
    let routed = expect_context::<RoutedPages>();
    move |address: &str, options: NavigateOptions| {
        #[cfg(feature = "hydrate")]
        {
            let path = address.split(['?', '#']).next().unwrap_or_default();
            if !(routed.0)(path) {
                let _ = if options.replace {
                    location().replace(address)
                } else {
                    location().assign(address)
                };
                return;
            }
            arrival::leave(None);
        }
        navigate(address, options);
    }
}

/// Stands between the browser and the router. To be called before there is a router: browsers ask the listeners of a
/// window in the order in which they came.
#[cfg(feature = "hydrate")]
pub(crate) fn listen_before_the_router(routed: RoutedPages) {
    window_event_listener(leptos::ev::click, move |event| {
        let Some(link) = clicked_link(&event) else {
            return;
        };
        if routed.takes(&link) {
            arrival::leave(Some(&link));
        } else {
            event.stop_immediate_propagation();
        }
    });
    window_event_listener(leptos::ev::popstate, |event| {
        if unsaved::keeps_the_page() {
            event.stop_immediate_propagation();
        } else {
            arrival::go_back();
        }
    });
}

/// The link that a click followed, if it did.
#[cfg(feature = "hydrate")]
fn clicked_link(event: &web_sys::MouseEvent) -> Option<web_sys::HtmlAnchorElement> {
    use leptos::wasm_bindgen::JsCast as _;
    let element: web_sys::Element = event.target()?.dyn_into().ok()?;
    element.closest("a[href]").ok()??.dyn_into().ok()
}

#[cfg(feature = "hydrate")]
impl RoutedPages {
    /// Whether the router follows a link. To the address of this very page it does not: that is a jump within the page,
    /// or the page anew.
    fn takes(self, link: &web_sys::HtmlAnchorElement) -> bool {
        let here = location();
        let to = (link.pathname(), link.search());
        here.origin().is_ok_and(|origin| origin == link.origin())
            && (self.0)(&to.0)
            && here.pathname().ok().zip(here.search().ok()) != Some(to)
    }

    /// Whether the click that is under way makes the router leave the page.
    pub(super) fn leaves_by(self, event: &web_sys::MouseEvent) -> bool {
        let elsewhere =
            event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        clicked_link(event).is_some_and(|link| {
            !elsewhere
                && link.target().is_empty()
                && !link.has_attribute("download")
                && self.takes(&link)
        })
    }
}
