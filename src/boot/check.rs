//! `practice-access check`: whether the database is whole.

use std::io::Write as _;

use crate::{
    base::clock::Clock,
    database::{Db, Failure, Query},
    history::{commands as record, commands::HistoryCommand},
    web::AuditContext,
};

/// How many faults are told of each kind.
const MOST: i64 = 100;

/// Checks the file, what its rows say of one another, and the record of changes, and says what is wrong. PostgreSQL looks
/// after the first two by itself. `false` where anything is wrong.
pub(super) async fn run(db: &Db, clock: &Clock, audit: &AuditContext) -> Result<bool, Failure> {
    let mut faults = Vec::new();
    if let Db::Sqlite { .. } = db {
        let file = "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok' LIMIT $1";
        let found: Vec<(String,)> = db.all(Query::new(file).bind(MOST)).await?;
        faults.extend(
            found
                .into_iter()
                .map(|(fault,)| ["The file: ", &fault].concat()),
        );
        let rows =
            "SELECT \"table\", parent, CAST(count(*) AS BIGINT) FROM pragma_foreign_key_check
                    GROUP BY 1, 2 ORDER BY 1, 2 LIMIT $1";
        let found: Vec<(String, String, i64)> = db.all(Query::new(rows).bind(MOST)).await?;
        faults.extend(found.into_iter().map(|(table, parent, count)| {
            format!("{count} of the rows of {table} speak of what is not in {parent}")
        }));
    }
    for fault in &faults {
        writeln!(std::io::stdout(), "{fault}").map_err(Failure::internal)?;
    }
    let verify = HistoryCommand::Verify {
        anchor: Vec::new(),
        anchors: None,
    };
    Ok(record::run(verify, db, clock, audit).await? && faults.is_empty())
}
