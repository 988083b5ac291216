//! Whoever cannot get in is told how to reach the registration team.

use axum::http::header;
use practice_access::ui::Contact;

use crate::support::{TestApp, Who};

const EMAIL: &str = "registration.team@example.org";
const PHONE: &str = "0300 555 0199";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_registration_team_can_be_reached_from_every_page_where_somebody_stands_before_a_closed_door()
 {
    let app = TestApp::each().await.remove(0);
    let contact = Contact {
        email: EMAIL.to_owned(),
        phone: PHONE.to_owned(),
    };
    let with = app.with_contact(contact).await;
    for (who, page) in [
        (Who::Visitor, "/"),
        (Who::Visitor, "/sign-in"),
        (Who::Visitor, "/forgotten-password?sent=yes"),
        (Who::Visitor, "/invitation?key=none"),
        (Who::Visitor, "/help/getting-access/who"),
        (Who::Visitor, "/no-such-page"),
        (Who::Peter, "/practices/ZZ9009/users"),
        (Who::Peter, "/ask?practice=ZZ9001"),
        (Who::Olive, "/ask"),
    ] {
        let told = with.get(who, page).await.words();
        assert!(
            told.contains(EMAIL) && told.contains(PHONE),
            "{page}: {told}"
        );
        let silent = app.get(who, page).await.words();
        assert!(
            !silent.contains("To reach the registration team"),
            "{page}: {silent}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_made_without_the_others_looks_like_ours_and_says_who_can_help() {
    let app = TestApp::each().await.remove(0);
    let contact = Contact {
        email: String::new(),
        phone: PHONE.to_owned(),
    };
    let with = app.with_contact(contact).await;
    // A form that cannot be read.
    let answer = with.post_to(Who::Peter, "/requests/none", "id=none").await;
    assert_eq!(answer.status, 400);
    let page = answer.text();
    assert!(page.contains("The form could not be read"), "{page}");
    assert!(page.contains(PHONE), "{page}");
    assert!(page.contains("arial,\"Liberation Sans\""), "{page}");
    let policy = answer.header(header::CONTENT_SECURITY_POLICY);
    let nonce = page
        .split("nonce=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    assert!(policy.contains(nonce.expect("a nonce")), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
}
