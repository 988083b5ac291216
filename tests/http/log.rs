//! What the program writes while people use it.

use std::{io::Write as _, net::TcpStream};

use practice_access::database::Db;

use crate::support::{
    Who, body,
    cast::{self, PASSWORD},
    databases::{Fresh, sqlite},
    phone,
    program::{Program, ask_at, within},
};

async fn prepared() -> Fresh {
    let fresh = sqlite();
    let db = Db::open(&fresh.url).await.unwrap();
    cast::fill(&db).await;
    phone::give(&db, Who::Alice).await;
    db.close().await;
    fresh
}

fn ask(program: &Program, method: &str, path: &str, cookie: &str, sent: &str) -> String {
    ask_at(&program.address, method, path, cookie, sent)
}

/// A morning's work of Alice. Gives the secret of her session.
fn work(program: &Program) -> String {
    let sign_in = |password: &str| {
        let sent = body(&[("email", "alice@cast.example"), ("password", password)]);
        ask(program, "POST", "/sign-in", "", &sent)
    };
    assert!(sign_in("hunter2hunter2").starts_with("HTTP/1.1 422"));
    let cookie = |answer: &str| {
        let set = answer.split("set-cookie: ").nth(1).unwrap();
        set.split(';').next().unwrap().to_owned()
    };
    let half = cookie(&sign_in(PASSWORD));
    let code = body(&[("code", &phone::code())]);
    let cookie = &cookie(&ask(program, "POST", "/sign-in/factor", &half, &code));
    let peter = Who::Peter.id().to_string();
    let create = body(&[
        ("step", "save"),
        ("email", "carol.newman@cast.example"),
        ("first_name", "Carol"),
        ("last_name", "Newman"),
        ("practices[]", "ZZ9001"),
        ("reason", "newly employed"),
        ("idempotency_key", "01900000-0000-7000-8000-0000000a0001"),
    ]);
    let update = body(&[
        ("user", &peter),
        ("seen[]", "ZZ9001:1:gpp-view-claims"),
        ("ticks[]", "ZZ9001:gpp-statements"),
        ("reason", "she covers for Bashir"),
        ("step", "save"),
        ("idempotency_key", "01900000-0000-7000-8000-0000000a0002"),
    ]);
    for (method, path, sent) in [
        ("GET", "/", ""),
        ("GET", "/users?q=peter+plain", ""),
        ("GET", "/users.csv?q=peter@cast.example", ""),
        ("GET", "/practices/ZZ9001/users", ""),
        ("GET", "/practices/ZZ9001/history?person=Peter", ""),
        ("GET", "/sign-in?next=/users?q=plain", ""),
        ("POST", "/api/users/search", "search%5Bq%5D=Plain"),
        ("POST", "/users/new", &create),
        ("POST", "/api/users/create", &create),
        ("POST", &["/users/", &peter].concat(), &update),
        (
            "POST",
            "/api/users/update",
            "user=peter@cast.example&step=save",
        ),
        ("GET", "/nothing?email=peter@cast.example", ""),
        ("POST", "/sign-out", ""),
    ] {
        let answer = ask(program, method, path, cookie, sent);
        assert!(answer.starts_with("HTTP/1.1 "), "{method} {path}: {answer}");
        assert!(
            !answer.starts_with("HTTP/1.1 5"),
            "{method} {path}: {answer}"
        );
    }
    cookie.split_once('=').unwrap().1.to_owned()
}

fn assert_kept(log: &str, secret: &str) {
    let small = log.to_lowercase();
    for kept in [
        "alice",
        "ashworth",
        "peter",
        "plain",
        "carol",
        "newman",
        "bashir",
        "cast.example",
        "newly employed",
        "covers",
        "hunter2",
        PASSWORD,
        "password=",
        "argon2",
        secret,
        "practice_access_session",
        "q=",
        "127.0.0.1:",
    ] {
        let line = small
            .lines()
            .find(|line| line.contains(kept) && !line.contains("listening"));
        assert_eq!(line, None, "the log tells {kept}");
    }
}

