//! Many rows for one table, sent in few statements.

use crate::server::{Query, Tx, Value};

/// Values in one statement. SQLite looks through the names of all parameters for each of them, so that large
/// statements cost more than they save; PostgreSQL waits for an answer after each, so that small ones do.
fn values_at_once(tx: &Tx) -> usize {
    match tx {
        Tx::Sqlite(_) => 128,
        Tx::Postgres(_) => 8_192,
    }
}

/// Rows on their way to one table.
#[derive(Debug)]
pub(super) struct Rows {
    insert: &'static str,
    columns: usize,
    values: Vec<Value>,
}

impl Rows {
    /// None yet. `insert` is the statement up to `VALUES`.
    pub(super) fn new(insert: &'static str, columns: usize) -> Self {
        Self {
            insert,
            columns,
            values: Vec::new(),
        }
    }

    /// One more.
    pub(super) fn push<const COLUMNS: usize>(&mut self, row: [Value; COLUMNS]) {
        debug_assert_eq!(COLUMNS, self.columns, "{}", self.insert);
        self.values.extend(row);
    }

    /// Sends whole statements' worth of rows, and with `all` the rest too.
    pub(super) async fn send(&mut self, tx: &mut Tx, all: bool) -> sqlx::Result<()> {
        // Always the same number of rows, so that the statement is understood once.
        let at_once = values_at_once(tx) / self.columns * self.columns;
        let mut values = std::mem::take(&mut self.values).into_iter();
        while values.len() >= at_once {
            tx.execute(self.statement(values.by_ref().take(at_once)))
                .await?;
        }
        if all && values.len() > 0 {
            tx.execute(self.statement(values)).await?;
        } else {
            self.values = values.collect();
        }
        Ok(())
    }

    fn statement(&self, values: impl Iterator<Item = Value>) -> Query {
        let mut query = Query::new(self.insert);
        for (index, value) in values.enumerate() {
            query.push(match (index, index % self.columns) {
                (0, _) => " (",
                (_, 0) => "), (",
                _ => ", ",
            });
            query.push_bind(value);
        }
        query.push(")");
        query
    }
}
