//! A request whose work hangs is given up after a while: whoever sent it is told so, and that nobody knows what became
//! of it.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use leptos::server_fn::Decodes as _;
use practice_access::{
    base::{codec::Compact, error::AppError, heavy::heavy},
    database::Query,
};
use sqlx::{Connection as _, Executor as _};

use crate::support::{Answer, ELM, TestApp, Who, app::request, one_more_role};

const RECEIPT: &str = "01900000-0000-7000-8000-0000000a0007";

fn assert_given_up(page: &Answer, what: &str) {
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{what}");
    let words = page.text();
    for sentence in [
        "Sorry, this takes too long",
        "We do not know if it was done. Check before you try again.",
        "quote this code to support",
    ] {
        assert!(words.contains(sentence), "{what}: {words}");
    }
}

/// Holds what every save needs, until it is told to let go.
async fn blocked(app: &TestApp) -> (Box<dyn Fn() + Send>, tokio::task::JoinHandle<()>) {
    let (stop, mut stopped) = tokio::sync::watch::channel(false);
    let (begun, begins) = tokio::sync::oneshot::channel();
    let url = app.url.clone();
    let holding = tokio::spawn(async move {
        let file = url.strip_prefix("sqlite:");
        if let Some(file) = file {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
            let mut other = sqlx::SqliteConnection::connect_with(&options)
                .await
                .unwrap();
            other.execute("BEGIN IMMEDIATE").await.unwrap();
            begun.send(()).unwrap();
            let _ = stopped.wait_for(|stop| *stop).await;
            other.execute("ROLLBACK").await.unwrap();
        } else {
            let mut other = sqlx::PgConnection::connect(&url).await.unwrap();
            other
                .execute("BEGIN; LOCK TABLE history_event")
                .await
                .unwrap();
            begun.send(()).unwrap();
            let _ = stopped.wait_for(|stop| *stop).await;
            other.execute("ROLLBACK").await.unwrap();
        }
    });
    begins.await.unwrap();
    (
        Box::new(move || stop.send(true).expect("a listener")),
        holding,
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_that_waits_for_a_locked_database_is_given_up() {
    for app in TestApp::each().await {
        let hasty = app.giving_up_after(Duration::from_millis(700)).await;
        let address = ["/users/", &Who::Peter.id().to_string()].concat();
        let (let_go, held) = blocked(&app).await;
        let save = one_more_role(RECEIPT);
        let page = hasty.post_to(Who::Alice, &address, &save).await;
        assert_given_up(&page, &app.url);
        let called = hasty.call(Who::Alice, "users/update", &save).await;
        assert_eq!(called.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(called.header(header::CONTENT_TYPE), "application/json");
        let code = called.json()["InDoubt"].as_str().unwrap().to_owned();
        assert_eq!(called.header("x-request-id".parse().unwrap()), code);
        let asked = request(Method::POST, Who::Alice, "/api/users/update")
            .header(header::ACCEPT, "application/x-postcard")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(save.clone()));
        let own = hasty.send(asked.unwrap()).await;
        let error = Compact::decode(own.bytes.into());
        assert!(matches!(error, Ok(AppError::InDoubt(_))), "{error:?}");
        let_go();
        held.await.unwrap();
        // Nothing of it was done, and nothing is in the way any more.
        let answer = app.post_to(Who::Alice, &address, &save).await;
        assert!(answer.location().contains("done="), "{}", answer.text());
        let events =
            "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'roles-changed'";
        assert_eq!(app.count(Query::new(events)).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_keeps_a_processor_busy_for_too_long_is_given_up() {
    for app in TestApp::each().await {
        let hasty = app.giving_up_after(Duration::from_millis(700)).await;
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let busy = (0..processors)
            .map(|_| tokio::spawn(heavy(|| std::thread::sleep(Duration::from_secs(2)))));
        let busy: Vec<_> = busy.collect();
        tokio::time::sleep(Duration::from_millis(50)).await;
        let address = ["/practices/", ELM, "/users.xlsx"].concat();
        let sheet = hasty.get(Who::Alice, &address).await;
        assert_given_up(&sheet, &app.url);
        // Meanwhile everything else is answered.
        assert_eq!(hasty.get(Who::Alice, "/users").await.status, 200);
        for work in busy {
            work.await.unwrap().unwrap();
        }
        assert_eq!(hasty.get(Who::Alice, &address).await.status, 200);
    }
}
