//! Making an empty database what a backup says: one transaction, at whose end every row was read again and compared.

use std::path::Path;

use indicatif::ProgressBar;
use tokio::{sync::mpsc, task::spawn_blocking};

use super::{
    format::{Header, Sum, Summing, refused},
    reader::{Batch, Reader, Unusable},
};
use crate::{
    database::{
        Failure, Query, Tx, UnitOfWork,
        tables::{Loading, Table},
    },
    history::{self, Action, Detail, NewEvent, Verdict, store::AnchorMark},
    mail,
    web::AuditContext,
};

/// The tables that a new database has rows in.
const FILLED_AT_FIRST: [&str; 3] = ["kept_apart", "registration_team", "role"];

/// What has to be begun anew. Who was logged in then may not be logged in now.
const OVER: [&str; 3] = [
    "DELETE FROM form_draft",
    "DELETE FROM session",
    "DELETE FROM passkey_ceremony",
];

/// A file that was read to its end and is in order.
pub(super) struct Checked {
    pub header: Header,
    /// Of each table.
    pub sums: Vec<Sum>,
}

impl Checked {
    /// How many rows are in it.
    pub fn rows(&self) -> u64 {
        self.sums.iter().map(|sum| sum.rows).sum()
    }
}

/// Reads a file to its end. `told` how many rows were read.
pub(super) fn check(file: &Path, told: impl Fn(u64)) -> Result<Checked, Unusable> {
    let mut reader = Reader::open(file)?;
    while let Some(batch) = reader.next()? {
        told(batch.rows.len() as u64);
    }
    Ok(Checked {
        header: reader.header,
        sums: reader.sums,
    })
}

/// Filling an empty database from a backup.
pub(super) struct Restore<'a> {
    pub file: &'a Path,
    pub checked: &'a Checked,
    /// Whether it is restored although the record of changes is not in order: it was not when the backup was made.
    pub although_record_differs: bool,
    pub audit: &'a AuditContext,
    pub progress: &'a ProgressBar,
}

/// What was restored besides the rows.
pub(super) struct Restored {
    /// What the check of the record found.
    pub verdict: Verdict,
    /// The anchor that says that it is a restore.
    pub anchor: Option<AnchorMark>,
    /// How many messages wait in the outbox.
    pub mail: i64,
}

impl UnitOfWork for Restore<'_> {
    type Done = Restored;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<Restored, Failure> {
        let tables = self.tables(tx).await?;
        must_be_empty(tx, &tables).await?;
        self.progress.set_message("rows written");
        self.progress.set_position(0);
        let loading = Loading::begin(tx).await?;
        for table in tables.iter().rev() {
            table.clear(tx).await?;
        }
        self.load(tx, &tables).await?;
        self.progress.set_message("making indexes");
        loading.finish(tx, || self.progress.tick()).await?;
        self.compare(tx, &tables).await?;
        let verdict = self.verify(tx).await?;
        for over in OVER {
            tx.execute(Query::new(over)).await?;
        }
        let mail = mail::put_on_hold(tx, self.audit.at).await?;
        let event = NewEvent {
            action: Action::Restored,
            subject: None,
            practice: None,
            detail: Detail {
                note: self.checked.header.in_words(),
                ..Detail::default()
            },
            reason: "",
        };
        history::append(tx, self.audit, event).await?;
        let anchor = history::store::anchor_within(tx, self.audit.at).await?;
        Ok(Restored {
            verdict,
            anchor,
            mail,
        })
    }
}

impl Restore<'_> {
    /// The tables of the database in the order of the file: the same ones, with the same columns.
    async fn tables(&self, tx: &mut Tx) -> Result<Vec<Table>, Failure> {
        let mut found = Table::all(tx).await?;
        let wanted = &self.checked.header.tables;
        let mut tables = Vec::with_capacity(wanted.len());
        for shape in wanted {
            let place = found.iter().position(|table| table.shape() == *shape);
            if let Some(place) = place {
                tables.push(found.swap_remove(place));
            }
        }
        if tables.len() < wanted.len() || !found.is_empty() {
            return Err(refused(
                "The tables of the backup are not those of this database, although both say that their schema is the \
                 same: restore it with the program that made it.",
            ));
        }
        Ok(tables)
    }

    async fn load(&self, tx: &mut Tx, tables: &[Table]) -> Result<(), Failure> {
        let (to, mut batches) = mpsc::channel(4);
        let file = self.file.to_owned();
        // Read on one processor, written by another.
        let reading = spawn_blocking(move || read(&file, &to));
        while let Some(batch) = batches.recv().await {
            let Some(table) = tables.get(batch.table) else {
                return Err(Failure::internal("a table that is not in the backup"));
            };
            table.add(tx, &batch.rows).await?;
            self.progress.inc(batch.rows.len() as u64);
        }
        let read = reading.await?;
        read.map_err(|why| refused(format!("The backup changed while it was read: {why}.")))
    }

    /// Reads everything back: it has to be what the file says, row by row.
    async fn compare(&self, tx: &mut Tx, tables: &[Table]) -> Result<(), Failure> {
        use futures::TryStreamExt as _;

        self.progress.set_message("rows compared");
        self.progress.set_position(0);
        for (table, sum) in tables.iter().zip(&self.checked.sums) {
            let mut found = Summing::default();
            let mut rows = table.rows(tx)?;
            while let Some(mut row) = rows.try_next().await? {
                row.push('\n');
                found.add(row.as_bytes(), 1);
                self.progress.inc(1);
            }
            if found.sum() != *sum {
                let name = table.name();
                return Err(refused(format!(
                    "The rows of {name} are not those of the backup after they were written: nothing was restored."
                )));
            }
        }
        Ok(())
    }

    async fn verify(&self, tx: &mut Tx) -> Result<Verdict, Failure> {
        self.progress.set_message("checking the record of changes");
        let anchor = self
            .checked
            .header
            .anchor
            .as_deref()
            .map(str::parse::<AnchorMark>);
        let anchor = anchor.transpose().map_err(Failure::internal)?;
        let verdict = history::verify(tx, anchor.as_slice(), |_| self.progress.tick()).await?;
        if verdict.in_order() || self.although_record_differs {
            return Ok(verdict);
        }
        let problems = verdict.findings.iter().map(ToString::to_string);
        let problems = problems.chain(verdict.differences.iter().map(ToString::to_string));
        let first: Vec<_> = problems.take(10).collect();
        Err(refused(format!(
            "{}\nThe record of changes in the backup is not in order: it was not when the backup was made. Nothing was \
             restored. Restore an older backup; or give --although-record-differs, and look at it with `history verify`.",
            first.join("\n")
        )))
    }
}

async fn must_be_empty(tx: &mut Tx, tables: &[Table]) -> Result<(), Failure> {
    for table in tables {
        if !FILLED_AT_FIRST.contains(&table.name()) && !table.is_empty(tx).await? {
            return Err(refused(
                "The database already holds data, and a backup is never mixed with other data. Name an empty one with \
                 --database-url.",
            ));
        }
    }
    Ok(())
}

/// Reads a file, until nobody wants more of it.
fn read(file: &Path, to: &mpsc::Sender<Batch>) -> Result<(), Unusable> {
    let mut reader = Reader::open(file)?;
    while let Some(batch) = reader.next()? {
        if to.blocking_send(batch).is_err() {
            break;
        }
    }
    Ok(())
}
