//! The users that a search finds, as a file: all of them, however many, a part at a time; or as a workbook, which is made as
//! a whole.

use axum::{
    body::Body,
    extract::{Query as Address, State},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use futures::stream;

use super::{FoundPlace, Search, SearchPage, store};
use crate::{
    access::Actor,
    base::{heavy::heavy, ids::OdsCode},
    database::Failure,
    web::{
        App, Request,
        csv::{Csv, download, refuse},
        error_page,
        excel::workbook,
    },
};

/// Users read and sent at a time.
const PART: usize = 500;

/// As many rows as a workbook has: it is made in memory, and nobody works in one of more.
const MOST_ROWS: usize = 50_000;

const HEADS: [&str; 8] = [
    "Name",
    "Email address",
    "GMC number",
    "Practice code",
    "Practice",
    "Status",
    "Roles",
    "Last logged in",
];

/// The file for the search in the address.
pub(crate) async fn csv(
    State(app): State<App>,
    parts: Parts,
    Address(search): Address<Search>,
) -> Response {
    let request = Request::new(app, parts);
    match first_part(&request, &search).await {
        Ok((actor, part)) => {
            let search = search.counted(part.total);
            let content = content(request, actor, search, part);
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (
                    header::CONTENT_DISPOSITION,
                    "attachment; filename=\"users.csv\"",
                ),
            ];
            (headers, Body::from_stream(content)).into_response()
        }
        Err(failure) => refuse(request.tell(failure)),
    }
}

/// The workbook for the search in the address, where identifiers stay text.
pub(crate) async fn excel(
    State(app): State<App>,
    parts: Parts,
    Address(search): Address<Search>,
) -> Response {
    let request = Request::new(app, parts);
    let all = match all(&request, &search).await {
        Ok(Some(all)) => all,
        Ok(None) => {
            return error_page::page(
                StatusCode::UNPROCESSABLE_ENTITY,
                "Too many users for an Excel file",
                "Go back and search for fewer, or download the spreadsheet (CSV), which can have any number.",
            );
        }
        Err(failure) => return refuse(request.tell(failure)),
    };
    let heads = HEADS.map(str::to_owned);
    let write = move || workbook("users.xlsx".to_owned(), "Users", &heads, &all);
    download(&request, async { heavy(write).await? }).await
}

/// Every row of the workbook; none if they are too many.
async fn all(request: &Request, search: &Search) -> Result<Option<Vec<Vec<String>>>, Failure> {
    let (actor, mut part) = first_part(request, search).await?;
    let search = search.clone().counted(part.total);
    let mut all = Vec::new();
    loop {
        all.extend(cells(&part, &search));
        if all.len() > MOST_ROWS {
            return Ok(None);
        }
        if part.next.is_empty() {
            return Ok(Some(all));
        }
        part = page(request, &actor, &search.at_page(&part.next)).await?;
    }
}

async fn first_part(request: &Request, search: &Search) -> Result<(Actor, SearchPage), Failure> {
    let actor = request.actor().await?;
    let page = page(request, &actor, &search.first_page()).await?;
    Ok((actor, page))
}

async fn page(request: &Request, actor: &Actor, search: &Search) -> Result<SearchPage, Failure> {
    let permit = actor.manage_users()?;
    let now = request.app.clock.now();
    store::search(&request.app.db, actor, permit.scope(), search, now, PART).await
}

/// The parts of the file, each read when the one before has been sent. A part that can't be read breaks the download
/// off, so that nobody takes half a list for the whole.
fn content(
    request: Request,
    actor: Actor,
    search: Search,
    first: SearchPage,
) -> impl futures::Stream<Item = Result<Vec<u8>, Failure>> {
    stream::try_unfold(Some((first, true)), move |state| {
        let (request, actor, search) = (request.clone(), actor.clone(), search.clone());
        async move {
            let Some((part, is_first)) = state else {
                return Ok(None);
            };
            let bytes = rows(&part, &search, is_first)?;
            let next = if part.next.is_empty() {
                None
            } else {
                let search = search.at_page(&part.next);
                Some((page(&request, &actor, &search).await?, false))
            };
            Ok(Some((bytes, next)))
        }
    })
}

/// The rows of a part of the file.
fn rows(part: &SearchPage, search: &Search, is_first: bool) -> Result<Vec<u8>, Failure> {
    let mut csv = if is_first {
        Csv::default()
    } else {
        Csv::after("")
    };
    if is_first {
        csv.row(HEADS)?;
    }
    for row in cells(part, search) {
        csv.row(row)?;
    }
    csv.bytes()
}

/// A row for each place of each user that is asked for, or one for a user without any.
fn cells(part: &SearchPage, search: &Search) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for user in &part.found {
        let row = |place: [&str; 4]| {
            let gmc = user.gmc_number.as_deref().unwrap_or_default();
            let [code, name, status, roles] = place;
            let last_sign_in = user.last_sign_in.in_file();
            [
                &user.name,
                &user.email,
                gmc,
                code,
                name,
                status,
                roles,
                &last_sign_in,
            ]
            .map(str::to_owned)
            .to_vec()
        };
        for place in user.places.iter().filter(|place| asks_for(search, place)) {
            let roles: Vec<_> = place.roles.iter().map(|role| role.name()).collect();
            rows.push(row([
                place.practice.as_ref(),
                &place.name,
                place.status.standing(user.undelivered),
                &roles.join(", "),
            ]));
        }
        if user.places.is_empty() {
            rows.push(row(["None"; 4]));
        }
    }
    rows
}

/// Whether a place is one that the filters ask for, as the search itself reads them.
fn asks_for(search: &Search, place: &FoundPlace) -> bool {
    let practice: Option<OdsCode> = search.practice.parse().ok();
    practice.is_none_or(|practice| practice == place.practice)
        && search.status().is_none_or(|status| status == place.status)
        && search
            .roles()
            .is_none_or(|roles| place.roles.iter().any(|role| roles.contains(role)))
}
