//! Filling an empty database, and knowing afterwards that it was filled.

use indicatif::ProgressBar;
use tokio::{sync::mpsc, task::spawn_blocking};

use super::{
    Kind, links,
    load::Loading,
    national::{self, Size},
    pensions, small,
    tables::Tables,
};
use crate::{
    base::{dates::Instant, error::AppError},
    database::{Failure, Query, Tx, UnitOfWork},
};

/// What to fill an empty database with.
#[derive(Clone, Copy, Debug)]
pub enum Filling {
    /// The small set, as of a moment.
    Small(Instant),
    /// The national set.
    National(Size),
}

/// Fills an empty database, all of it or not at all.
#[derive(Clone, Debug)]
pub struct Fill {
    /// What with.
    pub filling: Filling,
    /// Shows how far it has got.
    pub progress: ProgressBar,
}

impl Filling {
    /// Which set it is.
    pub fn kind(self) -> Kind {
        match self {
            Self::Small(_) => Kind::Small,
            Self::National(_) => Kind::National,
        }
    }
}

impl UnitOfWork for Fill {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        begin(tx, self.filling.kind()).await?;
        if let Tx::Sqlite(..) = tx {
            // 64 MB: people's identifiers come in the order of time, not of practices, so all over the indexes.
            tx.execute(Query::new("PRAGMA cache_size = -64000")).await?;
        }
        // The words people are found by are the most rows, and they come in no order. Sorted first, they are written
        // from the left of the index to the right instead of all over it.
        tx.execute(Query::new(
            "CREATE TEMPORARY TABLE unsorted_token AS SELECT token, sort_name, user_id FROM user_token WHERE 1 = 0",
        ))
        .await?;
        // Made on one processor, written by another.
        let (to, mut made) = mpsc::channel(2);
        let (filling, progress) = (self.filling, self.progress.clone());
        let making = spawn_blocking(move || match filling {
            Filling::Small(now) => small::make(Loading::new(to), now),
            Filling::National(size) => national::make(Loading::new(to), size, &progress),
        });
        let mut tables = Tables::default();
        while let Some(more) = made.recv().await {
            tables.append(more);
            tables.send(tx, false).await?;
        }
        making.await.map_err(Failure::internal)??;
        tables.send(tx, true).await?;
        self.progress
            .set_message("Sorting the words people are found by");
        tx.execute(Query::new(
            "INSERT INTO user_token (token, sort_name, user_id)
             SELECT token, sort_name, user_id FROM unsorted_token ORDER BY token, sort_name, user_id",
        ))
        .await?;
        tx.execute(Query::new("DROP TABLE unsorted_token")).await?;
        if let Filling::Small(now) = filling {
            links::ask(tx, now).await?;
            Box::pin(pensions::file(tx, now)).await?;
        }
        if let Tx::Postgres(..) = tx {
            // Until it knows how much there is, it reads whole tables. By itself it counts a minute later.
            tx.execute(Query::new("ANALYZE")).await?;
        }
        Ok(())
    }
}

/// Notes what the data will be, after making sure that there is none yet.
async fn begin(tx: &mut Tx, kind: Kind) -> Result<(), Failure> {
    let (rows,): (i64,) = tx
        .one(Query::new(
            "SELECT CAST(count(*) AS BIGINT) FROM (
                 SELECT ods FROM practice UNION ALL SELECT email FROM app_user UNION ALL SELECT chain FROM history_chain
             ) AS something",
        ))
        .await?;
    if rows > 0 {
        return Err(AppError::Conflict(
            "The database already holds data, and demonstration data is never mixed with other data. \
             Name an empty one with --database-url."
                .to_owned(),
        )
        .into());
    }
    tx.execute(
        Query::new("INSERT INTO installation (fact, value) VALUES ('demonstration', $1)")
            .bind(kind.code()),
    )
    .await?;
    Ok(())
}
