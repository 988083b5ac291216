//! The only module that knows there are two databases.
//!
//! SQLite is the embedded default, PostgreSQL for those who outgrow one machine. Every statement is one text in the
//! subset both understand (`$1` numbers parameters in both), its values an untyped list that is bound to whichever
//! database is there, so that no store is written twice.

use std::{str::FromStr, time::Duration};

use sqlx::{
    Connection as _, Executor as _, FromRow, PgPool, Postgres, Sqlite, SqlitePool, Transaction,
    migrate::Migrator,
    postgres::{PgArguments, PgConnectOptions, PgPoolOptions, PgRow},
    sqlite::{
        SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
    },
};

use super::{
    clock::up_to,
    query::{Query, Value},
    turns::{self, Turns},
};
use crate::access::OdsCode;

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// How often a whole command is run again when the database reports a conflict with another one.
const ATTEMPTS: u32 = 10;
/// The pause before that is of random length: at most this long at first, twice as long each time after.
const FIRST_PAUSE: Duration = Duration::from_millis(8);
/// And never longer than this.
const LAST_PAUSE: Duration = Duration::from_millis(128);

/// How many connections read SQLite at once, beside the one that writes.
const READERS: u32 = 4;
/// How many connections a server has to PostgreSQL at most.
const CONNECTIONS: u32 = 16;

/// A row either database can give.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{}

/// An open database.
#[derive(Clone, Debug)]
pub enum Db {
    /// WAL allows many readers and one writer; the one-connection pool makes writers queue fairly.
    Sqlite {
        /// Read-only connections.
        read: SqlitePool,
        /// The one connection that writes.
        write: SqlitePool,
    },
    /// Several servers may share it.
    Postgres {
        /// Every connection.
        pool: PgPool,
        /// Whose turn it is to change a practice.
        turns: Turns,
    },
}

/// A transaction on either database. Dropped without [`Tx::commit`], it leaves nothing behind.
#[derive(Debug)]
pub enum Tx {
    /// On the embedded database.
    Sqlite(Transaction<'static, Sqlite>),
    /// On the database server.
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one query expression on whichever database is there.
macro_rules! on {
    ($tx:expr, $conn:ident => $query:expr) => {
        match $tx {
            Tx::Sqlite(tx) => {
                let $conn = &mut **tx;
                $query
            }
            Tx::Postgres(tx) => {
                let $conn = &mut **tx;
                $query
            }
        }
    };
}

impl Db {
    /// Opens `url` (`sqlite:FILE` or `postgres://...`) and brings its schema up to date.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        Self::open_with(url, READERS, CONNECTIONS).await
    }

    /// The same with one connection where there are several otherwise. Whoever asks for a second one while holding the
    /// first waits for themselves, which under load many would do for one another: tests open databases so.
    pub async fn open_narrow(url: &str) -> Result<Self, OpenError> {
        Self::open_with(url, 1, 1).await
    }

    async fn open_with(url: &str, readers: u32, connections: u32) -> Result<Self, OpenError> {
        let db = if url.starts_with("sqlite:") {
            Self::open_sqlite(url, readers).await?
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(url)?
                .application_name("practice-access")
                // Compiling a plan to machine code takes longer than any statement of this program runs.
                .options([("jit", "off")])
                .statement_cache_capacity(256);
            let pool = PgPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(Duration::from_secs(5))
                .connect_with(options)
                .await?;
            let turns = Turns::default();
            Self::Postgres { pool, turns }
        } else {
            return Err(OpenError::Scheme);
        };
        match &db {
            Self::Sqlite { write, .. } => SQLITE_MIGRATIONS.run(write).await?,
            Self::Postgres { pool, .. } => POSTGRES_MIGRATIONS.run(pool).await?,
        }
        db.write(&super::catalogue::Mirror).await?;
        Ok(db)
    }

    /// Opens a database that must be there already: a file that is missing is not made.
    pub async fn open_existing(url: &str) -> Result<Self, OpenError> {
        if url.starts_with("sqlite:")
            && !SqliteConnectOptions::from_str(url)?.get_filename().exists()
        {
            return Err(OpenError::Missing);
        }
        Self::open(url).await
    }

    async fn open_sqlite(url: &str, readers: u32) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .pragma("cache_size", "-8000")
            .statement_cache_capacity(256);
        // Opened first and kept open, so that the files of the write-ahead log exist for the readers.
        let write = SqlitePoolOptions::new()
            .min_connections(1)
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(Duration::from_secs(10))
            // SQLite itself rolls a transaction back when the disk is full. The connection then still believes to be in it
            // and would never begin another: it is replaced.
            .after_release(|connection, _| {
                Box::pin(async move {
                    connection.ping().await?;
                    Ok(!connection.is_in_transaction())
                })
            })
            .connect_with(options.clone().synchronous(SqliteSynchronous::Full))
            .await?;
        let read = SqlitePoolOptions::new()
            .min_connections(1)
            .max_connections(readers)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(Duration::from_secs(5))
            .test_before_acquire(false)
            .connect_lazy_with(options.read_only(true));
        Ok(Self::Sqlite { read, write })
    }

