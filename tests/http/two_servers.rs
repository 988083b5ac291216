//! Two servers over one database.

use std::time::Duration;

use practice_access::{
    base::{clock::Clock, dates::Instant},
    boot::router::router,
    database::Query,
    web::App,
};

use crate::support::{
    ELM, TestApp, Who, body,
    cast::{NOW, give},
    databases::fresh,
    record,
};

/// Fifty people at Elm Street, and one free place for an administrator.
struct Fifty;

fn person(number: u128) -> practice_access::base::ids::UserId {
    practice_access::base::ids::UserId(uuid::Uuid::from_u128((1 << 100) + number))
}

impl practice_access::database::UnitOfWork for Fifty {
    type Done = ();
    type Error = practice_access::database::Failure;

    async fn run(&self, tx: &mut practice_access::database::Tx) -> Result<(), Self::Error> {
        for number in 0..50 {
            let user = Query::new(
                "INSERT INTO app_user (id, email, title, first_name, last_name, sort_name, phone,
                                       is_registration_officer, created_at)
                 VALUES ($1, $2, '', 'Person', $3, $4, '', $5, $6)",
            )
            .bind(person(number))
            .bind(format!("person{number}@cast.example"))
            .bind(format!("Number{number}"))
            .bind(format!("number{number} person"))
            .bind(false)
            .bind(NOW);
            tx.execute(user).await?;
            let place = Query::new(
                "INSERT INTO membership (user_id, ods, status, since, reason, version)
                 VALUES ($1, $2, 'active', $3, '', 1)",
            );
            tx.execute(place.bind(person(number)).bind(ELM).bind(NOW))
                .await?;
            give(tx, person(number), ELM, "gpp-view-claims").await?;
        }
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_requests_through_two_servers_fill_the_last_place_once() {
    for database in fresh().await {
        let one = TestApp::over(database).await;
        one.db.write(&Fifty).await.unwrap();
        let two = one.beside().await;
        let requests = (0..50u128).map(|number| {
            let server = if number % 2 == 0 { &one } else { &two };
            let (user, idempotency_key) = (
                person(number).to_string(),
                uuid::Uuid::from_u128(number).to_string(),
            );
            async move {
                let form = body(&[
                    ("user", &user),
                    ("seen[]", "ZZ9001:1:gpp-view-claims"),
                    ("ticks[]", "ZZ9001:gpp-view-claims"),
                    ("ticks[]", "ZZ9001:gpp-user-management"),
                    ("step", "save"),
                    ("idempotency_key", &idempotency_key),
                ]);
                server.call(Who::Alice, "users/update", &form).await
            }
        });
        let answers = futures::future::join_all(requests).await;
        let done = answers
            .iter()
            .filter(|answer| answer.text().contains("Done"))
            .count();
        for answer in &answers {
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
        let holders = "SELECT CAST(count(*) AS BIGINT) FROM role_grant
                       WHERE ods = $1 AND role = 'gpp-user-management' AND ended_at IS NULL";
        assert_eq!(one.count(Query::new(holders).bind(ELM)).await, 4);
        assert_eq!(done, 1);
        let events =
            "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'roles-changed'";
        assert_eq!(two.count(Query::new(events)).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forty_saves_at_one_practice_at_once_through_two_servers_all_succeed() {
    for database in fresh().await {
        let one = TestApp::over(database).await;
        one.db.write(&Fifty).await.unwrap();
        record::take_over(&one.db).await;
        let two = one.beside().await;
        let requests = (0..40u128).map(|number| {
            let server = if number % 2 == 0 { &one } else { &two };
            let (user, idempotency_key) = (
                person(number).to_string(),
                uuid::Uuid::from_u128(number).to_string(),
            );
            async move {
                let form = body(&[
                    ("user", &user),
                    ("seen[]", "ZZ9001:1:gpp-view-claims"),
                    ("ticks[]", "ZZ9001:gpp-view-claims"),
                    ("ticks[]", "ZZ9001:gpp-statements"),
                    ("step", "save"),
                    ("idempotency_key", &idempotency_key),
                ]);
                server.call(Who::Alice, "users/update", &form).await
            }
        });
        let answers = futures::future::join_all(requests).await;
        let refused: Vec<_> = answers
            .iter()
            .filter(|answer| answer.status != 200 || !answer.text().contains("Done"))
            .map(|answer| (answer.status, answer.text()))
            .collect();
        assert!(
            refused.is_empty(),
            "{} of 40: {:?}",
            refused.len(),
            refused[0]
        );
        let recorded = "SELECT CAST(count(DISTINCT subject_id) AS BIGINT) FROM history_event
                        WHERE chain = $1 AND action = 'roles-changed'";
        assert_eq!(two.count(Query::new(recorded).bind(ELM)).await, 40);
        assert_eq!(record::wrong(&one.db).await, [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_server_saved_the_other_shows_and_a_session_ends_on_both() {
    for database in fresh().await {
        let one = TestApp::over(database).await;
        let two = one.beside().await;
        let address = ["/users/", &Who::Peter.id().to_string()].concat();
        let form = one
            .form(Who::Alice, &address, &address)
            .await
            .tick("ZZ9001:gpp-statements");
        // The list on one server, the save on the other.
        let listed = one.post(Who::Alice, &form.press("check")).await;
        two.post(Who::Alice, &listed.form(&address).press("save"))
            .await
            .location();
        assert!(
            one.form(Who::Alice, &address, &address)
                .await
                .is_ticked("ZZ9001:gpp-statements")
        );
        one.post_to(Who::Alice, "/sign-out", "").await.location();
        assert_eq!(two.call(Who::Alice, "users/search", "").await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_put_together_holds_up_no_page_of_another() {
    let app = TestApp::each().await.remove(0);
    let db = app.db.clone();
    let others = tokio::task::spawn_blocking(move || {
        for _ in 0..200 {
            let other = App::new(db.clone(), Clock::fixed(Instant(NOW)), "target/site");
            drop(router(other));
        }
    });
    while !others.is_finished() {
        let page = app.get(Who::Visitor, "/users");
        let page = tokio::time::timeout(Duration::from_secs(10), page).await;
        assert!(page.is_ok(), "a page waits for what is never loaded");
    }
    others.await.unwrap();
}
