//! Two officers who can log in always stay, whoever does what at the same moment.

use practice_access::{
    base::clock::new_id,
    database::{Failure, Query, Tx, UnitOfWork},
};

use super::{in_order, page, press, teams};
use crate::support::{Answer, TestApp, Who, body, record};

const ACTIVE: &str = "SELECT CAST(count(*) AS BIGINT) FROM app_user
                      WHERE is_registration_officer AND password_hash IS NOT NULL";

async fn active(app: &TestApp) -> i64 {
    app.count(Query::new(ACTIVE)).await
}

/// A post that no page offers.
async fn change(app: &TestApp, who: Who, whom: Who, step: &str) -> Answer {
    let sent = body(&[
        ("user", whom.id().to_string().as_str()),
        ("step", step),
        ("reason", "For a good reason"),
        ("idempotency_key", &new_id().to_string()),
    ]);
    app.call(who, "officers/change", &sent).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_deactivates_themselves_or_one_of_the_last_two() {
    for app in teams().await {
        let own = app.get(Who::Olive, &page(Who::Olive.id())).await.words();
        assert!(own.contains("You cannot deactivate yourself"), "{own}");
        let refused = change(&app, Who::Olive, Who::Olive, "deactivate").await;
        assert!(refused.text().contains("You cannot deactivate yourself"));
        press(&app, Who::Olive, Who::Xanthe.id(), "deactivate")
            .await
            .location();
        let last = app.get(Who::Olive, &page(Who::Zebedee.id())).await.words();
        assert!(
            last.contains("At least two registration officers must be able to log in"),
            "{last}"
        );
        let refused = change(&app, Who::Olive, Who::Zebedee, "deactivate").await;
        assert!(
            refused
                .text()
                .contains("At least two registration officers"),
            "{}",
            refused.text()
        );
        assert_eq!(active(&app).await, 2);
        in_order(&app).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_officers_who_deactivate_one_another_on_two_servers_two_stay() {
    for one in teams().await {
        let two = one.beside().await;
        let team = [Who::Olive, Who::Xanthe, Who::Zebedee];
        for round in 0..8 {
            // Everybody is in again, as if they had logged in.
            for who in team {
                one.make_officer(who).await;
                let session = "INSERT INTO session (token_hash, user_id, created_at, last_seen_at, expires_at, factor_at)
                               VALUES ($1, $2, $3, $3, $4, $3) ON CONFLICT (token_hash) DO NOTHING";
                let now = one.clock.now().0;
                let hash: [u8; 32] = <sha2::Sha256 as sha2::Digest>::digest(who.secret()).into();
                let session = Query::new(session).bind(hash).bind(who.id()).bind(now);
                one.run(session.bind(now + 3_600_000_000)).await;
            }
            record::take_over(&one.db).await;
            let by = |server: usize, of: usize| {
                let app = if server == 0 { &one } else { &two };
                change(
                    app,
                    team[(round + of) % 3],
                    team[(round + of + 1) % 3],
                    "deactivate",
                )
            };
            let answers = tokio::join!(by(0, 0), by(1, 1), by(0, 2));
            let answers = [answers.0, answers.1, answers.2];
            for answer in &answers {
                assert!(answer.status.as_u16() < 500, "{}", answer.text());
            }
            let done = |answer: &&Answer| answer.text().contains("Done");
            assert_eq!(answers.iter().filter(done).count(), 1);
            assert_eq!(active(&one).await, 2);
            in_order(&one).await;
        }
    }
}

/// A statement past the program.
struct Past(&'static str);

impl UnitOfWork for Past {
    type Done = u64;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<u64, Failure> {
        let statement = Query::new(self.0).bind(Who::Zebedee.id());
        Ok(tx.execute(statement).await?)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_schema_keeps_two_as_well() {
    const OUT: &str =
        "UPDATE app_user SET is_registration_officer = NOT is_registration_officer WHERE id = $1";
    const CLOSED: &str = "UPDATE app_user SET password_hash = NULL WHERE id = $1";
    for app in teams().await {
        press(&app, Who::Olive, Who::Xanthe.id(), "deactivate")
            .await
            .location();
        for statement in [OUT, CLOSED] {
            let refused = app.db.write(&Past(statement)).await.unwrap_err();
            assert!(
                refused.to_string().contains("two registration officers"),
                "{refused}"
            );
        }
        press(&app, Who::Olive, Who::Xanthe.id(), "reactivate")
            .await
            .location();
        assert_eq!(app.db.write(&Past(OUT)).await.unwrap(), 1);
        // Whoever is an officer, and no longer one, past the program is found.
        let wrong = record::wrong(&app.db).await;
        assert_eq!(wrong.len(), 1, "{wrong:#?}");
        assert!(wrong[0].contains("the record says a member"), "{wrong:#?}");
    }
}
