//! The users that a search finds, as a file: all of them, however many, a part at a time.

use axum::{
    body::Body,
    extract::{Query as Address, State},
    http::{header, request::Parts},
    response::{IntoResponse as _, Response},
};
use futures::stream;

use super::{Search, SearchPage, store};
use crate::{
    access::Actor,
    database::Failure,
    web::{
        App, Request,
        csv::{Csv, refuse},
    },
};

/// Users read and sent at a time.
const PART: usize = 500;

/// The file for the search in the address.
pub(crate) async fn csv(
    State(app): State<App>,
    parts: Parts,
    Address(search): Address<Search>,
) -> Response {
    let request = Request::new(app, parts);
    match first_part(&request, &search).await {
        Ok((actor, part)) => {
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

async fn first_part(request: &Request, search: &Search) -> Result<(Actor, SearchPage), Failure> {
    let actor = request.actor().await?;
    let page = page(request, &actor, &search.first_page()).await?;
    Ok((actor, page))
}

async fn page(request: &Request, actor: &Actor, search: &Search) -> Result<SearchPage, Failure> {
    let permit = actor.manage_users()?;
    let today = request.app.clock.today();
    store::search(&request.app.db, actor, permit.scope(), search, today, PART).await
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
            let bytes = rows(&part, is_first)?;
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

/// A row for each place of each user, or one for a user without any.
fn rows(part: &SearchPage, is_first: bool) -> Result<Vec<u8>, Failure> {
    let mut csv = if is_first {
        Csv::default()
    } else {
        Csv::after("")
    };
    if is_first {
        csv.row([
            "Name",
            "Email address",
            "GMC number",
            "Practice code",
            "Practice",
            "Status",
            "Roles",
            "Last logged in",
        ])?;
    }
    for user in &part.found {
        let last_sign_in = user.last_sign_in.in_file();
        let gmc = user.gmc_number.as_deref().unwrap_or_default();
        for place in &user.places {
            let roles: Vec<_> = place.roles.iter().map(|role| role.name()).collect();
            csv.row([
                &user.name,
                &user.email,
                gmc,
                place.practice.as_ref(),
                &place.name,
                place.status.standing(user.undelivered),
                &roles.join(", "),
                &last_sign_in,
            ])?;
        }
        if user.places.is_empty() {
            let none = "None";
            csv.row([
                &user.name,
                &user.email,
                gmc,
                none,
                none,
                none,
                none,
                &last_sign_in,
            ])?;
        }
    }
    csv.bytes()
}