#[tokio::test]
async fn the_log_tells_what_was_asked_and_of_nobody() {
    for flags in [vec![], vec!["--log-json"]] {
        let fresh = prepared().await;
        let program = Program::serve(&fresh.url, &flags, &[]);
        let secret = work(&program);
        let log = program.log();
        assert_kept(&log, &secret);
        // The same requests are in it, with what finds them again.
        for told in [
            "/users",
            "/practices/ZZ9001/users",
            "POST",
            "303",
            "Logged in",
            &Who::Alice.id().to_string(),
        ] {
            assert!(log.contains(told), "{told}: {log}");
        }
        let json = |line: &str| serde_json::from_str::<serde_json::Value>(line).is_ok();
        assert!(flags.is_empty() || log.lines().all(json), "{log}");
    }
}

#[tokio::test]
async fn what_was_refused_is_told_with_the_account_that_asked_or_with_the_reason() {
    let fresh = prepared().await;
    let program = Program::serve(&fresh.url, &[], &[]);
    let fields = [("email", "peter@cast.example"), ("password", PASSWORD)];
    let answer = ask(&program, "POST", "/sign-in", "", &body(&fields));
    let cookie = answer.split("set-cookie: ").nth(1).unwrap();
    let cookie = cookie.split(';').next().unwrap();
    let peter = Who::Peter.id().to_string();
    let refused = |path: &str, sent: &str| {
        let before = program.log().len();
        let method = if sent.is_empty() { "GET" } else { "POST" };
        ask(&program, method, path, cookie, sent);
        let told = || {
            let log = program.log();
            let lines = log[before..]
                .lines()
                .filter(|line| line.contains("Refused"));
            lines.filter(|line| line.contains(&peter)).count() == 1
        };
        assert!(within(5, told), "{path}: {}", program.log());
    };
    refused("/api/history/practice", "ods=ZZ9001");
    refused("/practices/ZZ9001/history.csv", "");
    refused(
        "/api/users/open",
        &body(&[("user", &Who::Alice.id().to_string())]),
    );
    let elsewhere = "POST /sign-in HTTP/1.1\r\nhost: x\r\nconnection: close\r\nsec-fetch-site: cross-site\r\n\r\n";
    let mut stream = TcpStream::connect(&program.address).unwrap();
    stream.write_all(elsewhere.as_bytes()).unwrap();
    let wrong = body(&[("email", "gina@cast.example"), ("password", "wrong")]);
    for _ in 0..4 {
        ask(&program, "POST", "/sign-in", "", &wrong);
    }
    let passkey = body(&[("ceremony", "invented"), ("credential", "{}")]);
    ask(&program, "POST", "/sign-in", "", &passkey);
    for told in [
        "This did not come from our pages",
        "tried too often",
        "Passkey refused",
    ] {
        let is_told = || program.log().contains(told);
        assert!(within(5, is_told), "{told}: {}", program.log());
    }
}

