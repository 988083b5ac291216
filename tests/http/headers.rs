//! What answers tell browsers.

use std::collections::HashSet;

use axum::http::header;
use practice_access::web::Ingress;
use scraper::{Html, Selector};

use crate::{
    isolation,
    support::{Answer, TestApp, Who},
};

const EVERYWHERE: [(&str, &str); 7] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cache-control", "no-store"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("strict-transport-security", ""),
];

fn assert_guarded(answer: &Answer, what: &str) {
    for (name, value) in EVERYWHERE {
        assert_eq!(
            answer.header(name.parse().unwrap()),
            value,
            "{name} of {what}"
        );
    }
    let permissions = answer.header("permissions-policy".parse().unwrap());
    for part in [
        "camera=()",
        "microphone=()",
        "geolocation=()",
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
    ] {
        assert!(permissions.contains(part), "{what}: {permissions}");
    }
    let policy = answer.header(header::CONTENT_SECURITY_POLICY);
    for part in [
        "default-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    assert!(!answer.header("x-request-id".parse().unwrap()).is_empty());
    assert!(answer.headers.get("server").is_none());
    let kind = answer.header(header::CONTENT_TYPE);
    assert!(
        !kind.starts_with("text/") || kind.ends_with("charset=utf-8"),
        "{what}: {kind}"
    );
    assert!(
        answer
            .headers
            .get(header::ACCESS_CONTROL_ALLOW_ORIGIN)
            .is_none()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_says_how_a_browser_may_use_it_those_of_the_layers_too() {
    let app = TestApp::each().await.swap_remove(0);
    for address in [
        "/",
        "/users",
        "/nothing",
        "/users.csv",
        "/users.xlsx",
        "/practices/ZZ9001/users.xlsx",
        "/health/live",
        "/api/nothing",
        "/pkg/nothing",
        "/assets/nothing",
    ] {
        let answer = app.get(Who::Alice, address).await;
        assert_guarded(&answer, address);
    }
    let too_large = "x".repeat(2 * 1024 * 1024);
    let answer = app.post_to(Who::Alice, "/sign-in", &too_large).await;
    assert_eq!(answer.status, 413);
    assert_guarded(&answer, "too large");
    let foreign = axum::http::Request::post("/sign-in")
        .header(header::HOST, "access.example")
        .header("sec-fetch-site", "cross-site")
        .body(axum::body::Body::empty());
    let answer = app.send(foreign.unwrap()).await;
    assert_eq!(answer.status, 403);
    assert_guarded(&answer, "refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_holds_a_script_or_a_style_without_its_nonce_or_one_in_an_attribute() {
    let every = |text| Selector::parse(text).unwrap();
    let (scripts, all, forms) = (every("script, style"), every("*"), every("form"));
    let app = TestApp::each().await.swap_remove(0);
    let mut nonces = HashSet::new();
    let mut pages = 0;
    let mut addresses = isolation::addresses();
    addresses.extend(
        [
            "/sign-in",
            "/help/getting-access",
            "/help/accessibility",
            "/help/what-we-keep",
            "/nothing",
        ]
        .map(str::to_owned),
    );
    for address in addresses {
        for who in [Who::Olive, Who::Alice, Who::Visitor] {
            let answer = app.get(who, &address).await;
            if !answer.header(header::CONTENT_TYPE).starts_with("text/html")
                || answer.bytes.is_empty()
            {
                continue;
            }
            pages += 1;
            let what = format!("{address} for {who:?}");
            let policy = answer.header(header::CONTENT_SECURITY_POLICY);
            let nonce = policy.split_once("'nonce-").map(|(_, rest)| rest);
            let nonce = nonce.and_then(|rest| rest.split('\'').next());
            if let Some(nonce) = nonce {
                assert!(nonce.len() >= 22, "{what}: {nonce}");
                assert!(
                    nonces.insert(nonce.to_owned()),
                    "{what}: a nonce came twice"
                );
            }
            let page = Html::parse_document(&answer.text());
            for script in page.select(&scripts) {
                assert!(nonce.is_some(), "{what}");
                assert_eq!(script.attr("nonce"), nonce, "{what}: {}", script.html());
            }
            for element in page.select(&all) {
                for (name, value) in element.value().attrs() {
                    let bad = name == "style"
                        || name.starts_with("on")
                        || (["href", "src", "action", "formaction"].contains(&name)
                            && !value.starts_with(['/', '?', '#'])
                            && !value.is_empty()
                            && !value.starts_with("https://"));
                    assert!(!bad, "{what}: {name}={value}");
                }
            }
            for form in page.select(&forms) {
                let to = form.attr("action").unwrap_or("/");
                assert!(to.starts_with(['/', '?']), "{what}: a form goes to {to}");
            }
        }
    }
    assert!(pages > 60 && nonces.len() > 60, "{pages}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_https_and_only_then_browsers_are_told_to_keep_to_it() {
    let plain = TestApp::each().await.swap_remove(0);
    let encrypted = plain
        .through(Ingress {
            https: true,
            ..Ingress::default()
        })
        .await;
    for address in ["/sign-in", "/nothing", "/health/live", "/pkg/nothing"] {
        let told = encrypted.get(Who::Visitor, address).await;
        assert_eq!(
            told.header(header::STRICT_TRANSPORT_SECURITY),
            "max-age=31536000; includeSubDomains"
        );
        let told = plain.get(Who::Visitor, address).await;
        assert_eq!(told.header(header::STRICT_TRANSPORT_SECURITY), "");
    }
}
