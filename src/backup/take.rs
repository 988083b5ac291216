//! Taking a backup: one transaction that reads, beside everything that goes on.

use std::path::{Path, PathBuf};

use futures::TryStreamExt as _;
use indicatif::ProgressBar;
use tokio::{sync::mpsc, task::spawn_blocking};

use super::{
    format::{Header, NAME, VERSION, refused},
    writer::{self, Piece},
};
use crate::{
    base::{clock::new_id, dates::Instant},
    database::{
        Db, Failure, Tx,
        tables::{Table, schema},
    },
    history,
};

/// How much is passed on at once.
const BYTES: usize = 1 << 18;

/// Writes everything that is in `db` at one moment to a file that is not there yet.
pub(super) async fn take(
    db: &Db,
    file: &Path,
    now: Instant,
    progress: &ProgressBar,
) -> Result<Header, Failure> {
    if file.exists() {
        let name = file.display();
        return Err(refused(format!(
            "{name} is there already: name another file."
        )));
    }
    let mut tx = db.read().await?;
    let tables = Table::all(&mut tx).await?;
    let anchor = history::store::newest(&mut tx).await?;
    let header = Header {
        format: NAME.to_owned(),
        version: VERSION,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: schema(&mut tx).await?,
        id: new_id().to_string(),
        made_at: now.0,
        database: db.kind().to_owned(),
        anchor: anchor.map(|(mark, _)| mark.to_string()),
        tables: tables.iter().map(Table::shape).collect(),
    };
    let (to, pieces) = mpsc::channel(8);
    let (path, first) = (PathBuf::from(file), header.clone());
    let writing = spawn_blocking(move || writer::write(&path, &first, pieces));
    // Read on one processor, compressed on another.
    let read = read_all(&mut tx, &tables, to, progress).await;
    let written = writing.await?;
    read?;
    written.map_err(|error| refused(format!("{} can't be written: {error}.", file.display())))?;
    Ok(header)
}

async fn read_all(
    tx: &mut Tx,
    tables: &[Table],
    to: mpsc::Sender<Piece>,
    progress: &ProgressBar,
) -> Result<(), Failure> {
    for table in tables {
        progress.set_message(table.name().to_owned());
        let mut rows = table.rows(tx)?;
        let (mut lines, mut count) = (String::new(), 0);
        while let Some(row) = rows.try_next().await? {
            lines.push_str(&row);
            lines.push('\n');
            count += 1;
            if lines.len() >= BYTES {
                progress.inc(count);
                let piece = Piece::Rows(std::mem::take(&mut lines), std::mem::take(&mut count));
                // It could not be written: whoever writes says why.
                if to.send(piece).await.is_err() {
                    return Ok(());
                }
            }
        }
        progress.inc(count);
        for piece in [Piece::Rows(lines, count), Piece::TableEnd] {
            if to.send(piece).await.is_err() {
                return Ok(());
            }
        }
    }
    Ok(())
}
