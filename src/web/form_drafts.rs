//! Forms that were sent without WebAssembly and not done: refused, at their next step, or come in after their session had
//! ended. What was filled in and what is said to it is kept for a while, and the browser is led to the page's address, which
//! shows it. So no page that somebody sees is the answer to a form: Back and reload never ask whether to send it again.
//!
//! A draft is kept with the session, also with one that has ended, whose secret the browser still has; a visitor without
//! one can keep nothing. Only the same account gets it back.

use std::time::Duration;

use axum::{
    extract::{Request as HttpRequest, State},
    http::{Method, StatusCode, Uri, request::Parts},
    middleware::Next,
    response::Response,
};
use tokio::time::timeout;
use uuid::Uuid;

use crate::{
    base::{clock::new_id, dates::Instant, kept::FORM_DRAFTS},
    database::{Failure, Query, Tx, UnitOfWork},
    ui::{FormState, Submitted},
    web::{
        App, Request,
        session::{IDLE, hash},
    },
};

/// Larger forms are not kept.
const LARGEST: usize = 256 * 1024;
/// How many a session may have besides a new one: more than somebody fills in side by side.
const OTHERS: i64 = 49;
/// How long somebody whose form was done waits for its drafts to be forgotten.
const PATIENCE: Duration = Duration::from_secs(2);
/// What an address says of a page that is to be shown with a draft.
const MARK: &str = "kept=";

const TOLD: &str = "You were logged out before this was saved. Everything you entered is here: look at it and send it again";

/// Typed anew each time.
const CODE: &str = "code";
/// What else is not kept, besides passwords.
const SECRET: [&str; 4] = ["codes", "key", "credential", "ceremony"];

/// Keeps a form with what is said to it. Gives the address of its page with both; none if that is no page that can be shown
/// from a draft, because it needs what is not kept.
pub(crate) async fn keep(
    app: &App,
    parts: &Parts,
    mut submitted: Submitted,
    status: StatusCode,
) -> Result<Option<String>, Failure> {
    let needs = |(name, _): &(String, String)| SECRET.contains(&name.as_str());
    if submitted.values.iter().any(needs) {
        return Ok(None);
    }
    submitted.values.retain(|(name, _)| name != CODE);
    keep_draft(app, parts, &submitted, status).await
}

/// Keeps a form that came in after its session had ended. Gives the address of its page, with the form if the browser had a
/// session when the page was made.
pub(crate) async fn keep_for_later(
    app: &App,
    parts: &Parts,
    mut values: Vec<(String, String)>,
) -> Result<String, Failure> {
    values.retain(|(name, _)| name != CODE && !SECRET.contains(&name.as_str()));
    let submitted = Submitted {
        values,
        form_state: FormState::wrong("", TOLD),
    };
    let kept = keep_draft(app, parts, &submitted, StatusCode::OK).await?;
    Ok(kept.unwrap_or_else(|| page(&parts.uri)))
}

async fn keep_draft(
    app: &App,
    parts: &Parts,
    submitted: &Submitted,
    status: StatusCode,
) -> Result<Option<String>, Failure> {
    let content = serde_json::to_string(submitted).map_err(Failure::internal)?;
    let request = Request::new(app.clone(), parts.clone());
    let Some(secret) = request
        .session_secret()
        .filter(|_| content.len() <= LARGEST)
    else {
        return Ok(None);
    };
    let id = new_id();
    let keep = Keep {
        id,
        token_hash: hash(&secret),
        path: parts.uri.path(),
        content,
        status,
        now: app.clock.now(),
    };
    Ok(app.db.write(&keep).await?.then(|| {
        let page = page(&parts.uri);
        let joint = if page.contains('?') { "&" } else { "?" };
        [&page, joint, MARK, &id.to_string()].concat()
    }))
}

/// The address of a form's page, without the mark of a draft that it was sent from.
fn page(uri: &Uri) -> String {
    let query = uri.query().unwrap_or_default().split('&');
    let query: Vec<_> = query
        .filter(|pair| !pair.is_empty() && !pair.starts_with(MARK))
        .collect();
    let joint = if query.is_empty() { "" } else { "?" };
    [uri.path(), joint, &query.join("&")].concat()
}

struct Keep<'a> {
    id: Uuid,
    token_hash: [u8; 32],
    path: &'a str,
    content: String,
    status: StatusCode,
    now: Instant,
}

