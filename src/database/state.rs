//! Whether the database takes changes. It may begin and cease to while the program runs: where a replica becomes the
//! primary, or a primary a replica.

use sqlx::{PgConnection, migrate::Migrator};

/// Whether PostgreSQL only reads: because it is told to, or because it is a replica.
pub(super) const ONLY_READS: &str =
    "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'";

/// Whether a replica, whose schema can't be changed, has the one that this program needs.
pub(super) async fn is_up_to_date(
    migrator: &Migrator,
    connection: &mut PgConnection,
) -> sqlx::Result<bool> {
    let done = "SELECT version FROM _sqlx_migrations WHERE success";
    let done: Vec<(i64,)> = match sqlx::query_as(done).fetch_all(connection).await {
        // There is no such table.
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42P01") => Vec::new(),
        done => done?,
    };
    let mut wanted = migrator.iter().map(|migration| migration.version);
    Ok(wanted.all(|version| done.contains(&(version,))))
}