    /// A transaction that only reads: everything in it is of one moment.
    pub async fn read(&self) -> sqlx::Result<Tx> {
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Self::Postgres { pool, .. } => Tx::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?,
            ),
        })
    }

    /// A transaction that writes. SQLite takes the write lock at once; PostgreSQL gives the same serial meaning and
    /// may refuse at the end, so use [`Db::write`], which tries again.
    async fn begin_write(&self, practices: &[String]) -> sqlx::Result<Tx> {
        Ok(match self {
            Self::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres { pool, .. } => Tx::Postgres(turns::begin(pool, practices).await?),
        })
    }

    /// Does `work` in one writing transaction and commits it if it succeeds, after those that are changing the same
    /// practices. Where the database reports a conflict with another transaction, the whole of it is done again.
    pub async fn write<W: Work>(&self, work: &W) -> Result<W::Done, W::Error> {
        let practices = turns::in_order(work.practices());
        let _turns = match self {
            Self::Sqlite { .. } => Vec::new(),
            Self::Postgres { turns, .. } => turns.wait(&practices).await?,
        };
        let mut longest_pause = FIRST_PAUSE;
        for _ in 1..ATTEMPTS {
            match self.attempt(work, &practices).await {
                Err(error) if error.is_conflict() => {
                    // Two that collided must not collide in step again.
                    tokio::time::sleep(up_to(longest_pause)).await;
                    longest_pause = (2 * longest_pause).min(LAST_PAUSE);
                }
                done => return done,
            }
        }
        self.attempt(work, &practices).await
    }

    async fn attempt<W: Work>(&self, work: &W, practices: &[String]) -> Result<W::Done, W::Error> {
        let mut tx = self.begin_write(practices).await?;
        let done = work.run(&mut tx).await?;
        tx.commit().await?;
        Ok(done)
    }

    /// The rows of one statement, outside a transaction.
    pub async fn all<T: Row>(&self, query: Query) -> sqlx::Result<Vec<T>> {
        match self {
            Self::Sqlite { read, .. } => query.sqlite()?.fetch_all(read).await,
            Self::Postgres { pool, .. } => query.postgres()?.fetch_all(pool).await,
        }
    }

    /// The first row of one statement, outside a transaction.
    pub async fn optional<T: Row>(&self, query: Query) -> sqlx::Result<Option<T>> {
        match self {
            Self::Sqlite { read, .. } => query.sqlite()?.fetch_optional(read).await,
            Self::Postgres { pool, .. } => query.postgres()?.fetch_optional(pool).await,
        }
    }

    /// Closes every connection; SQLite folds its write-ahead log into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres { pool, .. } => pool.close().await,
        }
    }
}

impl Tx {
    /// All rows of a statement.
    pub async fn all<T: Row>(&mut self, query: Query) -> sqlx::Result<Vec<T>> {
        match self {
            Self::Sqlite(tx) => query.sqlite()?.fetch_all(&mut **tx).await,
            Self::Postgres(tx) => query.postgres()?.fetch_all(&mut **tx).await,
        }
    }

    /// The first row of a statement, if there is one.
    pub async fn optional<T: Row>(&mut self, query: Query) -> sqlx::Result<Option<T>> {
        match self {
            Self::Sqlite(tx) => query.sqlite()?.fetch_optional(&mut **tx).await,
            Self::Postgres(tx) => query.postgres()?.fetch_optional(&mut **tx).await,
        }
    }

