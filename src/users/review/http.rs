//! A review that was signed, as a file.

use super::store;
use crate::{
    base::{clock::date_of, error::AppError, ids::OdsCode},
    web::{
        App, Request,
        csv::{Csv, day as csv_day, download},
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
    Router::new().route("/practices/{ods}/reviews/{id}/file", get(file))
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
            "Roles removed",
            "Signed by",
            "Signed by: username now",
            "Signed on",
        ])?;
        let signed = store::signed(&mut tx, &permit, id).await?;
        let day = csv_day(date_of(signed.at));
        for line in &signed.lines {
            csv.row([
                &*line.name,
                &line.email,
                &line.roles,
                &line.last_sign_in,
                if line.kept() { "keep" } else { "remove" },
                &line.removed,
                &signed.by,
                &signed.by_username,
                &day,
            ])?;
        }
        csv.download(["access-review-", practice.as_ref(), ".csv"].concat())
    };
    download(&request, work).await
}
