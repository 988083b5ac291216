//! The two schemas say the same, and what they say is what the source says.

use std::collections::{BTreeMap, BTreeSet};

use practice_access::{
    access::Role,
    database::{Db, Query},
};

use crate::support::databases::fresh;

/// For each table and column: its type in common words, and whether it may be empty.
type Columns = BTreeMap<(String, String), (&'static str, bool)>;

async fn columns(db: &Db) -> Columns {
    let query = if matches!(db, Db::Sqlite { .. }) {
        "SELECT t.name, c.name, c.type, c.\"notnull\" = 0 FROM sqlite_schema t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'"
    } else {
        "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT), is_nullable = 'YES'
         FROM information_schema.columns WHERE table_schema = 'public'"
    };
    let rows: Vec<(String, String, String, bool)> = db.all(Query::new(query)).await.unwrap();
    rows.into_iter()
        .filter(|(table, ..)| table != "_sqlx_migrations")
        .map(|(table, column, kind, empty)| {
            let kind = match kind.to_uppercase().as_str() {
                "TEXT" => "text",
                "BLOB" | "BYTEA" | "UUID" => "bytes",
                "INTEGER" | "BIGINT" | "BOOLEAN" => "number",
                other => panic!("{table}.{column} is {other}"),
            };
            ((table, column), (kind, empty))
        })
        .collect()
}

/// Unique keys and indexes: the table, whether it is unique, its columns. The one key that is a single number is the
/// table itself in SQLite, so it is left out.
async fn indexes(db: &Db) -> BTreeSet<(String, bool, String)> {
    let query = if matches!(db, Db::Sqlite { .. }) {
        "SELECT t.name, i.\"unique\" = 1,
                (SELECT group_concat(COALESCE(c.name, '?'), ' ')
                 FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno) c)
         FROM sqlite_schema t, pragma_index_list(t.name) i WHERE t.type = 'table'"
    } else {
        "SELECT CAST(t.relname AS TEXT), i.indisunique,
                (SELECT string_agg(COALESCE(CAST(a.attname AS TEXT), '?'), ' ' ORDER BY k.n)
                 FROM unnest(i.indkey) WITH ORDINALITY AS k (attnum, n)
                 LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum AND k.attnum > 0
                 WHERE k.n <= i.indnkeyatts)
         FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace s ON s.oid = t.relnamespace
         WHERE s.nspname = 'public' AND NOT (i.indisprimary AND t.relname = 'history_anchor')"
    };
    let rows: Vec<(String, bool, String)> = db.all(Query::new(query)).await.unwrap();
    rows.into_iter()
        .filter(|(table, ..)| table != "_sqlx_migrations")
        .collect()
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |folder: &str| {
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names("migrations/sqlite"), names("migrations/postgres"));
}

#[tokio::test]
async fn both_databases_have_the_same_tables_columns_and_keys() {
    let mut both = Vec::new();
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        both.push((columns(&db).await, indexes(&db).await));
        db.close().await;
    }
    let Some((first, second)) = both.split_first() else {
        panic!("no database")
    };
    assert!(first.0.len() > 50, "{:?}", first.0);
    for other in second {
        let only = |a: &Columns, b: &Columns| -> Vec<_> {
            a.iter()
                .filter(|(name, kind)| b.get(*name) != Some(kind))
                .map(|(name, kind)| format!("{name:?} {kind:?}"))
                .collect()
        };
        assert_eq!(
            (only(&first.0, &other.0), only(&other.0, &first.0)),
            (vec![], vec![])
        );
        // SQLite counts a UNIQUE column and a primary key of one column like any other unique index.
        let only = |a: &BTreeSet<_>, b: &BTreeSet<_>| -> Vec<(String, bool, String)> {
            a.difference(b).cloned().collect()
        };
        assert_eq!(
            (only(&first.1, &other.1), only(&other.1, &first.1)),
            (vec![], vec![])
        );
    }
}

#[tokio::test]
async fn the_role_table_mirrors_the_catalogue_and_a_start_puts_it_right() {
    struct Spoil;
    impl practice_access::database::UnitOfWork for Spoil {
        type Done = ();
        type Error = practice_access::database::Failure;
        async fn run(
            &self,
            tx: &mut practice_access::database::Tx,
        ) -> Result<(), practice_access::database::Failure> {
            tx.execute(Query::new(
                "UPDATE role SET name = 'Something else' WHERE code = 'gpp-avcs'",
            ))
            .await?;
            tx.execute(Query::new("DELETE FROM role WHERE code = 'gpp-statements'"))
                .await?;
            Ok(())
        }
    }
    let expected: Vec<_> = {
        let mut all: Vec<_> = Role::all()
            .map(|role| {
                let facts = role.facts();
                let texts = [role.code(), role.service().code(), role.name()].map(str::to_owned);
                let [code, service, name] = texts;
                (code, service, name, i64::from(facts.limit))
            })
            .collect();
        all.sort();
        all
    };
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        let rows =
            || Query::new("SELECT code, service, name, holder_limit FROM role ORDER BY code");
        let there: Vec<(String, String, String, i64)> = db.all(rows()).await.unwrap();
        assert_eq!(there, expected);
        db.write(&Spoil).await.unwrap();
        db.close().await;
        let again = Db::open(&fresh.url).await.unwrap();
        let there: Vec<(String, String, String, i64)> = again.all(rows()).await.unwrap();
        assert_eq!(there, expected);
        again.close().await;
    }
}