    /// The first row of a statement that always gives one (a count, say).
    pub async fn one<T: Row>(&mut self, query: Query) -> sqlx::Result<T> {
        self.optional(query).await?.ok_or(sqlx::Error::RowNotFound)
    }

    /// Runs a statement and gives the number of rows it changed.
    pub async fn execute(&mut self, query: Query) -> sqlx::Result<u64> {
        match self {
            Self::Sqlite(tx) => query
                .sqlite_execute(tx)
                .await
                .map(|done| done.rows_affected()),
            Self::Postgres(tx) => query
                .postgres_execute(tx)
                .await
                .map(|done| done.rows_affected()),
        }
    }

    /// Checks that the database understands a statement, without running it.
    pub async fn prepare(&mut self, sql: &'static str) -> sqlx::Result<()> {
        on!(self, conn => conn.prepare(sqlx::SqlStr::from_static(sql)).await.map(drop))
    }

    /// Makes everything done in this transaction last.
    pub async fn commit(self) -> sqlx::Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
    }
}

/// One change to the data, done as a whole or not at all. It may be run several times before it lasts, so it is a
/// function of its own fields and the database: no clock, no mail.
pub trait Work: Sync {
    /// What it gives when done.
    type Done: Send;
    /// What can go wrong.
    type Error: From<sqlx::Error> + Conflict + Send;

    /// Where it changes anything that the practice's record tells: what it waits its turn at. Without, it may have to
    /// be done again more often, and nothing else.
    fn practices(&self) -> Vec<OdsCode> {
        Vec::new()
    }

    /// Does it. The transaction is committed afterwards, or dropped after an error.
    fn run(&self, tx: &mut Tx) -> impl Future<Output = Result<Self::Done, Self::Error>> + Send;
}

/// An error that may say "another transaction was in the way; run yours again".
pub trait Conflict {
    /// Whether running the whole transaction again can help.
    fn is_conflict(&self) -> bool;
}

impl Conflict for sqlx::Error {
    fn is_conflict(&self) -> bool {
        // PostgreSQL: serialization failure, deadlock, and the unique violation by which two serializable
        // transactions that raced to insert the same key are told apart. SQLite: busy snapshot. A plain busy is none:
        // by then the lock has been waited for as long as it makes sense.
        const CODES: [&str; 4] = ["40001", "40P01", "23505", "517"];
        self.as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .is_some_and(|code| CODES.contains(&code.as_ref()))
    }
}

/// Whether the statement broke a unique key.
pub fn is_unique_violation(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

/// Why a database could not be opened, in words for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Neither of the two kinds.
    #[error("the database address must begin with sqlite: or postgres:")]
    Scheme,
    /// The file is not there.
    #[error("there is no database at this address; check --database-url")]
    Missing,
    /// Could not be reached or opened.
    #[error("the database can't be opened: {0}")]
    Connect(#[from] sqlx::Error),
    /// Its schema could not be brought up to date.
    #[error("the database's schema can't be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

/// Turns the untyped values into what SQLite binds.
pub(super) fn sqlite_arguments(
    values: Vec<Value>,
) -> Result<sqlx::sqlite::SqliteArguments, sqlx::error::BoxDynError> {
    use sqlx::Arguments as _;
    let mut arguments = sqlx::sqlite::SqliteArguments::default();
    for value in values {
        match value {
            Value::Text(value) => arguments.add(value)?,
            Value::Int(value) => arguments.add(value)?,
            Value::Bool(value) => arguments.add(value)?,
            Value::Uuid(value) => arguments.add(value)?,
            Value::Bytes(value) => arguments.add(value)?,
        }
    }
    Ok(arguments)
}

/// Turns the untyped values into what PostgreSQL binds.
pub(super) fn postgres_arguments(
    values: Vec<Value>,
) -> Result<PgArguments, sqlx::error::BoxDynError> {
    use sqlx::Arguments as _;
    let mut arguments = PgArguments::default();
    for value in values {
        match value {
            Value::Text(value) => arguments.add(value)?,
            Value::Int(value) => arguments.add(value)?,
            Value::Bool(value) => arguments.add(value)?,
            Value::Uuid(value) => arguments.add(value)?,
            Value::Bytes(value) => arguments.add(value)?,
        }
    }
    Ok(arguments)
}
