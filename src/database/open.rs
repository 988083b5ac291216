//! Opening a database, whichever it is, and bringing its schema up to date.

use std::{
    path::{Path, PathBuf},
    str::FromStr as _,
    time::Duration,
};

use sqlx::{
    ConnectOptions as _, Connection as _,
    migrate::Migrator,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use tokio::time::Instant;

use crate::database::{
    catalogue::Mirror,
    db::Db,
    failure::is_outage,
    file::{OpenFile, is_read_only},
    hosts,
    practice_locks::PracticeLocks,
    reach::Reach,
    state::{ONLY_READS, is_up_to_date},
};

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// The newest step of the schema that this program knows.
pub(crate) fn newest_schema() -> i64 {
    let steps = SQLITE_MIGRATIONS.iter().map(|step| step.version);
    steps.max().unwrap_or_default()
}

/// How many connections read SQLite at once, beside the one that writes.
const READERS: u32 = 4;
/// How many connections a server has to PostgreSQL at most.
const CONNECTIONS: u32 = 16;

/// How long a database may take to start while the program waits for it.
const LONGEST_START: Duration = Duration::from_secs(5);

/// What every session of PostgreSQL is opened with.
const SESSION: [(&str, &str); 5] = [
    // Compiling a plan to machine code takes longer than any statement of this program runs.
    ("jit", "off"),
    // The other end may be gone without a word: this is when the database finds out.
    ("tcp_keepalives_idle", "5"),
    ("tcp_keepalives_interval", "3"),
    ("tcp_keepalives_count", "2"),
    ("tcp_user_timeout", "10s"),
];

/// What a server's sessions are opened with besides. A server that stands still in the middle of a change must not hold
/// up the others, and nothing goes on for somebody who was answered long ago.
const LIMITS: [(&str, &str); 3] = [
    ("idle_in_transaction_session_timeout", "10s"),
    ("lock_timeout", "10s"),
    ("statement_timeout", "30s"),
];

/// Why a database could not be opened, in words for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Neither of the two kinds.
    #[error("the database address must begin with sqlite: or postgres:")]
    Scheme,
    /// The file is not there.
    #[error(
        "there is no database at this address; check --database-url, or make one with serve --create-database"
    )]
    Missing,
    /// The file can't be written to.
    #[error("the database is read-only: {0} can't be written to")]
    ReadOnly(String),
    /// A replica of a database that an older program uses, or of none of this program's.
    #[error(
        "the database only reads, and its schema is not up to date: start the program with the primary first"
    )]
    Behind,
    /// Could not be reached or opened.
    #[error("the database can't be opened: {0}")]
    Connect(#[from] sqlx::Error),
    /// Its schema could not be brought up to date.
    #[error("the database's schema can't be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

impl Db {
    /// Opens `url` (`sqlite:FILE` or `postgres://...`) for a server and brings its schema up to date.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        Self::open_with(url, READERS, CONNECTIONS, &LIMITS).await
    }

    /// The same for a command of the operator, whose statements may take as long as they take.
    pub async fn open_for_command(url: &str) -> Result<Self, OpenError> {
        Self::open_with(url, READERS, CONNECTIONS, &[]).await
    }

    /// The same as [`Db::open`] with one connection where there are several otherwise. Whoever asks for a second one
    /// while holding the first waits for themselves, which under load many would do for one another: tests open
    /// databases so.
    pub async fn open_narrow(url: &str) -> Result<Self, OpenError> {
        Self::open_with(url, 1, 1, &LIMITS).await
    }

    /// Says so if there is no file where a SQLite database is to be. Opening would make one, and an empty database that
    /// was made by a slip in its address would pass for one in order.
    pub fn must_exist(url: &str) -> Result<(), OpenError> {
        match Self::file_of(url)? {
            Some(file) if !file.exists() => Err(OpenError::Missing),
            _ => Ok(()),
        }
    }

    /// Where the file of a SQLite database is to be.
    pub(crate) fn file_of(url: &str) -> Result<Option<PathBuf>, OpenError> {
        if !url.starts_with("sqlite:") {
            return Ok(None);
        }
        let options = SqliteConnectOptions::from_str(url)?;
        Ok(Some(options.get_filename().to_owned()))
    }

    async fn open_with(
        url: &str,
        readers: u32,
        connections: u32,
        limits: &[(&str, &str)],
    ) -> Result<Self, OpenError> {
        if url.starts_with("sqlite:") {
            Self::open_sqlite(url, readers).await
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Self::open_postgres(url, connections, limits).await
        } else {
            Err(OpenError::Scheme)
        }
    }

    async fn open_postgres(
        url: &str,
        connections: u32,
        limits: &[(&str, &str)],
    ) -> Result<Self, OpenError> {
        let each: Vec<_> = hosts::options(url)?
            .into_iter()
            .map(|host| {
                host.application_name("practice-access")
                    .options(SESSION)
                    .options(limits.iter().copied())
                    .statement_cache_capacity(256)
            })
            .collect();
        let reach = match <[PgConnectOptions; 1]>::try_from(each) {
            Ok([only]) => Reach::new(only, connections),
            Err(each) => Reach::to_one_of(each, connections).await,
        };
        wait_for(&reach).await?;
        let mut connection = reach.options().connect().await?;
        // Building an index over a large table may take longer than any statement of a server.
        for (limit, _) in limits {
            let unlimited = "SELECT set_config($1, '0', false)";
            sqlx::query(unlimited)
                .bind(*limit)
                .execute(&mut connection)
                .await?;
        }
        let (only_reads,): (bool,) = sqlx::query_as(ONLY_READS)
            .fetch_one(&mut connection)
            .await?;
        if !only_reads {
            POSTGRES_MIGRATIONS.run(&mut connection).await?;
        } else if !is_up_to_date(&POSTGRES_MIGRATIONS, &mut connection).await? {
            return Err(OpenError::Behind);
        }
        connection.close().await?;
        let db = Self::Postgres {
            reach,
            practice_locks: PracticeLocks::default(),
        };
        // In a replica this follows when it takes changes.
        if !only_reads {
            db.write(&Mirror).await?;
        }
        Ok(db)
    }

    async fn open_sqlite(url: &str, readers: u32) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .pragma("cache_size", "-8000")
            // A write-ahead log that once grew beside a long read is cut again to this.
            .pragma("journal_size_limit", "67108864")
            .statement_cache_capacity(256);
        let path = options.get_filename().to_owned();
        let folder = path.parent().filter(|folder| *folder != Path::new(""));
        for place in [Some(path.as_path()), folder].into_iter().flatten() {
            if is_read_only(place) {
                return Err(OpenError::ReadOnly(place.display().to_string()));
            }
        }
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
        SQLITE_MIGRATIONS.run(&write).await?;
        let file = OpenFile::at(&path, &write).await?;
        let db = Self::Sqlite { read, write, file };
        db.write(&Mirror).await?;
        Ok(db)
    }
}

/// Waits a moment for a database that is only just starting.
async fn wait_for(reach: &Reach) -> sqlx::Result<()> {
    let begun = Instant::now();
    loop {
        match reach.acquire().await {
            Err(error) if is_outage(&error) && begun.elapsed() < LONGEST_START => {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            reached => return reached.map(drop),
        }
    }
}

#[cfg(test)]
mod old_data;
