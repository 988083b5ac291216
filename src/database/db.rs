//! The only place that knows there are two databases.
//!
//! SQLite is the embedded default, PostgreSQL for those who outgrow one machine. Every statement is one text in the
//! subset both understand (`$1` numbers parameters in both), its values an untyped list that is bound to whichever
//! database is there, so that no store is written twice.

use std::io;

use futures::stream::BoxStream;
use sqlx::{
    FromRow, Postgres, SqlStr, Sqlite, SqlitePool, Transaction, postgres::PgRow, sqlite::SqliteRow,
};

use super::{
    alone::{self, Held},
    doubt, figures,
    file::OpenFile,
    practice_locks::{self, PracticeLocks},
    query::Query,
    reach::Reach,
    retry::{Retryable, Tries},
    state,
};
use crate::base::ids::OdsCode;

/// A row either database can give.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{}

/// A row, or why it can't be read.
struct Readable<T>(sqlx::Result<T>);

impl<'r, R: sqlx::Row, T: FromRow<'r, R>> FromRow<'r, R> for Readable<T> {
    fn from_row(row: &'r R) -> sqlx::Result<Self> {
        Ok(Self(T::from_row(row)))
    }
}

/// Does what only reads, and again where the server has gone away and another one may take over. A macro, because no closure
/// can say that what it gives may be sent to another thread.
macro_rules! again {
    ($reach:ident, $read:block) => {{
        let mut tries = $reach.tries(true);
        loop {
            let error = match async { $read }.await {
                Ok(done) => break Ok(done),
                Err(error) => error,
            };
            match tries.pause(&error) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => break Err(error),
            }
        }
    }};
}

/// An open database.
#[derive(Clone, Debug)]
pub enum Db {
    /// WAL allows many readers and one writer; the one-connection pool makes writers queue fairly.
    Sqlite {
        /// Read-only connections.
        read: SqlitePool,
        /// The one connection that writes.
        write: SqlitePool,
        /// Where it is.
        file: OpenFile,
    },
    /// Several servers may share it.
    Postgres {
        /// Every connection.
        reach: Reach,
        /// Whose turn it is to change a practice.
        practice_locks: PracticeLocks,
    },
}

