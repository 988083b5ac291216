//! Power over somebody's whole account: who has it, from which kind of place, and what one person may cause.

use axum::http::header;
use practice_access::database::Query;

use crate::support::{Answer, TestApp, Who, body, cast::PASSWORD};

async fn count(app: &TestApp, query: &'static str) -> i64 {
    app.count(Query::new(query)).await
}

/// Alice gives Zebedee, who works far away, a role at her practice.
async fn alice_adds_zebedee(app: &TestApp) {
    let sent = body(&[
        ("user", &Who::Zebedee.id().to_string()),
        ("seen[]", "ZZ9001:0:"),
        ("ticks[]", "ZZ9001:gpp-statements"),
        ("step", "save"),
        ("idempotency_key", "01900000-0000-7000-8000-0000000d0001"),
    ]);
    let page = ["/users/", &Who::Zebedee.id().to_string()].concat();
    let saved = app.post_to(Who::Alice, &page, &sent).await;
    assert!(saved.location().contains("done="), "{}", saved.text());
}

/// Does something at the page of how `user` gets in.
async fn help(app: &TestApp, who: Who, user: &str, step: &str, email: &str) -> Answer {
    let key = practice_access::base::clock::new_id().to_string();
    let sent = body(&[
        ("user", user),
        ("step", step),
        ("email", email),
        ("idempotency_key", &key),
    ]);
    let page = ["/users/", user, "/sign-in"].concat();
    app.post_to(who, &page, &sent).await
}

async fn unlock(app: &TestApp) -> Answer {
    help(
        app,
        Who::Alice,
        &Who::Zebedee.id().to_string(),
        "unlock",
        "",
    )
    .await
}

/// Puts the address of somebody's invitation right.
async fn correct(app: &TestApp, who: Who, user: &str) -> Answer {
    help(app, who, user, "correct", "mine@cast.example").await
}

async fn reset(app: &TestApp) -> Answer {
    let sent = body(&[
        ("user", &Who::Zebedee.id().to_string()),
        ("reason", "Lost their phone"),
    ]);
    let page = ["/users/", &Who::Zebedee.id().to_string(), "/second-factor"].concat();
    app.post_to(Who::Alice, &page, &sent).await
}

async fn sessions(app: &TestApp) -> i64 {
    let query = "SELECT CAST(count(*) AS BIGINT) FROM session WHERE user_id = $1";
    app.count(Query::new(query).bind(Who::Zebedee.id())).await
}

