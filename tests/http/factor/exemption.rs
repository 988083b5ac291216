//! Exemptions from the second factor, with plain forms. It is 23 November 2026, a Monday, at 10 in the morning.

use super::*;
use crate::support::record;

mod limits;

const DAY: i64 = 86_400_000_000;

fn of(who: Who, page: &str) -> String {
    ["/users/", &who.id().to_string(), "/", page].concat()
}

/// Sends what the page of somebody's exemption sends.
async fn exempt(app: &TestApp, who: Who, reason: &str, day: [&str; 3]) -> Answer {
    let key = practice_access::base::clock::new_id().to_string();
    let sent = body(&[
        ("user", &who.id().to_string()),
        ("step", "begin"),
        ("reason", reason),
        ("ends[]", day[0]),
        ("ends[]", day[1]),
        ("ends[]", day[2]),
        ("idempotency_key", &key),
    ]);
    app.post_to(Who::Olive, &of(who, "exemption"), &sent).await
}

async fn exempted(app: &TestApp, who: Who, day: [&str; 3]) {
    let answer = exempt(app, who, "Her new phone comes next week", day).await;
    let to = answer.location();
    assert_eq!(to, of(who, "exemption?done=begun"));
}

/// Presses the button that ends it.
async fn end(app: &TestApp, who: Who) -> Answer {
    let page = of(who, "exemption");
    let sent = body(&[("user", &who.id().to_string()), ("step", "end")]);
    app.post_to(Who::Olive, &page, &sent).await
}

/// How many exemptions are in the table.
async fn kept(app: &TestApp, which: &'static str) -> i64 {
    app.count(Query::new(which)).await
}

const ALL: &str = "SELECT CAST(count(*) AS BIGINT) FROM factor_exemption";
const OPEN: &str = "SELECT CAST(count(*) AS BIGINT) FROM factor_exemption WHERE ended_at IS NULL";

async fn letters(app: &TestApp, kind: &str) -> Vec<String> {
    let query = Query::new("SELECT to_address FROM mail WHERE kind = $1 ORDER BY id").bind(kind);
    let rows: Vec<(String,)> = app.db.all(query).await.unwrap();
    rows.into_iter().map(|(to,)| to).collect()
}

