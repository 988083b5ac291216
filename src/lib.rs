//! Practice Access: who works at a GP practice, what each of them may do, who decided it, what to decide next.
//!
//! One room for each subject; inside a room the same few files: `model` (types that browser and server share),
//! `rules` (pure decisions), `api` (server functions), `store` (SQL), `pages`. `docs/ARCHITECTURE.md` is the map.

#![recursion_limit = "256"]

pub mod access;
pub mod account;
pub mod app;
pub mod base;
pub mod coverage;
pub mod help;
pub mod history;
pub mod home;
pub mod performers;
pub mod practices;
pub mod requests;
pub mod sign_in;
pub mod ui;
pub mod users;

#[cfg(feature = "ssr")]
pub(crate) mod accountant_links;
#[cfg(feature = "ssr")]
pub mod accountants;
#[cfg(feature = "ssr")]
pub(crate) mod backup;
#[cfg(feature = "ssr")]
pub mod boot;
#[cfg(feature = "ssr")]
pub mod database;
#[cfg(feature = "ssr")]
pub mod demo;
#[cfg(feature = "ssr")]
pub mod launches;
#[cfg(feature = "ssr")]
pub mod mail;
#[cfg(feature = "ssr")]
pub(crate) mod ods;
#[cfg(feature = "ssr")]
pub mod officers;
#[cfg(feature = "ssr")]
pub mod operations;
#[cfg(feature = "ssr")]
pub mod paper;
#[cfg(feature = "ssr")]
pub mod passwords;
#[cfg(feature = "ssr")]
pub mod pensions;
#[cfg(feature = "ssr")]
pub(crate) mod people;
#[cfg(feature = "ssr")]
pub mod registration;
#[cfg(feature = "ssr")]
pub(crate) mod still_here;
#[cfg(feature = "ssr")]
pub mod successions;
#[cfg(feature = "ssr")]
pub mod web;

#[cfg(test)]
mod floors;

/// Called by the browser: takes over the page that the server rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn hydrate() {
    // Without the part of this page the document stays as it is: it works without any.
    let path = leptos::prelude::location().pathname().unwrap_or_default();
    if app::prepare(&path).await.is_err() {
        return;
    }
    ui::listen_before_the_router(app::ROUTED);
    leptos::mount::hydrate_body(app::App);
    // Says that the page now answers by itself: what tests wait for.
    if let Some(root) = leptos::prelude::document().document_element() {
        let _ = root.set_attribute("data-hydrated", "");
    }
}
