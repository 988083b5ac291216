//! Where no figure ever stands: letters, the record, the log, and what a practice sees of its members.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

use super::*;
use crate::support::{
    databases::sqlite,
    db_snapshot::tables,
    program::{Program, within},
};

/// Everything that can be done with a form.
async fn all_of_it(app: &TestApp) -> String {
    link(app, Who::Alice, ELM, &["type_1"]).await;
    assert_done(&authorise(app, LONG).await);
    let id = filled_in(app, Who::Xanthe).await;
    assert_done(&step(app, Who::Xanthe, &id, "ready", &[]).await);
    assert_done(&submit(app, Who::Alice, &id, &[]).await);
    assert_done(&step(app, Who::Gina, &id, "withdraw", &[]).await);
    assert_done(&submit(app, Who::Gina, &id, &[]).await);
    desk(app, Who::Olive, "give").await;
    let why = [("reason", "The accounts are missing")];
    assert_done(&step(app, Who::Olive, &id, "reject", &why).await);
    assert_done(&step(app, Who::Gina, &id, "revert", &[]).await);
    assert_done(&submit(app, Who::Gina, &id, &[]).await);
    assert_done(&step(app, Who::Olive, &id, "approve", &[]).await);
    id
}

fn assert_untold(text: &str, what: &str) {
    for figure in TELL_TALES {
        assert!(!text.contains(figure), "{what} tells {figure}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_figure_stands_in_the_form_alone_and_in_no_letter_and_no_event() {
    for app in apps().await {
        all_of_it(&app).await;
        app.pass(60 * DAY, &[]).await;
        app.tidy().await;
        let told: Vec<_> = tables(&app.db).await;
        let told = told.iter().filter(|(table, _)| table != "pension_form");
        for (table, rows) in told {
            for row in rows {
                assert_untold(row, table);
            }
        }
        let events =
            "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action LIKE 'pension-form-%'";
        assert!(app.count(Query::new(events)).await > 10);
        let mails = "SELECT CAST(count(*) AS BIGINT) FROM mail WHERE kind = 'pension'";
        assert!(app.count(Query::new(mails)).await > 5);
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_practice_sees_where_forms_stand_and_no_figure_and_nobody_else_there_sees_that() {
    for app in apps().await {
        let before = app.get(Who::Alice, "/pensions/practice").await.words();
        for part in ["Gina O'Brien", "2025/26", "Not started", "28 February 2027"] {
            assert!(before.contains(part), "{part}: {before}");
        }
        let id = submitted(&app).await;
        for address in [
            "/pensions/practice",
            "/pensions/practice?practice=ZZ9001",
            "/pensions/practice?practice=ZZ9001&year=2025-26",
            "/pensions/practice.csv?practice=ZZ9001",
            "/pensions/practice.xlsx?practice=ZZ9001",
        ] {
            for who in [Who::Alice, Who::Bashir] {
                let answer = app.get(who, address).await;
                assert_eq!(answer.status, 200, "{who:?} {address}");
                let text = answer.text();
                if !address.contains("xlsx") && address.contains("ZZ9001") {
                    assert!(text.contains("Submitted"), "{who:?} {address}: {text}");
                }
                assert_untold(&text, address);
                // Nor a way to the form, as long as the member has not let them submit.
                assert!(!text.contains(&id), "{who:?} {address}");
            }
            for who in [
                Who::Peter,
                Who::Mary,
                Who::Dora,
                Who::Gina,
                Who::Olive,
                Who::Visitor,
            ] {
                let answer = app.get(who, address).await;
                assert_ne!(answer.status, 200, "{who:?} {address}: {}", answer.text());
                assert!(
                    !answer.text().contains("gina@cast.example"),
                    "{who:?} {address}"
                );
            }
        }
        let far = app.get(Who::Zebedee, "/pensions/practice").await.words();
        assert!(!far.contains("Gina"), "{far}");
        let other = app
            .get(Who::Zebedee, "/pensions/practice.csv?practice=ZZ9001")
            .await;
        assert_eq!(other.status, 403, "{}", other.text());
        let none = app
            .get(Who::Bashir, "/pensions/practice?practice=ZZ9002")
            .await
            .words();
        assert!(!none.contains("Gina"), "{none}");
        assert_done(&authorise(&app, LONG).await);
        let with_link = app.get(Who::Alice, "/pensions/practice").await.text();
        assert!(with_link.contains(&id), "{with_link}");
        assert_untold(&with_link, "the overview");
    }
}

fn ask(program: &Program, path: &str, cookie: &str, sent: &str) -> String {
    let mut stream = TcpStream::connect(&program.address).unwrap();
    let method = if sent.is_empty() { "GET" } else { "POST" };
    let (host, long) = (&program.address, sent.len());
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncookie: {cookie}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {long}\r\n\r\n{sent}"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_tells_no_figure_even_where_everything_is_logged_that_can_be() {
    let app = TestApp::over(sqlite()).await;
    let id = begin(&app, Who::Gina).await;
    let program = Program::serve(&app.url, &[], &[("RUST_LOG", "trace")]);
    let fields = [("email", "gina@cast.example"), ("password", PASSWORD)];
    let answer = ask(&program, "/sign-in", "", &body(&fields));
    let cookie = answer.split("set-cookie: ").nth(1).unwrap();
    let cookie = cookie.split(';').next().unwrap();
    for (section, fields) in FILLED_IN {
        let version = kept(&app, &id).await.version.to_string();
        let about = [
            ("id", id.as_str()),
            ("section", section),
            ("version", &version),
            ("step", "back"),
        ];
        let sent = with(&about, fields);
        let answer = ask(&program, "/api/pensions/save", cookie, &sent);
        assert!(answer.contains("Done"), "{section}: {answer}");
        let page = ["/pensions/", &id, "/sections/", section].concat();
        // Of an older version, so that it comes back, from its draft.
        let answer = ask(&program, &page, cookie, &sent);
        let draft = answer.split("location: ").nth(1).unwrap();
        let answer = ask(&program, draft.lines().next().unwrap(), cookie, "");
        assert!(answer.contains("saved this form on"), "{section}: {answer}");
    }
    let here = ["/pensions/", &id].concat();
    let version = kept(&app, &id).await.version.to_string();
    let fields = [
        ("id", id.as_str()),
        ("version", &version),
        ("declare[]", "yes"),
        ("password", PASSWORD),
    ];
    ask(&program, "/api/pensions/submit", cookie, &body(&fields));
    for end in ["", "/print", "/sections/income", "/submit"] {
        let answer = ask(&program, &[&here, end].concat(), cookie, "");
        assert!(!answer.starts_with("HTTP/1.1 5"), "{end}: {answer}");
    }
    assert_eq!(state(&app, &id).await, "declared");
    assert!(within(5, || program.log().contains("/pensions/")));
    let log = program.log();
    for figure in TELL_TALES.into_iter().chain(["SD123456", PASSWORD]) {
        let line = log.lines().find(|line| line.contains(figure));
        assert_eq!(line, None, "the log tells {figure}");
    }
}
