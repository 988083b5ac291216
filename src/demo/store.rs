//! Filling an empty database, and knowing afterwards that it was filled.

use super::{Kind, load::Loading, small};
use crate::{
    dates::Instant,
    error::AppError,
    server::{Db, Failure, Query, Tx, Work},
};

/// Which demonstration data a database holds, if it does.
pub async fn kind_of(db: &Db) -> Result<Option<Kind>, Failure> {
    let row: Option<(String,)> = db
        .optional(Query::new(
            "SELECT value FROM installation WHERE fact = 'demonstration'",
        ))
        .await?;
    Ok(row.and_then(|(code,)| Kind::from_code(&code)))
}

/// Fills an empty database with the small set.
#[derive(Clone, Copy, Debug)]
pub struct Fill {
    /// The moment that the data is of.
    pub now: Instant,
}

impl Work for Fill {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        begin(tx, Kind::Small).await?;
        let mut loading = Loading::new("INSERT INTO user_token (token, sort_name, user_id) VALUES");
        small::fill(&mut loading, self.now)?;
        loading.send(tx, true).await
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
