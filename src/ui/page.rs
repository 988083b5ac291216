//! What every page has: its title, its data, and what is shown when the data can't be had.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::Redirect, hooks::use_location};
use serde::{Serialize, de::DeserializeOwned};

use super::{Json, unescaped::harmless};
use crate::error::AppError;

/// A page's frame: its title in the browser, its heading, and its content in a readable width.
#[component]
pub fn Page(
    /// The one heading, and the title of the browser's tab.
    #[prop(into)]
    title: String,
    /// Whether the page is shown again with something to put right.
    #[prop(optional, into)]
    wrong: Signal<bool>,
    /// Whether the content may use the whole width, for tables.
    #[prop(optional)]
    wide: bool,
    /// What stands above the heading: a back link, an error summary.
    #[prop(optional, into)]
    above: ViewFn,
    children: Children,
) -> impl IntoView {
    let heading = title.clone();
    let title = move || {
        let error = if wrong.get() { "Error: " } else { "" };
        harmless([error, &title, " - Practice Access"].concat())
    };
    // Leptos asks for the title when the page is done. By then the thread may be rendering another request, in whose
    // signals `wrong` would be looked up.
    #[cfg(feature = "ssr")]
    let title = untrack(title);
    let width = if wide {
        "nhsuk-width-container app-width-wide"
    } else {
        "nhsuk-width-container"
    };
    view! {
        <Title text=title />
        <div class=width>
            <main class="nhsuk-main-wrapper" id="maincontent">
                {above.run()}
                <h1 class="nhsuk-heading-l">{heading}</h1>
                {children()}
            </main>
        </div>
    }
}

/// Loads a page's data and shows it, or what the reader can do when it can't be had. `key` is everything in the
/// address that the data depends on; a change of it loads again.
pub fn load<K, T, F, Fut, V>(
    key: impl Fn() -> K + Send + Sync + 'static,
    fetch: F,
    show: impl Fn(T) -> V + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    K: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
    F: Fn(K) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<T, AppError>> + Send + 'static,
    V: IntoView + 'static,
{
    // Another view of the same page is a page load: what was shown before must be gone when its data is.
    let location = use_location();
    let (path, search) = (
        location.pathname.get_untracked(),
        location.search.get_untracked(),
    );
    Effect::new(move |_| {
        if location.pathname.get() == path && location.search.get() != search {
            let _ = window().location().reload();
        }
    });
    let data = Resource::<_, Json>::new_with_options(key, fetch, false);
    view! {
        <Transition fallback=|| {
            view! { <div class="nhsuk-width-container"><p role="status">"Loading"</p></div> }
        }>
            {move || {
                let show = show.clone();
                Suspend::new(async move {
                    match data.await {
                        Ok(value) => show(value).into_any(),
                        Err(error) => view! { <Trouble error /> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

/// What is shown instead of a page's data.
#[component]
pub fn Trouble(
    /// What went wrong.
    error: AppError,
) -> impl IntoView {
    #[cfg(feature = "ssr")]
    if error != AppError::NotSignedIn {
        crate::server::respond::set_status(&error);
    }
    let title = match error {
        AppError::NotSignedIn => {
            let location = use_location();
            let back = [
                location.pathname.get_untracked(),
                location.search.get_untracked(),
            ]
            .join("?");
            let to = ["/sign-in?next=", &super::escape(back.trim_end_matches('?'))].concat();
            return view! { <Redirect path=to /> }.into_any();
        }
        AppError::NotFound => "Page not found",
        AppError::Forbidden(_) => "You do not have access to this page",
        AppError::Unavailable => "Sorry, the service is unavailable",
        _ => "Sorry, there is a problem",
    };
    let advice = match error {
        AppError::NotFound => {
            "Check the address. If you followed a link, what it led to may have been removed."
                .to_owned()
        }
        ref other => other.to_string(),
    };
    view! {
        <Page title>
            <p>{advice}</p>
            <p>
                <a href="/">"Go to the home page"</a>
                " or read "
                <a href="/help/getting-access">"who can give you access"</a>
                "."
            </p>
        </Page>
    }
    .into_any()
}
