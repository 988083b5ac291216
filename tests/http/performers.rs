//! GPs ask for links with practices, practices confirm them, and roles follow: with plain forms.

mod asking;
mod following;
mod others;
mod waiting;

use practice_access::{
    base::ids::UserId,
    database::{Failure, Query, Tx, UnitOfWork},
};

use crate::support::{
    Answer, ELM, FAR, TestApp, Who, body,
    cast::{ASH, GINA, OAK, give, list},
    db_snapshot::{changed, data},
};

const DAY: i64 = 24 * 3_600_000_000;
const ME: &str = "/performers/me";
const JOIN_OAK: &str = "/performers/me/join?practice=ZZ9002&gp_type=salaried&sessions=2&day%5B%5D=1&day%5B%5D=12&day%5B%5D=2026";

/// Somebody gets a role, as if it had been ticked.
struct Give(Who, &'static str, &'static str);

impl UnitOfWork for Give {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        give(tx, self.0.id(), self.1, self.2).await
    }
}

/// A second GP, far away.
struct Xanthe;

impl UnitOfWork for Xanthe {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let gp = Query::new("UPDATE app_user SET gmc_number = '7654322' WHERE id = $1");
        tx.execute(gp.bind(Who::Xanthe.id())).await?;
        list(tx, Who::Xanthe, "7654322", "salaried", FAR).await?;
        give(tx, Who::Xanthe.id(), FAR, "gpp-gp-salaried").await
    }
}

/// Peter confirms links at Elm Street, Nadia, who never came, at Oak Lane.
async fn with_reviewers() -> Vec<TestApp> {
    let apps = TestApp::each().await;
    for app in &apps {
        app.db
            .write(&Give(Who::Peter, ELM, "pl-practice-manager"))
            .await
            .unwrap();
        app.db
            .write(&Give(Who::Bashir, OAK, "pl-practice-manager"))
            .await
            .unwrap();
    }
    apps
}

/// What a GP's last question sends.
fn join(practice: &str, sessions: &str, day: [&str; 3]) -> String {
    body(&[
        ("kind", "join"),
        ("practice", practice),
        ("gp_type", "salaried"),
        ("sessions", sessions),
        ("day[]", day[0]),
        ("day[]", day[1]),
        ("day[]", day[2]),
    ])
}

fn leave(practice: &str, why: &str, day: [&str; 3]) -> String {
    body(&[
        ("kind", "leave"),
        ("practice", practice),
        ("leaving", why),
        ("day[]", day[0]),
        ("day[]", day[1]),
        ("day[]", day[2]),
    ])
}

async fn post(app: &TestApp, who: Who, kind: &str, sent: &str) -> Answer {
    app.post_to(who, &[ME, "/", kind].concat(), sent).await
}

/// The page of the newest request.
async fn newest(app: &TestApp) -> String {
    let query = Query::new("SELECT id FROM link_request ORDER BY id DESC LIMIT 1");
    let (id,): (uuid::Uuid,) = app.db.optional(query).await.unwrap().unwrap();
    format!("/performers/requests/{id}")
}

async fn decide(app: &TestApp, who: Who, page: &str, step: &str, reason: &str) -> Answer {
    let id = page.rsplit('/').next().unwrap();
    app.post_to(
        who,
        page,
        &body(&[("id", id), ("step", step), ("reason", reason)]),
    )
    .await
}

async fn automatic(app: &TestApp, user: UserId) -> Vec<(String, String)> {
    let query = "SELECT ods, role FROM role_grant
                 WHERE user_id = $1 AND origin = 'performers list' AND ended_at IS NULL ORDER BY ods";
    app.db.all(Query::new(query).bind(user)).await.unwrap()
}

/// Whom messages of a kind went to.
async fn mailed(app: &TestApp, kind: &'static str) -> Vec<String> {
    let query = "SELECT to_address FROM mail WHERE kind = $1 ORDER BY created_at, to_address";
    let rows: Vec<(String,)> = app.db.all(Query::new(query).bind(kind)).await.unwrap();
    rows.into_iter().map(|(address,)| address).collect()
}

async fn attempts(app: &TestApp) -> i64 {
    let query = "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'refused'";
    app.count(Query::new(query)).await
}

async fn later(app: &TestApp, days: i64) {
    let awake = [Who::Peter, Who::Alice, Who::Bashir, Who::Olive, Who::Gina];
    app.pass(days * DAY, &awake).await;
    app.tidy().await;
}

#[track_caller]
fn says(page: &Answer, words: &str) {
    assert!(
        page.words().contains(words),
        "{words:?} is not in: {}",
        page.words()
    );
}
