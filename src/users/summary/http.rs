//! The summary as files: the same reading, the same permit and the same filters as the page.

use axum::{
    Router,
    extract::{Path, State},
    http::request::Parts,
    response::Response,
    routing::get,
};

use super::{
    FilterQuery,
    api::summary,
    sheet::{Sheet, sheet},
};
use crate::{
    base::{error::AppError, heavy::heavy, ids::OdsCode},
    database::Failure,
    web::{
        App, Request,
        csv::{Csv, download},
        excel::workbook,
    },
};

/// The downloads.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/practices/{ods}/users.csv", get(as_csv))
        .route("/practices/{ods}/users.xlsx", get(as_excel))
}

async fn as_csv(State(app): State<App>, Path(ods): Path<String>, parts: Parts) -> Response {
    let request = Request::new(app, parts.clone());
    let work = async {
        let (practice, sheet) = read(&request, &ods, &parts).await?;
        heavy(move || {
            let mut csv = Csv::default();
            csv.row(&sheet.heads)?;
            for row in &sheet.rows {
                csv.row(row)?;
            }
            csv.download(name(&practice, ".csv"))
        })
        .await?
    };
    download(&request, work).await
}

async fn as_excel(State(app): State<App>, Path(ods): Path<String>, parts: Parts) -> Response {
    let request = Request::new(app, parts.clone());
    let work = async {
        let (practice, sheet) = read(&request, &ods, &parts).await?;
        let write = move || {
            let of = ["Users of ", practice.as_ref()].concat();
            workbook(name(&practice, ".xlsx"), &of, &sheet.heads, &sheet.rows)
        };
        heavy(write).await?
    };
    download(&request, work).await
}

async fn read(request: &Request, ods: &str, parts: &Parts) -> Result<(OdsCode, Sheet), Failure> {
    let practice: OdsCode = ods.parse().map_err(|_| AppError::NotFound)?;
    let query = parts.uri.query().unwrap_or_default();
    let filter_query = FilterQuery::from_query(query);
    let filter = filter_query.parse()?;
    let summary = summary(request, &practice, &filter_query).await?;
    Ok((practice, sheet(&summary, &filter)))
}

fn name(practice: &OdsCode, ending: &str) -> String {
    ["users-of-", practice.as_ref(), ending].concat()
}
