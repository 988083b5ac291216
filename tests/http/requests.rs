//! Asking for roles, the answers, and tasks, with plain forms.

use practice_access::{
    base::ids::UserId,
    database::{Failure, Query, Tx, UnitOfWork},
};

use crate::support::{Answer, ELM, TestApp, Who};

const ASK: &str = "/ask?practice=ZZ9001";
const DAY: i64 = 24 * 3_600_000_000;

async fn ask(app: &TestApp, who: Who, role: &str, reason: &str) -> Answer {
    let form = app.form(who, ASK, ASK).await;
    app.post(who, &form.tick(role).with("reason", reason)).await
}

/// The only request there is, or the newest.
async fn newest(app: &TestApp) -> (String, String) {
    let query = Query::new("SELECT id, state FROM role_request ORDER BY id DESC LIMIT 1");
    let (id, state): (uuid::Uuid, String) = app.db.optional(query).await.unwrap().unwrap();
    (format!("/requests/{id}"), state)
}

async fn holds(app: &TestApp, user: UserId, role: &'static str) -> bool {
    let query = "SELECT CAST(count(*) AS BIGINT) FROM role_grant WHERE user_id = $1 AND role = $2 AND ended_at IS NULL";
    app.count(Query::new(query).bind(user).bind(role)).await > 0
}

/// Whom messages of a kind went to.
async fn mailed(app: &TestApp, kind: &'static str) -> Vec<String> {
    let query = "SELECT to_address FROM mail WHERE kind = $1 ORDER BY created_at, to_address";
    let rows: Vec<(String,)> = app.db.all(Query::new(query).bind(kind)).await.unwrap();
    rows.into_iter().map(|(address,)| address).collect()
}

async fn send(app: &TestApp, who: Who, page: &str, step: &str, reason: &str) -> Answer {
    let id = page.rsplit('/').next().unwrap();
    let sent = crate::support::body(&[("id", id), ("step", step), ("reason", reason)]);
    app.post_to(who, page, &sent).await
}