/// Gives somebody an app that nobody has.
async fn give_app(app: &TestApp, who: Who) {
    let insert = "INSERT INTO authenticator_app (id, user_id, name, secret, last_step, added_at)
                  VALUES ($1, $1, 'Phone', $2, 0, 0)";
    let insert = Query::new(insert).bind(who.id()).bind(vec![7_u8; 20]);
    app.run(insert).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exemption_from_the_second_factor_needs_a_reason_and_an_end_date() {
    for app in TestApp::each().await {
        for (reason, day, told) in [
            ("", ["", "", ""], ["Enter the reason", "Enter the last day"]),
            ("Phone ordered", ["", "", ""], ["Enter the last day"; 2]),
            ("", ["4", "12", "2026"], ["Enter the reason"; 2]),
            ("Phone ordered", ["31", "11", "2026"], ["real date"; 2]),
            ("Phone ordered", ["23", "11", "2026"], ["after today"; 2]),
            (
                "Phone ordered",
                ["24", "12", "2026"],
                ["23 December 2026 or before", "30 days at most"],
            ),
        ] {
            let errors = exempt(&app, Who::Alice, reason, day).await.errors();
            for told in told {
                assert!(errors.contains(told), "{reason} {day:?}: {errors}");
            }
        }
        assert_eq!(kept(&app, ALL).await, 0);
        let mut alice = Browser::new(&app);
        let to = alice.log_in(Who::Alice, "/users").await;
        assert!(to.starts_with("/sign-in/set-up"), "{to}");

        let page = of(Who::Alice, "exemption");
        let form = app.form(Who::Olive, &page, &page).await;
        let form = form.with("reason", "Phone ordered").press("begin");
        let form = form.with_all("ends[]", &["4", "12", "2026"]);
        let to = app.post(Who::Olive, &form).await.location();
        // A double click acts once.
        assert_eq!(app.post(Who::Olive, &form).await.location(), to);
        assert_eq!((kept(&app, ALL).await, kept(&app, OPEN).await), (1, 1));
        assert_eq!(recorded(&app, "factor-exempted").await, 1);
        let words = app.get(Who::Olive, &to).await.words();
        for said in [
            "Alice Ashworth does not need a second factor until 4 December 2026.",
            "Phone ordered",
            "Olive Officer, on 23 November 2026",
        ] {
            assert!(words.contains(said), "{words}");
        }
        // Who waited to set one up logs in anew, and then works.
        assert!(alice.get("/users").await.status.is_redirection());
        let mut alice = Browser::new(&app);
        assert_eq!(alice.log_in(Who::Alice, "/users").await, "/users");
        let words = alice.get("/users").await.words();
        assert!(words.contains("Peter Plain"), "{words}");
        let words = alice.get("/account/second-factor").await.words();
        assert!(
            words.contains("without one until the end of 4 December 2026"),
            "{words}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exemption_is_told_to_its_person_and_shown_to_who_looks_after_them() {
    for app in TestApp::each().await {
        record::take_over(&app.db).await;
        exempted(&app, Who::Alice, ["4", "12", "2026"]).await;
        assert_eq!(record::wrong(&app.db).await, [""; 0]);
        assert_eq!(
            letters(&app, "factor-exempted").await,
            ["alice@cast.example"]
        );
        let shown =
            "Does not need a second factor until 4 December 2026: Her new phone comes next week";
        for who in [Who::Olive, Who::Bashir] {
            let words = app.get(who, &of(Who::Alice, "sign-in")).await.words();
            assert!(words.contains(shown), "{who:?}: {words}");
        }
        let history = app.get(Who::Olive, &of(Who::Alice, "history")).await;
        for said in [
            "Olive Officer exempted Alice Ashworth from the second factor",
            "Until the end of 4 December 2026",
        ] {
            assert!(history.words().contains(said), "{}", history.words());
        }
        let team = app.get(Who::Olive, "/officers").await;
        let list = team.link("People who may log in without a second factor");
        let list = app.get(Who::Olive, &list).await;
        for said in [
            "Alice Ashworth (alice@cast.example)",
            "4 December 2026",
            "Her new phone comes next week",
            "Olive Officer, on 23 November 2026",
        ] {
            assert!(list.words().contains(said), "{}", list.words());
        }
        assert!(list.text().contains(&of(Who::Alice, "exemption")));
        // Her name is read where it is shown: a corrected one is there at once.
        let renamed = "UPDATE app_user SET last_name = 'Ashworth-Lee' WHERE id = $1";
        app.run(Query::new(renamed).bind(Who::Alice.id())).await;
        let words = app.get(Who::Olive, "/exemptions").await.words();
        assert!(words.contains("Alice Ashworth-Lee"), "{words}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exemption_ends_by_itself_at_the_end_of_its_last_day() {
    for app in TestApp::each().await {
        exempted(&app, Who::Alice, ["24", "11", "2026"]).await;
        let mut alice = Browser::new(&app);
        alice.log_in(Who::Alice, "/").await;
        // The evening of the last day, a minute before midnight.
        let evening = DAY + (14 * 60 - 1) * 60_000_000;
        app.pass(evening, &[Who::Alice, Who::Olive]).await;
        assert_eq!(alice.get("/users").await.status, 200);
        app.tidy().await;
        assert_eq!(recorded(&app, "exemption-ended").await, 0);
        app.pass(2 * 60_000_000, &[Who::Alice, Who::Olive]).await;
        // Before any round of the server.
        assert!(alice.get("/users").await.status.is_redirection());
        let to = alice.get("/sign-in").await.header(header::LOCATION);
        assert!(to.starts_with("/sign-in/set-up"), "{to}");
        let words = app.get(Who::Olive, "/exemptions").await.words();
        assert!(words.contains("Nobody may log in without"), "{words}");
        for _ in 0..2 {
            app.tidy().await;
            assert_eq!(recorded(&app, "exemption-ended").await, 1);
            assert_eq!(kept(&app, OPEN).await, 0);
        }
        let words = app.get(Who::Olive, &of(Who::Alice, "history")).await;
        assert!(words.words().contains("Its last day has passed"));
        // Whoever needs longer is exempted anew.
        app.run(
            Query::new("UPDATE session SET factor_at = last_seen_at WHERE user_id = $1")
                .bind(Who::Olive.id()),
        )
        .await;
        exempted(&app, Who::Alice, ["30", "11", "2026"]).await;
        assert_eq!((kept(&app, ALL).await, kept(&app, OPEN).await), (2, 1));
        let mut alice = Browser::new(&app);
        assert_eq!(alice.log_in(Who::Alice, "/users").await, "/users");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_registration_team_ends_an_exemption_early_and_its_person_is_asked_at_once() {
    for app in TestApp::each().await {
        exempted(&app, Who::Alice, ["4", "12", "2026"]).await;
        let mut alice = Browser::new(&app);
        alice.log_in(Who::Alice, "/").await;
        // Another day takes the place of the one before; whoever is logged in stays so.
        exempted(&app, Who::Alice, ["11", "12", "2026"]).await;
        assert_eq!((kept(&app, ALL).await, kept(&app, OPEN).await), (2, 1));
        assert_eq!(alice.get("/users").await.status, 200);
        let words = app.get(Who::Olive, &of(Who::Alice, "exemption")).await;
        assert!(words.words().contains("11 December 2026"));
        let to = end(&app, Who::Alice).await.location();
        let words = app.get(Who::Olive, &to).await.words();
        assert!(words.contains("needs a second factor again"), "{words}");
        assert!(alice.get("/users").await.status.is_redirection());
        let to = alice.get("/sign-in").await.header(header::LOCATION);
        assert!(to.starts_with("/sign-in/set-up"), "{to}");
        // Once more ends nothing, and tells nobody.
        end(&app, Who::Alice).await.location();
        assert_eq!(recorded(&app, "exemption-ended").await, 1);
        assert_eq!(
            letters(&app, "exemption-ended").await,
            ["alice@cast.example"]
        );
        let words = app.get(Who::Bashir, &of(Who::Alice, "sign-in")).await;
        assert!(!words.words().contains("Does not need"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exemption_lets_somebody_work_and_opens_nothing_that_asks_for_a_fresh_factor() {
    for app in TestApp::each().await {
        exempted(&app, Who::Alice, ["4", "12", "2026"]).await;
        let mut alice = Browser::new(&app);
        alice.log_in(Who::Alice, "/").await;
        let page = ["/users/", &Who::Peter.id().to_string()].concat();
        let table = alice.get(&page).await.form(&page);
        let form = table.tick("ZZ9001:gpp-statements").press("check");
        let checked = alice.post(&form).await;
        let saved = alice.post(&checked.form(&page).press("save")).await;
        assert!(saved.location().starts_with(&page));

        let told = "This needs a second factor, and you have none";
        let table = alice.get(&page).await.form(&page);
        let form = table.tick("ZZ9001:gpp-user-management").press("check");
        let checked = alice.post(&form).await;
        assert!(checked.errors().contains(told), "{}", checked.errors());
        let form = checked.form(&page);
        assert!(!form.has_field("code"));
        for code in ["", "123456", "0000-0000-0000-0000"] {
            let forged = [&form.encoded(), "&step=save&code=", code].concat();
            let refused = alice.send(Method::POST, &page, forged).await;
            assert!(refused.errors().contains(told), "{}", refused.errors());
        }
        let administers = "SELECT CAST(count(*) AS BIGINT) FROM role_grant
                           WHERE user_id = $1 AND role = 'gpp-user-management' AND ended_at IS NULL";
        let administers = Query::new(administers).bind(Who::Peter.id());
        assert_eq!(app.count(administers).await, 0);

        give_app(&app, Who::Peter).await;
        let page = of(Who::Peter, "second-factor");
        let form = alice.get(&page).await.form(&page);
        let form = form.with("reason", "Phone lost; I rang back");
        for code in ["", "123456"] {
            let refused = alice.post(&form.clone().with("code", code)).await;
            assert!(refused.errors().contains(told), "{}", refused.errors());
        }
        assert_eq!(recorded(&app, "factor-reset").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_factor_that_is_set_up_ends_the_exemption_and_is_asked_for() {
    for app in TestApp::each().await {
        exempted(&app, Who::Alice, ["4", "12", "2026"]).await;
        let mut alice = Browser::new(&app);
        alice.log_in(Who::Alice, "/").await;
        let (_, answer) = alice.add_app("/account/second-factor/app").await;
        alice.keep_codes(&answer.location()).await;
        assert_eq!(kept(&app, OPEN).await, 0);
        let words = app
            .get(Who::Olive, &of(Who::Alice, "history"))
            .await
            .words();
        assert!(
            words.contains(
                "Alice Ashworth set up a second factor, so their exemption from it ended"
            ),
            "{words}"
        );
        let mut alice = Browser::new(&app);
        let to = alice.log_in(Who::Alice, "/").await;
        assert!(to.starts_with("/sign-in/factor"), "{to}");
        // While there is one, none is given; after a reset the exemption of before does not come back.
        let page = of(Who::Alice, "exemption");
        let words = app.get(Who::Olive, &page).await.words();
        assert!(words.contains("This person has a second factor"), "{words}");
        let page = of(Who::Alice, "second-factor");
        let form = app.form(Who::Olive, &page, &page).await;
        app.post(Who::Olive, &form.with("reason", "Lost again"))
            .await
            .location();
        let mut alice = Browser::new(&app);
        let to = alice.log_in(Who::Alice, "/").await;
        assert!(to.starts_with("/sign-in/set-up"), "{to}");
    }
}
