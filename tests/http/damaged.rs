//! What is wrong with one practice holds up no other: the work that the server does by itself leaves it out.

use practice_access::database::{Failure, Query, Tx, UnitOfWork};

use crate::support::{
    ELM, FAR, TestApp, Who,
    cast::{OAK, list},
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
