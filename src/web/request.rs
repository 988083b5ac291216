//! The request being answered: who asks, when, under which id.

use std::sync::{Arc, OnceLock};

use axum::http::{HeaderMap, HeaderName, header, request::Parts};
use leptos::prelude::{expect_context, provide_context, use_context};
use tokio::sync::OnceCell;

use crate::{
    access::{Actor, RecentFactor},
    base::{
        clock::date_of,
        dates::{Date, Instant},
        error::AppError,
        ids::UserId,
    },
    database::Failure,
    web::{
        App,
        client::Client,
        session::{self, Session, Stage},
    },
};

/// The header with a request's id.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The cookie that carries a session's secret. By HTTPS its name is longer: see [`Request::cookie`].
pub const SESSION_COOKIE: &str = "practice_access_session";

/// Who does something, when, and under which request: what every change is marked with.
#[derive(Clone, Debug)]
pub struct AuditContext {
    pub at: Instant,
    /// The day in England.
    pub today: Date,
    /// The account, or nobody for the program itself.
    pub by: Option<UserId>,
    /// Their name at that moment.
    pub by_name: String,
    /// The request.
    pub request_id: String,
    /// Proof of a second factor that they showed just now, if they did.
    pub recent_factor: Option<RecentFactor>,
}

impl AuditContext {
    /// The mark for what somebody does who is not signed in.
    pub fn of_visitor(at: Instant, request_id: String) -> Self {
        Self {
            at,
            today: date_of(at),
            by: None,
            by_name: "Somebody not logged in".to_owned(),
            request_id,
            recent_factor: None,
        }
    }

    /// The mark for what the program does, because time has passed.
    pub fn of_the_program(at: Instant) -> Self {
        Self::of_visitor(at, String::new()).by_itself()
    }

    /// The mark for what the program does because of somebody's doing, in their request: its letters are nobody's.
    pub(crate) fn by_itself(&self) -> Self {
        Self {
            by: None,
            by_name: "Practice Access".to_owned(),
            recent_factor: None,
            ..self.clone()
        }
    }
}

/// The request a server function or a page is answering.
#[derive(Clone)]
pub struct Request {
    /// The running application.
    pub app: App,
    parts: Parts,
    asker: Asker,
}

/// The account of whoever asks, once that is known: for the line about the request in the log.
#[derive(Clone, Debug, Default)]
pub(crate) struct AskerInLog(Arc<OnceLock<UserId>>);

impl AskerInLog {
    /// The account, if anybody's session was looked at.
    pub(crate) fn account(&self) -> Option<UserId> {
        self.0.get().copied()
    }
}

/// Who asks, once that is known: the parts of a page all want to know, and one look into the database is enough.
#[derive(Clone, Default)]
struct Asker(Arc<OnceCell<Option<Session>>>);

/// Gives a page or a server function what [`Request::current`] needs besides the parts of the request.
pub(crate) fn provide_request(app: App) {
    provide_context(app.contact.clone());
    provide_context(app);
    provide_context(Asker::default());
}

impl Request {
    /// The current one.
    pub fn current() -> Self {
        Self {
            app: expect_context(),
            parts: expect_context(),
            asker: use_context().unwrap_or_default(),
        }
    }

    /// One that is being handled outside a page or server function.
    pub fn new(app: App, parts: Parts) -> Self {
        Self {
            app,
            parts,
            asker: Asker::default(),
        }
    }

    /// Its headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// Its id, as answered in `x-request-id` and found in the log.
    pub fn id(&self) -> String {
        self.headers()
            .get("x-request-id")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    }

    /// What whoever asks may know of a failure. What was refused to somebody who is signed in is logged with their account.
    pub fn tell(&self, failure: Failure) -> AppError {
        let error = failure.public(&self.id());
        let refused = matches!(
            error,
            AppError::Forbidden(_) | AppError::NotFound | AppError::Invalid(_)
        );
        if let Some(Some(session)) = self.asker.0.get()
            && refused
        {
            let (status, by) = (error.status(), session.user.id);
            tracing::info!(request.id = self.id(), user.id = %by, http.status = status, "Refused");
        }
        error
    }

