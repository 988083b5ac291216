//! Answering a form posted by a browser without WebAssembly: the server's half of `ui::PostForm`.

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use leptos::{
    prelude::{Owner, provide_context},
    reactive::computed::ScopedFuture,
    server_fn::ServerFn,
};
use leptos_axum::ResponseOptions;
use serde::de::DeserializeOwned;

use crate::{
    base::error::AppError,
    ui::{FormState, Outcome, Submitted},
    web::{App, Request, error_page, form_drafts, request::provide_request, upload},
};

/// Runs the server function `F` on a form posted to its page: a success leads on, anything else shows the page again.
pub async fn page_form<F>(State(app): State<App>, parts: Parts, body: Bytes) -> Response
where
    F: ServerFn<Output = Outcome, Error = AppError> + DeserializeOwned + 'static,
{
    let sent = if upload::is_in_parts(&parts.headers) {
        upload::fields(&parts.headers, body).await
    } else {
        Some(upload::Fields {
            without_files: body.clone(),
            all: body,
        })
    };
    // The same reading as server functions use for a call from WebAssembly.
    let read = |sent: &upload::Fields| {
        let config = serde_qs::Config::new(5, false);
        config.deserialize_bytes::<F>(&sent.all).ok()
    };
    let Some((input, body)) = sent.and_then(|sent| Some((read(&sent)?, sent.without_files))) else {
        return error_page::page(
            StatusCode::BAD_REQUEST,
            "The form could not be read",
            "Nothing was changed. Go back, reload the page and try again.",
        );
    };
    let response = ResponseOptions::default();
    let result = run(&app, &parts, response.clone(), input).await;
    let headers = set_headers(&response);
    match result {
        Ok(Outcome::Done { to }) => {
            form_drafts::forget_those_of(&app, &parts).await;
            lead_to(&to, headers)
        }
        Err(AppError::NotSignedIn) => to_sign_in(app, parts, &body, headers).await,
        Ok(Outcome::Form(form_state)) => {
            let status = if form_state.errors.is_empty() {
                StatusCode::OK
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            show_again(app, parts, &body, form_state, status).await
        }
        // The page of the form may say that nothing was changed, where it can't be shown.
        Err(AppError::InDoubt(_)) => error_page::page(
            StatusCode::SERVICE_UNAVAILABLE,
            "Sorry, the service is unavailable",
            "We do not know if it was done. Check before you try again.",
        ),
        Err(error) => {
            let status = status_of(&error);
            show_again(app, parts, &body, FormState::wrong("", error), status).await
        }
    }
}

/// Leads to where one logs in, and from there back to the page with what was sent.
async fn to_sign_in(app: App, parts: Parts, body: &[u8], headers: HeaderMap) -> Response {
    match form_drafts::keep_for_later(&app, &parts, values_of(body)).await {
        Ok(page) => {
            let next = crate::ui::escape(&page);
            lead_to(&["/sign-in?next=", &next].concat(), headers)
        }
        Err(failure) => {
            let error = failure.public(&Request::new(app.clone(), parts.clone()).id());
            let form_state = FormState::wrong("", &error);
            show_again(app, parts, body, form_state, status_of(&error)).await
        }
    }
}

fn status_of(error: &AppError) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

async fn run<F>(
    app: &App,
    parts: &Parts,
    response: ResponseOptions,
    input: F,
) -> Result<Outcome, AppError>
where
    F: ServerFn<Output = Outcome, Error = AppError> + 'static,
{
    let (app, parts) = (app.clone(), parts.clone());
    Owner::new()
        .with(|| {
            ScopedFuture::new(async move {
                provide_request(app);
                provide_context(parts);
                provide_context(response);
                input.run_body().await
            })
        })
        .await
}

/// The headers a server function asked for: cookies.
fn set_headers(response: &ResponseOptions) -> HeaderMap {
    let mut parts = response
        .0
        .write()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    std::mem::take(&mut parts.headers)
}

fn lead_to(to: &str, mut headers: HeaderMap) -> Response {
    let to = if is_of_this_site(to) { to } else { "/" };
    headers.insert(
        header::LOCATION,
        HeaderValue::from_str(to).unwrap_or_else(|_| HeaderValue::from_static("/")),
    );
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// Only addresses of this site: a form can't be made to lead elsewhere. Browsers read a backslash as a slash and leave
/// out control characters, so `/\evil.example` and `/<tab>/evil.example` are other sites.
pub(crate) fn is_of_this_site(to: &str) -> bool {
    to.starts_with('/') && !to[1..].starts_with(['/', '\\']) && !to.contains(char::is_control)
}

/// What was sent, passwords left out.
pub(crate) fn values_of(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(body)
        .filter(|(name, _)| !name.ends_with("password"))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

/// Leads to the page with what was sent and what is said to it; answers with that page itself where it can't be kept.
async fn show_again(
    app: App,
    mut parts: Parts,
    body: &[u8],
    form_state: FormState,
    status: StatusCode,
) -> Response {
    let mut values = values_of(body);
    values.retain(|(name, _)| {
        form_state
            .carried
            .iter()
            .all(|(carried, _)| carried != name)
    });
    values.extend(form_state.carried.iter().cloned());
    let submitted = Submitted { values, form_state };
    // Where the database is away, it is not asked again.
    if !status.is_server_error() {
        match form_drafts::keep(&app, &parts, submitted.clone(), status).await {
            Ok(Some(page)) => return lead_to(&page, HeaderMap::new()),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "A form is answered without a draft"),
        }
    }
    parts.method = Method::GET;
    let request = axum::http::Request::from_parts(parts, Body::empty());
    let render = super::renderer(app, move || provide_context(submitted.clone()));
    let mut response = render(request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}
