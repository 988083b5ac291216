//! Many rows for one table, sent in few statements.

use crate::server::{Query, Tx, Value};

/// Rows in one statement: with the widest table of 13 columns well below the parameters a statement may have (32,766
/// in SQLite), and always the same number, so that the statement is understood once.
const AT_ONCE: usize = 100;

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
        let mut values = std::mem::take(&mut self.values).into_iter();
        while values.len() >= AT_ONCE * self.columns {
            tx.execute(self.statement(values.by_ref().take(AT_ONCE * self.columns)))
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
