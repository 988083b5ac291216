//! The letters as a document to be printed.

use axum::{
    Router,
    extract::{Query as Address, State},
    http::{header, request::Parts},
    response::{IntoResponse as _, Response},
    routing::get,
};

use super::{model::LetterFilter, sheet, store};
use crate::{
    base::heavy::heavy,
    database::Failure,
    web::{App, Request, csv::refuse},
};

/// What is not a page.
pub fn routes() -> Router<App> {
    Router::new().route("/letters/print", get(print))
}

/// Exactly the letters that the page lists.
async fn print(
    State(app): State<App>,
    parts: Parts,
    Address(filter): Address<LetterFilter>,
) -> Response {
    let request = Request::new(app, parts);
    let work = async {
        request.actor().await?.registration()?;
        let mut tx = request.app.db.read().await?;
        let letters = store::to_print(&mut tx, &filter).await?;
        let contact = request.app.contact.clone();
        let write = move || sheet::document(&letters, &contact, sheet::LINKED);
        heavy(write).await.map_err(Failure::internal)
    };
    match work.await {
        Ok(html) => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        Err(failure) => refuse(request.tell(failure)),
    }
}
