//! Rendering pages on the server, away from the threads that answer requests: a large one takes a while.

use std::{io, panic::resume_unwind, pin::Pin, sync::LazyLock, thread::available_parallelism};

use axum::{
    body::{Body, to_bytes},
    extract::Request as HttpRequest,
    http::StatusCode,
    response::Response,
};
use tokio::{
    runtime::{Builder, Runtime},
    task::JoinSet,
};
use tracing::Instrument as _;

use super::{App, error_page, provide_request};
use crate::database::Failure;

/// The threads that render pages: as many as there are processors, which the operating system shares out among them and
/// those that answer requests. Fewer would let several pages wait where there is a processor for each.
static PAGES: LazyLock<io::Result<Runtime>> = LazyLock::new(|| {
    Builder::new_multi_thread()
        .worker_threads(available_parallelism().map_or(2, usize::from).max(2))
        .thread_name("pages")
        .enable_all()
        .build()
});

/// Renders a page with something more in its context.
pub(crate) fn renderer(
    app: App,
    more: impl Fn() + Clone + Send + Sync + 'static,
) -> impl Fn(HttpRequest) -> Pin<Box<dyn Future<Output = Response> + Send>> {
    let (assets, document) = (app.assets.clone(), app.document);
    let render = leptos_axum::render_app_async_with_context(
        move || {
            provide_request(app.clone());
            more();
        },
        move || (document.0)(&assets),
    );
    move |request| Box::pin(away(render(request)))
}

/// Renders a page to its last byte. Whoever gives it up while it is rendered ends the rendering.
pub(crate) async fn away(page: impl Future<Output = Response> + Send + 'static) -> Response {
    rendered(page).await.unwrap_or_else(|failure| {
        tracing::error!(%failure, "A page was not rendered");
        error_page::page(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Sorry, there is a problem",
            "Something went wrong on our side. Try again in a few minutes.",
        )
    })
}

async fn rendered(
    page: impl Future<Output = Response> + Send + 'static,
) -> Result<Response, Failure> {
    let threads = PAGES.as_ref().map_err(Failure::internal)?;
    let whole = async {
        let (head, body) = page.await.into_parts();
        let body = to_bytes(body, usize::MAX).await?;
        Ok::<_, axum::Error>(Response::from_parts(head, Body::from(body)))
    };
    let mut rendering = JoinSet::new();
    rendering.spawn_on(whole.in_current_span(), threads.handle());
    match rendering.join_next().await {
        Some(Ok(response)) => response.map_err(Failure::internal),
        Some(Err(error)) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(error) => Err(Failure::internal(error)),
        },
        None => Err(Failure::internal("a page was not rendered")),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn a_page_is_rendered_to_its_end_by_other_threads() {
        let rendered = away(async {
            assert_eq!(std::thread::current().name(), Some("pages"));
            Response::new(Body::from("whole"))
        });
        let body = to_bytes(rendered.await.into_body(), 99).await.unwrap();
        assert_eq!(body, "whole");
    }

    #[tokio::test]
    async fn a_page_that_nobody_waits_for_any_more_is_not_rendered_further() {
        let (held, dropped) = tokio::sync::oneshot::channel::<()>();
        let never = away(async move {
            std::future::pending::<()>().await;
            drop(held);
            Response::default()
        });
        assert!(timeout(Duration::from_millis(20), never).await.is_err());
        assert!(dropped.await.is_err());
    }
}
