//! Names can be chosen; accounts can't.

use std::collections::BTreeSet;

use practice_access::{database::Query, mail::Letter};
use sha2::{Digest as _, Sha256};

use crate::support::{TestApp, Who, body, cast::PASSWORD};

async fn rename(app: &TestApp, who: Who, first: &str, last: &str) {
    let fields = [
        ("title", ""),
        ("first_name", first),
        ("last_name", last),
        ("phone", ""),
    ];
    let answer = app
        .call(who, "account/change-details", &body(&fields))
        .await;
    assert!(answer.text().contains("Done"), "{}", answer.text());
}

async fn give_statements(app: &TestApp, who: Who, whom: Who) {
    let fields = [
        ("user", whom.id().to_string()),
        ("seen[]", "ZZ9001:1:gpp-view-claims".to_owned()),
        ("ticks[]", "ZZ9001:gpp-view-claims".to_owned()),
        ("ticks[]", "ZZ9001:gpp-statements".to_owned()),
        ("step", "save".to_owned()),
        (
            "idempotency_key",
            practice_access::base::clock::new_id().to_string(),
        ),
    ];
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let answer = app.call(who, "users/update", &body(&fields)).await;
    assert!(answer.text().contains("Done"), "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_acts_under_another_name_is_known_by_the_account_and_the_practice_is_told_of_the_name()
 {
    for app in TestApp::each().await {
        rename(&app, Who::Bashir, "Alice", "Ashworth").await;
        give_statements(&app, Who::Bashir, Who::Peter).await;
        rename(&app, Who::Bashir, "Bashir", "Three").await;

        let bashir = ["/users/", &Who::Bashir.id().to_string()].concat();
        for (reader, address) in [
            (Who::Alice, "/practices/ZZ9001/history".to_owned()),
            (Who::Olive, "/history".to_owned()),
            (
                Who::Alice,
                ["/users/", &Who::Peter.id().to_string(), "/history"].concat(),
            ),
        ] {
            let page = app.get(reader, &address).await;
            let words = page.words();
            assert!(
                words.contains("Alice Ashworth changed Peter Plain's roles"),
                "{address}: {words}"
            );
            assert!(
                words.contains("By Bashir Three (bashir@cast.example)"),
                "{address}: {words}"
            );
            assert!(page.text().contains(&bashir), "{address}");
            let file = app.get(reader, &[&address, ".csv"].concat()).await.text();
            let line = file
                .lines()
                .find(|line| line.contains("Added Statements"))
                .unwrap();
            assert!(
                line.contains(
                    "Alice Ashworth,bashir@cast.example,Bashir Three,Roles changed,Peter Plain"
                ),
                "{line}"
            );
        }
        // Looked for by the name of now, and by the username.
        for asked in ["bashir", "bashir%40cast.example"] {
            let found = app
                .get(
                    Who::Alice,
                    &["/practices/ZZ9001/history?person=", asked].concat(),
                )
                .await;
            assert!(
                found.words().contains("Added Statements"),
                "{asked}: {}",
                found.words()
            );
        }
        // Peter does not manage users: he is told whom he knows by name, and no username.
        let own = ["/users/", &Who::Peter.id().to_string(), "/history"].concat();
        let own = app.get(Who::Peter, &own).await;
        assert!(own.words().contains("By Bashir Three"), "{}", own.words());
        assert!(!own.text().contains("bashir@"), "{}", own.words());

        for practice in ["ZZ9001", "ZZ9002", "ZZ9003"] {
            let history = ["/practices/", practice, "/history"].concat();
            let words = app.get(Who::Bashir, &history).await.words();
            assert!(words.contains("Bashir Three changed their name"), "{words}");
            assert!(
                words.contains("From Bashir Three to Alice Ashworth"),
                "{words}"
            );
        }
        let told: Vec<(String,)> = app
            .db
            .all(Query::new(
                "SELECT to_address FROM mail WHERE kind = 'name-changed' ORDER BY to_address",
            ))
            .await
            .unwrap();
        let told: Vec<_> = told.iter().map(|(address,)| address.as_str()).collect();
        let both = [
            "alice@cast.example",
            "alice@cast.example",
            "mary@cast.example",
            "mary@cast.example",
        ];
        assert_eq!(told, both);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_telephone_number_is_nobodys_business() {
    for app in TestApp::each().await {
        let fields = [
            ("title", ""),
            ("first_name", "Bashir"),
            ("last_name", "Three"),
            ("phone", "01632 960001"),
        ];
        let answer = app
            .call(Who::Bashir, "account/change-details", &body(&fields))
            .await;
        assert!(answer.text().contains("Done"), "{}", answer.text());
        let count =
            Query::new("SELECT CAST(count(*) AS BIGINT) FROM mail WHERE kind = 'name-changed'");
        assert_eq!(app.count(count).await, 0);
        let words = app
            .get(Who::Alice, "/practices/ZZ9001/history")
            .await
            .words();
        assert!(!words.contains("960001"), "{words}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_changes_their_name_again_and_again_is_stopped_before_the_fourth_time_in_an_hour() {
    for app in TestApp::each().await {
        for last in ["One", "Two", "Three"] {
            rename(&app, Who::Peter, "Pierre", last).await;
        }
        let fields = [
            ("title", ""),
            ("first_name", "Pierre"),
            ("last_name", "Four"),
            ("phone", ""),
        ];
        let function = "account/change-details";
        let answer = app.call(Who::Peter, function, &body(&fields)).await;
        assert!(
            answer.text().contains("changed your name three times"),
            "{}",
            answer.text()
        );
        let page = app
            .post_to(Who::Peter, "/account/details", &body(&fields))
            .await;
        assert!(
            page.errors().contains("Try again in an hour"),
            "{}",
            page.words()
        );
        let kept = "SELECT CAST(count(*) AS BIGINT) FROM app_user WHERE last_name = 'Four'";
        assert_eq!(app.count(Query::new(kept)).await, 0);
        let recorded =
            "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'name-changed'";
        assert_eq!(app.count(Query::new(recorded)).await, 3);
        // What is nobody else's business is not counted.
        let phone = [
            fields[0],
            fields[1],
            ("last_name", "Three"),
            ("phone", "01632 960001"),
        ];
        let answer = app.call(Who::Peter, function, &body(&phone)).await;
        assert!(answer.text().contains("Done"), "{}", answer.text());
        app.pass(3_600_000_000, &[Who::Peter]).await;
        rename(&app, Who::Peter, "Peter", "Plain").await;
    }
}

/// The link in the newest letter of this kind.
async fn link(app: &TestApp, kind: &'static str) -> String {
    let query = "SELECT letter FROM mail WHERE kind = $1 ORDER BY id DESC LIMIT 1";
    let letter: Option<(String,)> = app.db.optional(Query::new(query).bind(kind)).await.unwrap();
    let letter: serde_json::Value = serde_json::from_str(&letter.unwrap().0).unwrap();
    letter["link"].as_str().unwrap().to_owned()
}

async fn press(app: &TestApp, link: &str) {
    let form = app.form(Who::Visitor, link, link).await;
    let done = app.post(Who::Visitor, &form).await.location();
    assert!(done.ends_with("?done=yes"), "{done}");
}

/// To whom letters about other usernames went, and what they say.
async fn told(app: &TestApp) -> Vec<(String, String)> {
    let query = "SELECT to_address, letter FROM mail WHERE kind = 'username-changed' ORDER BY id";
    let letters: Vec<(String, String)> = app.db.all(Query::new(query)).await.unwrap();
    let letters = letters.into_iter().map(|(to, letter)| {
        let letter: Letter = serde_json::from_str(&letter).unwrap();
        (to, letter.body().text("", ""))
    });
    letters.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_username_that_changes_or_is_taken_back_is_recorded_and_told_at_each_practice() {
    for app in TestApp::each().await {
        let ask = app
            .form(Who::Bashir, "/account/address", "/account/address")
            .await;
        let ask = ask
            .with("current_password", PASSWORD)
            .with("email", "bashir@new.example");
        assert_eq!(
            app.post(Who::Bashir, &ask).await.location(),
            "/account?done=address-asked"
        );
        let keep = link(&app, "email-change-asked").await;
        press(&app, &link(&app, "email-change-proof").await).await;
        // Whoever has taken the account over has had it write as many letters as it may.
        let spent = Sha256::digest(["letters ", &Who::Bashir.id().to_string()].concat());
        let key = spent
            .iter()
            .fold(String::new(), |key, byte| key + &format!("{byte:02x}"));
        let query = "INSERT INTO budget (key, spent, began_at) VALUES ($1, 500, $2)
                     ON CONFLICT (key) DO UPDATE SET spent = 500";
        app.run(Query::new(query).bind(key).bind(app.clock.now()))
            .await;
        let changed = told(&app).await;
        press(&app, &keep).await;

        let recipients: Vec<_> = changed.iter().map(|(to, _)| to.as_str()).collect();
        assert_eq!(
            BTreeSet::from_iter(recipients),
            BTreeSet::from(["alice@cast.example", "mary@cast.example"])
        );
        let (_, letter) = &changed[0];
        assert!(
            letter.contains("now logs in with bashir@new.example instead of bashir@cast.example"),
            "{letter}"
        );
        let all = told(&app).await;
        assert_eq!((changed.len(), all.len()), (2, 4));
        assert!(
            all[3].1.contains("logs in with bashir@cast.example again"),
            "{}",
            all[3].1
        );
        for practice in ["ZZ9001", "ZZ9002", "ZZ9003"] {
            let history = ["/practices/", practice, "/history"].concat();
            let words = app.get(Who::Olive, &history).await.words();
            for sentence in [
                "Bashir Three has another email address",
                "From bashir@cast.example to bashir@new.example",
                "From bashir@new.example to bashir@cast.example. The change was taken back",
            ] {
                assert!(words.contains(sentence), "{sentence}: {words}");
            }
        }
    }
}
