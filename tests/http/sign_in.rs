//! Signing in and out with plain forms.

use axum::http::header;
use practice_access::{base::clock::Clock, database::Query};

use crate::support::{Answer, ELM, TestApp, Who, body, cast::PASSWORD};

async fn try_in(app: &TestApp, email: &str, password: &str, next: &str) -> Answer {
    let page = app.get(Who::Visitor, "/sign-in").await;
    let form = page
        .form("/sign-in")
        .with("email", email)
        .with("password", password);
    app.post(Who::Visitor, &form.with("next", next)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_right_password_begins_a_session_that_signing_out_ends() {
    for app in TestApp::each().await {
        let answer = try_in(&app, " Peter@Cast.Example ", PASSWORD, "/?from=mail").await;
        assert_eq!(answer.location(), "/?from=mail");
        let set = answer.header(axum::http::header::SET_COOKIE);
        for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(set.contains(part), "{set}");
        }
        let cookie = set.split(';').next().unwrap().to_owned();
        let page = app.get_with(&cookie, "/account/second-factor").await;
        assert_eq!(page.status, 200);
        assert!(page.words().contains("Peter Plain"), "{}", page.words());
        let request = axum::http::Request::post("/sign-out")
            .header("host", "access.example")
            .header("sec-fetch-site", "same-origin")
            .header("cookie", &cookie)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(axum::body::Body::empty())
            .unwrap();
        let out = app.send(request).await;
        assert_eq!(out.location(), "/");
        // The cookie that somebody kept is worth nothing any more.
        let page = app.get_with(&cookie, "/account/second-factor").await;
        assert_ne!(page.status, 200, "{}", page.words());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_session_ends_the_one_that_the_browser_had() {
    for app in TestApp::each().await {
        let first = try_in(&app, "peter@cast.example", PASSWORD, "/").await;
        let first = first.header(header::SET_COOKIE);
        let first = first.split(';').next().unwrap();
        assert_eq!(app.get_with(first, "/account").await.status, 200);
        let sent = body(&[("email", "peter@cast.example"), ("password", PASSWORD)]);
        let second = app.post_with(first, "/sign-in", &sent).await;
        let second = second.header(header::SET_COOKIE);
        let second = second.split(';').next().unwrap();
        assert_eq!(app.get_with(second, "/account").await.status, 200);
        assert_eq!(app.get_with(first, "/account").await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_and_an_unknown_address_are_told_alike_and_the_password_is_not_shown_again()
 {
    for app in TestApp::each().await {
        let wrong = try_in(&app, "alice@cast.example", "hunter2hunter2", "/").await;
        let unknown = try_in(&app, "nobody@cast.example", "hunter2hunter2", "/").await;
        for answer in [&wrong, &unknown] {
            assert_eq!(answer.status, 422);
            assert!(
                answer
                    .errors()
                    .contains("Email address or password is not correct")
            );
            assert!(!answer.text().contains("hunter2"));
            assert!(answer.headers.get("set-cookie").is_none());
        }
        assert_eq!(wrong.form("/sign-in").value("email"), "alice@cast.example");
        let empty = try_in(&app, "", "", "/").await;
        assert!(empty.errors().contains("Enter your email address"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_eleventh_try_has_to_wait_even_with_the_right_password_and_others_do_not() {
    for app in TestApp::each().await {
        let Clock::Fixed(time) = &app.clock else {
            panic!("a fixed clock")
        };
        for number in 1..=10 {
            let answer = try_in(&app, "gina@cast.example", "wrong", "/").await;
            assert!(
                answer.errors().contains("not correct"),
                "{}",
                answer.errors()
            );
            // After the third every try has to wait, longer each time, and one that does not is not even looked at.
            if (3..10).contains(&number) {
                let early = try_in(&app, "gina@cast.example", PASSWORD, "/").await;
                assert!(early.errors().contains("Wait "), "{}", early.errors());
                time.fetch_add(60_000_000, std::sync::atomic::Ordering::SeqCst);
            }
        }
        let answer = try_in(&app, "gina@cast.example", PASSWORD, "/").await;
        assert!(
            answer.errors().contains("Wait 15 minutes"),
            "{}",
            answer.errors()
        );
        let other = try_in(&app, "peter@cast.example", PASSWORD, "/").await;
        assert_eq!(other.location(), "/");
        time.fetch_add(15 * 60 * 1_000_000, std::sync::atomic::Ordering::SeqCst);
        let later = try_in(&app, "gina@cast.example", PASSWORD, "/").await;
        assert_eq!(later.location(), "/");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_never_leads_to_another_site() {
    let app = TestApp::each().await.swap_remove(0);
    for next in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\r\nlocation: https://evil.example",
        "/\t/evil.example",
    ] {
        let answer = try_in(&app, "peter@cast.example", PASSWORD, next).await;
        let to = answer.location();
        let host = to.trim_start_matches('/').trim_start_matches('\\');
        assert!(
            to.starts_with('/') && !host.starts_with("evil"),
            "{next:?} leads to {to:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_needs_a_session_leads_to_signing_in_and_back() {
    for app in TestApp::each().await {
        for address in ["/users", "/users/new", "/practices", "/history"] {
            let answer = app.get(Who::Visitor, address).await;
            let to = answer.header(axum::http::header::LOCATION);
            assert!(
                to.starts_with("/sign-in?next="),
                "{address}: {} {to}",
                answer.status
            );
            let page = app.get(Who::Visitor, &to).await;
            assert_eq!(page.form("/sign-in").value("next"), address);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_was_not_used_for_half_an_hour_has_ended() {
    for app in TestApp::each().await {
        let Clock::Fixed(time) = &app.clock else {
            panic!("a fixed clock")
        };
        let minutes = |minutes: i64| {
            time.fetch_add(
                minutes * 60 * 1_000_000,
                std::sync::atomic::Ordering::SeqCst,
            );
        };
        let address = ["/practices/", ELM, "/users"].concat();
        minutes(29);
        assert_eq!(app.get(Who::Alice, &address).await.status, 200);
        minutes(29);
        assert_eq!(app.get(Who::Alice, &address).await.status, 200);
        minutes(31);
        assert_ne!(app.get(Who::Alice, &address).await.status, 200);
        let answer = app
            .call(Who::Alice, "summary/read", "practice=ZZ9001")
            .await;
        assert_eq!(answer.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ends_after_twelve_hours_however_busy_it_was() {
    let app = TestApp::each().await.swap_remove(0);
    let answer = try_in(&app, "peter@cast.example", PASSWORD, "/").await;
    let set = answer.header(header::SET_COOKIE);
    let cookie = set.split(';').next().unwrap();
    for count in 1..=25 {
        app.move_clock(29 * 60_000_000);
        let alive = app.get_with(cookie, "/account").await.status == 200;
        assert_eq!(alive, count * 29 < 12 * 60, "{count}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_secret_of_a_session_is_not_in_the_database() {
    for app in TestApp::each().await {
        let answer = try_in(&app, "alice@cast.example", PASSWORD, "/").await;
        let set = answer.header(axum::http::header::SET_COOKIE);
        let secret = set.split(['=', ';']).nth(1).unwrap();
        assert_eq!(secret.len(), 64);
        let all = crate::support::db_snapshot::tables(&app.db).await;
        assert!(!format!("{all:?}").to_lowercase().contains(secret));
        let sessions =
            Query::new("SELECT CAST(count(*) AS BIGINT) FROM session WHERE user_id = $1");
        assert_eq!(app.count(sessions.bind(Who::Alice.id())).await, 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_signed_in_is_led_on_from_the_sign_in_page() {
    for app in TestApp::each().await {
        let answer = app.get(Who::Alice, "/sign-in").await;
        assert_eq!(answer.status, 302);
        assert_eq!(answer.header(header::LOCATION), "/");
        assert_eq!(app.get(Who::Visitor, "/sign-in").await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_sent_after_the_session_ended_leads_back_to_its_page() {
    for app in TestApp::each().await {
        let answer = app
            .post_to(Who::Visitor, "/users/new?practices=ZZ9001", "email=x")
            .await;
        assert_eq!(
            answer.location(),
            "/sign-in?next=%2Fusers%2Fnew%3Fpractices%3DZZ9001"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_before_the_session_ended_is_there_again_for_the_same_person_alone() {
    for app in TestApp::each().await {
        let log_in = async |email: &str, cookie: &str, next: &str| {
            let fields = [("email", email), ("password", PASSWORD), ("next", next)];
            let answer = app.post_with(cookie, "/sign-in", &body(&fields)).await;
            let set = answer.header(header::SET_COOKIE);
            let cookie = set.split(';').next().unwrap().to_owned();
            (answer.location(), cookie)
        };
        let typed = body(&[
            ("title", "Mr"),
            ("first_name", "Pete"),
            ("last_name", "Plain"),
            ("phone", "01632 960999"),
            ("password", "not to be kept"),
            ("code", "123456"),
        ]);
        for (who, again) in [("peter@cast.example", true), ("gina@cast.example", false)] {
            let (_, old) = log_in("peter@cast.example", "", "/").await;
            app.move_clock(31 * 60 * 1_000_000);
            let late = app.post_with(&old, "/account/details", &typed).await;
            let next = draft_after_log_in(&late);
            // The cookie that is there still opens nothing.
            assert_eq!(app.get_with(&old, &next).await.status, 401);
            let (to, new) = log_in(who, &old, &next).await;
            assert_eq!(to, next);
            let page = app.get_with(&new, &next).await;
            let form = page.form("/account/details");
            assert_eq!(form.value("first_name") == "Pete", again);
            assert_eq!(
                page.words()
                    .contains("You were logged out before this was saved"),
                again
            );
            assert!(!page.text().contains("not to be kept"));
            let kept: Option<(String,)> = app
                .db
                .optional(Query::new("SELECT content FROM form_draft"))
                .await
                .unwrap();
            for secret in ["not+to+be+kept", "123456"] {
                assert!(!kept.clone().unwrap_or_default().0.contains(secret));
            }
        }
        // Nobody without a session of before can keep anything.
        app.post_with("", "/account/details", &typed).await;
        app.post_with(
            "practice_access_session=invented",
            "/account/details",
            &typed,
        )
        .await;
        let kept = "SELECT CAST(count(*) AS BIGINT) FROM form_draft";
        assert_eq!(app.count(Query::new(kept)).await, 1);
        app.move_clock(3_600_000_000);
        app.tidy().await;
        assert_eq!(app.count(Query::new(kept)).await, 0);
    }
}

/// The page with what was typed, to which the page to log in leads on.
fn draft_after_log_in(answer: &Answer) -> String {
    let to = answer.location();
    let next = to.strip_prefix("/sign-in?next=");
    let next = next.expect("a page to log in").replace("%2F", "/");
    next.replace("%3F", "?").replace("%3D", "=")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_is_not_shown_again_an_hour_later() {
    let app = TestApp::each().await.swap_remove(0);
    let log_in = async |cookie: &str| {
        let fields = [("email", "peter@cast.example"), ("password", PASSWORD)];
        let answer = app.post_with(cookie, "/sign-in", &body(&fields)).await;
        let set = answer.header(header::SET_COOKIE);
        set.split(';').next().unwrap().to_owned()
    };
    let typed = body(&[("first_name", "Pete"), ("last_name", "Plain")]);
    for (minutes, there) in [(59, true), (61, false)] {
        let old = log_in("").await;
        app.move_clock(31 * 60_000_000);
        let late = app.post_with(&old, "/account/details", &typed).await;
        app.move_clock(minutes * 60_000_000);
        let new = log_in(&old).await;
        let page = app.get_with(&new, &draft_after_log_in(&late)).await;
        let form = page.form("/account/details");
        assert_eq!(form.value("first_name") == "Pete", there, "{minutes}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_button_that_shows_the_password_is_there_for_a_script_that_the_policy_allows() {
    let app = TestApp::over(crate::support::databases::sqlite()).await;
    let answer = app.get(Who::Visitor, "/sign-in").await;
    let page = answer.text();
    assert_eq!(
        answer.select("button[hidden][type=button][aria-controls=password]"),
        "Show password"
    );
    assert!(!page.contains("type=\"module\""), "{page}");
    let nonce = page.split("<script nonce=\"").nth(1).unwrap();
    let nonce = nonce.split('"').next().unwrap();
    let policy = answer.header(header::CONTENT_SECURITY_POLICY);
    assert!(
        policy.contains(&["'nonce-", nonce, "'"].concat()),
        "{policy}"
    );
    // As it was written: nothing in it is escaped.
    assert!(
        page.contains("(event) => event.persisted && show(false)"),
        "{page}"
    );
}
