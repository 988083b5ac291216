//! The whole program over a fresh database, asked as a browser asks it.

use std::panic;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use http_body_util::BodyExt as _;
use practice_access::{
    base::{clock::Clock, dates::Instant},
    boot::router,
    database::{Db, Failure, Query, Tx, UnitOfWork},
    ui::Contact,
    web::{App, Ingress},
};
use tokio::task::JoinSet;
use tower::ServiceExt as _;

use super::{
    cast::{self, NOW, Who},
    databases::{Fresh, fresh},
    page::Form,
};

/// The program, ready to answer.
pub struct TestApp {
    /// Its data.
    pub db: Db,
    /// Its time, which stands still until it is moved.
    pub clock: Clock,
    /// Where its database is.
    pub url: String,
    _fresh: Option<Fresh>,
    router: Router,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub bytes: Vec<u8>,
}

impl TestApp {
    /// One over each kind of database, with the cast.
    pub async fn each() -> Vec<Self> {
        let mut all = Vec::new();
        for fresh in fresh().await {
            all.push(Self::over(fresh).await);
        }
        all
    }

    /// One over an empty database.
    pub async fn over(fresh: Fresh) -> Self {
        let db = Db::open_narrow(&fresh.url).await.expect("an open database");
        cast::fill(&db).await;
        let url = fresh.url.clone();
        Self::new(url, Some(fresh), db, Ingress::default())
    }

    /// A second one over the database of this one.
    pub async fn beside(&self) -> Self {
        let db = Db::open(&self.url).await.expect("an open database");
        Self::new(self.url.clone(), None, db, Ingress::default())
    }

    /// A second one over the database of this one, which it reaches at another address.
    pub async fn by(&self, url: &str) -> Self {
        let db = Db::open(url).await.expect("an open database");
        Self::new(url.to_owned(), None, db, Ingress::default())
    }

    /// A second one over the database of this one, which is reached in another way.
    pub async fn through(&self, ingress: Ingress) -> Self {
        let db = Db::open(&self.url).await.expect("an open database");
        Self::new(self.url.clone(), None, db, ingress)
    }

    /// A second one over the database of this one, where the registration team approves changes of principals too.
    pub async fn with_second_approval(&self) -> Self {
        self.set(|app| app.second_approval = true).await
    }

    /// A second one over the database of this one, where the registration team can be reached.
    pub async fn with_contact(&self, contact: Contact) -> Self {
        self.set(|app| app.contact = contact).await
    }

    /// A second one over the database of this one, which people know by its name: passkeys are bound to that.
    pub async fn at_its_name(&self) -> Self {
        self.set(|app| SITE.clone_into(&mut app.public_url)).await
    }

    /// A second one over the database of this one, which gives up what takes longer.
    pub async fn giving_up_after(&self, longest: std::time::Duration) -> Self {
        self.set(|app| app.longest_answer = longest).await
    }

    /// A second one over the database of this one, which does something by itself.
    pub async fn with_jobs(&self, start: impl FnOnce(&App)) -> Self {
        self.set(|app| start(app)).await
    }

    async fn set(&self, setting: impl FnOnce(&mut App)) -> Self {
        let db = Db::open(&self.url).await.expect("an open database");
        let mut app = App::new(db.clone(), self.clock.clone(), "target/site");
        setting(&mut app);
        Self {
            db,
            clock: self.clock.clone(),
            url: self.url.clone(),
            _fresh: None,
            router: router::router(app),
        }
    }

    fn new(url: String, fresh: Option<Fresh>, db: Db, ingress: Ingress) -> Self {
        // What went wrong inside is shown with a test that fails.
        let _ = tracing_subscriber::fmt()
            .with_test_writer()
            .with_max_level(tracing::Level::WARN)
            .try_init();
        let clock = Clock::fixed(Instant(NOW));
        let mut app = App::new(db.clone(), clock.clone(), "target/site");
        app.ingress = ingress.into();
        Self {
            db,
            clock,
            url,
            _fresh: fresh,
            router: router::router(app),
        }
    }

    /// What the server does by itself from time to time.
    pub async fn tidy(&self) {
        let (db, clock) = (self.db.clone(), self.clock.clone());
        let keeps = practice_access::base::kept::Keeps::default();
        on_its_own(async move { practice_access::boot::tidy(&db, &clock, keeps).await }).await;
    }

