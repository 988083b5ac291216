//! `practice-access backup` and `practice-access restore`.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::{
    format::refused,
    restore::{self, Checked},
    take,
};
use crate::{
    base::dates::Instant,
    database::{Db, Failure, OpenError, newest_schema},
    web::{AuditContext, tell_operator},
};

/// What is backed up, or which backup is looked at.
#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The file that is written. It must not be there yet; with --check, it is read instead
    file: PathBuf,
    /// Read a backup to its end and say whether it is whole, without any database
    #[arg(long)]
    check: bool,
}

/// Which backup is restored.
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup
    file: PathBuf,
    /// Restore it although the record of changes in it is not in order
    #[arg(long)]
    although_record_differs: bool,
}

impl Backup {
    /// Whether a backup is only looked at, for which no database is opened.
    pub(crate) fn only_checks(&self) -> bool {
        self.check
    }
}

/// Says whether a backup is whole.
pub(crate) async fn check(wanted: &Backup) -> Result<(), Failure> {
    let checked = checked(&wanted.file).await?;
    let header = &checked.header;
    tell_operator(&format!(
        "{} is whole: {} from {}, with {} rows of {} tables, made by version {} with schema {}.",
        wanted.file.display(),
        header.in_words(),
        header.database,
        checked.rows(),
        header.tables.len(),
        header.program,
        header.schema,
    ));
    Ok(())
}

/// Backs up a database, which may be in use.
pub(crate) async fn back_up(wanted: &Backup, db: &Db, now: Instant) -> Result<(), Failure> {
    let progress = spinner("{human_pos} rows read in {elapsed} {msg}")?;
    let header = take::take(db, &wanted.file, now, &progress).await?;
    progress.finish_and_clear();
    tell_operator(&format!(
        "{} holds {}: {} rows. Keep it apart from this machine, as safe as the database itself.",
        wanted.file.display(),
        header.in_words(),
        progress.position(),
    ));
    Ok(())
}

/// Restores a backup into the empty database at `url`.
pub(crate) async fn restore(
    wanted: &Restore,
    url: &str,
    audit: &AuditContext,
) -> Result<(), Failure> {
    no_log_may_be_left(url)?;
    let checked = checked(&wanted.file).await?;
    can_be_read(&checked)?;
    let style = ProgressStyle::with_template("{elapsed} {wide_bar} {pos} of {len} {msg}");
    let progress = ProgressBar::new(checked.rows()).with_style(style.map_err(Failure::internal)?);
    let db = Db::open_for_command(url).await.map_err(not_opened)?;
    let work = restore::Restore {
        file: &wanted.file,
        checked: &checked,
        although_record_differs: wanted.although_record_differs,
        audit,
        progress: &progress,
    };
    let restored = db.write(&work).await;
    progress.finish_and_clear();
    db.close().await;
    let restored = restored?;
    let which = checked.header.in_words();
    let record = if restored.verdict.in_order() {
        "the record of changes is in order"
    } else {
        "THE RECORD OF CHANGES IS NOT IN ORDER: see `history verify`"
    };
    tell_operator(&format!(
        "Restored {which}: {} rows, each compared with the backup; {record}. Everybody has to log in again.",
        checked.rows(),
    ));
    tell_operator(&format!(
        "No mail is sent until you say so. {} messages wait, which may have been sent after the backup was made: `mail \
         waiting` lists them, `mail release` lets them go, `mail release --give-up-restored` does not.",
        restored.mail,
    ));
    if let Some(anchor) = restored.anchor {
        tell_operator(&format!(
            "The record begins a new file of anchors with this one, which says that it is a restore: {anchor}",
        ));
    }
    Ok(())
}

async fn checked(file: &Path) -> Result<Checked, Failure> {
    let progress = spinner("{human_pos} rows of the backup checked in {elapsed}")?;
    let (path, told) = (file.to_owned(), progress.clone());
    let checking =
        tokio::task::spawn_blocking(move || restore::check(&path, |rows| told.inc(rows)));
    let checked = checking.await?;
    progress.finish_and_clear();
    checked.map_err(|why| refused(format!("{} is of no use: {why}.", file.display())))
}

/// A backup of another schema is restored by the program that made it, which then is updated.
fn can_be_read(checked: &Checked) -> Result<(), Failure> {
    let (made, known) = (checked.header.schema, newest_schema());
    if made == known {
        return Ok(());
    }
    let newer = if made > known { "newer" } else { "older" };
    let version = &checked.header.program;
    Err(refused(format!(
        "The backup has a {newer} schema ({made}) than this program ({known}): restore it with the program that made it \
         (version {version}), then start this one, which brings an older schema up to date.",
    )))
}

/// The log of another SQLite database beside an empty file would be taken for its own, and spoil both.
fn no_log_may_be_left(url: &str) -> Result<(), Failure> {
    let Some(path) = Db::file_of(url).map_err(not_opened)? else {
        return Ok(());
    };
    for ending in ["-wal", "-journal", "-shm"] {
        let mut beside = OsString::from(&path);
        beside.push(ending);
        let beside = Path::new(&beside);
        if beside.exists() {
            return Err(refused(format!(
                "{} is there: a program has the database open, or was stopped hard. Stop it. If the database at this \
                 address is no longer needed, move it and this file away together.",
                beside.display(),
            )));
        }
    }
    Ok(())
}

fn not_opened(error: OpenError) -> Failure {
    refused(error.to_string())
}

fn spinner(template: &str) -> Result<ProgressBar, Failure> {
    let style = ProgressStyle::with_template(template).map_err(Failure::internal)?;
    Ok(ProgressBar::new_spinner().with_style(style))
}
