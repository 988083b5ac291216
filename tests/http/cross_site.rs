//! What changes something comes from our own pages or from a program that is no browser, and reading changes nothing.

use std::collections::BTreeSet;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use practice_access::web::Ingress;

use crate::{
    isolation,
    support::{
        Answer, TestApp, Who, body,
        cast::PASSWORD,
        db_snapshot::{changed, tables},
    },
};

/// The texts of all files below a folder.
fn sources(folder: std::path::PathBuf) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| {
        if path.is_dir() {
            sources(path)
        } else {
            vec![std::fs::read_to_string(path).unwrap()]
        }
    };
    paths.flat_map(read).collect()
}

/// Every address that takes a form or a call, found in the source.
fn posted_to() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for text in sources("src".into()) {
        // A line of the table of pages, or a route of its own.
        let posts = |line: &str| line.contains(" posts ") || line.contains("post(page_form");
        for line in text.lines().filter(|line| posts(line)) {
            let Some(address) = line.split('"').nth(1).filter(|text| text.starts_with('/')) else {
                continue;
            };
            let peter = Who::Peter.id().to_string();
            all.insert(address.replace(":id", &peter).replace(":ods", "ZZ9001"));
        }
    }
    assert!(all.len() >= 30, "{all:?}");
    let functions = leptos::server_fn::axum::server_fn_paths();
    all.extend(functions.map(|(path, _)| path.to_owned()));
    all
}

/// What would sign in, or save a role of Peter's, whichever address it is sent to.
fn sent() -> String {
    body(&[
        ("email", "alice@cast.example"),
        ("password", PASSWORD),
        ("user", &Who::Peter.id().to_string()),
        ("practice", "ZZ9001"),
        ("seen[]", "ZZ9001:1:gpp-view-claims"),
        ("ticks[]", "ZZ9001:gpp-view-claims"),
        ("ticks[]", "ZZ9001:gpp-statements"),
        ("reason", "because"),
        ("step", "save"),
        ("idempotency_key", "01900000-0000-7000-8000-0000000a0001"),
    ])
}

async fn post(app: &TestApp, path: &str, origin: Option<&str>, site: Option<&str>) -> Answer {
    let cookie = ["practice_access_session=", &Who::Alice.secret()].concat();
    let mut request = Request::post(path)
        .header(header::HOST, "access.example")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, [&cookie, "; __Host-", &cookie].concat());
    if let Some(origin) = origin {
        request = request.header(header::ORIGIN, origin);
    }
    if let Some(site) = site {
        request = request.header("sec-fetch-site", site);
    }
    app.send(request.body(Body::from(sent())).unwrap()).await
}

fn is_refused(answer: &Answer) -> bool {
    let refused = answer.status == StatusCode::FORBIDDEN
        && answer.text().contains("This did not come from our pages");
    assert!(!refused || answer.headers.get(header::SET_COOKIE).is_none());
    refused
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_another_site_sends_is_refused_and_changes_nothing() {
    for app in TestApp::each().await {
        let before = tables(&app.db).await;
        let mut addresses = posted_to();
        addresses.insert("/nothing".to_owned());
        for path in addresses {
            for (origin, site) in [
                (Some("https://evil.example"), Some("cross-site")),
                (Some("https://evil.example"), None),
                (Some("https://access.example.evil.example"), None),
                (Some("https://access.example:8443"), None),
                (Some("null"), Some("cross-site")),
                (Some("null"), None),
                (Some("https://sub.access.example"), Some("same-site")),
                (Some("https://sub.access.example"), None),
                (None, Some("cross-site")),
                (None, Some("same-site")),
                (None, Some("nonsense")),
            ] {
                let answer = post(&app, &path, origin, site).await;
                let what = format!("{path} from {origin:?} {site:?}: {}", answer.status);
                assert!(is_refused(&answer), "{what}");
            }
        }
        assert_eq!(changed(&before, &tables(&app.db).await), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn our_own_pages_and_programs_that_are_no_browser_are_let_through() {
    let app = TestApp::each().await.swap_remove(0);
    for path in posted_to() {
        for (origin, site) in [
            (Some("https://access.example"), Some("same-origin")),
            // A browser of before 2023.
            (Some("https://access.example"), None),
            (None, Some("same-origin")),
            (None, Some("none")),
            (None, None),
        ] {
            let answer = post(&app, &path, origin, site).await;
            let what = format!("{path} from {origin:?} {site:?}: {}", answer.status);
            assert!(!is_refused(&answer), "{what}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_https_a_page_of_ours_that_came_without_is_another_site() {
    let plain = TestApp::each().await.swap_remove(0);
    let encrypted = plain
        .through(Ingress {
            https: true,
            ..Ingress::default()
        })
        .await;
    let from = Some("http://access.example");
    assert!(!is_refused(&post(&plain, "/sign-out", from, None).await));
    assert!(is_refused(&post(&encrypted, "/sign-out", from, None).await));
    let from = Some("https://access.example");
    assert!(!is_refused(
        &post(&encrypted, "/sign-out", from, None).await
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn opening_an_address_changes_nothing_whatever_stands_in_it() {
    for app in TestApp::each().await {
        let before = tables(&app.db).await;
        let mut addresses: BTreeSet<_> = isolation::addresses().into_iter().collect();
        addresses.extend(
            posted_to()
                .into_iter()
                .map(|path| [&path, "?", &sent()].concat()),
        );
        for address in addresses {
            for who in [Who::Olive, Who::Alice, Who::Peter, Who::Visitor] {
                let answer = app.get(who, &address).await;
                assert!(answer.status.as_u16() < 500, "{address}: {}", answer.text());
                // The browser keeps the codes that one page shows, so that it shows the same ones again.
                let set = answer.header(header::SET_COOKIE);
                let codes = address.starts_with("/account/second-factor/recovery-codes");
                assert!(
                    set.is_empty() || codes && set.starts_with("new_codes="),
                    "{address}: {set}"
                );
            }
        }
        assert_eq!(changed(&before, &tables(&app.db).await), [""; 0]);
    }
}
