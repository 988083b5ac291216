//! Putting the name and the phone number of a user right, with plain forms.

use practice_access::{base::ids::UserId, database::Query};

use crate::support::{TestApp, Who};

fn page(user: UserId) -> String {
    ["/users/", &user.to_string(), "/details"].concat()
}

async fn events(app: &TestApp, action: &str) -> i64 {
    let query = "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = $1";
    app.count(Query::new(query).bind(action)).await
}

async fn account(app: &TestApp, user: UserId) -> (String, String) {
    let query = Query::new("SELECT last_name, phone FROM app_user WHERE id = $1");
    let found = app.db.optional(query.bind(user)).await;
    found.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_puts_a_name_right_and_everybody_concerned_learns_of_it() {
    for app in TestApp::each().await {
        let peter = page(Who::Peter.id());
        let form = app.form(Who::Alice, &peter, &peter).await;
        assert_eq!(form.value("last_name"), "Plain");
        let wrong = form.clone().with("last_name", "").with("phone", "call me");
        let refused = app.post(Who::Alice, &wrong).await;
        assert_eq!(refused.status, 422);
        assert_eq!(events(&app, "details-corrected").await, 0);
        let form = form
            .with("last_name", "Plane")
            .with("phone", "01632 960001");
        let done = app.post(Who::Alice, &form).await.location();
        let shown = app.get(Who::Alice, &done).await;
        assert!(
            shown.words().contains("The details are saved"),
            "{}",
            shown.words()
        );
        let saved = ("Plane".to_owned(), "01632 960001".to_owned());
        assert_eq!(account(&app, Who::Peter.id()).await, saved);
        // With the account, and at the one practice.
        assert_eq!(events(&app, "details-corrected").await, 2);
        assert_eq!(events(&app, "name-changed").await, 1);
        let mail = "SELECT to_address FROM mail WHERE kind = $1 ORDER BY to_address";
        let corrected = Query::new(mail).bind("details-corrected");
        let told: Vec<(String,)> = app.db.all(corrected).await.unwrap();
        assert_eq!(told, [(Who::Peter.email(),)]);
        let renamed: Vec<(String,)> = app
            .db
            .all(Query::new(mail).bind("name-changed"))
            .await
            .unwrap();
        assert!(renamed.contains(&(Who::Bashir.email(),)), "{renamed:?}");
        // Found by the new name alone.
        let found = app.get(Who::Alice, "/users?q=plane").await.words();
        assert!(found.contains("Peter Plane"), "{found}");
        // The same again changes nothing and tells nobody.
        app.post(Who::Alice, &form).await.location();
        assert_eq!(events(&app, "details-corrected").await, 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_else_corrected_meanwhile_is_not_overwritten_unseen() {
    for app in TestApp::each().await {
        let peter = page(Who::Peter.id());
        let form = app.form(Who::Alice, &peter, &peter).await;
        let other = app.form(Who::Bashir, &peter, &peter).await;
        let saved = other.with("last_name", "Plane");
        app.post(Who::Bashir, &saved).await.location();
        let refused = app
            .post(Who::Alice, &form.with("phone", "01632 960001"))
            .await;
        let told = "Somebody else changed these details while you were deciding. Now they are: Peter Plane";
        assert!(refused.errors().contains(told), "{}", refused.errors());
        let plane = ("Plane".to_owned(), String::new());
        assert_eq!(account(&app, Who::Peter.id()).await, plane);
        // Seen and sent again, it is done.
        let again = refused.form(&peter).with("last_name", "Plane");
        app.post(Who::Alice, &again).await.location();
        let both = ("Plane".to_owned(), "01632 960001".to_owned());
        assert_eq!(account(&app, Who::Peter.id()).await, both);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gps_officers_oneself_and_strangers_are_not_corrected_here() {
    for app in TestApp::each().await {
        for (who, told) in [
            (Who::Gina, "comes from the Performers List"),
            (Who::Alice, "under Your account"),
        ] {
            let shown = app.get(Who::Alice, &page(who.id())).await;
            assert!(shown.words().contains(told), "{}", shown.words());
            let fields = "last_name=Other&first_name=&title=&phone=&user=";
            let sent = [fields, &who.id().to_string()].concat();
            let before = account(&app, who.id()).await;
            let refused = app.post_to(Who::Alice, &page(who.id()), &sent).await;
            assert!(!refused.status.is_redirection());
            assert_eq!(account(&app, who.id()).await, before);
        }
        for who in [Who::Zebedee, Who::Olive] {
            assert_eq!(app.get(Who::Alice, &page(who.id())).await.status, 403);
        }
        // A place that its owner does not know of yet gives no power over the account.
        let place = "INSERT INTO membership (user_id, ods, status, since, reason, version)
                     VALUES ($1, 'ZZ9001', 'active', 0, '', 1)";
        app.run(Query::new(place).bind(Who::Zebedee.id())).await;
        let shown = app.get(Who::Alice, &page(Who::Zebedee.id())).await;
        let words = shown.words();
        assert!(words.contains("has not logged in since"), "{words}");
        assert!(!shown.text().contains("name=\"last_name\""));
    }
}
