//! What is not a page: papers as downloads, the printable copy, the overview as files.

use axum::{
    Router,
    extract::{Path, Query as Address, RawForm, State},
    http::{header, request::Parts},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    api::{self, practice_forms_of},
    sections::{Section, live},
    sheet, store,
    views::{OverviewLine, OverviewView},
};
use crate::{
    base::{error::AppError, heavy::heavy},
    database::Failure,
    web::{
        App, Request,
        csv::{Csv, Download, day, download, refuse},
        excel::workbook,
    },
};

/// The downloads.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/pensions/{id}/papers/{paper}", get(paper))
        .route("/pensions/{id}/print", get(print))
        .route("/pensions/{id}/sections/{section}/working", post(working))
        .route("/pensions/practice.csv", get(as_csv))
        .route("/pensions/practice.xlsx", get(as_excel))
}

/// A paper, to be saved: no browser shows it in a page of this site.
async fn paper(
    State(app): State<App>,
    Path((_, paper)): Path<(String, String)>,
    parts: Parts,
) -> Response {
    let request = Request::new(app, parts);
    let work = async {
        let actor = request.actor().await?;
        let id: Uuid = paper.parse().map_err(|_| AppError::NotFound)?;
        let mut tx = request.app.db.read().await?;
        let today = request.app.clock.today();
        let (name, kind, content) = store::paper(&mut tx, &actor, id, today).await?;
        let plain = |c: char| if c.is_ascii() { c } else { '_' };
        Ok(Download {
            name: name.chars().map(plain).collect(),
            kind: kind.words(),
            content,
        })
    };
    download(&request, work).await
}

/// What a form comes to with what somebody has typed and not saved.
async fn working(
    State(app): State<App>,
    Path((id, section)): Path<(String, String)>,
    parts: Parts,
    RawForm(body): RawForm,
) -> Response {
    let request = Request::new(app, parts);
    let work = async {
        let id = id.parse().map_err(|_| AppError::NotFound)?;
        let section = Section::from_code(&section).ok_or(AppError::NotFound)?;
        let (content, tables, recorded) = api::to_fill_in(&request, id).await?;
        let sent: Vec<(String, String)> = form_urlencoded::parse(&body).into_owned().collect();
        let work = move || live(section, &sent, content, tables, &recorded);
        heavy(work).await.map_err(Failure::internal)
    };
    match work.await {
        Ok((result, steps)) => {
            axum::Json(serde_json::json!({ "result": result, "steps": steps })).into_response()
        }
        Err(failure) => refuse(request.tell(failure)),
    }
}

/// A copy of a form on A4.
async fn print(State(app): State<App>, Path(id): Path<String>, parts: Parts) -> Response {
    let request = Request::new(app, parts);
    let work = async {
        let actor = request.actor().await?;
        let id: Uuid = id.parse().map_err(|_| AppError::NotFound)?;
        let when = (request.app.clock.now(), request.app.clock.today());
        let mut tx = request.app.db.read().await?;
        let view = store::view(&mut tx, &actor, id, when).await?;
        let hash = store::hash_of(&mut tx, id).await?;
        Ok::<_, Failure>(sheet::document(&view, &hash))
    };
    match work.await {
        Ok(html) => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        Err(failure) => refuse(request.tell(failure)),
    }
}

/// Which overview.
#[derive(Deserialize)]
struct Which {
    #[serde(default)]
    practice: String,
    #[serde(default)]
    year: String,
}

const HEADS: [&str; 7] = [
    "Member",
    "Member email",
    "Scheme year",
    "Form",
    "Status",
    "Next step",
    "Last day",
];

fn rows(view: OverviewView) -> Vec<Vec<String>> {
    let row = |line: OverviewLine| {
        let form = line.form;
        vec![
            line.named,
            line.email,
            line.year.in_words(),
            form.of.kind.words().to_owned(),
            form.stands().to_owned(),
            form.next,
            day(form.due_on),
        ]
    };
    view.lines.into_iter().map(row).collect()
}

async fn as_csv(State(app): State<App>, Address(which): Address<Which>, parts: Parts) -> Response {
    let request = Request::new(app, parts);
    let work = async {
        let view = practice_forms_of(&request, &which.practice, which.year).await?;
        let write = move || {
            let mut csv = Csv::default();
            csv.row(HEADS)?;
            for row in rows(view) {
                csv.row(row)?;
            }
            csv.download("pension-forms.csv".to_owned())
        };
        heavy(write).await?
    };
    download(&request, work).await
}

async fn as_excel(
    State(app): State<App>,
    Address(which): Address<Which>,
    parts: Parts,
) -> Response {
    let request = Request::new(app, parts);
    let work = async {
        let view = practice_forms_of(&request, &which.practice, which.year).await?;
        let write = move || {
            let name = "pension-forms.xlsx".to_owned();
            workbook(
                name,
                "Pension forms",
                &HEADS.map(str::to_owned),
                &rows(view),
            )
        };
        heavy(write).await?
    };
    download(&request, work).await
}
