//! The HTTP surface: every address of the program and the layers around them.

use std::sync::LazyLock;

use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath, Request as HttpRequest, State},
    http::{HeaderValue, StatusCode, Version, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use leptos::server_fn::ContentType as _;
use leptos_axum::{
    AxumRouteListing, LeptosRoutes as _, generate_route_list, handle_server_fns_with_context,
};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    limit::RequestBodyLimitLayer,
    services::{ServeDir, ServeFile},
    timeout::TimeoutLayer,
};

use crate::{
    app::{App as Pages, forms, shell, uploads},
    base::{clock::new_id, codec::Compact, error::AppError},
    boot::{prometheus, take_in},
    sign_in, users,
    web::{
        App, AskerInLog, Document, LARGEST_UPLOAD, REQUEST_ID, away, client, cross_site,
        error_page, form_drafts, headers, page_form, provide_request, renderer, respond,
    },
};
use leptos::prelude::IntoAny as _;
use tracing::Instrument as _;

/// No form or call of this program comes near it.
const LARGEST_BODY: usize = 1024 * 1024;

/// Every address of the program.
///
/// Must be called inside a tokio runtime.
pub fn router(app: App) -> Router {
    let app = App {
        document: Document(|assets| shell(assets).into_any()),
        ..app
    };
    pages(&app)
        .merge(forms())
        // A button in the head of every page, which leads away from all of them.
        .route("/sign-out", post(page_form::<sign_in::api::SignOut>))
        .merge(crate::accountants::http::routes())
        .merge(crate::pensions::http::routes())
        .merge(crate::history::http::routes())
        .merge(crate::paper::http::routes())
        .merge(crate::practices::http::routes())
        .merge(crate::registration::http::routes())
        .merge(users::http::routes())
        .route("/api/{*function}", post(call))
        .route("/health/live", get(|| async { "ok" }))
        .route("/health/ready", get(ready))
        .merge(files(&app))
        .fallback(not_found)
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .merge(uploads().layer(RequestBodyLimitLayer::new(LARGEST_UPLOAD)))
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(
            app.clone(),
            form_drafts::fill_in,
        ))
        // From the inside out: the last one sees a request first and its answer last.
        .layer(compression())
        .layer(cross_site::refuse())
        .layer(middleware::from_fn(cross_site::refuse_unencrypted))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            app.longest_answer,
        ))
        .layer(CatchPanicLayer::custom(|_| {
            error_page::page(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Sorry, there is a problem",
                "Something went wrong on our side. Try again in a few minutes.",
            )
        }))
        .layer(middleware::from_fn(one_host))
        .layer(middleware::from_fn(explain))
        .layer(middleware::from_fn(
            async |request: HttpRequest, next: Next| {
                take_in::what_is_refused(LARGEST_BODY, request, next).await
            },
        ))
        .layer(middleware::from_fn(client::turn_away))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            error_page::fill_in,
        ))
        .layer(middleware::from_fn(headers::guard))
        .layer(middleware::from_fn_with_state(app.clone(), client::meet))
        .layer(middleware::from_fn(log))
        .with_state(app)
}

/// The addresses of the pages. They are found out by a rendering during which no page of the whole process loads anything:
/// one that were rendered meanwhile would wait for ever. So it is done once, before there is a router that renders.
static ROUTES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(Pages));

/// Every page, rendered and compressed away from the threads that answer requests.
fn pages(app: &App) -> Router<App> {
    let routes = ROUTES.clone();
    let context = {
        let app = app.clone();
        move || provide_request(app.clone())
    };
    let assets = app.assets.clone();
    Router::new()
        .leptos_routes_with_context(app, routes, context, move || shell(&assets))
        .layer(compression())
        .layer(middleware::from_fn(
            async |request: HttpRequest, next: Next| away(next.run(request)).await,
        ))
}

/// What browsers load beside the pages.
fn files(app: &App) -> Router<App> {
    let built = ServiceBuilder::new().layer(middleware::from_fn(keep_for_ever));
    let of = |name: &str| [&app.options.site_root, name].concat();
    let pkg = ServeDir::new(of("/pkg"));
    Router::new()
        .nest_service(
            "/pkg",
            built.service(pkg.precompressed_br().precompressed_gzip()),
        )
        .nest_service("/assets", ServeDir::new(of("/assets")))
        .route_service("/robots.txt", ServeFile::new(of("/robots.txt")))
}

fn compression() -> CompressionLayer {
    CompressionLayer::new().quality(tower_http::CompressionLevel::Fastest)
}

/// A server function called by WebAssembly or by another program: answered with what it returns, never with a redirect.
async fn call(State(app): State<App>, mut request: HttpRequest) -> Response {
    let (path, method) = (request.uri().path(), request.method().clone());
    if leptos::server_fn::axum::get_server_fn_service(path, method).is_none() {
        return (StatusCode::NOT_FOUND, axum::Json(AppError::NotFound)).into_response();
    }
    if !wants_compact(&request) {
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(header::ACCEPT, json);
    }
    handle_server_fns_with_context(move || provide_request(app.clone()), request)
        .await
        .into_response()
}

