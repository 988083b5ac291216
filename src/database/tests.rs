use std::sync::atomic::{AtomicU32, Ordering};

use crate::{
    base::error::AppError,
    database::{Db, Failure, Query, Tx, UnitOfWork, databases::fresh},
};

/// One statement, again and again the same.
struct Run(&'static str, AtomicU32);

impl UnitOfWork for Run {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        self.1.fetch_add(1, Ordering::SeqCst);
        tx.execute(Query::new(self.0)).await?;
        Ok(())
    }
}

/// A change that reads past its own transaction.
struct Reads<'a>(&'a Db);

impl UnitOfWork for Reads<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, _: &mut Tx) -> Result<(), Failure> {
        self.0
            .all::<(i64,)>(Query::new("SELECT CAST(1 AS BIGINT)"))
            .await?;
        Ok(())
    }
}

#[tokio::test]
async fn a_change_that_asks_for_a_second_connection_stops_there_and_then() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        let work = tokio::spawn(async move { db.write(&Reads(&db)).await });
        assert!(work.await.unwrap_err().is_panic());
    }
}

#[tokio::test]
async fn so_does_one_who_reads() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        let reading = tokio::spawn(async move {
            let tx = db.read().await.unwrap();
            let second = db.all::<(i64,)>(Query::new("SELECT CAST(1 AS BIGINT)"));
            let _ = second.await;
            drop(tx);
        });
        assert!(reading.await.unwrap_err().is_panic());
    }
}

#[tokio::test]
async fn one_after_the_other_nobody_is_stopped() {
    for fresh in fresh().await {
        let db = Db::open_narrow(&fresh.url).await.unwrap();
        for _ in 0..2 {
            drop(db.read().await.unwrap());
            let one = Query::new("SELECT CAST(1 AS BIGINT)");
            assert_eq!(db.all::<(i64,)>(one).await.unwrap(), [(1,)]);
        }
    }
}

#[tokio::test]
async fn what_is_there_already_is_not_tried_again_and_again() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        let twice = "INSERT INTO role (code, service, name, holder_limit)
                     SELECT code, service, name, holder_limit FROM role";
        let work = Run(twice, AtomicU32::default());
        assert!(db.write(&work).await.is_err());
        // No two that run at the same moment put a role in: it is wrong at once.
        assert_eq!(work.1.load(Ordering::SeqCst), 1);
        let raced = "INSERT INTO installation (fact, value) VALUES ('twice', ''), ('twice', '')";
        let work = Run(raced, AtomicU32::default());
        assert!(db.write(&work).await.is_err());
        let tries = work.1.load(Ordering::SeqCst);
        assert!(tries <= 1 + super::retry::RACES);
        assert_eq!(tries > 1, fresh.url.starts_with("postgres"));
    }
}

#[tokio::test]
async fn what_passes_by_itself_is_told_as_that() {
    let Some(fresh) = fresh().await.into_iter().nth(1) else {
        return;
    };
    let db = Db::open(&fresh.url).await.unwrap();
    for (statement, unavailable) in [
        // What a replica says that only reads.
        (
            "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '0A000'; END $$",
            true,
        ),
        (
            "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '25006'; END $$",
            true,
        ),
        (
            "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '55P03'; END $$",
            true,
        ),
        (
            "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '57P01'; END $$",
            true,
        ),
        ("SELECT no_such_column", false),
    ] {
        let work = Run(statement, AtomicU32::default());
        let told = db.write(&work).await.unwrap_err().public("code");
        let expected = if unavailable {
            AppError::Unavailable("code".to_owned())
        } else {
            AppError::Internal("code".to_owned())
        };
        assert_eq!(told, expected, "{statement}");
    }
}
