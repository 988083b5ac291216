//! The two encodings of a server function's answer: compact for the program's own browser half, JSON for anyone else.

use axum::{
    body::Body,
    http::{Method, header},
};
use practice_access::{
    base::{codec::Compact, error::AppError},
    history::HistoryView,
    home::Home,
    practices::find::PracticesPageData,
    sign_in::Me,
    ui::Outcome,
    users::{
        find::{SearchPage, Suggestion},
        roles::{DatesView, RoleTable, UserView},
        summary::Summary,
    },
};
use serde::de::DeserializeOwned;

use crate::support::{ELM, TestApp, Who, app::request, body};

/// Calls a function as the browser's half of the program does.
async fn compact(app: &TestApp, who: Who, function: &str, sent: &str) -> crate::support::Answer {
    let asked = request(Method::POST, who, &["/api/", function].concat())
        .header(header::ACCEPT, "application/x-postcard")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(sent.to_owned()));
    app.send(asked.expect("a request")).await
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> T {
    use leptos::server_fn::Decodes;
    <Compact as Decodes<T>>::decode(bytes.to_vec().into()).expect("a value")
}

/// Both encodings hold the same value.
async fn same<T>(app: &TestApp, who: Who, function: &str, fields: &[(&str, &str)])
where
    T: DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let sent = body(fields);
    let answer = compact(app, who, function, &sent).await;
    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        "application/x-postcard"
    );
    let json = app.call(who, function, &sent).await;
    assert_eq!(json.header(header::CONTENT_TYPE), "application/json");
    let (mut a, mut b) = (
        format!("{:?}", read::<T>(&answer.bytes)),
        format!(
            "{:?}",
            serde_json::from_slice::<T>(&json.bytes).expect(function)
        ),
    );
    // The idempotency key of a form is new each time.
    for text in [&mut a, &mut b] {
        if let Some(at) = text.find("idempotency_key: ") {
            text.truncate(at);
        }
    }
    assert_eq!(a, b, "{function}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_says_the_same_in_both_encodings() {
    let app = TestApp::each().await.remove(0);
    let peter = Who::Peter.id().to_string();
    let alice = Who::Alice;
    same::<Home>(&app, alice, "home/show", &[]).await;
    same::<Option<Me>>(&app, alice, "sign-in/me", &[]).await;
    same::<SearchPage>(&app, alice, "users/search", &[("search[q]", "")]).await;
    same::<Vec<Suggestion>>(&app, alice, "users/suggest", &[("text", "pe")]).await;
    same::<RoleTable>(&app, alice, "users/blank", &[]).await;
    same::<UserView>(&app, alice, "users/open", &[("user", &peter)]).await;
    let grant = [
        ("user", peter.as_str()),
        ("practice", ELM),
        ("role", "gpp-view-claims"),
    ];
    same::<DatesView>(&app, alice, "users/dates", &grant).await;
    same::<Outcome>(
        &app,
        alice,
        "users/create",
        &[("email", ""), ("idempotency_key", &peter)],
    )
    .await;
    same::<Summary>(&app, alice, "summary/read", &[("practice", ELM)]).await;
    same::<HistoryView>(&app, alice, "history/practice", &[("ods", ELM)]).await;
    same::<HistoryView>(&app, alice, "history/user", &[("id", &peter)]).await;
    same::<HistoryView>(&app, Who::Olive, "history/everything", &[]).await;
    same::<PracticesPageData>(&app, Who::Olive, "practices/search", &[("search[q]", "")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_travels_compact_with_its_status() {
    let app = TestApp::each().await.remove(0);
    let answer = compact(&app, Who::Visitor, "users/search", "").await;
    assert_eq!(answer.status, 401);
    assert_eq!(read::<AppError>(&answer.bytes), AppError::NotSignedIn);
}
