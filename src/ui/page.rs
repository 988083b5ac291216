//! What every page has: its title, its data, and what is shown when the data can't be had.

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_matched};
use serde::{Serialize, de::DeserializeOwned};

#[cfg(feature = "ssr")]
use super::unescaped::harmless;
use super::{Answer, Data, PageResource, ReachRegistrationTeam, arrival::arrive, view};
use crate::base::error::AppError;

/// A page's frame: its title in the browser, its heading, and its content in a readable width.
#[component]
pub fn Page(
    /// The one heading, and the title of the browser's tab.
    #[prop(into)]
    title: Signal<String>,
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
    let heading = move || title.get();
    let top = arrive(title);
    let title = move || {
        let error = if wrong.get() { "Error: " } else { "" };
        [error, &title.get(), " - Practice Access"].concat()
    };
    // The title is not part of the view: a view that is shown again in place would leave its old title behind, which
    // asks for signals that are gone.
    #[cfg(feature = "ssr")]
    drop(leptos_meta::Title(
        leptos_meta::TitleProps::builder()
            .text(harmless(untrack(title)))
            .build(),
    ));
    #[cfg(not(feature = "ssr"))]
    Effect::new(move |_| document().set_title(&title()));
    let width = if wide {
        "nhsuk-width-container app-width-wide"
    } else {
        "nhsuk-width-container"
    };
    view! {
        <div class=width>
            <main class="nhsuk-main-wrapper" id="maincontent">
                {above.run()}
                <h1 class="nhsuk-heading-l" tabindex="-1" node_ref=top>{heading}</h1>
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
    show: impl Fn(T) -> V + Send + Sync + 'static,
) -> AnyView
where
    K: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
    F: Fn(K) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<T, AppError>> + Send + 'static,
    V: IntoView + 'static,
{
    let (location, matched) = (use_location(), use_matched());
    let asked = Arc::new(Mutex::new(None::<K>));
    let latest = asked.clone();
    let changes = Box::new(move |before: Option<&u32>| {
        // On the way to another page its address is there before this page is gone.
        let leaving =
            location.pathname.get().trim_end_matches('/') != matched.get().trim_end_matches('/');
        let now = key();
        let mut asked = latest.lock().unwrap_or_else(PoisonError::into_inner);
        match before {
            Some(count) if leaving || *asked == Some(now.clone()) => *count,
            _ => {
                *asked = Some(now);
                before.map_or(0, |count| count + 1)
            }
        }
    });
    let fetch = Box::new(move || -> Fetching {
        let key = asked.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let fetched = key.map(&fetch);
        Box::pin(async move {
            match fetched {
                Some(fetched) => fetched.await.map(Data::new),
                None => Err(AppError::Unavailable(String::new())),
            }
        })
    });
    let show = Arc::new(move |data: Data| match data.read() {
        Some(value) => show(value).into_any(),
        None => view! { <Trouble error=AppError::Unavailable(String::new()) /> }.into_any(),
    });
    loaded(changes, fetch, show)
}

type Fetching = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// From how often something changed until now to how often it has.
type Changes = dyn Fn(Option<&u32>) -> u32 + Send + Sync;

/// The part of [`load`] that is the same for all pages. `changes` counts the changes of what is asked for.
fn loaded(
    changes: Box<Changes>,
    fetch: Box<dyn Fn() -> Fetching + Send + Sync>,
    show: Arc<dyn Fn(Data) -> AnyView + Send + Sync>,
) -> AnyView {
    let changes = Memo::new(changes);
    // The resource may be asked once more when its page is already gone: then nothing has changed.
    let last = AtomicU32::new(0);
    let source = move || match changes.try_get() {
        Some(count) => {
            last.store(count, Ordering::Relaxed);
            count
        }
        None => last.load(Ordering::Relaxed),
    };
    let data = PageResource::new_with_options(source, move |_| fetch(), false);
    view! {
        <Transition fallback=|| {
            view! { <div class="nhsuk-width-container"><p role="status">"Loading"</p></div> }
        }>
            {move || {
                let show = show.clone();
                Suspend::new(async move {
                    match data.await {
                        Ok(data) => show(data),
                        Err(error) => view! { <Trouble error /> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}

/// Leads on to another address as soon as it is shown.
#[component]
fn LedTo(address: String) -> impl IntoView {
    #[cfg(feature = "ssr")]
    leptos_axum::redirect(&address);
    #[cfg(not(feature = "ssr"))]
    {
        let open = super::use_open();
        Effect::new(move |_| {
            let options = leptos_router::NavigateOptions {
                replace: true,
                ..leptos_router::NavigateOptions::default()
            };
            open(&address, options);
        });
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
        error.set_status();
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
            return view! { <LedTo address=to /> };
        }
        AppError::NotFound => "Page not found",
        AppError::Forbidden(_) => "You do not have access to this page",
        AppError::Unavailable(_) => "Sorry, the service is unavailable",
        _ => "Sorry, there is a problem",
    };
    let advice = match error {
        AppError::NotFound => {
            "Check the address. If you followed a link, the page may have been removed.".to_owned()
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
            <ReachRegistrationTeam />
        </Page>
    }
    .into_any()
}
