//! The summary as files: the same reading, the same permit and the same filters as the page.

use axum::{
    Router,
    extract::{Path, State},
    http::request::Parts,
    response::Response,
    routing::get,
};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

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
        csv::{Csv, Download, download},
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
        Ok(Download {
            name: name(&practice, ".xlsx"),
            kind: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            content: heavy(move || workbook(&practice, &sheet))
                .await?
                .map_err(Failure::internal)?,
        })
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

/// Cells are written as text, which a spreadsheet never runs.
fn workbook(practice: &OdsCode, sheet: &Sheet) -> Result<Vec<u8>, XlsxError> {
    // In characters: names and addresses, then everything else.
    const WIDTHS: (f64, f64) = (30.0, 16.0);
    const A4: u8 = 9;
    let mut workbook = Workbook::new();
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    let page = workbook.add_worksheet();
    page.set_name(["Users of ", practice.as_ref()].concat())?;
    for (column, text) in (0u16..).zip(&sheet.heads) {
        page.write_string_with_format(0, column, text, &head)?;
    }
    for (row, cells) in (1u32..).zip(&sheet.rows) {
        for (column, text) in (0u16..).zip(cells) {
            page.write_string(row, column, text)?;
        }
    }
    page.set_freeze_panes(1, 1)?;
    let (last_row, last_column) = (
        u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX),
        u16::try_from(sheet.heads.len().saturating_sub(1)).unwrap_or(u16::MAX),
    );
    page.autofilter(0, 0, last_row, last_column)?;
    for column in 0..=last_column {
        page.set_column_width(column, if column < 2 { WIDTHS.0 } else { WIDTHS.1 })?;
    }
    page.set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0);
    workbook.save_to_buffer()
}