    /// Says in the log that what somebody who is signed in sent was not done, because something in it has to be put right.
    pub(crate) fn tell_of_form(&self) {
        if let Some(Some(session)) = self.asker.0.get() {
            tracing::info!(request.id = self.id(), user.id = %session.user.id, "Not done: a form has to be put right");
        }
    }

    /// What the browser says of itself; empty if it says nothing.
    pub fn user_agent(&self) -> String {
        self.headers()
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    }

    /// Where it comes from, and whether by HTTPS.
    fn client(&self) -> Client {
        let client = self.parts.extensions.get::<Client>();
        client.copied().unwrap_or_default()
    }

    /// What stands before the names of cookies. A browser takes a cookie with this beginning only from this very host
    /// and only by HTTPS, so that nobody on a neighbouring host, or in between, can put one of theirs in its place.
    fn cookie_prefix(&self) -> &'static str {
        if self.client().https { "__Host-" } else { "" }
    }

    /// A cookie for the browser that asks, for the header `Set-Cookie`: for this host alone, and not for scripts.
    /// `more` begins with a semicolon.
    pub fn cookie(&self, name: &str, value: &str, more: &str) -> String {
        let prefix = self.cookie_prefix();
        let secure = if prefix.is_empty() { "" } else { "; Secure" };
        let fixed = "; Path=/; HttpOnly; SameSite=Lax";
        [prefix, name, "=", value, fixed, secure, more].concat()
    }

    /// The value of a cookie that was made by [`Request::cookie`].
    pub fn cookie_value(&self, name: &str) -> Option<String> {
        let prefix = self.cookie_prefix();
        self.headers()
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(sent, _)| sent.strip_prefix(prefix) == Some(name))
            .map(|(_, value)| value.to_owned())
    }

    /// The session's secret, as the browser sent it.
    pub fn session_secret(&self) -> Option<String> {
        self.cookie_value(SESSION_COOKIE)
    }

    /// The session of whoever asks, if there is one, however far it has come.
    pub(crate) async fn session_if_any(&self) -> Result<Option<Session>, Failure> {
        let Some(secret) = self.session_secret() else {
            return Ok(None);
        };
        let (now, today) = (self.app.clock.now(), self.app.clock.today());
        let find = || session::session(&self.app.db, &secret, now, today);
        let session = self.asker.0.get_or_try_init(find).await?.clone();
        if let (Some(session), Some(told)) = (&session, self.parts.extensions.get::<AskerInLog>()) {
            let _ = told.0.set(session.user.id);
        }
        Ok(session)
    }

    /// The session of whoever asks, however far it has come.
    pub(crate) async fn session(&self) -> Result<Session, Failure> {
        self.session_if_any()
            .await?
            .ok_or(Failure::Public(AppError::NotSignedIn))
    }

    /// The signed-in user, if anybody is: whoever has shown all that their account needs.
    pub async fn actor_if_any(&self) -> Result<Option<Actor>, Failure> {
        let session = self.session_if_any().await?;
        Ok(session
            .filter(|session| session.stage == Stage::Complete)
            .map(|session| session.user))
    }

    /// The signed-in user.
    pub async fn actor(&self) -> Result<Actor, Failure> {
        self.actor_if_any()
            .await?
            .ok_or(Failure::Public(AppError::NotSignedIn))
    }

    /// The mark for a change by `actor` now.
    pub fn audit(&self, actor: &Actor) -> AuditContext {
        AuditContext {
            at: self.app.clock.now(),
            today: self.app.clock.today(),
            by: Some(actor.id),
            by_name: actor.name.clone(),
            request_id: self.id(),
            recent_factor: actor.recent_factor(self.app.clock.now()),
        }
    }

    /// The mark for what somebody does now who is not signed in.
    pub fn audit_of_visitor(&self) -> AuditContext {
        AuditContext::of_visitor(self.app.clock.now(), self.id())
    }

    /// The browser's end, for throttling. Empty when unknown.
    pub fn peer(&self) -> String {
        self.client().counted_as()
    }
}