#[tokio::test]
async fn the_line_of_whatever_was_refused_or_failed_has_the_account_and_no_other_line_has() {
    let fresh = prepared().await;
    let program = Program::serve(&fresh.url, &["--log-json"], &[]);
    let fields = [("email", "peter@cast.example"), ("password", PASSWORD)];
    let answer = ask(&program, "POST", "/sign-in", "", &body(&fields));
    let cookie = answer.split("set-cookie: ").nth(1).unwrap();
    let cookie = cookie.split(';').next().unwrap();
    let answered = |path: &str, status: u64| {
        let log = program.log();
        let lines = log
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let mut fields = lines.map(|line| line["fields"].clone());
        fields.rfind(|fields| fields["http.path"] == path && fields["http.status"] == status)
    };
    let peter = Who::Peter.id().to_string();
    for (method, path, sent, status, by) in [
        ("GET", "/account", "", 200, None),
        ("GET", "/operations", "", 403, Some(&peter)),
        (
            "POST",
            "/api/operations/act",
            "step=retry-all",
            403,
            Some(&peter),
        ),
        (
            "POST",
            "/api/users/search",
            "search%5Bq%5D=x",
            403,
            Some(&peter),
        ),
    ] {
        ask(&program, method, path, cookie, sent);
        assert!(
            within(5, || answered(path, status).is_some()),
            "{path}: {}",
            program.log()
        );
        let line = answered(path, status).unwrap();
        assert_eq!(
            line["user.id"].as_str(),
            by.map(String::as_str),
            "{path}: {line}"
        );
    }
    // A save that was filled in wrongly is answered with the form.
    ask(
        &program,
        "POST",
        "/api/account/change-details",
        cookie,
        "last_name=",
    );
    let told = || {
        let log = program.log();
        let mut lines = log
            .lines()
            .filter(|line| line.contains("a form has to be put right"));
        lines.any(|line| line.contains(&peter))
    };
    assert!(within(5, told), "{}", program.log());
    // Tried too often, there is an account, and there is none.
    for email in ["gina@cast.example", "nobody@cast.example"] {
        for _ in 0..4 {
            let wrong = body(&[("email", email), ("password", "wrong")]);
            ask(&program, "POST", "/sign-in", "", &wrong);
        }
    }
    let gina = Who::Gina.id().to_string();
    let told = || {
        let log = program.log();
        let lines = log.lines().filter(|line| line.contains("tried too often"));
        let lines: Vec<_> = lines.map(|line| line.contains(&gina)).collect();
        lines.contains(&true) && lines.contains(&false)
    };
    assert!(within(5, told), "{}", program.log());
}

#[tokio::test]
async fn what_is_told_of_a_statement_says_for_which_request() {
    let fresh = prepared().await;
    let variables = [("RUST_LOG", "info,sqlx::query=debug")];
    let program = Program::serve(&fresh.url, &["--log-json"], &variables);
    for page in ["/sign-in", "/practices/ZZ9001/users"] {
        let answer = ask(&program, "GET", page, "practice_access_session=nobody", "");
        let id = answer.split("x-request-id: ").nth(1).unwrap();
        let id = id.split_whitespace().next().unwrap().to_owned();
        let is_of_it = |line: &str| {
            let event: serde_json::Value = serde_json::from_str(line).unwrap();
            let spans = event["spans"].as_array().cloned().unwrap_or_default();
            event["target"] == "sqlx::query"
                && spans.iter().any(|span| span["request.id"] == id.as_str())
        };
        let told = || program.log().lines().any(is_of_it);
        assert!(within(5, told), "{page}: {}", program.log());
    }
}

#[tokio::test]
async fn nor_does_it_where_everything_is_logged_that_can_be() {
    let fresh = prepared().await;
    let program = Program::serve(&fresh.url, &[], &[("RUST_LOG", "trace")]);
    let secret = work(&program);
    assert_kept(&program.log(), &secret);
}

#[tokio::test]
async fn the_numbers_tell_what_was_asked_and_of_nobody_on_an_address_of_their_own() {
    let fresh = prepared().await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    let program = Program::serve(&fresh.url, &["--metrics-listen", &address], &[]);
    let secret = work(&program);
    ask(&program, "BREW", "/users/peter@cast.example", "", "");
    let answer = ask_at(&address, "GET", "/metrics", "", "");
    let (head, numbers) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("x-content-type-options: nosniff"), "{head}");
    assert_kept(numbers, &secret);
    for told in [
        "http_requests_total{method=\"GET\",route=\"/practices/{ods}/users\",status=\"200\"} 1",
        "http_requests_total{method=\"POST\",route=\"/sign-in\",status=\"303\"} 1",
        "http_requests_total{method=\"GET\",route=\"none\",status=\"404\"} 1",
        "http_request_seconds_bucket{method=\"GET\",route=\"/users\",le=\"10\"} 1",
        // To the one whose roles were changed, unless it is on its way by now.
        "mail_waiting ",
        "mail_oldest_waiting_seconds ",
        "mail_given_up 0",
        "mail_on_hold 0",
        // Its own, and perhaps one that is just being closed.
        "http_connections ",
    ] {
        assert!(numbers.contains(told), "{told}: {numbers}");
    }
    assert!(!numbers.contains("BREW"));
    assert!(ask(&program, "GET", "/metrics", "", "").starts_with("HTTP/1.1 404"));
}
