//! A replica of PostgreSQL that becomes the primary, and a primary that becomes a replica.

use std::time::Duration;

use axum::http::StatusCode;
use practice_access::database::{Db, Failure, OpenError, Query, Tx, UnitOfWork};
use sqlx::Connection as _;

use crate::support::{
    ELM, TestApp, Who,
    cluster::Cluster,
    databases::postgres,
    one_more_role,
    program::{Program, within},
};

const RECEIPT: &str = "01900000-0000-7000-8000-0000000a0007";

struct Rename;

impl UnitOfWork for Rename {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let rename = "UPDATE practice SET name = 'Elm' WHERE ods = $1";
        tx.execute(Query::new(rename).bind(ELM)).await?;
        Ok(())
    }
}

/// Waits until the replica holds what the primary does now.
async fn has_followed(primary: &str, replica: &str) {
    let text = async |url: &str, query: &'static str| {
        let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
        let (text,): (String,) = sqlx::query_as(query)
            .fetch_one(&mut connection)
            .await
            .unwrap();
        text
    };
    let at = text(primary, "SELECT pg_current_wal_lsn()::text").await;
    let asked = format!("SELECT (pg_last_wal_replay_lsn() >= '{at}')::text");
    let asked: &'static str = asked.leak();
    while text(replica, asked).await != "true" {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Nothing can be saved, and everybody is told so.
async fn assert_only_reads(program: &Program, app: &TestApp, changes: i64) {
    let is_so = || program.get("/health/ready").starts_with("HTTP/1.1 503");
    assert!(within(10, is_so), "{}", program.log());
    assert!(program.get("/health/live").starts_with("HTTP/1.1 200"));
    let says_so = || program.log().contains("No change can be saved");
    assert!(within(10, says_so), "{}", program.log());
    assert!(program.log().contains("the database only reads"));
    let address = ["/users/", &Who::Peter.id().to_string()].concat();
    let save = one_more_role(RECEIPT);
    let page = app.post_to(Who::Alice, &address, &save).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        page.words().contains("Nothing was changed"),
        "{}",
        page.words()
    );
    let called = app.call(Who::Alice, "users/update", &save).await;
    assert_eq!(called.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(called.text().contains("Unavailable"), "{}", called.text());
    assert!(app.db.write(&Rename).await.is_err());
    // Whoever only reads is answered.
    assert_eq!(app.get(Who::Alice, &address).await.status, 200);
    let done = "SELECT CAST(count(*) AS BIGINT) FROM practice WHERE name = 'Elm'";
    assert_eq!(app.count(Query::new(done)).await, changes);
}

async fn assert_saves(program: &Program, app: &TestApp) {
    let ready = || program.get("/health/ready").starts_with("HTTP/1.1 200");
    assert!(within(15, ready), "{}", program.log());
    let says_so = || program.log().contains("The database takes changes again");
    assert!(within(10, says_so), "{}", program.log());
    app.db.write(&Rename).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_only_reads_and_the_program_comes_back_with_the_primary() {
    if std::env::var("TEST_DATABASE_URL").is_err() {
        return;
    }
    let primary = Cluster::primary();
    let replica = primary.replica();
    let before = TestApp::over(postgres(&primary.server).await).await;
    let url = before.url.replace(&primary.address(), &replica.address());
    has_followed(&primary.server, &replica.server).await;

    let program = Program::serve(&url, &[], &[]);
    let app = before.by(&url).await;
    assert_only_reads(&program, &app, 0).await;
    replica.promote();
    assert_saves(&program, &app).await;
    replica.demote();
    assert_only_reads(&program, &app, 1).await;
    replica.promote();
    assert_saves(&program, &app).await;
    let address = ["/users/", &Who::Peter.id().to_string()].concat();
    let saved = app
        .post_to(Who::Alice, &address, &one_more_role(RECEIPT))
        .await;
    assert!(saved.location().contains("done="), "{}", saved.text());
}

/// Something that is noted once, however often it is done.
struct Note(u32);

impl UnitOfWork for Note {
    type Done = ();
    type Error = Failure;

    fn is_idempotent(&self) -> bool {
        true
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let note =
            "INSERT INTO installation (fact, value) VALUES ($1, '') ON CONFLICT (fact) DO NOTHING";
        tx.execute(Query::new(note).bind(format!("noted {}", self.0)))
            .await?;
        Ok(())
    }
}

/// A primary, its replica, and the program over both: the address names them, the replica first.
async fn over_two_servers() -> ([Cluster; 2], [TestApp; 2], String) {
    let primary = Cluster::primary();
    let replica = primary.replica();
    let before = TestApp::over(postgres(&primary.server).await).await;
    has_followed(&primary.server, &replica.server).await;
    let both = [replica.address(), primary.address()].join(",");
    let url = before.url.replace(&primary.address(), &both);
    let app = before.by(&url).await;
    ([primary, replica], [app, before], url)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_planned_change_of_servers_loses_nothing_and_nobody_notices() {
    if std::env::var("TEST_DATABASE_URL").is_err() {
        return;
    }
    let ([primary, replica], [app, _before], _) = over_two_servers().await;
    let notes = async |first: u32| {
        for note in first..first + 400 {
            app.db.write(&Note(note)).await.expect("a note");
            // And what people read meanwhile is answered.
            let one = Query::new("SELECT CAST(1 AS BIGINT)");
            assert_eq!(app.count(one).await, 1);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let switch = async {
        tokio::time::sleep(Duration::from_millis(700)).await;
        tokio::task::spawn_blocking(move || {
            primary.stop("fast");
            replica.promote();
            // The old one comes back, and takes no changes: nobody is sent there.
            primary.come_back_to_read();
            (primary, replica)
        })
        .await
        .expect("the switch")
    };
    let (_servers, ..) = tokio::join!(switch, notes(0), notes(1000), notes(2000));
    let count = "SELECT CAST(count(*) AS BIGINT) FROM installation WHERE fact LIKE 'noted %'";
    assert_eq!(app.count(Query::new(count)).await, 1200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_primary_died_the_program_saves_in_the_replica_that_took_its_place() {
    if std::env::var("TEST_DATABASE_URL").is_err() {
        return;
    }
    let ([primary, replica], [app, _before], url) = over_two_servers().await;
    app.db.write(&Note(1)).await.unwrap();
    primary.stop("immediate");
    // Who reads is answered by the one that is there; who saves is told that it can't be done now.
    let address = ["/users/", &Who::Peter.id().to_string()].concat();
    assert_eq!(app.get(Who::Alice, &address).await.status, 200);
    // So is a program that starts only now.
    let program = Program::serve(&url, &[], &[]);
    let not_ready = || program.get("/health/ready").starts_with("HTTP/1.1 503");
    assert!(within(10, not_ready), "{}", program.log());
    replica.promote();
    assert_saves(&program, &app).await;
    let saved = app
        .post_to(Who::Alice, &address, &one_more_role(RECEIPT))
        .await;
    assert!(saved.location().contains("done="), "{}", saved.text());
    // The one that died comes back with an older history, and reads: it is left alone.
    primary.come_back_to_read();
    for note in 2..20 {
        app.db.write(&Note(note)).await.unwrap();
    }
    assert_eq!(app.get(Who::Alice, &address).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_without_the_schema_is_not_served() {
    if std::env::var("TEST_DATABASE_URL").is_err() {
        return;
    }
    let replica = Cluster::primary();
    replica.demote();
    let failure = Db::open(&replica.server).await.unwrap_err();
    assert!(matches!(failure, OpenError::Behind), "{failure}");
}
