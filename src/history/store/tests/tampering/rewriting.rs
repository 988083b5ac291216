//! What one altered row does not show: a record that was written anew, and one that holds no text.

use super::*;
use crate::database::Query;

async fn record(db: &Db, reason: &str) {
    for version in 1..4 {
        let change = Change {
            reason: reason.to_owned(),
            ..given("gpp-avcs", version)
        };
        db.write(&change).await.unwrap();
    }
}

#[tokio::test]
async fn a_wholly_rewritten_record_is_found_by_an_anchor_kept_elsewhere_and_by_nothing_else() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        record(&db, "the truth").await;
        let kept = anchor(&db, Instant(9)).await.unwrap().unwrap();
        let mut tx = db.read().await.unwrap();
        let kept = [kept];
        let verdict = verify(&mut tx, &kept, |_| {}).await.unwrap();
        assert_eq!((verdict.events, verdict.chains, verdict.anchors), (3, 1, 1));
        assert_eq!(verdict.findings, []);
        drop(tx);
        for table in [
            "DELETE FROM history_anchor_head",
            "DELETE FROM history_anchor",
            "DELETE FROM history_chain",
            "DELETE FROM history_event",
        ] {
            db.write(&Statement(table)).await.unwrap();
        }
        record(&db, "a lie").await;
        anchor(&db, Instant(9)).await.unwrap().unwrap();
        let mut tx = db.read().await.unwrap();
        let verdict = verify(&mut tx, &[], |_| {}).await.unwrap();
        assert_eq!(verdict.findings, []);
        let verdict = verify(&mut tx, &kept, |_| {}).await.unwrap();
        assert!(names(&verdict.findings[0], &("anchors".to_owned(), 1)));
    }
}

struct Statement(&'static str);

impl UnitOfWork for Statement {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        tx.execute(Query::new(self.0)).await?;
        Ok(())
    }
}

#[tokio::test]
async fn an_anchor_is_made_once_for_what_is_new_also_by_two_servers_at_once() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        assert_eq!(anchor(&db, Instant(1)).await.unwrap(), None);
        record(&db, "").await;
        let other = Db::open(&fresh.url).await.unwrap();
        let servers = [(db.clone(), 9), (other, 10)];
        let servers = servers
            .map(|(db, at)| tokio::spawn(async move { anchor(&db, Instant(at)).await.unwrap() }));
        let mut made = Vec::new();
        for server in servers {
            made.extend(server.await.unwrap());
        }
        assert_eq!(made.len(), 1, "{made:?}");
        assert_eq!(anchor(&db, Instant(11)).await.unwrap(), None);
        let mut tx = db.read().await.unwrap();
        let (newest, _) = newest(&mut tx).await.unwrap().unwrap();
        assert_eq!(newest, made[0]);
        assert_eq!(newest.to_string().parse(), Ok(newest));
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_are_found_and_named_too() {
    let fresh = crate::database::databases::sqlite();
    let db = Db::open(&fresh.url).await.unwrap();
    record(&db, "").await;
    db.write(&Statement(
        "UPDATE history_event SET actor_id = x'00', reason = CAST(x'ff' AS TEXT) WHERE seq = 2",
    ))
    .await
    .unwrap();
    let mut tx = db.read().await.unwrap();
    let verdict = verify(&mut tx, &[], |_| {}).await.unwrap();
    assert_eq!(verdict.findings.len(), 1, "{:?}", verdict.findings);
    assert!(names(&verdict.findings[0], &("A81001".to_owned(), 2)));
}
