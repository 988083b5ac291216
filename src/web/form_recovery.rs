//! A form that came in after its session had ended is not lost: whoever logs in again in the same browser finds it
//! filled in as it was, with nothing saved.
//!
//! It is kept with the session that ended, whose secret the browser still has, so a visitor without one can keep
//! nothing. Only the same account gets it back.

use axum::{
    extract::{Request as HttpRequest, State},
    http::{Method, request::Parts},
    middleware::Next,
    response::Response,
};

use crate::{
    base::dates::Instant,
    database::{Failure, Query, Tx, UnitOfWork},
    ui::{FormState, Submitted},
    web::{
        App, Request,
        forms::values_of,
        session::{IDLE, hash},
    },
};

/// Larger forms are not kept.
const LARGEST: usize = 256 * 1024;
/// What an address says of a page that is to be filled in with what was kept.
const MARK: &str = "kept=yes";

const TOLD: &str = "You were logged out before this was saved. Everything you entered is here: look at it and send it again";

/// What is not kept, besides passwords.
const SECRET: [&str; 5] = ["code", "codes", "key", "credential", "ceremony"];

/// Keeps a form, if the browser had a session when its page was made. Gives the page where it is filled in again.
pub(crate) async fn keep(app: &App, parts: &Parts, body: &[u8]) -> Result<String, Failure> {
    let page = parts
        .uri
        .path_and_query()
        .map_or("/", |page| page.as_str())
        .to_owned();
    let request = Request::new(app.clone(), parts.clone());
    let Some(secret) = request.session_secret().filter(|_| body.len() <= LARGEST) else {
        return Ok(page);
    };
    let keep = Keep {
        token_hash: hash(&secret),
        path: parts.uri.path(),
        content: form_urlencoded::Serializer::new(String::new())
            .extend_pairs(
                values_of(body)
                    .into_iter()
                    .filter(|(name, _)| !SECRET.contains(&name.as_str())),
            )
            .finish(),
        now: app.clock.now(),
    };
    if !app.db.write(&keep).await? {
        return Ok(page);
    }
    let joint = if page.contains('?') { "&" } else { "?" };
    Ok([&page, joint, MARK].concat())
}

struct Keep<'a> {
    token_hash: [u8; 32],
    path: &'a str,
    content: String,
    now: Instant,
}

impl UnitOfWork for Keep<'_> {
    type Done = bool;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<bool, Failure> {
        let before = Query::new("DELETE FROM kept_form WHERE token_hash = $1");
        tx.execute(before.bind(self.token_hash)).await?;
        let keep = Query::new(
            "INSERT INTO kept_form (token_hash, path, content, kept_at)
             SELECT token_hash, $2, $3, $4 FROM session WHERE token_hash = $1",
        );
        let keep = keep
            .bind(self.token_hash)
            .bind(self.path)
            .bind(&self.content)
            .bind(self.now);
        Ok(tx.execute(keep).await? == 1)
    }
}

/// Hands what was kept to the session that takes the place of the one before, if it is the same account's.
pub(crate) fn hand_over(before: &str, after: &str) -> Query {
    Query::new(
        "UPDATE kept_form SET token_hash = $2
         WHERE token_hash = $1 AND (SELECT user_id FROM session WHERE token_hash = $1)
                                 = (SELECT user_id FROM session WHERE token_hash = $2)",
    )
    .bind(hash(before))
    .bind(hash(after))
}

/// Forgets what nobody came back for.
pub(crate) fn forget(now: Instant) -> Query {
    Query::new("DELETE FROM kept_form WHERE kept_at <= $1").bind(now.0 - Instant::HOUR)
}

/// Fills a page in whose address asks for it.
pub(crate) async fn fill_in(State(app): State<App>, request: HttpRequest, next: Next) -> Response {
    let marked = request.method() == Method::GET
        && request
            .uri()
            .query()
            .is_some_and(|query| query.ends_with(MARK));
    if !marked {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    match kept(&app, &parts).await {
        Ok(Some(submitted)) => {
            parts.extensions.insert(submitted);
        }
        Ok(None) => {}
        // The page comes without it.
        Err(error) => tracing::warn!(%error, "A form that was kept could not be read"),
    }
    next.run(HttpRequest::from_parts(parts, body)).await
}

async fn kept(app: &App, parts: &Parts) -> Result<Option<Submitted>, Failure> {
    let Some(secret) = Request::new(app.clone(), parts.clone()).session_secret() else {
        return Ok(None);
    };
    let now = app.clock.now();
    let kept: Option<(String,)> = app
        .db
        .optional(
            Query::new(
                "SELECT k.content FROM kept_form k JOIN session s ON s.token_hash = k.token_hash
                 WHERE k.token_hash = $1 AND k.path = $2 AND s.expires_at > $3 AND s.last_seen_at > $4
                   AND k.kept_at > $5",
            )
            .bind(hash(&secret))
            .bind(parts.uri.path())
            .bind(now)
            .bind(now.0 - IDLE)
            .bind(now.0 - Instant::HOUR),
        )
        .await?;
    Ok(kept.map(|(content,)| Submitted {
        values: values_of(content.as_bytes()),
        form_state: FormState::wrong("", TOLD),
    }))
}
