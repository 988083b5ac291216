//! What the clock does to practices that end.

use super::*;

const AWAKE: [Who; 7] = [
    Who::Nadia,
    Who::Olive,
    Who::Xanthe,
    Who::Alice,
    Who::Bashir,
    Who::Peter,
    Who::Mary,
];

async fn later(app: &TestApp, days: i64) {
    app.pass(days * DAY, &AWAKE).await;
    app.tidy().await;
}

async fn status(app: &TestApp, practice: &'static str) -> (String, Option<String>) {
    let query = "SELECT status, closed_on FROM practice WHERE ods = $1";
    app.db
        .optional(Query::new(query).bind(practice))
        .await
        .unwrap()
        .unwrap()
}

async fn places(app: &TestApp, practice: &'static str) -> i64 {
    let query = "SELECT CAST(count(*) AS BIGINT) FROM membership WHERE ods = $1 AND status <> 'deactivated'";
    app.count(Query::new(query).bind(practice)).await
}

/// Alice gives Peter one more role at Elm Street.
async fn one_more(app: &TestApp) -> Answer {
    let page = ["/users/", &Who::Peter.id().to_string()].concat();
    let form = app.form(Who::Alice, &page, &page).await;
    let form = form
        .forge("ticks[]", "ZZ9001:gpp-statements")
        .forge("step", "save");
    app.post(Who::Alice, &form).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_its_day_the_practice_is_closed_to_changes_and_its_users_still_see_it() {
    for app in apps().await {
        let page = announced(&app, &MERGER).await;
        later(&app, 7).await;
        assert_eq!(state(&app).await, "announced");
        assert_eq!(status(&app, ELM).await.0, "active");
        later(&app, 1).await;
        assert_eq!(state(&app).await, "grace");
        let closed = ("closed".to_owned(), Some("2026-11-30".to_owned()));
        assert_eq!(status(&app, ELM).await, closed);
        for practice in [ELM, OAK] {
            assert_eq!(events(&app, "succession-moved", practice).await, 2);
        }
        let refused = one_more(&app).await;
        assert!(
            refused.text().contains("The practice has closed"),
            "{}",
            refused.words()
        );
        assert_eq!(held(&app, Who::Peter, ELM).await, ["gpp-view-claims"]);
        let users = app.get(Who::Alice, "/practices/ZZ9001/users").await;
        assert!(users.words().contains("Peter Plain"), "{}", users.words());
        let too_late = decide(&app, Who::Olive, &page, "withdraw").await;
        assert!(
            too_late.errors().contains("no longer possible"),
            "{}",
            too_late.words()
        );
        // It can still be answered, and what is given begins at once.
        accept(&app, Who::Bashir, &page, Who::Peter, &["gpp-view-claims"])
            .await
            .location();
        let begins = "SELECT starts_on FROM role_grant WHERE user_id = $1 AND ods = 'ZZ9002'";
        let query = Query::new(begins).bind(Who::Peter.id());
        let (begins,): (String,) = app.db.optional(query).await.unwrap().unwrap();
        assert_eq!(begins, "2026-12-01");
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_grace_period_everybodys_access_ends_once_and_they_are_told_once() {
    for app in apps().await {
        let page = announced(&app, &MERGER).await;
        later(&app, 8).await;
        accept(&app, Who::Bashir, &page, Who::Peter, &["gpp-view-claims"])
            .await
            .location();
        // On the last day they still see it.
        later(&app, 30).await;
        assert_eq!(
            (state(&app).await.as_str(), places(&app, ELM).await),
            ("grace", 5)
        );
        app.pass(DAY, &AWAKE).await;
        // Two servers at once.
        let rounds = [app.db.clone(), app.beside().await.db].map(|db| {
            let clock = app.clock.clone();
            let keeps = practice_access::base::kept::Keeps::default();
            tokio::spawn(async move { practice_access::boot::tidy(&db, &clock, keeps).await })
        });
        for round in rounds {
            round.await.unwrap();
        }
        app.tidy().await;
        assert_eq!(
            (state(&app).await.as_str(), places(&app, ELM).await),
            ("closed", 0)
        );
        assert_eq!(held(&app, Who::Peter, ELM).await, [""; 0]);
        assert_eq!(held(&app, Who::Peter, OAK).await, ["gpp-view-claims"]);
        assert_eq!(held(&app, Who::Alice, ELM).await, [""; 0]);
        // What follows from the Performers List ends there, with the link, and gives no access meanwhile.
        assert_eq!(held(&app, Who::Gina, ELM).await, ["gpp-gp-principal"]);
        for who in [Who::Peter, Who::Alice, Who::Mary, Who::Gina] {
            assert_eq!(news(&app, who).await, ["announced", "ended"], "{who:?}");
        }
        assert_eq!(events(&app, "deactivated", ELM).await, 5);
        let reason = "SELECT reason FROM membership WHERE user_id = $1 AND ods = 'ZZ9001'";
        let query = Query::new(reason).bind(Who::Peter.id());
        let (reason,): (String,) = app.db.optional(query).await.unwrap().unwrap();
        assert!(
            reason.contains("Elm Street Surgery (ZZ9001) closes on 1 December 2026. Oak Lane Practice (ZZ9002) takes its place."),
            "{reason}"
        );
        let shown = app.get(Who::Olive, &page).await.words();
        assert!(
            shown.contains("Over") && shown.contains("Peter Plain"),
            "{shown}"
        );
        // Whose place has ended is logged out; Nadia never had one there.
        let late = accept(&app, Who::Nadia, &page, Who::Alice, &["gpp-statements"]).await;
        assert!(
            late.errors().contains("can no longer be answered"),
            "{}",
            late.words()
        );
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_weeks_of_downtime_and_for_a_day_that_has_passed_all_follows_at_once() {
    for app in apps().await {
        let past = Plan {
            day: ["1", "11", "2026"],
            ..MERGER
        };
        announced(&app, &past).await;
        // Whoever hears of it only now has thirty days from now.
        assert_eq!(
            (state(&app).await.as_str(), places(&app, ELM).await),
            ("grace", 5)
        );
        assert_eq!(
            letters(&app, Who::Peter).await[0]["read_until"],
            "23 December 2026"
        );
        later(&app, 60).await;
        assert_eq!(
            (state(&app).await.as_str(), places(&app, ELM).await),
            ("closed", 0)
        );
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobodys_time_at_a_practice_that_has_closed_is_made_longer() {
    for app in apps().await {
        let peter = Who::Peter.id().to_string();
        let send = async |step: &str, version: &str, ends: [&str; 3]| {
            let key = practice_access::base::clock::new_id().to_string();
            let mut fields = vec![
                ("user", peter.as_str()),
                ("practice", ELM),
                ("version", version),
                ("reason", "Leaves in December"),
                ("step", step),
                ("idempotency_key", &key),
            ];
            fields.extend(ends.map(|part| ("ends[]", part)));
            app.call(Who::Alice, "users/leave", &body(&fields)).await
        };
        let set = send("save", "1", ["20", "12", "2026"]).await;
        assert!(set.text().contains("Done"), "{}", set.text());
        announced(&app, &MERGER).await;
        later(&app, 8).await;
        let stays = send("stay", "2", ["", "", ""]).await;
        assert!(
            stays.text().contains("Elm Street Surgery has closed"),
            "{}",
            stays.text()
        );
        // They can still leave at once.
        let left = send("save", "2", ["", "", ""]).await;
        assert!(left.text().contains("Done"), "{}", left.text());
        in_order(&app).await;
    }
}
