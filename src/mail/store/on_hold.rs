//! The outbox on hold: after a restore nobody knows which of the letters in it were sent already, so none goes until the
//! operator has looked. Letters are still written meanwhile, and wait with the others.

use super::{super::reasons, SELECT, Waiting};
use crate::{
    base::dates::Instant,
    database::{Db, Failure, Query, Tx, UnitOfWork},
};

/// The end of a condition on what is sent: nothing, while the outbox is on hold.
pub(super) const NOT_ON_HOLD: &str =
    " AND NOT EXISTS (SELECT 1 FROM installation WHERE fact = 'mail-on-hold')";

/// Puts the outbox on hold, and gives how many messages wait. What was written until `now` was in the backup.
pub(crate) async fn put_on_hold(tx: &mut Tx, now: Instant) -> sqlx::Result<i64> {
    let hold = Query::new(
        "INSERT INTO installation (fact, value) VALUES ('mail-on-hold', $1)
         ON CONFLICT (fact) DO UPDATE SET value = excluded.value",
    );
    tx.execute(hold.bind(now.0.to_string())).await?;
    count_waiting(tx).await
}

async fn count_waiting(tx: &mut Tx) -> sqlx::Result<i64> {
    let waiting = "SELECT CAST(count(*) AS BIGINT) FROM mail WHERE state = 'waiting'";
    let (count,): (i64,) = tx.one(Query::new(waiting)).await?;
    Ok(count)
}

/// Since when the outbox has been on hold, if it is.
pub(crate) async fn on_hold_since(tx: &mut Tx) -> Result<Option<Instant>, Failure> {
    let since = Query::new("SELECT value FROM installation WHERE fact = 'mail-on-hold'");
    let since: Option<(String,)> = tx.optional(since).await?;
    since
        .map(|(micros,)| micros.parse().map(Instant).map_err(Failure::internal))
        .transpose()
}

/// The messages that wait, the oldest first.
pub(crate) async fn waiting(db: &Db) -> sqlx::Result<Vec<Waiting>> {
    let mut query = Query::new(SELECT);
    query.push(" WHERE state = 'waiting' ORDER BY created_at, id");
    db.all(query).await
}

/// Letting the outbox go on.
pub(crate) struct Release {
    /// Whether the messages of the backup are given up, so that nobody gets one a second time.
    pub give_up_restored: bool,
    pub now: Instant,
}

/// How many messages were given up, and how many go now.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Released {
    pub given_up: u64,
    pub going: i64,
}

impl UnitOfWork for Release {
    /// Nothing if the outbox was not on hold.
    type Done = Option<Released>;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<Option<Released>, Failure> {
        let Some(since) = on_hold_since(tx).await? else {
            return Ok(None);
        };
        let mut given_up = 0;
        if self.give_up_restored {
            let restored = Query::new(
                "UPDATE mail SET state = 'dead', ended_at = $1, taken_until = 0, problem = $2
                 WHERE state = 'waiting' AND created_at <= $3",
            );
            let restored = restored
                .bind(self.now)
                .bind(reasons::FROM_A_BACKUP)
                .bind(since);
            given_up = tx.execute(restored).await?;
        }
        let release = Query::new("DELETE FROM installation WHERE fact = 'mail-on-hold'");
        tx.execute(release).await?;
        let going = count_waiting(tx).await?;
        Ok(Some(Released { given_up, going }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::store::{
        Lane, next_due,
        tests::{NOW, outboxes},
    };

    const LATER: Instant = Instant(NOW.0 + Instant::HOUR);

    struct PutOnHold(Instant);

    impl UnitOfWork for PutOnHold {
        type Done = i64;
        type Error = Failure;

        async fn run(&self, tx: &mut Tx) -> Result<i64, Failure> {
            Ok(put_on_hold(tx, self.0).await?)
        }
    }

    #[tokio::test]
    async fn nothing_is_due_while_the_outbox_is_on_hold_and_all_is_when_it_is_released() {
        for (_fresh, db) in outboxes().await {
            db.write(&PutOnHold(LATER)).await.unwrap();
            assert!(next_due(&db, Lane::Any, LATER).await.unwrap().is_none());
            assert_eq!(waiting(&db).await.unwrap().len(), 1);
            let release = Release {
                give_up_restored: false,
                now: LATER,
            };
            let released = db.write(&release).await.unwrap();
            let going = Released {
                given_up: 0,
                going: 1,
            };
            assert_eq!(released, Some(going));
            assert!(next_due(&db, Lane::Any, LATER).await.unwrap().is_some());
            assert_eq!(db.write(&release).await.unwrap(), None);
        }
    }

    #[tokio::test]
    async fn letters_of_the_backup_can_be_given_up_and_those_written_since_go() {
        for (_fresh, db) in outboxes().await {
            let before = Instant(NOW.0 - 1);
            for (on_hold_since, given_up) in [(before, 0), (LATER, 1)] {
                db.write(&PutOnHold(on_hold_since)).await.unwrap();
                let release = Release {
                    give_up_restored: true,
                    now: LATER,
                };
                let released = db.write(&release).await.unwrap();
                let going = Released {
                    given_up,
                    going: 1 - i64::try_from(given_up).unwrap(),
                };
                assert_eq!(released, Some(going));
            }
        }
    }
}