async fn deactivate(app: &TestApp) {
    let page = [
        "/users/",
        &Who::Zebedee.id().to_string(),
        "/leave?practice=ZZ9001",
    ]
    .concat();
    let form = app.form(Who::Alice, &page, &page).await;
    let form = form.with("reason", "A mistake");
    let checked = app.post(Who::Alice, &form).await;
    let save = checked.form(&page).press("save");
    app.post(Who::Alice, &save).await.location();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_that_its_owner_does_not_know_of_gives_no_power_over_an_account() {
    for app in TestApp::each().await {
        alice_adds_zebedee(&app).await;
        assert_eq!(unlock(&app).await.status, 403);
        assert_eq!(reset(&app).await.status, 403);
        let zebedee = Who::Zebedee.id().to_string();
        assert!(
            !correct(&app, Who::Alice, &zebedee)
                .await
                .status
                .is_redirection()
        );
        assert_eq!(count(&app, MINE).await, 0);
        let page = ["/users/", &Who::Zebedee.id().to_string(), "/sign-in"].concat();
        let page = app.get(Who::Alice, &page).await;
        assert!(
            page.words().contains("has not logged in since"),
            "{}",
            page.words()
        );
        assert!(!page.words().contains("Last logged in"));
        let before = sessions(&app).await;
        assert!(before > 0);
        deactivate(&app).await;
        assert_eq!(sessions(&app).await, before, "logged out by a stranger");
        // Of somebody who has left nothing new is told.
        let page = ["/users/", &Who::Zebedee.id().to_string(), "/sign-in"].concat();
        let words = app.get(Who::Alice, &page).await.words();
        assert!(words.contains("has left your practice"), "{words}");
        assert!(!words.contains("zebedee@cast.example"), "{words}");
        assert_eq!(unlock(&app).await.status, 403);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn once_they_have_logged_in_the_administrator_looks_after_their_account() {
    for app in TestApp::each().await {
        alice_adds_zebedee(&app).await;
        // What a log in notes, without the second factor that Zebedee needs.
        let accepted = "UPDATE membership SET accepted_at = since WHERE user_id = $1";
        let accepted = Query::new(accepted).bind(Who::Zebedee.id());
        app.run(accepted).await;
        assert!(unlock(&app).await.location().contains("done=unlock"));
        // There is nothing to reset, which only somebody with the power is told.
        let refused = reset(&app).await;
        assert!(
            refused.errors().contains("no second factor to reset"),
            "{}",
            refused.errors()
        );
        let before = sessions(&app).await;
        deactivate(&app).await;
        assert_eq!(sessions(&app).await, before, "they go on elsewhere");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_invited_somebody_looks_after_them_also_when_another_practice_adds_a_place() {
    for app in TestApp::each().await {
        let form = app.form(Who::Alice, "/users/new", "/users/new").await;
        let form = form.with("email", "novice@cast.example");
        let details = app.post(Who::Alice, &form).await.form("/users/new");
        let form = details
            .with("last_name", "Novice")
            .tick("ZZ9001:gpp-statements");
        let checked = app.post(Who::Alice, &form.press("check")).await;
        let done = app
            .post(Who::Alice, &checked.form("/users/new").press("save"))
            .await;
        let user = "SELECT id FROM app_user WHERE email = 'novice@cast.example'";
        let found = app.db.optional(Query::new(user)).await.unwrap();
        let (user,): (practice_access::base::ids::UserId,) =
            found.unwrap_or_else(|| panic!("{}", done.errors()));
        let place = "INSERT INTO membership (user_id, ods, status, since, reason, version)
                     VALUES ($1, 'ZZ9009', 'invited', 0, '', 1)";
        app.run(Query::new(place).bind(user)).await;
        let user = user.to_string();
        let unlocked = help(&app, Who::Alice, &user, "unlock", "").await;
        assert!(unlocked.location().contains("done=unlock"));
        assert_eq!(
            help(&app, Who::Zebedee, &user, "unlock", "").await.status,
            403
        );
        // An address is put right by those who administer all places of who is invited, or by the registration team.
        for who in [Who::Alice, Who::Zebedee] {
            assert!(!correct(&app, who, &user).await.status.is_redirection());
        }
        assert_eq!(count(&app, MINE).await, 0);
        assert!(
            correct(&app, Who::Olive, &user)
                .await
                .status
                .is_redirection()
        );
        assert_eq!(count(&app, MINE).await, 1);
    }
}

const MINE: &str =
    "SELECT CAST(count(*) AS BIGINT) FROM app_user WHERE email = 'mine@cast.example'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_in_accepts_every_place() {
    for app in TestApp::each().await {
        let open = "UPDATE membership SET accepted_at = NULL WHERE user_id = $1";
        app.run(Query::new(open).bind(Who::Peter.id())).await;
        let sent = body(&[("email", &Who::Peter.email()), ("password", PASSWORD)]);
        let answer = app.post_to(Who::Visitor, "/sign-in", &sent).await;
        assert!(!answer.header(header::SET_COOKIE).is_empty());
        let query = "SELECT CAST(count(*) AS BIGINT) FROM membership WHERE user_id = $1 AND accepted_at IS NULL";
        let query = Query::new(query).bind(Who::Peter.id());
        assert_eq!(app.count(query).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_floods_a_mailbox_or_a_record() {
    for app in TestApp::each().await {
        for number in 0..40 {
            let idempotency_key = format!("01900000-0000-7000-8000-0000000e{number:04x}");
            let sent = body(&[
                ("practice", "ZZ9001"),
                ("roles[]", "gpp-statements"),
                ("reason", "Please"),
                ("idempotency_key", &idempotency_key),
            ]);
            app.post_to(Who::Peter, "/ask", &sent).await;
            let query =
                Query::new("SELECT id FROM role_request WHERE user_id = $1 AND state = 'open'");
            let asked: Option<(uuid::Uuid,)> =
                app.db.optional(query.bind(Who::Peter.id())).await.unwrap();
            if let Some((id,)) = asked {
                let page = ["/requests/", &id.to_string()].concat();
                let sent = body(&[("id", &id.to_string()), ("step", "withdraw")]);
                app.post_to(Who::Peter, &page, &sent).await;
            }
            // A form that no page offers Peter.
            let sent = body(&[
                ("user", &Who::Mary.id().to_string()),
                ("seen[]", "ZZ9001:1:"),
                ("step", "save"),
                ("idempotency_key", &idempotency_key),
            ]);
            let page = ["/users/", &Who::Mary.id().to_string()].concat();
            assert_eq!(app.post_to(Who::Peter, &page, &sent).await.status, 403);
        }
        let mails = count(
            &app,
            "SELECT COALESCE(max(n), 0) FROM (SELECT CAST(count(*) AS BIGINT) AS n FROM mail GROUP BY to_address) AS counted",
        )
        .await;
        assert!((10..=20).contains(&mails), "{mails} to one mailbox");
        let refused = "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'refused'";
        assert_eq!(count(&app, refused).await, 30);
        // An hour later it goes on.
        app.pass(3_700_000_000, &[Who::Peter]).await;
        let sent = body(&[("step", "save"), ("user", &Who::Mary.id().to_string())]);
        let page = ["/users/", &Who::Mary.id().to_string()].concat();
        app.post_to(Who::Peter, &page, &sent).await;
        assert_eq!(count(&app, refused).await, 31);
    }
}
