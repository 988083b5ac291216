//! How the program runs: what the registration team sees of it and can ask for, and that nobody else can.

use std::time::Duration;

use axum::http::header;
use practice_access::{
    base::{clock::new_id, dates::Instant},
    database::{Failure, Query, Tx, UnitOfWork},
    history::commands::keep_anchored,
    mail::{Letter, Recipient, post},
    web::AuditContext,
};

use crate::support::{
    TestApp, Who, body,
    cast::NOW,
    db_snapshot::{changed, data},
};

const PAGE: &str = "/operations";

/// A message to somebody for which the mail server said no.
struct GivenUp(&'static str);

impl UnitOfWork for GivenUp {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let audit = AuditContext::of_visitor(Instant(NOW), String::new());
        let mut letters = Letter::samples().into_iter();
        let letter = letters.find(|letter| letter.kind() == "password-changed");
        let to = Recipient {
            address: self.0.to_owned(),
            name: "Nora New".to_owned(),
        };
        post(tx, &audit, &to, &letter.unwrap()).await?;
        let give_up = "UPDATE mail SET state = 'dead', ended_at = $1, problem = 'the mail server answered 550'
                       WHERE to_address = $2";
        tx.execute(Query::new(give_up).bind(NOW).bind(self.0))
            .await?;
        Ok(())
    }
}

async fn states(app: &TestApp) -> Vec<(String, String)> {
    let states = Query::new("SELECT to_address, state FROM mail ORDER BY to_address");
    app.db.all(states).await.unwrap()
}

async fn refusals(app: &TestApp, who: Who) -> i64 {
    let refused = "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'refused' AND actor_id = $1";
    app.count(Query::new(refused).bind(who.id())).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_officer_sees_how_the_program_runs_and_lets_a_job_run_now() {
    for app in TestApp::each().await {
        let is_file = app.url.starts_with("sqlite:");
        let app = app
            .with_jobs(|app| {
                let (db, clock) = (app.db.clone(), app.clock.clone());
                let late = Duration::from_mins(20);
                app.jobs.start("record", late, move || {
                    keep_anchored(db.clone(), clock.clone(), None)
                });
            })
            .await;
        let home = app.get(Who::Olive, "/").await;
        assert_eq!(home.link("How the service is running"), PAGE);
        let shown = async || app.get(Who::Olive, PAGE).await;
        let until = async |part: &str| {
            for _ in 0..100 {
                let page = shown().await;
                if page.words().contains(part) {
                    return page;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            panic!("{part}: {}", shown().await.words());
        };
        let page = until("Run now").await;
        let words = page.words();
        for part in [
            if is_file {
                "Database SQLite"
            } else {
                "Database PostgreSQL"
            },
            "Everything works as it should",
            "History last sealed Never",
            &["Version ", env!("CARGO_PKG_VERSION")].concat(),
            "Seals the history",
            "Result Done",
            "No email is waiting to be sent",
        ] {
            assert!(words.contains(part), "{part}: {words}");
        }
        assert_eq!(words.contains("Free on its disk"), is_file, "{words}");
        // Something is recorded, which is sealed when the job runs: in five minutes, or now.
        let refused = app
            .post_to(Who::Peter, PAGE, &body(&[("step", "retry-all")]))
            .await;
        assert_eq!(refused.status, 403);
        let done = app.post(Who::Olive, &page.form(PAGE).press("run")).await;
        let to = done.location();
        let page = app.get(Who::Olive, &to).await;
        assert!(
            page.words().contains("It was asked to run now"),
            "{}",
            page.words()
        );
        until("History last sealed 23 November 2026 at 10:00").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_that_were_given_up_are_listed_with_the_reason_and_tried_again() {
    for app in TestApp::each().await {
        for address in ["ann@gp.example", "bob@gp.example", "cy@gp.example"] {
            app.db.write(&GivenUp(address)).await.unwrap();
        }
        let page = app.get(Who::Olive, PAGE).await;
        let words = page.words();
        for part in [
            "Some emails could not be sent",
            "Nora New <cy@gp.example>",
            "Most often such an address does not exist.",
            "Given up 23 November 2026 at 10:00",
        ] {
            assert!(words.contains(part), "{part}: {words}");
        }
        // The newest is the first in the list.
        let form = page.form(PAGE);
        let done = app.post(Who::Olive, &form.clone().press("retry")).await;
        let page = app.get(Who::Olive, &done.location()).await;
        assert!(
            page.words().contains("We are trying again"),
            "{}",
            page.words()
        );
        let [ann, bob, cy] =
            ["ann@gp.example", "bob@gp.example", "cy@gp.example"].map(str::to_owned);
        let [dead, waiting] = ["dead", "waiting"].map(str::to_owned);
        assert_eq!(
            states(&app).await,
            [
                (ann.clone(), dead.clone()),
                (bob.clone(), dead),
                (cy.clone(), waiting.clone())
            ]
        );
        // Twice is once, and is said.
        let again = app.post(Who::Olive, &form.press("retry")).await;
        assert!(
            again.errors().contains("Nothing is left to try again"),
            "{}",
            again.errors()
        );
        let all = body(&[("step", "retry-all")]);
        let done = app.post_to(Who::Olive, PAGE, &all).await;
        assert!(done.location().starts_with(PAGE));
        assert_eq!(
            states(&app).await,
            [
                (ann, waiting.clone()),
                (bob, waiting.clone()),
                (cy, waiting)
            ]
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_page_never_sends_is_refused_and_a_job_under_way_is_said_to_be() {
    for app in TestApp::each().await {
        let sent =
            async |fields: &[(&str, &str)]| app.post_to(Who::Olive, PAGE, &body(fields)).await;
        for fields in [
            &[("step", "explode")][..],
            &[],
            &[("step", "retry"), ("message", "all")],
        ] {
            assert_eq!(sent(fields).await.status, 422, "{fields:?}");
        }
        let none = sent(&[("step", "run"), ("job", "mail")]).await;
        assert!(
            none.errors().contains("under way already"),
            "{}",
            none.errors()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_but_the_registration_team_sees_it_and_every_try_is_recorded() {
    for app in TestApp::each().await {
        app.db.write(&GivenUp("ann@gp.example")).await.unwrap();
        let before = data(&app.db).await;
        let message = new_id().to_string();
        for who in Who::KINDS.into_iter().filter(|who| *who != Who::Olive) {
            let page = app.get(who, PAGE).await;
            if who == Who::Visitor {
                assert!(page.header(header::LOCATION).starts_with("/sign-in"));
            } else {
                assert_eq!(page.status, 403, "{who:?}");
                assert!(!page.text().contains("ann@gp.example"));
            }
            let home = app.get(who, "/").await;
            assert!(!home.text().contains(PAGE), "{who:?}");
            for (tried, fields) in [
                [("step", "run"), ("job", "mail")],
                [("step", "retry"), ("message", message.as_str())],
                [("step", "retry-all"), ("job", "")],
            ]
            .into_iter()
            .enumerate()
            {
                let earlier = refusals(&app, who).await;
                let posted = app.post_to(who, PAGE, &body(&fields)).await;
                assert_ne!(posted.status.as_u16(), 200, "{who:?} {tried}");
                let recorded = i64::from(who != Who::Visitor);
                assert_eq!(refusals(&app, who).await, earlier + recorded, "{who:?}");
            }
        }
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
        assert_eq!(
            states(&app).await,
            [("ann@gp.example".to_owned(), "dead".to_owned())]
        );
    }
}
