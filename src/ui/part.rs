//! Parts of the program that a browser loads when their page is first opened.

use std::pin::Pin;

use leptos::prelude::*;
use leptos_router::ChooseView;
use wasm_split_helpers::SplitLoaderError;

use super::{Page, view};

/// A page in a part of its own: what loads the part and makes the view. It is one type for all pages, and so are their
/// addresses, so that the router is compiled once.
#[derive(Clone)]
pub struct Part(pub fn() -> Loading);

/// A part on its way, and the view it makes.
type Loading = Pin<Box<dyn Future<Output = Result<AnyView, SplitLoaderError>>>>;

impl ChooseView for Part {
    async fn choose(self) -> AnyView {
        (self.0)()
            .await
            .unwrap_or_else(|_| view! { <Lost /> }.into_any())
    }

    async fn preload(&self) {
        // `choose` loads; nothing can be loaded before it without holding the result.
    }
}

/// Instead of a page whose part did not arrive.
#[component]
fn Lost() -> impl IntoView {
    let location = leptos_router::hooks::use_location();
    let mut address = location.pathname.get_untracked();
    let search = location.search.get_untracked();
    if !search.is_empty() {
        address.extend(["?", &search]);
    }
    view! {
        <Page title="This page could not be loaded">
            <p>"Your connection may be lost. Nothing was changed."</p>
            <p><a href=address>"Try again"</a></p>
        </Page>
    }
}