async fn not_found(State(app): State<App>, request: HttpRequest) -> Response {
    let mut response = renderer(app, || {})(request).await;
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// Whether the program can do its work now: read and save. What is wrong beside that is told, and answering goes on.
async fn ready(State(app): State<App>) -> Response {
    if let Err(error) = app.db.check_writable().await {
        tracing::error!(%error, "Not ready");
        return (StatusCode::SERVICE_UNAVAILABLE, "the database can't answer").into_response();
    }
    let mut lines = vec!["ready".to_owned()];
    lines.extend(app.jobs.wrong());
    lines.join("\n").into_response()
}

/// Names the request and writes one line about it: method, path without what was asked, status, time, and for what was
/// refused or failed the account. Personal data is in neither. The name is ours alone: one sent by a client could make two requests look like one.
async fn log(mut request: HttpRequest, next: Next) -> Response {
    let id = new_id().to_string();
    let value = HeaderValue::from_str(&id).ok();
    request.headers_mut().remove(REQUEST_ID);
    request
        .headers_mut()
        .extend(value.clone().map(|value| (REQUEST_ID, value)));
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let asker = AskerInLog::default();
    request.extensions_mut().insert(asker.clone());
    let started = tokio::time::Instant::now();
    // Whatever is logged meanwhile says for which request: slow statements too, which know nothing of requests.
    let span = tracing::error_span!("request", request.id = id);
    let mut response = next.run(request).instrument(span).await;
    response
        .headers_mut()
        .extend(value.map(|value| (REQUEST_ID, value)));
    let took = started.elapsed();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let status = response.status();
    prometheus::count(&method, route, status.as_u16(), took);
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    let failed = status.is_client_error() || status.is_server_error();
    let by = asker.account().filter(|_| failed);
    tracing::info!(
        request.id = id,
        user.id = by.map(tracing::field::display),
        http.method = %method,
        http.path = path,
        http.status = status.as_u16(),
        time.micros = micros,
        "Answered"
    );
    response
}

/// Gives a page to what the layers refuse without one, for whoever sent it with a browser; and to a caller its error.
async fn explain(request: HttpRequest, next: Next) -> Response {
    let called = request.uri().path().starts_with("/api/");
    let compact = wants_compact(&request);
    let id = request.headers().get(REQUEST_ID).cloned();
    let response = next.run(request).await;
    let bare = !response.headers().contains_key(header::CONTENT_TYPE);
    match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE if !called => error_page::page(
            StatusCode::PAYLOAD_TOO_LARGE,
            "This is more than we can take",
            "Nothing was changed. Go back and send less at once.",
        ),
        StatusCode::SERVICE_UNAVAILABLE if bare => {
            let id = id.as_ref().and_then(|id| id.to_str().ok());
            let id = id.unwrap_or_default().to_owned();
            tracing::warn!(request.id = id, "A request took too long and was given up");
            if called {
                respond::encoded(&AppError::InDoubt(id), compact)
            } else {
                error_page::page(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "Sorry, this takes too long",
                    "We do not know if it was done. Check before you try again.",
                )
            }
        }
        _ => response,
    }
}

/// Whether an answer is for this program's own browser half.
fn wants_compact(request: &HttpRequest) -> bool {
    let own = HeaderValue::from_static(Compact::CONTENT_TYPE);
    request.headers().get(header::ACCEPT) == Some(&own)
}

/// Refuses what does not say for which host it is, or says more than one: whoever stands before this program may have
/// read another one.
async fn one_host(request: HttpRequest, next: Next) -> Response {
    if !names_one_host(&request) {
        return error_page::page(
            StatusCode::BAD_REQUEST,
            "This request could not be read",
            "It has to name the host that it is for, once.",
        );
    }
    next.run(request).await
}

/// A whole address in the request line, or `:authority` in HTTP/2, names the host as well; the header may then be there
/// too, if it says the same.
fn names_one_host(request: &HttpRequest) -> bool {
    let authority = request
        .uri()
        .authority()
        .map(|name| name.as_str().as_bytes());
    let mut headers = request.headers().get_all(header::HOST).iter();
    match (authority, headers.next(), headers.next()) {
        (Some(name), Some(header), None) => header.as_bytes().eq_ignore_ascii_case(name),
        (Some(_), None, None) => request.version() >= Version::HTTP_2,
        (None, Some(_), None) => true,
        _ => false,
    }
}

/// The folder of the built files is named after their content.
async fn keep_for_ever(request: HttpRequest, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.status().is_success() {
        response.headers_mut().insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        );
    }
    response
}
