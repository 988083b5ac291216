//! Cookies and clients, by HTTPS and without, directly and through a proxy.

use std::net::{IpAddr, SocketAddr};

use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Method, Request, header},
};
use practice_access::web::Ingress;

use crate::support::{Answer, TestApp, Who, body, cast::PASSWORD};

const PROXY: &str = "10.0.0.1";

fn behind_a_proxy() -> Ingress {
    Ingress {
        https: false,
        proxies: vec![PROXY.parse().unwrap()],
        proxies_only: true,
    }
}

/// A request on a connection from `peer`.
async fn ask(
    app: &TestApp,
    peer: &str,
    method: Method,
    address: &str,
    headers: &[(&str, &str)],
    sent: &str,
) -> Answer {
    let mut request = Request::builder()
        .method(method)
        .uri(address)
        .header(header::HOST, "access.example")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::from(sent.to_owned())).unwrap();
    let peer = SocketAddr::new(peer.parse::<IpAddr>().unwrap(), 4711);
    request.extensions_mut().insert(ConnectInfo(peer));
    app.send(request).await
}

async fn sign_in(app: &TestApp, peer: &str, headers: &[(&str, &str)], password: &str) -> Answer {
    let sent = body(&[("email", "peter@cast.example"), ("password", password)]);
    ask(app, peer, Method::POST, "/sign-in", headers, &sent).await
}

/// After a wrong password the next try has to wait for a moment.
fn let_a_minute_pass(app: &TestApp) {
    app.move_clock(60_000_000);
}

/// Name and value of the cookie that was set.
fn cookie(answer: &Answer) -> (String, String) {
    let set = answer.header(header::SET_COOKIE);
    let (name, rest) = set.split_once('=').unwrap();
    (name.to_owned(), rest.split(';').next().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_https_the_session_is_in_a_cookie_that_no_other_host_can_set() {
    let plain = TestApp::each().await.swap_remove(0);
    let encrypted = plain
        .through(Ingress {
            https: true,
            ..Ingress::default()
        })
        .await;
    let answer = sign_in(&encrypted, "192.0.2.1", &[], PASSWORD).await;
    let set = answer.header(header::SET_COOKIE);
    assert!(set.starts_with("__Host-practice_access_session="), "{set}");
    for part in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
        assert!(set.contains(part), "{set}");
    }
    assert!(!set.contains("Domain"), "{set}");
    let (name, value) = cookie(&answer);
    let held = format!("{name}={value}");
    let headers = [("cookie", held.as_str())];
    for page in ["/", "/account", "/account/details"] {
        let page = ask(&encrypted, "192.0.2.1", Method::GET, page, &headers, "").await;
        assert!(page.status == 200 && !page.text().contains(&value));
    }
    let account = async |app: &TestApp, cookie: &str| {
        let headers = [("cookie", cookie)];
        ask(app, "192.0.2.1", Method::GET, "/account", &headers, "")
            .await
            .status
    };
    assert_eq!(account(&encrypted, &format!("{name}={value}")).await, 200);
    // One that a neighbouring host could have set.
    let tossed = format!("practice_access_session={value}");
    assert_ne!(account(&encrypted, &tossed).await, 200);
    assert_eq!(account(&plain, &tossed).await, 200);
    // The end of the session takes the same cookie away again.
    let headers = [("cookie", format!("{name}={value}"))];
    let headers = [(headers[0].0, headers[0].1.as_str())];
    let out = ask(
        &encrypted,
        "192.0.2.1",
        Method::POST,
        "/sign-out",
        &headers,
        "",
    )
    .await;
    let set = out.header(header::SET_COOKIE);
    assert!(set.starts_with("__Host-practice_access_session=;"), "{set}");
    assert!(
        set.contains("Max-Age=0") && set.contains("; Secure"),
        "{set}"
    );
    let answer = sign_in(&plain, "127.0.0.1", &[], PASSWORD).await;
    assert_eq!(cookie(&answer).0, "practice_access_session");
    assert!(!answer.header(header::SET_COOKIE).contains("Secure"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_named_proxy_says_whether_the_browser_came_by_https() {
    let direct = TestApp::each().await.swap_remove(0);
    let app = direct.through(behind_a_proxy()).await;
    let answer = sign_in(&app, PROXY, &[("x-forwarded-proto", "https")], PASSWORD).await;
    assert_eq!(cookie(&answer).0, "__Host-practice_access_session");
    assert!(!answer.header(header::STRICT_TRANSPORT_SECURITY).is_empty());
    let answer = sign_in(&app, PROXY, &[("x-forwarded-proto", "http")], PASSWORD).await;
    assert_eq!(cookie(&answer).0, "practice_access_session");
    // This machine may ask, and is not believed.
    let answer = sign_in(
        &app,
        "127.0.0.1",
        &[("x-forwarded-proto", "https")],
        PASSWORD,
    )
    .await;
    assert_eq!(cookie(&answer).0, "practice_access_session");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_encryption_strangers_are_turned_away_but_for_the_health() {
    let direct = TestApp::each().await.swap_remove(0);
    let app = direct.through(behind_a_proxy()).await;
    let forged = [
        ("x-forwarded-proto", "https"),
        ("x-forwarded-for", "127.0.0.1"),
    ];
    let answer = ask(&app, "203.0.113.9", Method::GET, "/sign-in", &forged, "").await;
    assert_eq!(answer.status, 403);
    assert!(answer.text().contains("This is not the address to use"));
    assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    let answer = ask(&app, "203.0.113.9", Method::GET, "/health/ready", &[], "").await;
    assert_eq!(answer.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tries_are_counted_by_the_address_that_the_proxy_names() {
    let direct = TestApp::each().await.swap_remove(0);
    let app = direct.through(behind_a_proxy()).await;
    let from = async |address: &str, password: &str| {
        sign_in(&app, PROXY, &[("x-forwarded-for", address)], password).await
    };
    for number in 0..10 {
        // The client makes something up, to which the proxy adds where it really is.
        let listed = format!("192.0.2.{number}, 198.51.100.7");
        assert!(
            from(&listed, "wrong")
                .await
                .errors()
                .contains("not correct")
        );
        let_a_minute_pass(&app);
    }
    let answer = from("192.0.2.77, 198.51.100.7", PASSWORD).await;
    assert!(
        answer.errors().contains("too many times"),
        "{}",
        answer.errors()
    );
    assert_eq!(from("198.51.100.8", PASSWORD).await.location(), "/");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_a_named_proxy_does_not_escape_the_count_by_inventing_addresses() {
    let app = TestApp::each().await.swap_remove(0);
    for number in 0..11 {
        let invented = format!("192.0.2.{number}");
        let headers = [
            ("x-forwarded-for", invented.as_str()),
            ("x-real-ip", &invented),
            ("forwarded", "for=192.0.2.1"),
        ];
        let password = if number < 10 { "wrong" } else { PASSWORD };
        let answer = sign_in(&app, "203.0.113.9", &headers, password).await;
        let_a_minute_pass(&app);
        let waits = answer.errors().contains("too many times");
        assert_eq!(waits, number == 10, "{}", answer.errors());
    }
    let elsewhere = app.get(Who::Visitor, "/sign-in").await;
    assert_eq!(elsewhere.status, 200);
}
