//! Rendering a page on the server.

use std::pin::Pin;

use axum::{extract::Request as HttpRequest, response::Response};

use super::{App, provide_request};

/// Renders a page with something more in its context.
pub(crate) fn renderer(
    app: App,
    more: impl Fn() + Clone + Send + Sync + 'static,
) -> impl Fn(HttpRequest) -> Pin<Box<dyn Future<Output = Response> + Send>> {
    let (site, document) = (app.site.clone(), app.document);
    leptos_axum::render_app_async_with_context(
        move || {
            provide_request(app.clone());
            more();
        },
        move || (document.0)(&site),
    )
}