impl UnitOfWork for Keep<'_> {
    type Done = bool;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<bool, Failure> {
        // Identifiers sort by the time they were made.
        let oldest = Query::new(
            "DELETE FROM form_draft WHERE token_hash = $1 AND id NOT IN (
                 SELECT id FROM form_draft WHERE token_hash = $1 ORDER BY id DESC LIMIT $2)",
        );
        tx.execute(oldest.bind(self.token_hash).bind(OTHERS))
            .await?;
        let keep = Query::new(
            "INSERT INTO form_draft (id, token_hash, path, content, status, kept_at)
             SELECT $2, token_hash, $3, $4, $5, $6 FROM session WHERE token_hash = $1",
        );
        let keep = keep
            .bind(self.token_hash)
            .bind(self.id)
            .bind(self.path)
            .bind(&self.content)
            .bind(i64::from(self.status.as_u16()))
            .bind(self.now);
        Ok(tx.execute(keep).await? == 1)
    }
}

/// Forgets the drafts of a page whose form was done: Back leads from there to the page as it is now. It is done, and told so,
/// whether they are forgotten now or within the hour.
pub(crate) async fn forget_those_of(app: &App, parts: &Parts) {
    let request = Request::new(app.clone(), parts.clone());
    let Some(secret) = request.session_secret() else {
        return;
    };
    let over = Query::new("DELETE FROM form_draft WHERE token_hash = $1 AND path = $2");
    let over = Over(over.bind(hash(&secret)).bind(parts.uri.path()));
    if !matches!(timeout(PATIENCE, app.db.write(&over)).await, Ok(Ok(()))) {
        tracing::warn!("The drafts of a form that was done are still there");
    }
}

struct Over(Query);

impl UnitOfWork for Over {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        tx.execute(self.0.clone()).await?;
        Ok(())
    }
}

/// Hands what was kept to the session that takes the place of the one before, if it is the same account's.
pub(crate) fn hand_over(before: &str, after: &str) -> Query {
    Query::new(
        "UPDATE form_draft SET token_hash = $2
         WHERE token_hash = $1 AND (SELECT user_id FROM session WHERE token_hash = $1)
                                 = (SELECT user_id FROM session WHERE token_hash = $2)",
    )
    .bind(hash(before))
    .bind(hash(after))
}

/// Forgets what nobody came back for.
pub(crate) fn forget(now: Instant) -> Query {
    Query::new("DELETE FROM form_draft WHERE kept_at <= $1").bind(now.0 - FORM_DRAFTS.lasts)
}

/// Shows a page with the draft that its address names, and answers with the draft's status.
pub(crate) async fn fill_in(State(app): State<App>, request: HttpRequest, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let named = query.split('&').find_map(|pair| pair.strip_prefix(MARK));
    let id = named.and_then(|id| id.parse().ok());
    let Some(id) = id.filter(|_| request.method() == Method::GET) else {
        return next.run(request).await;
    };
    let (mut parts, body) = request.into_parts();
    let mut status = StatusCode::OK;
    match kept(&app, &parts, id).await {
        Ok(Some((submitted, kept_status))) => {
            parts.extensions.insert(submitted);
            status = kept_status;
        }
        Ok(None) => {}
        // The page comes without it.
        Err(error) => tracing::warn!(%error, "A form that was kept could not be read"),
    }
    let mut response = next.run(HttpRequest::from_parts(parts, body)).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

async fn kept(
    app: &App,
    parts: &Parts,
    id: Uuid,
) -> Result<Option<(Submitted, StatusCode)>, Failure> {
    let Some(secret) = Request::new(app.clone(), parts.clone()).session_secret() else {
        return Ok(None);
    };
    let now = app.clock.now();
    let kept: Option<(String, i64)> = app
        .db
        .optional(
            Query::new(
                "SELECT d.content, d.status FROM form_draft d JOIN session s ON s.token_hash = d.token_hash
                 WHERE d.id = $1 AND d.token_hash = $2 AND d.path = $3 AND s.expires_at > $4
                   AND s.last_seen_at > $5 AND d.kept_at > $6",
            )
            .bind(id)
            .bind(hash(&secret))
            .bind(parts.uri.path())
            .bind(now)
            .bind(now.0 - IDLE)
            .bind(now.0 - Instant::HOUR),
        )
        .await?;
    let Some((content, status)) = kept else {
        return Ok(None);
    };
    let submitted = serde_json::from_str(&content).map_err(Failure::internal)?;
    let status = u16::try_from(status).map_err(Failure::internal)?;
    let status = StatusCode::from_u16(status).map_err(Failure::internal)?;
    Ok(Some((submitted, status)))
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn the_address_of_a_page_keeps_its_query_but_for_the_draft_it_was_sent_from() {
        for (sent, expected) in [
            ("/users/new", "/users/new"),
            ("/users/new?practices=ZZ9001", "/users/new?practices=ZZ9001"),
            ("/users/new?kept=1", "/users/new"),
            ("/a?b=c&kept=1&d", "/a?b=c&d"),
        ] {
            assert_eq!(page(&sent.parse().unwrap()), expected);
        }
    }
}
