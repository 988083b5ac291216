//! People who left a practice, and bringing several back at once, with plain forms.

use practice_access::database::Query;

use crate::support::{TestApp, Who};

const LEFT: &str = "/practices/ZZ9001/left";

async fn leave(app: &TestApp, who: Who) {
    let at = ["/users/", &who.id().to_string(), "/leave?practice=ZZ9001"].concat();
    let form = app.form(Who::Alice, &at, &at).await;
    let checked = app
        .post(Who::Alice, &form.with("reason", "A mistake"))
        .await;
    let mut save = checked.form(&at);
    // Mary is the only one who manages the medical records.
    if save.has_box("yes") {
        save = save.tick("yes");
    }
    app.post(Who::Alice, &save.press("save")).await.location();
}

async fn place(app: &TestApp, who: Who) -> (String, i64) {
    let query = "SELECT m.status, (SELECT CAST(count(*) AS BIGINT) FROM role_grant g
                  WHERE g.user_id = m.user_id AND g.ods = m.ods AND g.ended_at IS NULL)
                 FROM membership m WHERE m.user_id = $1 AND m.ods = 'ZZ9001'";
    let found = app.db.optional(Query::new(query).bind(who.id())).await;
    found.unwrap().unwrap()
}

fn ticked(who: Who, version: i64) -> String {
    format!("{}:{version}", who.id())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_people_come_back_at_once_each_with_what_they_had() {
    for app in TestApp::each().await {
        for who in [Who::Peter, Who::Gina, Who::Mary] {
            leave(&app, who).await;
        }
        let page = app.get(Who::Alice, LEFT).await;
        let words = page.words();
        for told in [
            "Reason: A mistake",
            "Comes back with: View Claims",
            "pe•••@cast.example",
        ] {
            assert!(words.contains(told), "{told}: {words}");
        }
        let form = page.form(LEFT);
        // What Mary held is not Alice's to give.
        assert!(!form.has_box(&ticked(Who::Mary, 2)), "{words}");
        let none = app.post(Who::Alice, &form).await;
        assert!(
            none.errors().contains("Choose at least one person"),
            "{}",
            none.errors()
        );
        let form = none
            .form(LEFT)
            .tick(&ticked(Who::Peter, 2))
            .tick(&ticked(Who::Gina, 2));
        let checked = app.post(Who::Alice, &form).await;
        let words = checked.words();
        for told in [
            "Check before they come back",
            "Peter Plain (pe•••@cast.example) Add View Claims",
            "from the Performers List",
        ] {
            assert!(words.contains(told), "{told}: {words}");
        }
        assert_eq!(place(&app, Who::Peter).await.0, "deactivated");
        let save = checked.form(LEFT).press("save");
        let done = app.post(Who::Alice, &save).await.location();
        let page = app.get(Who::Alice, &done).await;
        assert!(page.words().contains("They are back"), "{}", page.words());
        for who in [Who::Peter, Who::Gina] {
            assert_eq!(place(&app, who).await, ("active".to_owned(), 1));
        }
        assert_eq!(place(&app, Who::Mary).await.0, "deactivated");
        assert_eq!(app.post(Who::Alice, &save).await.location(), done);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_of_those_who_are_ticked_come_back_or_nobody() {
    for app in TestApp::each().await {
        assert_eq!(app.get(Who::Peter, LEFT).await.status, 403);
        for who in [Who::Peter, Who::Gina] {
            leave(&app, who).await;
        }
        let form = app.form(Who::Alice, LEFT, LEFT).await;
        let form = form
            .tick(&ticked(Who::Peter, 2))
            .tick(&ticked(Who::Gina, 2));
        // Somebody else brought Gina back meanwhile.
        let changed = "UPDATE membership SET version = 3 WHERE user_id = $1 AND ods = 'ZZ9001'";
        app.run(Query::new(changed).bind(Who::Gina.id())).await;
        let refused = app.post(Who::Alice, &form).await;
        assert!(
            refused.errors().contains("Gina O'Brien"),
            "{}",
            refused.errors()
        );
        assert_eq!(place(&app, Who::Peter).await.0, "deactivated");
        // Those of other practices are not even named.
        let forged = app.form(Who::Alice, LEFT, LEFT).await;
        let forged = forged
            .forge("people[]", &ticked(Who::Zebedee, 1))
            .with("step", "save");
        let refused = app.post(Who::Alice, &forged).await;
        assert_eq!(refused.status, 404);
        assert_eq!(app.get(Who::Zebedee, LEFT).await.status, 403);
        assert_eq!(app.get(Who::Olive, LEFT).await.status, 200);
    }
}
