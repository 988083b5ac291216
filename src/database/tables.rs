//! Whole tables, whichever they are: what a backup reads and a restore writes. Their names, columns and keys are from the
//! database's own catalogue, so that a new table is part of every backup without a word being said of it.

mod load;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub(crate) use load::Loading;

use super::{Query, Tx};

/// How the names of tables begin that are none of this program's: what `sqlx` and tools beside it note for themselves.
const OF_TOOLS: char = '_';

/// What a column holds, whichever database it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// Text; days and codes too.
    Text,
    /// A number, or yes (1) or no (0).
    Number,
    /// A hash or an identifier.
    Bytes,
}

/// A table as both databases have it, its columns in the order of their names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shape {
    pub name: String,
    pub columns: Vec<(String, Kind)>,
}

/// A table of an open database.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    name: String,
    columns: Vec<Column>,
    /// The columns of its primary key, in order: what its rows are sorted by.
    key: Vec<String>,
}

#[derive(Clone, Debug)]
struct Column {
    name: String,
    holds: Holds,
}

/// What a column holds in the words of its database. SQLite knows neither yes or no nor identifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Text,
    Number,
    YesOrNo,
    Id,
    Bytes,
}

/// A column in the catalogue: of which table, its name, its type, and where it stands in the primary key, from 1.
type Found = (String, String, String, i64);

impl Table {
    /// The tables of a database, those first that others refer to.
    pub(crate) async fn all(tx: &mut Tx) -> sqlx::Result<Vec<Self>> {
        let columns = match tx {
            Tx::Sqlite(..) => {
                "SELECT t.name, c.name, c.type, CAST(c.pk AS INTEGER)
                 FROM sqlite_schema t, pragma_table_info(t.name) c
                 WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.name"
            }
            Tx::Postgres(..) => {
                "SELECT CAST(t.relname AS TEXT), CAST(a.attname AS TEXT), format_type(a.atttypid, NULL),
                        COALESCE(CAST(array_position(k.conkey, a.attnum) AS BIGINT), 0)
                 FROM pg_class t
                 JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = current_schema()
                 JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
                 LEFT JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'p'
                 WHERE t.relkind = 'r' ORDER BY t.relname, a.attname"
            }
        };
        let mut found: Vec<Found> = tx.all(Query::new(columns)).await?;
        found.retain(|(table, ..)| !table.starts_with(OF_TOOLS));
        let tables = found
            .chunk_by(|one, next| one.0 == next.0)
            .map(Self::of)
            .collect::<sqlx::Result<Vec<_>>>()?;
        Ok(in_order(tables, &referred(tx).await?))
    }

    fn of(found: &[Found]) -> sqlx::Result<Self> {
        let mut key = BTreeMap::new();
        let mut columns = Vec::with_capacity(found.len());
        for (table, name, kind, place) in found {
            let holds = Holds::read(kind).ok_or_else(|| {
                let why = format!("{table}.{name} is {kind}, which no backup can hold");
                sqlx::Error::Protocol(why)
            })?;
            columns.push(Column {
                name: name.clone(),
                holds,
            });
            if *place > 0 {
                key.insert(*place, name.clone());
            }
        }
        Ok(Self {
            name: found
                .first()
                .map(|(table, ..)| table.clone())
                .unwrap_or_default(),
            columns,
            key: key.into_values().collect(),
        })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The table as both databases have it.
    pub(crate) fn shape(&self) -> Shape {
        let columns = self.columns.iter();
        Shape {
            name: self.name.clone(),
            columns: columns
                .map(|column| (column.name.clone(), column.holds.kind()))
                .collect(),
        }
    }

    fn column_names(&self) -> String {
        let names = self.columns.iter().map(|column| quoted(&column.name));
        names.collect::<Vec<_>>().join(", ")
    }
}

impl Holds {
    fn read(kind: &str) -> Option<Self> {
        Some(match kind {
            "TEXT" | "text" => Self::Text,
            "INTEGER" | "bigint" => Self::Number,
            "boolean" => Self::YesOrNo,
            "uuid" => Self::Id,
            "BLOB" | "bytea" => Self::Bytes,
            _ => return None,
        })
    }

    fn kind(self) -> Kind {
        match self {
            Self::Text => Kind::Text,
            Self::Number | Self::YesOrNo => Kind::Number,
            Self::Id | Self::Bytes => Kind::Bytes,
        }
    }
}

/// Which tables each table refers to, itself left out.
async fn referred(tx: &mut Tx) -> sqlx::Result<BTreeMap<String, BTreeSet<String>>> {
    let keys = match tx {
        Tx::Sqlite(..) => {
            "SELECT t.name, f.\"table\" FROM sqlite_schema t, pragma_foreign_key_list(t.name) f
             WHERE t.type = 'table'"
        }
        Tx::Postgres(..) => {
            "SELECT CAST(t.relname AS TEXT), CAST(p.relname AS TEXT) FROM pg_constraint k
             JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
             WHERE k.contype = 'f'"
        }
    };
    let found: Vec<(String, String)> = tx.all(Query::new(keys)).await?;
    let mut referred: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (table, parent) in found {
        if parent != table {
            referred.entry(table).or_default().insert(parent);
        }
    }
    Ok(referred)
}

/// The same tables, each after those that it refers to, else by their names. Of a circle the first by name comes first:
/// keys are looked at when all is written.
fn in_order(mut left: Vec<Table>, referred: &BTreeMap<String, BTreeSet<String>>) -> Vec<Table> {
    let mut done = Vec::with_capacity(left.len());
    let mut names = BTreeSet::new();
    while !left.is_empty() {
        let ready = |table: &Table| {
            let parents = referred.get(&table.name);
            parents.is_none_or(|parents| parents.is_subset(&names))
        };
        let next = left.remove(left.iter().position(ready).unwrap_or_default());
        names.insert(next.name.clone());
        done.push(next);
    }
    done
}

/// Asks for the newest step of the schema that a database has had.
pub(super) const SCHEMA: &str = "SELECT COALESCE(max(version), 0) FROM _sqlx_migrations";

/// The newest step of the schema that a database has had.
pub(crate) async fn schema(tx: &mut Tx) -> sqlx::Result<i64> {
    let (newest,): (i64,) = tx.one(Query::new(SCHEMA)).await?;
    Ok(newest)
}

/// A name of the catalogue in a statement.
fn quoted(name: &str) -> String {
    ["\"", &name.replace('"', "\"\""), "\""].concat()
}

#[cfg(test)]
mod tests;
