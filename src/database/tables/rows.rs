//! The rows of a table as lines of JSON, the same text from either database: `["ZZ9001",7,"0193c1",null]`. Numbers, and yes
//! or no as 1 and 0, are numbers; text is text; bytes and identifiers are hexadecimal.

use futures::stream::{BoxStream, StreamExt as _};
use serde_json::Value as Json;
use sqlx::{Postgres, Transaction};

use super::{Holds, Table, quoted};
use crate::database::{Query, Tx, Value, bulk};

impl Table {
    /// Its rows in the order of its key, one after the other: a table may be larger than memory.
    pub(crate) fn rows<'t>(
        &self,
        tx: &'t mut Tx,
    ) -> sqlx::Result<BoxStream<'t, sqlx::Result<String>>> {
        let sqlite = matches!(tx, Tx::Sqlite(..));
        let columns: Vec<_> = self
            .columns
            .iter()
            .map(|column| {
                let name = quoted(&column.name);
                if sqlite {
                    in_sqlite(column.holds, &name)
                } else {
                    in_postgres(column.holds, &name)
                }
            })
            .collect();
        let key: Vec<_> = self.key.iter().map(|column| quoted(column)).collect();
        let (table, key) = (quoted(&self.name), key.join(", "));
        let select = if sqlite {
            let columns = columns.join(", ");
            format!("SELECT json_array({columns}) FROM {table} ORDER BY {key}")
        } else {
            let columns = columns.join(" || ',' || ");
            format!("SELECT '[' || {columns} || ']' FROM {table} ORDER BY {key}")
        };
        let rows = tx.stream::<(String,)>(Query::of_catalogue(select))?;
        Ok(rows.map(|row| row.map(|(row,)| row)).boxed())
    }

    /// Whether it has none.
    pub(crate) async fn is_empty(&self, tx: &mut Tx) -> sqlx::Result<bool> {
        let any = format!("SELECT NOT EXISTS (SELECT 1 FROM {})", quoted(&self.name));
        let (empty,): (bool,) = tx.one(Query::of_catalogue(any)).await?;
        Ok(empty)
    }

    /// Removes all.
    pub(crate) async fn clear(&self, tx: &mut Tx) -> sqlx::Result<()> {
        let clear = format!("DELETE FROM {}", quoted(&self.name));
        tx.execute(Query::of_catalogue(clear)).await.map(drop)
    }

    /// Adds rows that were read from a table of the same shape.
    pub(crate) async fn add(&self, tx: &mut Tx, rows: &[String]) -> sqlx::Result<()> {
        let into = [&quoted(&self.name), " (", &self.column_names(), ")"].concat();
        match tx {
            Tx::Sqlite(..) => self.insert(tx, &into, rows).await,
            Tx::Postgres(tx, _) => self.copy(tx, &into, rows).await,
        }
    }

    async fn insert(&self, tx: &mut Tx, into: &str, rows: &[String]) -> sqlx::Result<()> {
        let columns = self.columns.len();
        let mut values = Vec::with_capacity(rows.len() * columns);
        for row in rows {
            for (cell, column) in self.cells(row)?.into_iter().zip(&self.columns) {
                values.push(value(cell, column.holds).ok_or_else(|| self.wrong(row))?);
            }
        }
        let at_once = bulk::values_at_once(tx) / columns * columns;
        let insert = |values| {
            let head = ["INSERT INTO ", into, " VALUES"].concat();
            bulk::statement(Query::of_catalogue(head), columns, values, "")
        };
        let full = insert(at_once);
        let mut values = values.into_iter();
        while values.len() >= at_once {
            let some = full.with_values(values.by_ref().take(at_once));
            tx.execute(some).await?;
        }
        if values.len() > 0 {
            tx.execute(insert(values.len()).with_values(values)).await?;
        }
        Ok(())
    }

    /// In PostgreSQL nothing comes near this in speed.
    async fn copy(
        &self,
        tx: &mut Transaction<'static, Postgres>,
        into: &str,
        rows: &[String],
    ) -> sqlx::Result<()> {
        let mut lines = String::new();
        for row in rows {
            for (index, (cell, column)) in self.cells(row)?.iter().zip(&self.columns).enumerate() {
                if index > 0 {
                    lines.push('\t');
                }
                copied(cell, column.holds, &mut lines).ok_or_else(|| self.wrong(row))?;
            }
            lines.push('\n');
        }
        let copy = ["COPY ", into, " FROM STDIN"].concat();
        let mut copying = tx.copy_in_raw(&copy).await?;
        copying.send(lines.into_bytes()).await?;
        copying.finish().await.map(drop)
    }

    /// The values of a row, as many as there are columns.
    fn cells(&self, row: &str) -> sqlx::Result<Vec<Json>> {
        serde_json::from_str::<Vec<Json>>(row)
            .ok()
            .filter(|cells| cells.len() == self.columns.len())
            .ok_or_else(|| self.wrong(row))
    }

    fn wrong(&self, row: &str) -> sqlx::Error {
        let beginning: String = row.chars().take(60).collect();
        sqlx::Error::Protocol(format!("{beginning}... is no row of {}", self.name))
    }
}

fn in_sqlite(holds: Holds, name: &str) -> String {
    match holds {
        Holds::Text | Holds::Number | Holds::YesOrNo => name.to_owned(),
        // Hexadecimal digits of NULL would be no digits.
        Holds::Id | Holds::Bytes => {
            format!("CASE WHEN {name} IS NOT NULL THEN lower(hex({name})) END")
        }
    }
}

fn in_postgres(holds: Holds, name: &str) -> String {
    let json = match holds {
        Holds::Text => format!("CAST(to_json({name}) AS TEXT)"),
        Holds::Number => format!("CAST({name} AS TEXT)"),
        Holds::YesOrNo => format!("CAST(CAST({name} AS INTEGER) AS TEXT)"),
        Holds::Id => format!("'\"' || replace(CAST({name} AS TEXT), '-', '') || '\"'"),
        Holds::Bytes => format!("'\"' || encode({name}, 'hex') || '\"'"),
    };
    ["COALESCE(", &json, ", 'null')"].concat()
}

/// What is bound for a value of a row.
fn value(cell: Json, holds: Holds) -> Option<Value> {
    Some(match (cell, holds) {
        (Json::Null, _) => Value::Text(None),
        (Json::Number(number), Holds::Number | Holds::YesOrNo) => {
            Value::Int(Some(number.as_i64()?))
        }
        (Json::String(text), Holds::Text) => Value::Text(Some(text)),
        (Json::String(digits), Holds::Id | Holds::Bytes) => Value::Bytes(bytes(&digits)?),
        _ => return None,
    })
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// Writes a value of a row as `COPY` reads it.
fn copied(cell: &Json, holds: Holds, line: &mut String) -> Option<()> {
    match (cell, holds) {
        (Json::Null, _) => line.push_str("\\N"),
        (Json::Number(number), Holds::Number | Holds::YesOrNo) => {
            line.push_str(&number.to_string());
        }
        (Json::String(text), Holds::Text) => {
            for c in text.chars() {
                match c {
                    '\\' => line.push_str("\\\\"),
                    '\n' => line.push_str("\\n"),
                    '\r' => line.push_str("\\r"),
                    '\t' => line.push_str("\\t"),
                    c => line.push(c),
                }
            }
        }
        (Json::String(digits), Holds::Id) => line.push_str(digits),
        (Json::String(digits), Holds::Bytes) => {
            line.push_str("\\\\x");
            line.push_str(digits);
        }
        _ => return None,
    }
    Some(())
}
