//! A review that was signed, as a file.

use super::store;
use crate::{
    base::{error::AppError, ids::OdsCode},
    web::{
        App, Request,
        csv::{Csv, download},
    },
};
use axum::{
    Router,
    extract::{Path, State},
    http::request::Parts,
    response::Response,
    routing::get,
};

/// Downloads.
pub fn routes() -> Router<App> {
    Router::new().route("/practices/{ods}/reviews/{id}", get(file))
}

async fn file(
    State(app): State<App>,
    Path((practice, id)): Path<(String, String)>,
    parts: Parts,
) -> Response {
    let request = Request::new(app, parts);
    let work = async {
        let actor = request.actor().await?;
        let (Ok(practice), Ok(id)) = (practice.parse::<OdsCode>(), id.parse()) else {
            return Err(AppError::NotFound.into());
        };
        let permit = actor.see_practice(&practice)?;
        let mut tx = request.app.db.read().await?;
        let mut csv = Csv::default();
        csv.row([
            "Name",
            "Username now",
            "Roles",
            "Last logged in",
            "Decision",
            "Signed by",
            "Signed by: username now",
            "Signed on",
        ])?;
        for row in store::signed(&mut tx, &permit, id).await? {
            csv.row(row)?;
        }
        csv.download(["access-review-", practice.as_ref(), ".csv"].concat())
    };
    download(&request, work).await
}
