//! A database that is gone, locked, read-only or full: told plainly, nothing half-written, and over by itself.

use axum::http::StatusCode;
use practice_access::{
    base::clock::Clock,
    database::{Db, Query},
};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

use crate::support::{
    Answer, TestApp, Who, body,
    databases::{fresh, sqlite},
    db_snapshot::{changed, tables},
    one_more_role,
};

const RECEIPT: &str = "01900000-0000-7000-8000-0000000a0007";

fn peter() -> String {
    ["/users/", &Who::Peter.id().to_string()].concat()
}

fn assert_unavailable(answer: &Answer, what: &str) {
    assert_eq!(
        answer.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "{what}: {}",
        answer.text()
    );
    assert!(
        !answer.text().contains("sqlx") && !answer.text().contains("database is"),
        "{what}: {}",
        answer.text()
    );
}

/// A session's last request is noted again after a minute: a write that a reader must not depend on.
fn let_two_minutes_pass(app: &TestApp) {
    let Clock::Fixed(time) = &app.clock else {
        panic!("a fixed clock")
    };
    time.fetch_add(120_000_000, std::sync::atomic::Ordering::SeqCst);
}

/// Saves, and sees that it lasts: the trouble is over.
async fn assert_well(app: &TestApp) {
    assert_eq!(app.get(Who::Visitor, "/health/ready").await.status, 200);
    let answer = app
        .post_to(Who::Alice, &peter(), &one_more_role(RECEIPT))
        .await;
    assert!(answer.location().contains("done="));
    let events =
        "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'roles-changed'";
    assert_eq!(app.count(Query::new(events)).await, 1);
    let page = app.get(Who::Alice, &peter()).await;
    assert!(page.form(&peter()).is_ticked("ZZ9001:gpp-statements"));
}

