//! Forms that are not done yet: the browser is led to a page that shows them again, so that Back and reload send nothing.

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use practice_access::database::Query;

use crate::support::{Answer, Form, TestApp, Who, request};

const SUMMARY: &str = "/practices/ZZ9001/users";
const DRAFTS: &str = "SELECT CAST(count(*) AS BIGINT) FROM form_draft";

/// Sends a form and follows nothing.
async fn sent(app: &TestApp, who: Who, form: &Form) -> Answer {
    let request = request(Method::POST, who, &form.action)
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.encoded()));
    app.send(request.unwrap()).await
}

fn user(who: Who, page: &str) -> String {
    ["/users/", &who.id().to_string(), page].concat()
}

async fn one_more_role(app: &TestApp) -> Form {
    let peter = user(Who::Peter, "");
    let form = app.form(Who::Alice, &peter, &peter).await;
    form.tick("ZZ9001:gpp-statements").press("check")
}

/// A form of each kind of page that has a step before it is done, with the status that the step is answered with.
async fn steps(app: &TestApp) -> Vec<(Form, StatusCode)> {
    let open = async |address: String| app.form(Who::Alice, &address, &address).await;
    let leave = open(user(Who::Peter, "/leave?practice=ZZ9001")).await;
    let dates = user(Who::Peter, "/dates?practice=ZZ9001&role=gpp-view-claims");
    let dates = open(dates).await.with_all("ends[]", &["1", "5", "2027"]);
    let new = open("/users/new".to_owned()).await;
    let review = open("/practices/ZZ9001/review".to_owned()).await;
    let several = open(SUMMARY.to_owned()).await;
    vec![
        (one_more_role(app).await, StatusCode::OK),
        (leave.with("reason", "Left the practice"), StatusCode::OK),
        (dates.press("check"), StatusCode::OK),
        (new.with("email", "nora@cast.example"), StatusCode::OK),
        (review, StatusCode::UNPROCESSABLE_ENTITY),
        (several.press("check"), StatusCode::UNPROCESSABLE_ENTITY),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_step_of_a_form_is_the_answer_to_a_form() {
    for app in TestApp::each().await {
        for (form, status) in steps(&app).await {
            let before = app.get(Who::Alice, &form.action).await.words();
            let to = sent(&app, Who::Alice, &form).await.draft(&form.action);
            let to = to.unwrap_or_else(|| panic!("{} leads nowhere", form.action));
            assert!(to.starts_with(&form.action), "{to}");
            let step = app.get(Who::Alice, &to).await;
            assert_eq!(step.status, status, "{to}");
            assert_ne!(step.words(), before, "{to}");
            let again = app.get(Who::Alice, &to).await;
            assert_eq!(again.words(), step.words(), "{to}");
            // A draft is its session's: anybody else sees the page as it is.
            let other = app.get(Who::Bashir, &to).await;
            let plain = app.get(Who::Bashir, &form.action).await;
            assert_eq!(other.status, StatusCode::OK, "{to}");
            assert_eq!(other.words(), plain.words(), "{to}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn back_after_a_save_leads_to_the_page_as_it_is_and_not_to_what_was_checked() {
    for app in TestApp::each().await {
        let (peter, form) = (user(Who::Peter, ""), one_more_role(&app).await);
        let check = sent(&app, Who::Alice, &form)
            .await
            .draft(&form.action)
            .unwrap();
        let list = app.get(Who::Alice, &check).await;
        assert!(list.words().contains("Check the changes for Peter Plain"));
        let done = sent(&app, Who::Alice, &list.form(&peter).press("save")).await;
        assert!(done.location().contains("?done="));
        let back = app.get(Who::Alice, &check).await;
        assert_eq!(back.status, StatusCode::OK);
        assert!(!back.words().contains("Check the changes"));
        assert!(back.form(&peter).is_ticked("ZZ9001:gpp-statements"));
        assert_eq!(app.count(Query::new(DRAFTS)).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_keeps_no_more_drafts_than_somebody_fills_in_and_no_codes() {
    for app in TestApp::each().await {
        let form = one_more_role(&app).await.forge("code", "123456");
        let mut last = String::new();
        for _ in 0..55 {
            last = sent(&app, Who::Alice, &form)
                .await
                .draft(&form.action)
                .unwrap();
        }
        assert_eq!(app.count(Query::new(DRAFTS)).await, 50);
        let kept = app.get(Who::Alice, &last).await;
        assert!(kept.words().contains("Check the changes"));
        let query = Query::new("SELECT content FROM form_draft LIMIT 1");
        let (content,): (String,) = app.db.optional(query).await.unwrap().unwrap();
        assert!(content.contains("gpp-statements") && !content.contains("123456"));
        app.move_clock(3_600_000_000);
        app.tidy().await;
        assert_eq!(app.count(Query::new(DRAFTS)).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_has_nothing_kept_and_is_answered_at_once() {
    for app in TestApp::each().await {
        let form = app.form(Who::Visitor, "/sign-in", "/sign-in").await;
        let form = form.with("email", "peter@cast.example");
        let refused = sent(&app, Who::Visitor, &form.with("password", "wrong")).await;
        assert!(!refused.errors().is_empty(), "{}", refused.text());
        assert_eq!(app.count(Query::new(DRAFTS)).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_browser_puts_old_ticks_back_into_forms_that_say_how_things_are() {
    let app = TestApp::each().await.swap_remove(0);
    for address in [
        user(Who::Peter, ""),
        user(Who::Peter, "/dates?practice=ZZ9001&role=gpp-view-claims"),
        "/users/new".to_owned(),
        SUMMARY.to_owned(),
        "/practices/ZZ9001/review".to_owned(),
        "/accountants/new?practice=ZZ9001".to_owned(),
    ] {
        let page = app.get(Who::Alice, &address).await;
        let html = page.text();
        let forms = html.split("<form ").skip(1);
        let forms: Vec<_> = forms
            .filter_map(|form| form.split('>').next())
            .filter(|form| form.contains("method=\"post\"") && !form.contains("/sign-out"))
            .collect();
        assert!(!forms.is_empty(), "{address}");
        for form in forms {
            assert!(form.contains("autocomplete=\"off\""), "{address}: {form}");
        }
    }
}
