//! What is wrong with one practice holds up no other: the work that the server does by itself leaves it out. Nobody
//! decides anything on a row that can't be read.

use axum::http::StatusCode;
use practice_access::{
    access::{MembershipStatus, Role},
    database::{Failure, Query, Tx, UnitOfWork},
};

use crate::support::{
    ELM, FAR, TestApp, Who,
    cast::{OAK, list},
    db_snapshot::{changed, data},
    one_more_role,
};

const DAY: i64 = 24 * 3_600_000_000;

/// Leavers and links that end tomorrow, at a practice whose record is damaged and at others.
struct Prepare;

impl UnitOfWork for Prepare {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        list(tx, Who::Xanthe, "7111111", "salaried", FAR).await?;
        list(tx, Who::Nadia, "7222222", "salaried", OAK).await?;
        for statement in [
            // Gina works at the damaged practice and at a good one: hers there must not be taken for done.
            "INSERT INTO assignment (id, gmc_number, ods, gp_type, half_sessions, starts_on, ends_on, stage)
             SELECT id, '7654321', 'ZZ9009', 'salaried', 2, '2026-01-01', NULL, 'to come' FROM app_user
             WHERE email = 'gina@cast.example'",
            "UPDATE assignment SET ends_on = '2026-11-24' WHERE gmc_number <> '7222222' AND stage = 'running'",
            "UPDATE membership SET leaves_on = '2026-11-24'
             WHERE user_id IN (SELECT id FROM app_user
                               WHERE email IN ('peter@cast.example', 'zebedee@cast.example'))",
            // The next event there would get a number that is taken.
            "INSERT INTO history_event (chain, seq, at, actor_name, subject_name, ods, action, detail, reason,
                                        request_id, hash)
             VALUES ('ZZ9001', 1, 0, '', '', 'ZZ9001', 'refused', '{}', '', '', $1)",
        ] {
            let query = Query::new(statement);
            let query = if statement.contains("$1") {
                query.bind([0; 32])
            } else {
                query
            };
            tx.execute(query).await?;
        }
        Ok(())
    }
}

/// Takes the damage away.
struct Mend;

impl UnitOfWork for Mend {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        tx.execute(Query::new(
            "DELETE FROM history_event WHERE chain = 'ZZ9001'",
        ))
        .await?;
        Ok(())
    }
}

async fn leavers(app: &TestApp) -> Vec<(String,)> {
    let query = "SELECT u.email FROM membership m JOIN app_user u ON u.id = m.user_id
                 WHERE m.leaves_on IS NOT NULL AND m.status = 'deactivated' ORDER BY 1";
    app.db.all(Query::new(query)).await.unwrap()
}

/// The links that the roles have not followed yet.
async fn behind(app: &TestApp) -> Vec<(String, String)> {
    let query = "SELECT gmc_number, ods FROM assignment
                 WHERE stage = 'to come' OR stage = 'running' AND ends_on < '2026-11-25' ORDER BY 1, 2";
    app.db.all(Query::new(query)).await.unwrap()
}

fn texts<const COUNT: usize>(texts: [&str; COUNT]) -> Vec<(String,)> {
    texts.into_iter().map(|text| (text.to_owned(),)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_practice_whose_record_is_damaged_holds_up_no_other() {
    for app in TestApp::each().await {
        app.db.write(&Prepare).await.unwrap();
        app.move_clock(2 * DAY);
        for _ in 0..2 {
            app.tidy().await;
            assert_eq!(leavers(&app).await, texts(["zebedee@cast.example"]));
            let elm = [("7654321".to_owned(), ELM.to_owned())];
            assert_eq!(behind(&app).await, elm);
        }
        app.db.write(&Mend).await.unwrap();
        app.tidy().await;
        let both = texts(["peter@cast.example", "zebedee@cast.example"]);
        assert_eq!(leavers(&app).await, both);
        assert_eq!(behind(&app).await, []);
        let kept = "SELECT CAST(count(*) AS BIGINT) FROM role_grant
                    WHERE user_id = $1 AND ods = $2 AND ended_at IS NULL";
        let kept = Query::new(kept).bind(Who::Gina.id()).bind(ELM);
        assert_eq!(app.count(kept).await, 0);
    }
}

/// Gives Peter a role, or a status, that this program does not know, past what the schema allows.
enum Unknown {
    Role,
    Status,
}

impl UnitOfWork for Unknown {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let sqlite = matches!(tx, Tx::Sqlite(..));
        let statements: &[&'static str] = match self {
            Self::Role => &[
                "INSERT INTO role (code, service, name, holder_limit) VALUES ('gpp-no-such', 'gpp', 'No such', 0)",
                "UPDATE role_grant SET role = 'gpp-no-such' WHERE user_id = $1",
            ],
            Self::Status if sqlite => &[
                "PRAGMA ignore_check_constraints = 1",
                "UPDATE membership SET status = 'asleep' WHERE user_id = $1",
                "PRAGMA ignore_check_constraints = 0",
            ],
            Self::Status => &[
                "ALTER TABLE membership DROP CONSTRAINT membership_status_check",
                "UPDATE membership SET status = 'asleep' WHERE user_id = $1",
            ],
        };
        for statement in statements {
            let query = Query::new(statement);
            let query = if statement.contains("$1") {
                query.bind(Who::Peter.id())
            } else {
                query
            };
            tx.execute(query).await?;
        }
        Ok(())
    }
}

async fn assert_nobody_decides(app: &TestApp) {
    let before = data(&app.db).await;
    let peter = format!("/users/{}", Who::Peter.id());
    let save = one_more_role("01900000-0000-7000-8000-0000000a0001");
    for answer in [
        app.get(Who::Alice, &peter).await,
        app.post_to(Who::Alice, &peter, &save).await,
        app.get(Who::Peter, "/").await,
    ] {
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    }
    let after = data(&app.db).await;
    assert_eq!(changed(&before, &after), Vec::<String>::new());
    // Those whose rows are whole work on.
    for (who, page) in [(Who::Mary, "/"), (Who::Zebedee, "/practices/ZZ9009/users")] {
        assert_eq!(app.get(who, page).await.status, StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_that_the_program_does_not_know_is_an_error_and_nothing_is_changed() {
    for app in TestApp::each().await {
        app.db.write(&Unknown::Role).await.unwrap();
        assert_nobody_decides(&app).await;
        let query = Query::new("SELECT role FROM role_grant WHERE user_id = $1");
        let error = app.db.all::<(Role,)>(query.bind(Who::Peter.id())).await;
        let error = error.unwrap_err().to_string();
        for told in ["column", "\"gpp-no-such\" is not a role", "FROM role_grant"] {
            assert!(error.contains(told), "{error}");
        }
    }
    for app in TestApp::each().await {
        app.db.write(&Unknown::Status).await.unwrap();
        assert_nobody_decides(&app).await;
        let query = Query::new("SELECT status FROM membership WHERE ods = $1").bind(ELM);
        let error = app.db.all::<(MembershipStatus,)>(query).await;
        let error = error.unwrap_err().to_string();
        for told in ["\"asleep\" is not a membership's status", "FROM membership"] {
            assert!(error.contains(told), "{error}");
        }
    }
}