/// A statement, as if something had come of it.
struct Run(&'static str);

impl UnitOfWork for Run {
    type Done = u64;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<u64, Failure> {
        Ok(tx.execute(Query::new(self.0)).await?)
    }
}

async fn later(app: &TestApp, days: i64) {
    let awake = [Who::Peter, Who::Alice, Who::Bashir, Who::Mary, Who::Olive];
    app.pass(days * DAY, &awake).await;
    app.tidy().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_first_is_answered_once_and_everybody_sees_by_whom() {
    for app in TestApp::each().await {
        let empty = app.form(Who::Peter, ASK, ASK).await;
        let empty = app.post(Who::Peter, &empty).await;
        assert!(
            empty.errors().contains("Tick what you need"),
            "{}",
            empty.errors()
        );
        let sent = ask(
            &app,
            Who::Peter,
            "gpp-statements",
            "I reconcile the payments",
        )
        .await;
        let page = app.get(Who::Peter, &sent.location()).await;
        assert!(
            page.words().contains("Your request is sent"),
            "{}",
            page.words()
        );
        assert!(
            page.words()
                .contains("What happens next GP Payments and Pensions . Who gives access: "),
            "{}",
            page.words()
        );
        assert!(page.text().contains("/requests/"), "{}", page.text());
        assert!(!page.text().contains("name=\"roles[]\""), "{}", page.text());
        assert_eq!(
            mailed(&app, "roles-asked").await,
            ["alice@cast.example", "bashir@cast.example"]
        );
        // A second request for the same is the first one.
        let (request, _) = newest(&app).await;
        let again = crate::support::body(&[
            ("practice", ELM),
            ("roles[]", "gpp-statements"),
            ("reason", "Again"),
        ]);
        app.post_to(Who::Peter, ASK, &again).await;
        assert_eq!(newest(&app).await.0, request);

        let home = app.get(Who::Alice, "/").await;
        assert!(home.words().contains("You have 1 task"), "{}", home.words());
        let tasks = app.get(Who::Alice, "/tasks").await;
        assert!(
            tasks.words().contains("Peter Plain at Elm Street Surgery"),
            "{}",
            tasks.words()
        );
        let page = app.get(Who::Alice, &request).await;
        assert!(
            page.words().contains("I reconcile the payments"),
            "{}",
            page.words()
        );
        let given = app.post(Who::Alice, &page.form(&request)).await;
        let page = app.get(Who::Alice, &given.location()).await;
        assert!(
            page.words()
                .contains("Alice Ashworth gave these roles on 23 November 2026"),
            "{}",
            page.words()
        );
        assert!(holds(&app, Who::Peter.id(), "gpp-statements").await);
        assert_eq!(mailed(&app, "roles-decided").await, ["peter@cast.example"]);
        // Bashir had the page open.
        let late = send(&app, Who::Bashir, &request, "refuse", "No").await;
        assert!(
            late.errors()
                .contains("Nothing was changed. Alice Ashworth gave these roles"),
            "{}",
            late.errors()
        );
        assert!(holds(&app, Who::Peter.id(), "gpp-statements").await);
        assert_eq!(mailed(&app, "roles-decided").await.len(), 1);
        let tasks = app.get(Who::Bashir, "/tasks").await;
        assert!(
            tasks.words().contains("You have no tasks"),
            "{}",
            tasks.words()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_is_refused_with_a_reason_or_taken_back() {
    for app in TestApp::each().await {
        ask(&app, Who::Peter, "gpp-statements", "I need it").await;
        let (request, _) = newest(&app).await;
        let silent = send(&app, Who::Alice, &request, "refuse", " ").await;
        assert!(
            silent.errors().contains("Enter why you refuse it"),
            "{}",
            silent.errors()
        );
        send(&app, Who::Alice, &request, "refuse", "Bashir does that").await;
        assert_eq!(newest(&app).await.1, "refused");
        let page = app.get(Who::Peter, &request).await;
        assert!(
            page.words().contains("Alice Ashworth refused this"),
            "{}",
            page.words()
        );
        assert!(
            page.words().contains("Bashir does that"),
            "{}",
            page.words()
        );
        assert_eq!(mailed(&app, "roles-decided").await, ["peter@cast.example"]);

        ask(&app, Who::Peter, "gpp-statements", "Bashir has left").await;
        let (second, _) = newest(&app).await;
        assert_ne!(second, request);
        let page = app.get(Who::Peter, &second).await;
        app.post(Who::Peter, &page.form(&second)).await;
        assert_eq!(newest(&app).await.1, "withdrawn");
        assert!(!holds(&app, Who::Peter.id(), "gpp-statements").await);
        assert_eq!(mailed(&app, "roles-decided").await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_answers_goes_on_to_others_and_to_the_registration_team() {
    for app in TestApp::each().await {
        ask(
            &app,
            Who::Peter,
            "pl-user-management",
            "Nobody else is here",
        )
        .await;
        let (request, _) = newest(&app).await;
        assert_eq!(mailed(&app, "roles-asked").await, ["bashir@cast.example"]);
        let olive = async || app.get(Who::Olive, "/tasks").await.words();
        // Monday to Monday are five working days; after that one, it is late.
        later(&app, 7).await;
        assert_eq!(mailed(&app, "roles-asked").await.len(), 1);
        later(&app, 1).await;
        later(&app, 0).await;
        assert_eq!(mailed(&app, "roles-asked").await.len(), 2);
        // Alice and Mary administer other services: they could not answer, and are not asked to.
        assert!(olive().await.contains("You have no tasks"));
        for who in [Who::Alice, Who::Mary] {
            let tasks = app.get(who, "/tasks").await;
            assert!(
                tasks.words().contains("You have no tasks"),
                "{}",
                tasks.words()
            );
        }
        later(&app, 3).await;
        assert!(olive().await.contains("Peter Plain at Elm Street Surgery"));
        later(&app, 5).await;
        assert_eq!(
            mailed(&app, "roles-asked").await,
            ["bashir@cast.example", "bashir@cast.example"]
        );
        // The registration team makes no administrator by a request alone: that takes a certification and two officers.
        let page = app.get(Who::Olive, &request).await;
        assert!(
            page.words().contains("two officers then decide"),
            "{}",
            page.words()
        );
        let forged = send(&app, Who::Olive, &request, "give", "").await;
        assert!(
            forged.words().contains("two officers approve"),
            "{}",
            forged.words()
        );
        assert!(!holds(&app, Who::Peter.id(), "pl-user-management").await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_at_the_practice_can_answer_goes_to_the_registration_team_at_once() {
    for app in TestApp::each().await {
        // Far away somebody administers payments, and nobody the Performers List.
        let far = "/ask?practice=ZZ9009";
        let page = app.get(Who::Xanthe, far).await;
        assert!(
            page.words()
                .contains("goes to the registration team at once"),
            "{}",
            page.words()
        );
        let form = page.form(far).tick("pl-practice-manager");
        let sent = app
            .post(Who::Xanthe, &form.with("reason", "I confirm GPs"))
            .await;
        let (request, _) = newest(&app).await;
        let page = app.get(Who::Xanthe, &request).await;
        assert!(
            page.words().contains("The registration team was told"),
            "{}",
            page.words()
        );
        sent.location();
        assert!(mailed(&app, "roles-asked").await.is_empty());
        let tasks = app.get(Who::Zebedee, "/tasks").await;
        assert!(
            tasks.words().contains("You have no tasks"),
            "{}",
            tasks.words()
        );
        let tasks = app.get(Who::Olive, "/tasks").await;
        assert!(
            tasks.words().contains("Xanthe Yellowhammer"),
            "{}",
            tasks.words()
        );
        assert!(!tasks.words().contains("Long wait"), "{}", tasks.words());
        let due = "Please answer by ";
        assert!(tasks.words().contains(due), "{}", tasks.words());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_main_contact_is_asked_of_the_registration_team_and_the_rest_of_the_main_contact() {
    for app in TestApp::each().await {
        let form = app.form(Who::Peter, ASK, ASK).await;
        let both = form.tick("mrs-main-contact").tick("mrs-order-entry");
        app.post(Who::Peter, &both.with("reason", "Mary leaves"))
            .await
            .location();
        let query = "SELECT roles, step, decider FROM role_request ORDER BY roles";
        let asked: Vec<(String, i64, String)> = app.db.all(Query::new(query)).await.unwrap();
        let asked: Vec<_> = asked
            .iter()
            .map(|(roles, step, decider)| (roles.as_str(), *step, decider.as_str()))
            .collect();
        assert_eq!(
            asked,
            [
                ("mrs-main-contact", 2, "registration"),
                ("mrs-order-entry", 0, "service")
            ]
        );
        assert_eq!(mailed(&app, "roles-asked").await, ["mary@cast.example"]);
        let query = "SELECT id FROM role_request WHERE decider = 'registration'";
        let (id,): (uuid::Uuid,) = app.db.optional(Query::new(query)).await.unwrap().unwrap();
        let request = format!("/requests/{id}");
        for step in ["give", "refuse"] {
            let refused = send(&app, Who::Mary, &request, step, "It is mine").await;
            assert_eq!(refused.status, 403, "{step}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_whose_administrators_have_gone_goes_to_the_registration_team() {
    for app in TestApp::each().await {
        ask(&app, Who::Peter, "pl-practice-manager", "I confirm GPs").await;
        assert_eq!(mailed(&app, "roles-asked").await, ["bashir@cast.example"]);
        let ends = "UPDATE role_grant SET ended_at = 1
                    WHERE role = 'pl-user-management' AND ods = 'ZZ9001'";
        app.db.write(&Run(ends)).await.unwrap();
        later(&app, 0).await;
        let tasks = app.get(Who::Olive, "/tasks").await;
        assert!(tasks.words().contains("Peter Plain"), "{}", tasks.words());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_asks_is_told_who_gives_access_themselves_included() {
    for app in TestApp::each().await {
        let page = app.get(Who::Bashir, ASK).await;
        assert!(
            page.words()
                .contains("Who gives access: you and Alice Ashworth."),
            "{}",
            page.words()
        );
        assert!(
            page.text()
                .contains("Give yourself roles in your own role table")
        );
        assert!(
            page.words().contains("Who gives access: Mary Contact."),
            "{}",
            page.words()
        );
        // Olive works nowhere: she is not left with a question without answers.
        let nowhere = app.get(Who::Olive, "/ask").await;
        assert!(
            nowhere.words().contains("no practice has added you yet"),
            "{}",
            nowhere.words()
        );
        let several = app.get(Who::Bashir, "/ask").await;
        assert!(several.words().contains("At which practice?"));
        assert!(several.words().contains("Oak Lane"), "{}", several.words());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_settled_in_the_role_table_waits_for_nobody() {
    for app in TestApp::each().await {
        ask(&app, Who::Peter, "gpp-statements", "I need it").await;
        let peter = Who::Peter.id().to_string();
        let save = crate::support::body(&[
            ("user", &peter),
            ("seen[]", "ZZ9001:1:gpp-view-claims"),
            ("ticks[]", "ZZ9001:gpp-view-claims"),
            ("ticks[]", "ZZ9001:gpp-statements"),
            ("step", "save"),
            ("idempotency_key", "01900000-0000-7000-8000-0000000a0002"),
        ]);
        app.post_to(Who::Alice, &["/users/", &peter].concat(), &save)
            .await;
        assert!(holds(&app, Who::Peter.id(), "gpp-statements").await);
        later(&app, 0).await;
        assert_eq!(newest(&app).await.1, "over");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_practice_has_a_list_of_all_that_was_asked_for() {
    for app in TestApp::each().await {
        let address = format!("/practices/{ELM}/requests");
        let empty = app.get(Who::Alice, &address).await;
        let words = empty.words();
        assert!(words.contains("Nobody is waiting for an answer"), "{words}");
        ask(&app, Who::Peter, "gpp-statements", "I reconcile").await;
        let (settled, _) = newest(&app).await;
        send(&app, Who::Bashir, &settled, "refuse", "Not needed").await;
        ask(&app, Who::Gina, "gpp-statements", "I check mine").await;
        let (open, _) = newest(&app).await;
        // Whoever works at three practices sees what was asked for here; the team everything.
        for who in [Who::Alice, Who::Bashir, Who::Olive] {
            let page = app.get(who, &address).await;
            let words = page.words();
            let at = |text: &str| {
                words
                    .find(text)
                    .unwrap_or_else(|| panic!("{text}: {words}"))
            };
            assert!(at("Gina O'Brien") < at("Answered"), "{words}");
            assert!(at("Answered") < at("Peter Plain"), "{words}");
            assert!(at("Bashir Three refused this") > at("Answered"), "{words}");
            assert!(page.text().contains(&open) && page.text().contains(&settled));
            assert!(words.contains("peter@cast.example"), "{words}");
        }
        assert_eq!(app.get(Who::Peter, &address).await.status, 403);
        // Of somebody who has left, the address is not told.
        app.run(
            Query::new("UPDATE membership SET status = 'deactivated' WHERE user_id = $1")
                .bind(Who::Peter.id()),
        )
        .await;
        let words = app.get(Who::Alice, &address).await.words();
        assert!(words.contains("pe•••@cast.example"), "{words}");
        assert!(!words.contains("peter@cast.example"), "{words}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_answers_what_is_not_theirs_to_answer() {
    for app in TestApp::each().await {
        ask(&app, Who::Peter, "pl-user-management", "I need it").await;
        let (request, _) = newest(&app).await;
        for (who, step, status) in [
            (Who::Visitor, "give", 303),
            (Who::Peter, "give", 403),
            (Who::Peter, "refuse", 403),
            (Who::Alice, "give", 403),
            (Who::Alice, "withdraw", 403),
            (Who::Gina, "give", 404),
            (Who::Zebedee, "give", 404),
            (Who::Dora, "give", 404),
            (Who::Bashir, "explode", 422),
        ] {
            let answer = send(&app, who, &request, step, "Because").await;
            assert_eq!(answer.status, status, "{who:?} {step}");
        }
        assert_eq!(newest(&app).await.1, "open");
        assert!(!holds(&app, Who::Peter.id(), "pl-user-management").await);
        assert_eq!(app.get(Who::Zebedee, &request).await.status, 404);
        let far = crate::support::body(&[
            ("practice", "ZZ9009"),
            ("roles[]", "gpp-statements"),
            ("reason", "x"),
        ]);
        assert_eq!(app.post_to(Who::Peter, ASK, &far).await.status, 403);
        let automatic = crate::support::body(&[
            ("practice", ELM),
            ("roles[]", "gpp-gp-principal"),
            ("reason", "x"),
        ]);
        assert_eq!(app.post_to(Who::Peter, ASK, &automatic).await.status, 422);
        assert_eq!(newest(&app).await.0, request);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_gets_a_place_elsewhere_may_have_left_and_nobody_learns_where_it_is() {
    for app in TestApp::each().await {
        app.pass(60_000_000, &[]).await;
        let peter = Who::Peter.id().to_string();
        let save = crate::support::body(&[
            ("user", &peter),
            ("seen[]", "ZZ9002:0:"),
            ("ticks[]", "ZZ9002:gpp-statements"),
            ("step", "save"),
            ("idempotency_key", "01900000-0000-7000-8000-0000000a0002"),
        ]);
        app.post_to(Who::Bashir, &["/users/", &peter].concat(), &save)
            .await;
        assert!(holds(&app, Who::Peter.id(), "gpp-statements").await);
        let tasks = app.get(Who::Alice, "/tasks").await;
        assert!(
            tasks.words().contains("Peter Plain at Elm Street Surgery"),
            "{}",
            tasks.words()
        );
        assert!(!tasks.words().contains("Oak Lane"), "{}", tasks.words());
        let strangers = app.get(Who::Zebedee, "/tasks").await;
        assert!(
            strangers.words().contains("You have no tasks"),
            "{}",
            strangers.words()
        );
        let forged = crate::support::body(&[("user", &peter), ("practice", ELM)]);
        assert_eq!(
            app.post_to(Who::Zebedee, "/tasks", &forged).await.status,
            403
        );
        let yes = app.post(Who::Alice, &tasks.form("/tasks")).await;
        let page = app.get(Who::Alice, &yes.location()).await;
        assert!(
            page.words().contains("You have no tasks"),
            "{}",
            page.words()
        );
    }
}
