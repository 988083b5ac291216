use crate::database::{
    Db, Failure, Tx, UnitOfWork,
    databases::{Fresh, fresh},
    practice_locks::*,
};
use tokio::sync::{Notify, Semaphore};

/// A change that says when it is under way and ends when it is let go.
struct Held<'a> {
    practices: &'a [&'a str],
    under_way: &'a Notify,
    let_go: &'a Semaphore,
}

impl UnitOfWork for Held<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        codes(self.practices)
    }

    async fn run(&self, _: &mut Tx) -> Result<(), Failure> {
        self.under_way.notify_one();
        let _ = self.let_go.acquire().await;
        Ok(())
    }
}

fn codes(practices: &[&str]) -> Vec<OdsCode> {
    practices.iter().map(|code| code.parse().unwrap()).collect()
}

/// The same database as two servers have it open. SQLite has one writer and no turns.
async fn two_servers() -> Option<(Db, Db, Fresh)> {
    let fresh = fresh().await.into_iter().nth(1)?;
    let [one, two] = [Db::open(&fresh.url).await, Db::open(&fresh.url).await];
    Some((one.unwrap(), two.unwrap(), fresh))
}

const SOON: Duration = Duration::from_millis(300);

#[tokio::test]
async fn changes_at_one_practice_wait_for_one_another_on_every_server_and_others_do_not() {
    let Some((one, two, _fresh)) = two_servers().await else {
        return;
    };
    let (under_way, let_go, free) = (Notify::new(), Semaphore::new(0), Semaphore::new(9));
    let held = |practices, let_go| Held {
        practices,
        under_way: &under_way,
        let_go,
    };
    let first = held(&["ZZ9001", "ZZ9002"], &let_go);
    let others = async {
        under_way.notified().await;
        for server in [&one, &two] {
            for practices in [&["ZZ9003"][..], &[]] {
                server.write(&held(practices, &free)).await.unwrap();
            }
            for practices in [&["ZZ9001"][..], &["ZZ9003", "ZZ9002"]] {
                // Given up half-way, it leaves nothing that others wait for.
                let work = held(practices, &free);
                assert!(timeout(SOON, server.write(&work)).await.is_err());
            }
        }
        let_go.add_permits(1);
    };
    let (done, ()) = tokio::join!(one.write(&first), others);
    done.unwrap();
    for server in [&one, &two] {
        let work = held(&["ZZ9001", "ZZ9002", "ZZ9003"], &free);
        timeout(10 * SOON, server.write(&work))
            .await
            .unwrap()
            .unwrap();
    }
    if let (
        Db::Postgres { practice_locks, .. },
        Db::Postgres {
            practice_locks: others,
            ..
        },
    ) = (&one, &two)
    {
        assert!(practice_locks.lanes().is_empty() && others.lanes().is_empty());
    }
}

#[tokio::test]
async fn two_changes_that_name_the_same_practices_in_another_order_do_not_block_one_another() {
    let Some((one, two, _fresh)) = two_servers().await else {
        return;
    };
    let (under_way, free) = (Notify::new(), Semaphore::new(1000));
    let work = |practices| Held {
        practices,
        under_way: &under_way,
        let_go: &free,
    };
    let (there, back) = (
        work(&["ZZ9001", "ZZ9002"]),
        work(&["ZZ9002", "ZZ9001", "ZZ9002"]),
    );
    let many = (0..20).flat_map(|_| [one.write(&there), two.write(&back), one.write(&back)]);
    let all = timeout(20 * SOON, futures::future::join_all(many)).await;
    assert!(all.unwrap().iter().all(Result::is_ok));
}
