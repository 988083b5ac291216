//! Writing very many rows: indexes are made and references are checked when all rows are there, which takes a fraction of
//! the time, and no order of rows has to be right.

use crate::database::{Query, Tx};

/// A database that is being filled. Only [`Loading::finish`] puts everything back in force; until then the transaction
/// must not be committed.
#[must_use]
pub(crate) struct Loading {
    /// What makes again what was put away, in order.
    again: Vec<String>,
}

impl Loading {
    /// Puts away what is checked row by row and can be checked at once.
    pub(crate) async fn begin(tx: &mut Tx) -> sqlx::Result<Self> {
        let (settings, put_away) = match tx {
            Tx::Sqlite(..) => (
                // References are looked at when it is committed.
                ["PRAGMA defer_foreign_keys = ON", "PRAGMA cache_size = -64000"],
                "SELECT 'DROP INDEX \"' || name || '\"', sql FROM sqlite_schema
                 WHERE type = 'index' AND sql IS NOT NULL ORDER BY name",
            ),
            Tx::Postgres(..) => (
                [
                    "SET LOCAL maintenance_work_mem = '256MB'",
                    "SET LOCAL work_mem = '64MB'",
                ],
                "SELECT put_away, again FROM (
                     SELECT 1 AS step, 'DROP INDEX ' || CAST(CAST(i.indexrelid AS regclass) AS TEXT) AS put_away,
                            pg_get_indexdef(i.indexrelid) AS again
                     FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
                     JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = current_schema()
                     WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
                     UNION ALL
                     SELECT 2, 'ALTER TABLE ' || CAST(CAST(k.conrelid AS regclass) AS TEXT) || ' DROP CONSTRAINT '
                            || quote_ident(k.conname),
                            'ALTER TABLE ' || CAST(CAST(k.conrelid AS regclass) AS TEXT) || ' ADD CONSTRAINT '
                            || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid)
                     FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
                     JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = current_schema()
                     WHERE k.contype = 'f'
                 ) parts ORDER BY step, put_away",
            ),
        };
        for setting in settings {
            tx.execute(Query::new(setting)).await?;
        }
        let parts: Vec<(String, String)> = tx.all(Query::new(put_away)).await?;
        let mut again = Vec::with_capacity(parts.len());
        for (put_away, makes_again) in parts {
            tx.execute(Query::of_catalogue(put_away)).await?;
            again.push(makes_again);
        }
        Ok(Self { again })
    }

    /// Puts it back in force: an error if a row breaks any of it. `told` of each part that is done.
    pub(crate) async fn finish(self, tx: &mut Tx, told: impl Fn() + Sync) -> sqlx::Result<()> {
        // Until PostgreSQL knows how much there is, it reads whole tables.
        if let Tx::Postgres(..) = tx {
            tx.execute(Query::new("ANALYZE")).await?;
        }
        for again in self.again {
            tx.execute(Query::of_catalogue(again)).await?;
            told();
        }
        Ok(())
    }
}