    /// What the server does about accounts nobody uses, once a day.
    pub async fn lapse(&self) {
        let (db, clock) = (self.db.clone(), self.clock.clone());
        let after = practice_access::web::UnusedAfter::default();
        on_its_own(async move { practice_access::boot::lapse(&db, &clock, after).await }).await;
    }

    /// Runs a statement, as if something had come of it.
    pub async fn run(&self, query: Query) -> u64 {
        self.db.write(&Run(query)).await.expect("a statement")
    }

    /// Lets time pass.
    pub fn move_clock(&self, micros: i64) {
        let Clock::Fixed(time) = &self.clock else {
            panic!("a fixed clock")
        };
        time.fetch_add(micros, std::sync::atomic::Ordering::SeqCst);
    }

    /// Says whether somebody of the cast is a registration officer.
    pub async fn set_officer(&self, who: Who, is_one: bool) {
        let officer = Query::new("UPDATE app_user SET is_registration_officer = $2 WHERE id = $1");
        self.run(officer.bind(who.id()).bind(is_one)).await;
    }

    /// Makes somebody of the cast a registration officer, who has no place at a practice then.
    pub async fn make_officer(&self, who: Who) {
        for statement in [
            "DELETE FROM role_grant WHERE user_id = $1",
            "DELETE FROM membership WHERE user_id = $1",
        ] {
            self.run(Query::new(statement).bind(who.id())).await;
        }
        self.set_officer(who, true).await;
    }

    /// Lets time pass, while those who are `awake` stay logged in.
    pub async fn pass(&self, micros: i64, awake: &[Who]) {
        self.move_clock(micros);
        let awake = Awake(awake.to_vec(), self.clock.now().0);
        self.db.write(&awake).await.expect("sessions");
    }

    /// Opens a page with a cookie. Not as a browser, which would be led to the sign-in page instead of being told 401.
    pub async fn get_with(&self, cookie: &str, address: &str) -> Answer {
        let request = request(Method::GET, Who::Visitor, address)
            .header(header::COOKIE, cookie)
            .body(Body::empty());
        self.send(request.expect("a request")).await
    }

    /// Calls a server function with a cookie, as WebAssembly does.
    pub async fn call_with(&self, cookie: &str, function: &str, body: &str) -> Answer {
        let request = request(Method::POST, Who::Visitor, &["/api/", function].concat())
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.to_owned()));
        self.send(request.expect("a request")).await
    }

    /// Posts a body to a page with a cookie, and follows where its draft is shown.
    pub async fn post_with(&self, cookie: &str, address: &str, body: &str) -> Answer {
        let request = request(Method::POST, Who::Visitor, address)
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.to_owned()));
        let answer = self.send(request.expect("a request")).await;
        match answer.draft(address) {
            Some(page) => self.get_with(cookie, &page).await,
            None => answer,
        }
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = on_its_own(self.router.clone().oneshot(request))
            .await
            .expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = match body.collect().await {
            Ok(body) => body.to_bytes().to_vec(),
            // A download that is broken off.
            Err(_) => Vec::new(),
        };
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }

    /// Opens a page, or downloads a file.
    pub async fn get(&self, who: Who, address: &str) -> Answer {
        let request = request(Method::GET, who, address)
            .header(header::ACCEPT, "text/html")
            .body(Body::empty());
        self.send(request.expect("a request")).await
    }

    /// Opens a page and takes the form on it that is posted to `action`.
    pub async fn form(&self, who: Who, address: &str, action: &str) -> Form {
        let answer = self.get(who, address).await;
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "{address}: {}",
            answer.text()
        );
        answer.form(action)
    }

    /// Sends a form as a browser without JavaScript does.
    pub async fn post(&self, who: Who, form: &Form) -> Answer {
        self.post_to(who, &form.action, &form.encoded()).await
    }

    /// Posts a body to a page, and follows where its draft is shown.
    pub async fn post_to(&self, who: Who, address: &str, body: &str) -> Answer {
        let request = request(Method::POST, who, address)
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.to_owned()));
        let answer = self.send(request.expect("a request")).await;
        self.shown(who, address, answer).await
    }

    /// What a form that somebody sent to `page` was answered with: where that leads to its draft, the page that shows it.
    pub async fn shown(&self, who: Who, page: &str, answer: Answer) -> Answer {
        match answer.draft(page) {
            Some(page) => self.get(who, &page).await,
            None => answer,
        }
    }

    /// Calls a server function as WebAssembly does.
    pub async fn call(&self, who: Who, function: &str, body: &str) -> Answer {
        let request = request(Method::POST, who, &["/api/", function].concat())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.to_owned()));
        self.send(request.expect("a request")).await
    }

    /// One number from the database.
    pub async fn count(&self, query: Query) -> i64 {
        let (count,): (i64,) = self
            .db
            .optional(query)
            .await
            .expect("a count")
            .expect("a row");
        count
    }
}