async fn beside(url: &str) -> sqlx::SqliteConnection {
    let file = url.trim_start_matches("sqlite:");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    sqlx::SqliteConnection::connect_with(&options)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_waits_for_a_lock_and_is_refused_when_it_lasts_too_long() {
    let app = TestApp::over(sqlite()).await;
    let before = tables(&app.db).await;
    let Db::Sqlite { write, .. } = &app.db else {
        panic!("SQLite")
    };
    // The test need not wait as long as a browser would.
    write.execute("PRAGMA busy_timeout = 300").await.unwrap();
    let mut other = beside(&app.url).await;
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let_two_minutes_pass(&app);
    let (save, idempotency_key) = (
        one_more_role(RECEIPT),
        one_more_role("01900000-0000-7000-8000-0000000a0008"),
    );
    let address = peter();
    let (form, call, page, ready) = tokio::join!(
        app.post_to(Who::Alice, &address, &save),
        app.call(Who::Alice, "users/update", &idempotency_key),
        app.get(Who::Alice, "/users"),
        app.get(Who::Visitor, "/health/ready"),
    );
    assert_unavailable(&form, "the form");
    assert!(
        form.words().contains("Nothing was changed"),
        "{}",
        form.words()
    );
    assert_unavailable(&call, "the call");
    // Whoever only reads notices nothing.
    assert_eq!(
        (page.status, ready.status),
        (StatusCode::OK, StatusCode::OK)
    );
    other.execute("ROLLBACK").await.unwrap();
    assert_eq!(changed(&before, &tables(&app.db).await), [""; 0]);
    assert_well(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_saves_and_keeps_answering_readers() {
    let app = TestApp::over(sqlite()).await;
    let Db::Sqlite { write, .. } = &app.db else {
        panic!("SQLite")
    };
    let before = tables(&app.db).await;
    let (pages,): (i64,) = sqlx::query_as("PRAGMA page_count")
        .fetch_one(write)
        .await
        .unwrap();
    let limit = AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
    write.execute(limit).await.unwrap();
    // A long reason needs pages that are not there any more.
    let mut refused = 0;
    for number in 0..40 {
        let idempotency_key = uuid::Uuid::from_u128(number).to_string();
        let long = body(&[
            ("user", &Who::Peter.id().to_string()),
            ("seen[]", "ZZ9001:1:gpp-view-claims"),
            ("ticks[]", "ZZ9001:gpp-view-claims"),
            ("ticks[]", "ZZ9001:pl-user-management"),
            ("reason", &"x".repeat(500)),
            ("step", "save"),
            ("idempotency_key", &idempotency_key),
        ]);
        // It is refused in any case; what is recorded of it fills the file.
        let answer = app.post_to(Who::Alice, &peter(), &long).await;
        if answer.status == StatusCode::SERVICE_UNAVAILABLE {
            refused += 1;
            assert!(
                answer.words().contains("Nothing was changed"),
                "{}",
                answer.words()
            );
        } else {
            assert_eq!(answer.status, 422, "{}", answer.text());
        }
    }
    assert!(refused > 0, "the disk was never full");
    assert_eq!(app.get(Who::Alice, &peter()).await.status, 200);
    write
        .execute("PRAGMA max_page_count = 1073741823")
        .await
        .unwrap();
    let after = tables(&app.db).await;
    let aside = ["budget", "form_draft", "history_chain", "history_event"];
    assert!(
        changed(&before, &after)
            .iter()
            .all(|table| aside.contains(&table.as_str()))
    );
    assert_well(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_database_refuses_saves_and_keeps_answering_readers() {
    for database in fresh().await {
        let app = TestApp::over(database).await;
        let before = tables(&app.db).await;
        match &app.db {
            Db::Sqlite { write, .. } => {
                write.execute("PRAGMA query_only = ON").await.unwrap();
            }
            Db::Postgres { .. } => read_only(&app, "on").await,
        }
        assert_unavailable(
            &app.post_to(Who::Alice, &peter(), &one_more_role(RECEIPT))
                .await,
            "a save",
        );
        if let Db::Postgres { .. } = &app.db {
            let ready = app.get(Who::Visitor, "/health/ready").await;
            assert_unavailable(&ready, "ready");
        }
        let_two_minutes_pass(&app);
        assert_eq!(app.get(Who::Alice, &peter()).await.status, 200);
        match &app.db {
            Db::Sqlite { write, .. } => {
                write.execute("PRAGMA query_only = OFF").await.unwrap();
            }
            Db::Postgres { .. } => read_only(&app, "off").await,
        }
        assert_eq!(changed(&before, &tables(&app.db).await), [""; 0]);
        assert_well(&app).await;
    }
}

/// As after a failover to a replica: every new session only reads.
async fn read_only(app: &TestApp, value: &str) {
    let name = app.url.rsplit('/').next().unwrap();
    let statement = format!("ALTER DATABASE {name} SET default_transaction_read_only = {value}");
    administrate(&app.url, &[&statement, &end_connections(name)]).await;
}

fn end_connections(name: &str) -> String {
    format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
}

async fn administrate(url: &str, statements: &[&str]) {
    let (base, _) = url.rsplit_once('/').unwrap();
    let mut connection = sqlx::PgConnection::connect(&[base, "/postgres"].concat())
        .await
        .unwrap();
    for statement in statements {
        connection
            .execute(AssertSqlSafe((*statement).to_owned()))
            .await
            .unwrap();
    }
}

/// The PostgreSQL database of a test, where there is a server.
async fn on_postgres() -> Option<TestApp> {
    let mut all = TestApp::each().await;
    all.retain(|app| matches!(app.db, Db::Postgres { .. }));
    all.pop()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_cut_again_and_again_lose_nothing_and_double_nothing() {
    let Some(app) = on_postgres().await else {
        return;
    };
    let name = app.url.rsplit('/').next().unwrap();
    let cut = end_connections(name);
    let cutting = async {
        for _ in 0..20 {
            administrate(&app.url, &[&cut]).await;
            tokio::time::sleep(std::time::Duration::from_millis(15)).await;
        }
    };
    let saving = async {
        let mut acknowledged = Vec::new();
        for number in 0..40u128 {
            // Each save turns Statements on or off, from the version the page shows now.
            let page = app.get(Who::Alice, &peter()).await;
            assert!(page.status == 200 || page.status == 503, "{}", page.text());
            if page.status != 200 || !page.text().contains("name=\"idempotency_key\"") {
                continue;
            }
            let form = page.form(&peter());
            let form = if form.is_ticked("ZZ9001:gpp-statements") {
                form.untick("ZZ9001:gpp-statements")
            } else {
                form.tick("ZZ9001:gpp-statements")
            };
            let reason = format!("save {number}.");
            let sent = form.with("reason", &reason).forge("step", "save");
            let answer = app.post(Who::Alice, &sent).await;
            if answer.status == StatusCode::SEE_OTHER && answer.location().contains("done=") {
                acknowledged.push(reason);
            } else {
                let told = [303, 422, 503].contains(&answer.status.as_u16());
                assert!(told, "{} {}", answer.status, answer.text());
            }
        }
        acknowledged
    };
    let ((), acknowledged) = tokio::join!(cutting, saving);
    assert!(!acknowledged.is_empty());
    let rows: Vec<(String,)> = app
        .db
        .all(Query::new(
            "SELECT reason FROM history_event WHERE action = 'roles-changed'",
        ))
        .await
        .unwrap();
    for reason in acknowledged {
        let count = rows.iter().filter(|(row,)| *row == reason).count();
        assert_eq!(count, 1, "{reason} was acknowledged");
    }
    // Every save that is there is there once and whole: the version counts them.
    let version = "SELECT version FROM membership WHERE user_id = $1";
    let version = app.count(Query::new(version).bind(Who::Peter.id())).await;
    assert_eq!(usize::try_from(version).unwrap(), rows.len() + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_gone_is_told_on_every_page_and_answers_again_when_it_returns() {
    let Some(app) = on_postgres().await else {
        return;
    };
    let name = app.url.rsplit('/').next().unwrap();
    let away = format!("ALTER DATABASE {name} RENAME TO {name}_away");
    administrate(&app.url, &[&end_connections(name), &away]).await;
    let save = one_more_role(RECEIPT);
    let address = peter();
    let (ready, live, page, sign_in, call, file, form) = tokio::join!(
        app.get(Who::Visitor, "/health/ready"),
        app.get(Who::Visitor, "/health/live"),
        app.get(Who::Alice, "/users"),
        app.get(Who::Visitor, "/sign-in"),
        app.call(Who::Alice, "users/search", ""),
        app.get(Who::Alice, "/users.csv"),
        app.post_to(Who::Alice, &address, &save),
    );
    assert_unavailable(&ready, "ready");
    assert_eq!(live.status, 200);
    // Whoever is not signed in sees the pages that need no data.
    assert_eq!(sign_in.status, 200, "{}", sign_in.text());
    for (what, answer) in [
        ("page", &page),
        ("call", &call),
        ("file", &file),
        ("form", &form),
    ] {
        assert_unavailable(answer, what);
    }
    assert!(
        page.words().contains("Sorry, the service is unavailable"),
        "{}",
        page.words()
    );
    // With the code by which the cause is found in the log.
    for answer in [&page, &file] {
        let code = answer.headers["x-request-id"].to_str().unwrap();
        let told = ["quote this code to support: ", code].concat();
        assert!(answer.words().contains(&told), "{}", answer.words());
    }
    let back = format!("ALTER DATABASE {name}_away RENAME TO {name}");
    administrate(&app.url, &[&back]).await;
    assert_well(&app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_can_not_be_opened_is_told_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("letter.db");
    std::fs::write(
        &text,
        "Dear Sir or Madam, this is not a database at all. ".repeat(100),
    )
    .unwrap();
    for url in [
        format!("sqlite:{}/no/such/folder/test.db", folder.path().display()),
        format!("sqlite:{}", folder.path().display()),
        format!("sqlite:{}", text.display()),
        "postgres://nobody@127.0.0.1:1/nothing".to_owned(),
        "mysql://localhost/test".to_owned(),
        String::new(),
    ] {
        let told = Db::open(&url).await.unwrap_err().to_string();
        assert!(told.contains("database"), "{url}: {told}");
    }
    assert!(
        std::fs::read_to_string(text)
            .unwrap()
            .starts_with("Dear Sir")
    );
}
