//! Everything that was asked for at a practice.

use super::{NAMED, NamedRequest, can_answer, read::stands};
use crate::{
    access::{Actor, SeesPractice},
    base::{clock::in_words, error::AppError},
    database::{Failure, Query},
    practices,
    requests::{PracticeRequests, RequestLine},
    users::roles::store::read_columns,
    web::Request,
};

/// As many as a page shows.
const MOST: usize = 200;

/// What waits for an answer, that which has waited longest first, then what was settled, the last first.
pub(in crate::requests) async fn of_practice(
    request: &Request,
    actor: &Actor,
    permit: &SeesPractice,
) -> Result<PracticeRequests, Failure> {
    let (practice, today) = (permit.practice(), request.app.clock.today());
    let mut tx = request.app.db.read().await?;
    let about = practices::store::find_in(&mut tx, practice, today)
        .await?
        .ok_or(AppError::NotFound)?;
    let mut query = Query::new(NAMED);
    query
        .push("r.ods = ")
        .push_bind(practice)
        .push(
            " ORDER BY r.state <> 'open', CASE WHEN r.state = 'open' THEN r.asked_at END,
                       COALESCE(r.decided_at, r.asked_at) DESC, r.id LIMIT ",
        )
        .push_bind(i64::try_from(MOST + 1).unwrap_or(i64::MAX));
    let mut found: Vec<NamedRequest> = tx.readable(query).await?;
    let more = found.len() > MOST;
    found.truncate(MOST);
    // Who holds what at the practice: the same for all who ask.
    let column = read_columns(&mut tx, actor.id, std::slice::from_ref(practice), today)
        .await?
        .pop()
        .ok_or(AppError::NotFound)?;
    let lines = found.into_iter().map(|named| {
        let request = &named.request;
        let (asker, decider) = (request.user_id, request.decider);
        let people = can_answer(&column, asker, request.service, decider, today);
        let stands = stands(request, &people);
        let (asker, username) = named.asker();
        RequestLine {
            id: request.id,
            asker,
            username,
            roles: request.role_names(),
            asked: in_words(request.asked_at),
            open: request.state == "open",
            stands,
        }
    });
    Ok(PracticeRequests {
        requests: lines.collect(),
        about,
        more,
    })
}