/// Those whose sessions do not end, and the moment.
struct Awake(Vec<Who>, i64);

impl UnitOfWork for Awake {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        for who in &self.0 {
            let awake = "UPDATE session SET last_seen_at = $2, expires_at = $3 WHERE user_id = $1";
            let awake = Query::new(awake).bind(who.id()).bind(self.1);
            tx.execute(awake.bind(self.1 + 3_600_000_000)).await?;
        }
        Ok(())
    }
}

/// The site as browsers name it.
pub const SITE: &str = "https://access.example";

/// Does work as a server does: in a task of its own, so that two at once are two who hold a connection each. Whoever
/// gives up waiting ends it.
async fn on_its_own<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    let mut tasks = JoinSet::new();
    tasks.spawn(work);
    let done = tasks.join_next().await.expect("a task");
    done.unwrap_or_else(|failed| panic::resume_unwind(failed.into_panic()))
}

/// A request of this site by `who`.
pub fn request(method: Method, who: Who, address: &str) -> axum::http::request::Builder {
    let mut request = Request::builder()
        .method(method)
        .uri(address)
        .header(header::HOST, SITE.trim_start_matches("https://"))
        .header(header::ORIGIN, SITE)
        .header("sec-fetch-site", "same-origin");
    if who != Who::Visitor {
        let cookie = ["theme=x; practice_access_session=", &who.secret()].concat();
        request = request.header(header::COOKIE, cookie);
    }
    request
}

/// Names and values as a form sends them.
pub fn body(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// A save of one more role for Peter by Alice.
pub fn one_more_role(idempotency_key: &str) -> String {
    body(&[
        ("user", &Who::Peter.id().to_string()),
        ("seen[]", "ZZ9001:1:gpp-view-claims"),
        ("ticks[]", "ZZ9001:gpp-view-claims"),
        ("ticks[]", "ZZ9001:gpp-statements"),
        ("step", "save"),
        ("idempotency_key", idempotency_key),
    ])
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|_| panic!("not JSON ({}): {}", self.status, self.text()))
    }

    /// Where a redirect leads.
    pub fn location(&self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text());
        self.header(header::LOCATION)
    }

    /// Where a form that was sent to `page` and not done is shown again, unless this is that page already.
    pub fn draft(&self, page: &str) -> Option<String> {
        let to = self.header(header::LOCATION);
        let (path, query) = to.split_once('?')?;
        let is_one = query.split('&').any(|pair| pair.starts_with("kept="));
        (is_one && page.split('?').next() == Some(path)).then(|| to.clone())
    }

    /// A header, or nothing.
    pub fn header(&self, name: header::HeaderName) -> String {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    }

    /// The form on this page that is posted to `action`.
    pub fn form(&self, action: &str) -> Form {
        Form::on(&self.text(), action)
    }

    /// The words of the page that a reader sees.
    pub fn words(&self) -> String {
        super::page::words(&self.text(), "main, .nhsuk-header")
    }

    /// Where the link with these words leads.
    pub fn link(&self, words: &str) -> String {
        super::page::link(&self.text(), words)
    }

    /// The words of some part of the page.
    pub fn select(&self, place: &str) -> String {
        super::page::words(&self.text(), place)
    }

    /// What has to be put right.
    pub fn errors(&self) -> String {
        super::page::words(&self.text(), ".nhsuk-error-summary")
    }
}

struct Run(Query);

impl UnitOfWork for Run {
    type Done = u64;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<u64, Failure> {
        Ok(tx.execute(self.0.clone()).await?)
    }
}
