//! The practices that a search finds, as a file: all of them, a part at a time.

use axum::{
    body::Body,
    extract::{Query as Address, State},
    http::{header, request::Parts},
    response::{IntoResponse as _, Response},
};
use futures::stream;

use super::{PracticeSearch, PracticesFound, store};
use crate::{
    access::{ManagesUsers, Service},
    database::Failure,
    web::{
        App, Request,
        csv::{Csv, day, refuse},
    },
};

/// Practices read and sent at a time.
const PART: usize = 500;

/// The file for the search in the address.
pub(crate) async fn csv(
    State(app): State<App>,
    parts: Parts,
    Address(search): Address<PracticeSearch>,
) -> Response {
    let request = Request::new(app, parts);
    match first_part(&request, &search).await {
        Ok((permit, part)) => {
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (
                    header::CONTENT_DISPOSITION,
                    "attachment; filename=\"practices.csv\"",
                ),
            ];
            let content = content(request, permit, search, part);
            (headers, Body::from_stream(content)).into_response()
        }
        Err(failure) => refuse(request.tell(failure)),
    }
}

async fn first_part(
    request: &Request,
    search: &PracticeSearch,
) -> Result<(ManagesUsers, PracticesFound), Failure> {
    let permit = request.actor().await?.manage_users()?;
    let part = part(request, &permit, &search.first_page()).await?;
    Ok((permit, part))
}

async fn part(
    request: &Request,
    permit: &ManagesUsers,
    search: &PracticeSearch,
) -> Result<PracticesFound, Failure> {
    let today = request.app.clock.today();
    let mut tx = request.app.db.read().await?;
    store::search(&mut tx, permit, search, today, PART).await
}

/// The parts of the file, each read when the one before has been sent. A part that can't be read breaks the download
/// off, so that nobody takes half a list for the whole.
fn content(
    request: Request,
    permit: ManagesUsers,
    search: PracticeSearch,
    first: PracticesFound,
) -> impl futures::Stream<Item = Result<Vec<u8>, Failure>> {
    stream::try_unfold(Some((first, true)), move |state| {
        let (request, permit, search) = (request.clone(), permit.clone(), search.clone());
        async move {
            let Some((found, is_first)) = state else {
                return Ok(None);
            };
            let bytes = rows(&found, is_first)?;
            let next = if found.next.is_empty() {
                None
            } else {
                let search = search.at_page(&found.next);
                Some((part(&request, &permit, &search).await?, false))
            };
            Ok(Some((bytes, next)))
        }
    })
}

fn rows(part: &PracticesFound, is_first: bool) -> Result<Vec<u8>, Failure> {
    let mut csv = if is_first {
        let mut csv = Csv::default();
        let services = Service::ALL.map(|service| ["Administrators of ", service.name()].concat());
        let head = [
            "Code", "Practice", "Status", "Town", "Postcode", "PCN code", "PCN", "Users",
        ];
        csv.row(head.map(str::to_owned).into_iter().chain(services))?;
        csv
    } else {
        Csv::after("")
    };
    for practice in &part.found {
        let none = || "None".to_owned();
        let pcn = practice.pcn.as_ref();
        let cells = [
            practice.ods.to_string(),
            practice.name.clone(),
            match practice.opens_on {
                Some(first) => ["Opens on ", &day(first)].concat(),
                None if practice.state.is_empty() => "Open".to_owned(),
                None => practice.state.clone(),
            },
            practice.town.clone(),
            practice.postcode.clone(),
            pcn.map_or_else(none, |pcn| pcn.code.to_string()),
            pcn.map_or_else(none, |pcn| pcn.name.clone()),
            practice.users.to_string(),
        ];
        let names = practice.administrators.iter().map(|service| {
            if service.names.is_empty() {
                none()
            } else {
                service.names.join(", ")
            }
        });
        csv.row(cells.into_iter().chain(names))?;
    }
    csv.bytes()
}
