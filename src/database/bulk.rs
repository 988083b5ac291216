//! Writing many rows with few statements.

use crate::database::{Query, Tx, Value};

/// Values in one statement. SQLite looks through the names of all parameters for each of them, so that large
/// statements cost more than they save; PostgreSQL waits for an answer after each, so that small ones do.
pub(crate) fn values_at_once(tx: &Tx) -> usize {
    match tx {
        Tx::Sqlite(..) => 384,
        Tx::Postgres(..) => 8_192,
    }
}

/// The statement that begins with `query` (up to `VALUES`), for so many values, `columns` to a row, with its tail.
pub(crate) fn statement(
    mut query: Query,
    columns: usize,
    values: usize,
    tail: &'static str,
) -> Query {
    for index in 0..values {
        query.push(match (index, index % columns) {
            (0, _) => " (",
            (_, 0) => "), (",
            _ => ", ",
        });
        query.push_bind(None::<i64>);
    }
    query.push(")");
    query.push(tail);
    query
}

/// Inserts rows, many with each statement. Those of the same length are prepared once.
pub(crate) async fn insert<const COLUMNS: usize>(
    tx: &mut Tx,
    head: &'static str,
    rows: Vec<[Value; COLUMNS]>,
    tail: &'static str,
) -> sqlx::Result<()> {
    let at_once = values_at_once(tx) / COLUMNS * COLUMNS;
    let mut full = None;
    let mut values = Vec::with_capacity(at_once);
    for row in rows {
        values.extend(row);
        if values.len() == at_once {
            let full =
                full.get_or_insert_with(|| statement(Query::new(head), COLUMNS, at_once, tail));
            tx.execute(full.with_values(values.drain(..))).await?;
        }
    }
    if !values.is_empty() {
        let rest = statement(Query::new(head), COLUMNS, values.len(), tail);
        tx.execute(rest.with_values(values)).await?;
    }
    Ok(())
}
