//! The record as files: the same permits and the same filters as the pages, down to the oldest event.

use axum::{
    Router,
    body::Body,
    extract::{Path, Query as Address, State},
    http::{header, request::Parts},
    response::{IntoResponse as _, Response},
    routing::get,
};
use futures::stream;

use super::{
    Account, Action, FilterQuery, Line,
    query::{Opened, Part, open},
    store::Reading,
};
use crate::{
    base::error::AppError,
    database::{Db, Failure},
    web::{
        App, Request,
        csv::{Csv, day, refuse},
    },
};

/// How many events are in memory at once.
const PIECE: usize = 1000;

/// Names are those that people had then; usernames are those of now, of accounts that the reader may see.
const HEADS: [&str; 16] = [
    "Date",
    "Time",
    "Who",
    "Who: username",
    "Who: name now",
    "What",
    "Whom",
    "Whom: username",
    "Whom: name now",
    "Practice code",
    "Practice",
    "Changes",
    "Reason",
    "Chain",
    "Number",
    "Request",
];

/// Downloads.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/history.csv", get(everything))
        .route("/practices/{ods}/history.csv", get(practice))
        .route("/users/{id}/history.csv", get(user))
}

async fn everything(
    State(app): State<App>,
    parts: Parts,
    Address(filter_query): Address<FilterQuery>,
) -> Response {
    file(
        Request::new(app, parts),
        Some(Part::Everything),
        filter_query,
    )
    .await
}

async fn practice(
    State(app): State<App>,
    Path(ods): Path<String>,
    parts: Parts,
    Address(filter_query): Address<FilterQuery>,
) -> Response {
    let part = ods.parse().ok().map(Part::Practice);
    file(Request::new(app, parts), part, filter_query).await
}

async fn user(
    State(app): State<App>,
    Path(id): Path<String>,
    parts: Parts,
    Address(filter_query): Address<FilterQuery>,
) -> Response {
    let part = id.parse().ok().map(Part::User);
    file(Request::new(app, parts), part, filter_query).await
}

/// Answers with all that is asked for of a part of the record, each piece read when the one before has been sent. One
/// that can't be read breaks the download off, so that nobody takes a part for the whole.
async fn file(request: Request, part: Option<Part>, filter_query: FilterQuery) -> Response {
    let (first, reading) = match begin(&request, part, &filter_query).await {
        Ok(begun) => begun,
        Err(failure) => return refuse(request.tell(failure)),
    };
    let pieces = stream::try_unfold((first, reading), move |(ready, mut reading)| {
        let db = request.app.db.clone();
        async move {
            if ready.is_empty() && !reading.more {
                return Ok(None);
            }
            let next = if reading.more {
                piece(&db, &mut reading, Csv::after("")).await?
            } else {
                Vec::new()
            };
            Ok::<_, Failure>(Some((ready, (next, reading))))
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"history.csv\"",
        ),
    ];
    (headers, Body::from_stream(pieces)).into_response()
}

/// Everything that can be refused, and the first piece.
async fn begin(
    request: &Request,
    part: Option<Part>,
    filter_query: &FilterQuery,
) -> Result<(Vec<u8>, Reading), Failure> {
    let part = part.ok_or(AppError::NotFound)?;
    let Opened { reading, .. } = open(request, part, &filter_query.first_page()).await?;
    let mut reading = reading.map_err(|errors| {
        let messages: Vec<_> = errors.into_iter().map(|error| error.message).collect();
        AppError::Invalid(messages.join(". "))
    })?;
    let mut csv = Csv::default();
    csv.row(HEADS)?;
    let first = piece(&request.app.db, &mut reading, csv).await?;
    Ok((first, reading))
}

async fn piece(db: &Db, reading: &mut Reading, mut csv: Csv) -> Result<Vec<u8>, Failure> {
    for line in reading.next(db, PIECE).await? {
        csv.row(cells(&line))?;
    }
    csv.bytes()
}

/// The username of an account, and its name if that is another one now.
fn account(account: Option<&Account>, then: &str) -> [String; 2] {
    account.map_or_else(Default::default, |account| {
        let now = if account.name == then {
            String::new()
        } else {
            account.name.clone()
        };
        [account.username.clone(), now]
    })
}

fn cells(line: &Line) -> [String; 16] {
    let [by_username, by_now] = account(line.by_account.as_ref(), &line.by);
    let [username, now] = account(line.user_account.as_ref(), &line.user_name);
    [
        day(line.on),
        line.time.clone(),
        line.by.clone(),
        by_username,
        by_now,
        line.action.map_or("Other", Action::label).to_owned(),
        line.user_name.clone(),
        username,
        now,
        line.practice
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        line.practice_name.clone(),
        line.what(),
        line.reason.clone(),
        line.chain.clone(),
        line.number.to_string(),
        line.request_id.clone(),
    ]
}
