//! Names can be chosen; accounts can't.

use practice_access::database::Query;

use crate::support::{TestApp, Who, body};

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
            "receipt",
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
