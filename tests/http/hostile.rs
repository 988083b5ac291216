//! Requests that no browser on a page of ours sends.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};

use crate::support::{TestApp, Who, app::request};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_is_too_large_is_refused_before_it_is_read() {
    let app = TestApp::each().await.swap_remove(0);
    let large = ["email=", &"x".repeat(2 * 1024 * 1024)].concat();
    for address in ["/sign-in", "/users/new", "/api/sign-in/begin"] {
        let sent = request(Method::POST, Who::Alice, address)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::CONTENT_LENGTH, large.len())
            .body(Body::from(large.clone()));
        let answer = app.send(sent.unwrap()).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{address}");
        assert_eq!(
            answer
                .text()
                .contains("<h1>This is more than we can take</h1>"),
            !address.starts_with("/api"),
            "{address}"
        );
        // The length may also be hidden.
        let pieces = (0..32).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 64 * 1024]));
        let request = request(Method::POST, Who::Alice, address)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from_stream(futures::stream::iter(pieces)));
        let answer = app.send(request.unwrap()).await;
        assert!(
            answer.status.is_client_error(),
            "{address}: {}",
            answer.status
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_does_not_exist_is_answered_with_the_page_that_says_so() {
    let app = TestApp::each().await.swap_remove(0);
    let nobody = "01900000-0000-7000-8000-00000000ffff";
    for address in [
        "/nothing".to_owned(),
        "/users/me".to_owned(),
        "/users/1".to_owned(),
        "/users/%00".to_owned(),
        "/users/%FF%FE".to_owned(),
        "/users/..%2f..%2fetc%2fpasswd".to_owned(),
        "/users/%3Cscript%3E".to_owned(),
        ["/users/", nobody].concat(),
        ["/users/", nobody, "/history"].concat(),
        "/users/me/history".to_owned(),
        "/practices/ZZ0000/users".to_owned(),
        "/practices/%3F/users".to_owned(),
        "/practices/ZZ0000/history".to_owned(),
        "/users/new/more".to_owned(),
    ] {
        for who in [Who::Olive, Who::Alice] {
            let answer = app.get(who, &address).await;
            let what = format!("{address} for {who:?}: {}", answer.words());
            if who == Who::Alice && address.contains("/practices/ZZ0000") {
                // Nobody else's practice is told apart from one that does not exist.
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
                continue;
            }
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{what}");
            assert!(answer.words().contains("Page not found"), "{what}");
            assert!(answer.words().contains("Log out"), "{what}");
        }
    }
    for address in [
        "/assets/nothing.svg",
        "/pkg/../../Cargo.toml",
        "/assets/..%2f..%2fCargo.toml",
        "/pkg/%2e%2e/%2e%2e/Cargo.toml",
    ] {
        let answer = app.get(Who::Visitor, address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert!(!answer.text().contains("[package]"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nonsense_after_the_question_mark_never_breaks_a_page_or_a_file() {
    for app in TestApp::each().await {
        let peter = Who::Peter.id().to_string();
        let user = ["/users/", &peter].concat();
        let history = [&user, "/history"].concat();
        let file = [&user, "/history.csv"].concat();
        for address in [
            "/",
            "/sign-in",
            "/help/getting-access",
            "/help/accessibility",
            "/users",
            "/users.csv",
            "/users.xlsx",
            "/users/new",
            &user,
            &history,
            &file,
            "/practices",
            "/practices.csv",
            "/practices/ZZ9001/users",
            "/practices/ZZ9001/users.csv",
            "/practices/ZZ9001/users.xlsx",
            "/practices/ZZ9001/history",
            "/practices/ZZ9001/history.csv",
            "/history",
            "/history.csv",
        ] {
            for query in [
                "%",
                "%00",
                "=",
                "&&&=&",
                "a=b&a=b",
                "q=%FF%FE",
                "q=%00",
                "q=%27%3B--",
                "q=%25%5F",
                "after=~~&before=~~&page=-1",
                "after=x~y&before=1~2",
                "before=9223372036854775807~9223372036854775807~ZZ9001",
                "sort=nothing&view=nothing&status=nothing&role=nothing&service=nothing&list=nothing",
                "practice=%3F&from=2026-02-30&to=x&what=x&person=%F0%9F%92%A9",
                "practices=%00%00",
                "q[]=1&q[x]=2&search[q]=3",
                "done=x&next=//evil.example",
            ] {
                let address = [address, "?", query].concat();
                let answer = app.get(Who::Olive, &address).await;
                assert!(
                    answer.status.as_u16() < 500,
                    "{address}: {} {}",
                    answer.status,
                    answer.text()
                );
            }
            let long = [address, "?q=", &"ab%20".repeat(3_000)].concat();
            let answer = app.get(Who::Olive, &long).await;
            assert!(answer.status.as_u16() < 500, "{address}: {}", answer.status);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rubbish_in_headers_and_cookies_is_nobody_signed_in() {
    for app in TestApp::each().await {
        let good = Who::Alice.secret();
        for cookie in [
            b"practice_access_session".to_vec(),
            b"practice_access_session=".to_vec(),
            b"practice_access_session=; practice_access_session=x".to_vec(),
            b"\xff\xfe=\xfd".to_vec(),
            b";;;;====;;;".to_vec(),
            b"practice_access_session=' OR 1=1 --".to_vec(),
            ["practice_access_session=", &good.to_uppercase()]
                .concat()
                .into_bytes(),
            ["xpractice_access_session=", &good].concat().into_bytes(),
            ["practice_access_session=", &"f".repeat(60_000)]
                .concat()
                .into_bytes(),
        ] {
            let request = Request::get("/users")
                .header(header::HOST, "access.example")
                .header(header::COOKIE, cookie.clone())
                .header(header::ACCEPT, "text/html;q=x")
                .header("dnt", b"\xff/\xfe".as_slice())
                .header(header::ACCEPT_LANGUAGE, "x;q=99999999")
                .header(
                    header::ACCEPT_ENCODING,
                    "gzip;q=abc, \u{7f}br".replace('\u{7f}', ""),
                )
                .header("x-request-id", "forged")
                .header("x-forwarded-for", "127.0.0.1")
                .body(Body::empty());
            let answer = app.send(request.unwrap()).await;
            assert!(
                answer.status.is_redirection(),
                "{cookie:?}: {}",
                answer.status
            );
            assert_ne!(answer.header("x-request-id".parse().unwrap()), "forged");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_at_the_same_moment_do_not_disturb_one_another() {
    let app = std::sync::Arc::new(TestApp::each().await.swap_remove(0));
    let peter = ["/users/", &Who::Peter.id().to_string()].concat();
    let pages = [
        ("/", ""),
        ("/help/accessibility", "Accessibility statement - "),
        ("/users", "Users - "),
        ("/practices/ZZ9001/users", "Users of Elm Street Surgery - "),
        (peter.as_str(), "Peter Plain - "),
        ("/help/getting-access", ""),
    ];
    let mut tasks = Vec::new();
    for round in 0..20 {
        for (address, title) in pages {
            let (app, address, title) = (app.clone(), address.to_owned(), title.to_owned());
            tasks.push(tokio::spawn(async move {
                let (answer, error) = if round % 4 == 3 {
                    (app.post_to(Who::Alice, "/users/new", "email=x").await, true)
                } else {
                    (app.get(Who::Alice, &address).await, false)
                };
                let expected = if error {
                    "<title>Error: Create a user - ".to_owned()
                } else {
                    ["<title>", &title].concat()
                };
                let told = answer.text();
                assert!(
                    told.contains(&expected),
                    "{address} {}: {told}",
                    answer.status
                );
            }));
        }
    }
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn methods_and_kinds_of_body_that_are_not_ours_are_refused() {
    let app = TestApp::each().await.swap_remove(0);
    for (method, address, kind) in [
        (
            Method::PUT,
            "/users/new",
            "application/x-www-form-urlencoded",
        ),
        (Method::DELETE, "/users/new", "application/json"),
        (Method::PATCH, "/api/users/update", "application/json"),
        (Method::TRACE, "/users", ""),
        (Method::CONNECT, "/users", ""),
        (Method::POST, "/users", "text/plain"),
        (Method::POST, "/history", "application/json"),
        (Method::POST, "/health/ready", "text/plain"),
        (Method::GET, "/api/users/search", ""),
        (Method::GET, "/sign-out", ""),
    ] {
        let what = format!("{method} {address}");
        let request = request(method, Who::Alice, address)
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from("{}"));
        let answer = app.send(request.unwrap()).await;
        assert!(answer.status.is_client_error(), "{what}: {}", answer.status);
    }
    // Nothing was ended by a link.
    assert_eq!(app.get(Who::Alice, "/users").await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_can_not_be_read_is_told_plainly_and_a_huge_one_is_answered() {
    for app in TestApp::each().await {
        let user = ["/users/", &Who::Peter.id().to_string()].concat();
        for address in [
            user.as_str(),
            "/users/new",
            "/practices/ZZ9001/users",
            "/sign-in",
        ] {
            for sent in [
                "user=me",
                "%%%%",
                "a[b[c[d",
                "practice=%3F",
                "ticks[99999999999]=x",
                "step=save&idempotency_key=x",
                "user[a]=b&email[a]=b&practice[a]=b",
            ] {
                let answer = app.post_to(Who::Alice, address, sent).await;
                assert!(
                    answer.status.as_u16() < 500,
                    "{address} {sent}: {} {}",
                    answer.status,
                    answer.text()
                );
            }
        }
        // A table of 20 practices is a few hundred boxes; this one is far beyond any page.
        let mut many = format!(
            "user={}&step=check&idempotency_key=01900000-0000-7000-8000-0000000a0006&seen[]=ZZ9001:1:",
            Who::Peter.id()
        );
        for _ in 0..20_000 {
            many.push_str("&ticks[]=ZZ9001:gpp-statements");
        }
        let answer = app.post_to(Who::Alice, &user, &many).await;
        assert!(answer.status.as_u16() < 500, "{}", answer.status);
    }
}