/// A transaction on either database. Dropped without [`Tx::commit`], it leaves nothing behind.
#[derive(Debug)]
pub enum Tx {
    /// On the embedded database.
    Sqlite(Transaction<'static, Sqlite>, Held),
    /// On the database server.
    Postgres(Transaction<'static, Postgres>, Held),
}

impl Db {
    /// A transaction that only reads: everything in it is of one moment.
    pub async fn read(&self) -> sqlx::Result<Tx> {
        let held = Held::to_read();
        Ok(match self {
            Self::Sqlite { read, .. } => {
                Tx::Sqlite(figures::waited("read", read.begin()).await?, held)
            }
            Self::Postgres { reach, .. } => {
                let begin = SqlStr::from_static("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
                let reading = again!(reach, {
                    let connection = reach.acquire().await?;
                    Transaction::begin(connection, Some(begin.clone())).await
                });
                Tx::Postgres(reading?, held)
            }
        })
    }

    /// Says so if nothing can be saved: the database is away, only reads, or is not the one that was opened.
    pub async fn check_writable(&self) -> sqlx::Result<()> {
        let writable = match self {
            Self::Sqlite { file, .. } => file.check().and_then(|()| file.check_writable()),
            Self::Postgres { .. } => match self.optional(Query::new(state::ONLY_READS)).await? {
                Some((false,)) => Ok(()),
                _ => Err(io::Error::other("the database only reads")),
            },
        };
        writable.map_err(sqlx::Error::Io)
    }

    /// A transaction that writes. SQLite takes the write lock at once; PostgreSQL gives the same serial meaning and
    /// may refuse at the end, so use [`Db::write`], which tries again.
    async fn begin_write(&self, practices: &[String]) -> sqlx::Result<Tx> {
        let held = Held::to_write();
        Ok(match self {
            Self::Sqlite { write, .. } => {
                let begun = write.begin_with("BEGIN IMMEDIATE");
                Tx::Sqlite(figures::waited("write", begun).await?, held)
            }
            Self::Postgres { reach, .. } => {
                Tx::Postgres(practice_locks::begin(reach, practices).await?, held)
            }
        })
    }

    /// Does `work` in one writing transaction and commits it if it succeeds, after those that are changing the same
    /// practices. Where the database reports a conflict with another transaction, the whole of it is done again.
    ///
    /// An error means that nothing was changed, unless it is [`super::doubt::is_unknown`].
    pub async fn write<W: UnitOfWork>(&self, work: &W) -> Result<W::Done, W::Error> {
        let practices = practice_locks::in_order(work.practices());
        let _turns = match self {
            Self::Sqlite { .. } => Vec::new(),
            Self::Postgres { practice_locks, .. } => practice_locks.wait(&practices).await?,
        };
        let mut tries = match self {
            Self::Sqlite { .. } => Tries::new(false, false),
            Self::Postgres { reach, .. } => reach.tries(work.is_idempotent()),
        };
        loop {
            let error = match self.attempt(work, &practices).await {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            let pause = error.by_database().and_then(|error| tries.pause(error));
            match pause {
                Some(pause) => {
                    figures::again();
                    tokio::time::sleep(pause).await;
                }
                None => return Err(error),
            }
        }
    }

    async fn attempt<W: UnitOfWork>(
        &self,
        work: &W,
        practices: &[String],
    ) -> Result<W::Done, W::Error> {
        let mut tx = self.begin_write(practices).await?;
        let done = alone::hold(work.run(&mut tx)).await?;
        self.commit(tx).await?;
        Ok(done)
    }

    async fn commit(&self, tx: Tx) -> sqlx::Result<()> {
        match (self, tx) {
            (Self::Sqlite { file, .. }, Tx::Sqlite(mut tx, _held)) => {
                file.check_and_count(&mut tx).await?;
                tx.commit().await
            }
            (Self::Postgres { reach, .. }, Tx::Postgres(tx, _held)) => {
                doubt::commit(reach, tx).await
            }
            _ => unreachable!("a transaction is of the database that began it"),
        }
    }

    /// The rows of one statement, outside a transaction.
    pub async fn all<T: Row>(&self, query: Query) -> sqlx::Result<Vec<T>> {
        alone::check();
        let statement = query.statement();
        let rows = match self {
            Self::Sqlite { read, .. } => {
                let mut connection = figures::waited("read", read.acquire()).await?;
                query.sqlite()?.fetch_all(&mut *connection).await
            }
            Self::Postgres { reach, .. } => {
                again!(reach, {
                    let mut connection = reach.acquire().await?;
                    query.clone().postgres()?.fetch_all(&mut *connection).await
                })
            }
        };
        rows.map_err(|error| statement.named_by(error))
    }

    /// The first row of one statement, outside a transaction.
    pub async fn optional<T: Row>(&self, query: Query) -> sqlx::Result<Option<T>> {
        alone::check();
        let statement = query.statement();
        let row = match self {
            Self::Sqlite { read, .. } => {
                let mut connection = figures::waited("read", read.acquire()).await?;
                query.sqlite()?.fetch_optional(&mut *connection).await
            }
            Self::Postgres { reach, .. } => {
                again!(reach, {
                    let mut connection = reach.acquire().await?;
                    let query = query.clone().postgres()?;
                    query.fetch_optional(&mut *connection).await
                })
            }
        };
        row.map_err(|error| statement.named_by(error))
    }

    /// Closes every connection; SQLite folds its write-ahead log into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write, .. } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres { reach, .. } => reach.close().await,
        }
    }
}

impl Tx {
    /// All rows of a statement.
    pub async fn all<T: Row>(&mut self, query: Query) -> sqlx::Result<Vec<T>> {
        let statement = query.statement();
        let rows = match self {
            Self::Sqlite(tx, _) => query.sqlite()?.fetch_all(&mut **tx).await,
            Self::Postgres(tx, _) => query.postgres()?.fetch_all(&mut **tx).await,
        };
        rows.map_err(|error| statement.named_by(error))
    }

    /// The rows of a statement that can be read, for a list of what waits at many practices: what is wrong with one of
    /// them is logged, and holds up no other.
    pub async fn readable<T: Row>(&mut self, query: Query) -> sqlx::Result<Vec<T>> {
        let statement = query.statement();
        let rows: Vec<Readable<T>> = self.all(query).await?;
        let mut readable = Vec::with_capacity(rows.len());
        for Readable(row) in rows {
            match row {
                Ok(row) => readable.push(row),
                Err(error) => {
                    let error = statement.named_by(error);
                    tracing::error!(%error, "A row that can't be read is left out");
                }
            }
        }
        Ok(readable)
    }

    /// The first row of a statement, if there is one.
    pub async fn optional<T: Row>(&mut self, query: Query) -> sqlx::Result<Option<T>> {
        let statement = query.statement();
        let row = match self {
            Self::Sqlite(tx, _) => query.sqlite()?.fetch_optional(&mut **tx).await,
            Self::Postgres(tx, _) => query.postgres()?.fetch_optional(&mut **tx).await,
        };
        row.map_err(|error| statement.named_by(error))
    }

    /// The first row of a statement that always gives one (a count, say).
    pub async fn one<T: Row>(&mut self, query: Query) -> sqlx::Result<T> {
        self.optional(query).await?.ok_or(sqlx::Error::RowNotFound)
    }

    /// The rows of a statement one after the other, where all at once may be too many.
    pub(super) fn stream<T: Row + 'static>(
        &mut self,
        query: Query,
    ) -> sqlx::Result<BoxStream<'_, sqlx::Result<T>>> {
        Ok(match self {
            Self::Sqlite(tx, _) => query.sqlite()?.fetch(&mut **tx),
            Self::Postgres(tx, _) => query.postgres()?.fetch(&mut **tx),
        })
    }

    /// Runs a statement and gives the number of rows it changed.
    pub async fn execute(&mut self, query: Query) -> sqlx::Result<u64> {
        match self {
            Self::Sqlite(tx, _) => query
                .sqlite_execute(tx)
                .await
                .map(|done| done.rows_affected()),
            Self::Postgres(tx, _) => query
                .postgres_execute(tx)
                .await
                .map(|done| done.rows_affected()),
        }
    }
}

/// One change to the data, done as a whole or not at all. It may be run several times before it lasts, so it is a
/// function of its own fields and the database: no clock, no mail.
pub trait UnitOfWork: Sync {
    /// What it gives when done.
    type Done: Send;
    /// What can go wrong.
    type Error: From<sqlx::Error> + Retryable + Send;

    /// Where it changes anything that the practice's record tells: what it waits its turn at. Without, it may have to
    /// be done again more often, and nothing else.
    fn practices(&self) -> Vec<OdsCode> {
        Vec::new()
    }

    /// Whether it finds out by itself that it was done before, and does nothing then: such work is done again also where the
    /// answer to its commit was lost.
    fn is_idempotent(&self) -> bool {
        false
    }

    /// Does it. The transaction is committed afterwards, or dropped after an error.
    fn run(&self, tx: &mut Tx) -> impl Future<Output = Result<Self::Done, Self::Error>> + Send;
}
