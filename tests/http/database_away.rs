//! PostgreSQL behind a network that lets it down: what is told is true, nobody waits in vain, and it is over by itself.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use practice_access::{
    base::ids::OdsCode,
    database::{Failure, Query, Tx, UnitOfWork},
};

use crate::support::{
    ELM, TestApp, Who,
    databases::fresh,
    one_more_role,
    proxy::{Mood, Proxy},
};

/// How sqlx ends a transaction.
const COMMIT: &str = "COMMIT\0";

/// The program over PostgreSQL, once directly and once through a proxy; where there is a server.
async fn through_a_proxy() -> Option<(TestApp, TestApp, Proxy)> {
    let database = fresh().await.into_iter().nth(1)?;
    let direct = TestApp::over(database).await;
    let (proxy, url) = Proxy::before(&direct.url).await;
    let app = direct.by(&url).await;
    Some((direct, app, proxy))
}

fn peter() -> String {
    ["/users/", &Who::Peter.id().to_string()].concat()
}

const RECEIPT: &str = "01900000-0000-7000-8000-0000000a0007";

/// How often roles were changed, by the record.
async fn changes(app: &TestApp) -> i64 {
    let events =
        "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'roles-changed'";
    app.count(Query::new(events)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_whose_connection_broke_after_its_commit_is_told_as_done() {
    let Some((direct, app, proxy)) = through_a_proxy().await else {
        return;
    };
    proxy.set(Mood::CutAfter(COMMIT));
    let answer = app
        .post_to(Who::Alice, &peter(), &one_more_role(RECEIPT))
        .await;
    assert!(answer.location().contains("done="), "{}", answer.text());
    assert_eq!(changes(&direct).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_whose_connection_broke_before_its_commit_is_told_as_not_done() {
    let Some((direct, app, proxy)) = through_a_proxy().await else {
        return;
    };
    proxy.set(Mood::CutBefore(COMMIT));
    let answer = app
        .post_to(Who::Alice, &peter(), &one_more_role(RECEIPT))
        .await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        answer.words().contains("Nothing was changed"),
        "{}",
        answer.words()
    );
    assert_eq!(changes(&direct).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_of_which_nobody_knows_whether_it_was_done_is_told_as_that() {
    let Some((direct, app, proxy)) = through_a_proxy().await else {
        return;
    };
    proxy.set(Mood::CutAfterAndAway(COMMIT));
    let address = peter();
    let (form, idempotency_key) = (
        one_more_role(RECEIPT),
        one_more_role("01900000-0000-7000-8000-0000000a0008"),
    );
    let answer = app.post_to(Who::Alice, &address, &form).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        answer.words().contains("We do not know if it was done"),
        "{}",
        answer.words()
    );
    assert!(
        !answer.words().contains("Nothing was changed"),
        "{}",
        answer.words()
    );
    assert_eq!(changes(&direct).await, 1);
    // The next one does not even begin, and that is known.
    let answer = app.call(Who::Alice, "users/update", &idempotency_key).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(!answer.text().contains("do not know"), "{}", answer.text());
    assert_eq!(changes(&direct).await, 1);
}

/// Does nothing but take its turn at Elm Street.
struct TakeTurn;

impl UnitOfWork for TakeTurn {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![ELM.parse().unwrap()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        tx.execute(Query::new("UPDATE practice SET name = name WHERE ods = $1").bind(ELM))
            .await?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_stands_still_in_a_save_lets_go_of_the_practice() {
    let Some((direct, app, proxy)) = through_a_proxy().await else {
        return;
    };
    // Once when it has just got its turn, once in the middle of the change.
    for text in ["COMMIT; BEGIN", COMMIT] {
        proxy.set(Mood::FreezeBefore(text));
        let db = app.db.clone();
        let still = tokio::spawn(async move { db.write(&TakeTurn).await });
        let begun = Instant::now();
        tokio::time::sleep(Duration::from_millis(500)).await;
        while let Err(error) = direct.db.write(&TakeTurn).await {
            assert!(begun.elapsed() < Duration::from_secs(15), "{text}: {error}");
        }
        assert!(
            begun.elapsed() > Duration::from_secs(5),
            "{text}: it was not in the way"
        );
        still.abort();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outage_is_told_at_once_and_readers_come_back_with_the_database() {
    let Some((_direct, app, proxy)) = through_a_proxy().await else {
        return;
    };
    assert_eq!(app.get(Who::Alice, "/users").await.status, 200);
    for mood in [Mood::Away, Mood::Nonsense] {
        proxy.set(mood);
        for round in 0..2 {
            let begun = Instant::now();
            let answer = app.get(Who::Alice, "/users").await;
            assert_eq!(
                answer.status,
                StatusCode::SERVICE_UNAVAILABLE,
                "{mood:?} {round}"
            );
            let took = begun.elapsed();
            assert!(took < Duration::from_secs(2), "{mood:?} {round}: {took:?}");
        }
        let ready = app.get(Who::Visitor, "/health/ready").await;
        assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
        let failure = app
            .db
            .all::<(i64,)>(Query::new("SELECT CAST(1 AS BIGINT)"))
            .await;
        let cause = failure.unwrap_err().to_string();
        assert!(!cause.contains("pool timed out"), "{cause}");
        proxy.set(Mood::Well);
        let begun = Instant::now();
        assert_eq!(app.get(Who::Alice, "/users").await.status, 200);
        assert!(begun.elapsed() < Duration::from_secs(2));
    }
}
