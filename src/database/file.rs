//! The file of an open SQLite database. One that is deleted, moved away, replaced or overwritten stays open, and what is
//! written to it is gone sooner or later: so before a change is made to last, the file is looked at.
//!
//! While it is open, only the write-ahead log is written to, and from there to the file, now and then. So the file itself
//! is known by the beginning of its header: by a random seal that it was given once, by saying that it has a log (a copy
//! made with `VACUUM INTO` or put together anew says otherwise), and by a number that every change counts up, which
//! therefore is lower in an older copy. A copy with the same number holds the same.

use std::{
    ffi::OsString,
    fs::File,
    io::{self, Read as _},
    mem,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rustix::fs::{Access, access, statvfs};
use sqlx::{Executor as _, SqliteConnection, SqlitePool};

use crate::base::clock::secret;

/// An open file, known again by what the operating system calls it and by how it begins.
#[derive(Clone, Debug)]
pub struct OpenFile(Arc<OpenedFile>);

#[derive(Debug)]
struct OpenedFile {
    path: PathBuf,
    /// What was written last and is not in the file itself yet.
    log: PathBuf,
    identity: (u64, u64),
    seal: u32,
    seen: Mutex<Seen>,
}

#[derive(Debug)]
struct Seen {
    /// The number of changes that the file said last.
    changes: u32,
    /// How many rows the connection had written at the last change.
    rows: i64,
}

/// How much room there is and is taken, in bytes.
pub(super) struct Room {
    pub file: u64,
    pub log: u64,
    pub free: u64,
    pub disk: u64,
}

impl OpenFile {
    /// The file at `path` that was just opened by `write`.
    pub(super) async fn at(path: &Path, write: &SqlitePool) -> sqlx::Result<Self> {
        let seal = seal(path, write).await?;
        let mut log = OsString::from(path);
        log.push("-wal");
        let (identity, head) = look(path)?;
        Ok(Self(Arc::new(OpenedFile {
            path: path.to_owned(),
            log: log.into(),
            identity,
            seal,
            seen: Mutex::new(Seen {
                changes: head.changes,
                rows: 0,
            }),
        })))
    }

    /// Says so if it is not the file at its path any more.
    pub(super) fn check(&self) -> io::Result<()> {
        if self.is_there() {
            return Ok(());
        }
        Err(lost(&self.0.path))
    }

    /// How many bytes it and its log have, and how many are free and there in all where it is.
    pub(super) fn room(&self) -> io::Result<Room> {
        let OpenedFile { path, log, .. } = &*self.0;
        let disk = statvfs(path)?;
        Ok(Room {
            file: path.metadata()?.len(),
            log: log.metadata().map_or(0, |log| log.len()),
            free: disk.f_bavail.saturating_mul(disk.f_frsize),
            disk: disk.f_blocks.saturating_mul(disk.f_frsize),
        })
    }

    /// The same for it and for its log, at the end of a change, which is counted if anything was written.
    pub(super) async fn check_and_count(&self, tx: &mut SqliteConnection) -> sqlx::Result<()> {
        const NOW: &str = "SELECT total_changes(), user_version FROM pragma_user_version";
        self.check()?;
        if !self.0.log.exists() {
            return Err(lost(&self.0.log).into());
        }
        let (rows, changes): (i64, i32) = sqlx::query_as(NOW).fetch_one(&mut *tx).await?;
        if mem::replace(&mut self.seen().rows, rows) == rows {
            return Ok(());
        }
        let count = format!("PRAGMA user_version = {}", changes.wrapping_add(1));
        let count = sqlx::query(sqlx::AssertSqlSafe(count)).persistent(false);
        count.execute(tx).await.map(drop)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_there(&self) -> bool {
        let OpenedFile { identity, seal, .. } = &*self.0;
        // Held while the file is looked at: two who look must not see them in another order than they compare.
        let mut seen = self.seen();
        let Ok((now, head)) = look(&self.0.path) else {
            return false;
        };
        // After the highest number comes the lowest.
        let onward = head.changes.wrapping_sub(seen.changes) <= u32::MAX / 2;
        let same = now == *identity && head.has_log && head.seal == *seal && onward;
        if same {
            seen.changes = head.changes;
        }
        same
    }

    /// Says so if it can't be written to.
    pub(super) fn check_writable(&self) -> io::Result<()> {
        Ok(access(&self.0.path, Access::WRITE_OK)?)
    }
}

/// Whether a database at `path` may be read and not written.
pub(super) fn is_read_only(path: &Path) -> bool {
    path.exists() && access(path, Access::WRITE_OK).is_err()
}

/// What the first bytes of a SQLite file say (the file format's sections 1.3.3, 1.3.13 and 1.3.14).
struct Head {
    has_log: bool,
    /// SQLite's `user_version`.
    changes: u32,
    /// SQLite's `application_id`.
    seal: u32,
}

fn look(path: &Path) -> io::Result<((u64, u64), Head)> {
    let mut file = File::open(path)?;
    let found = file.metadata()?;
    let mut bytes = [0; 100];
    file.read_exact(&mut bytes)?;
    let number = |at: usize| {
        bytes[at..at + 4]
            .iter()
            .fold(0, |number, byte| number << 8 | u32::from(*byte))
    };
    let head = Head {
        has_log: bytes[18..20] == [2, 2],
        changes: number(60),
        seal: number(68),
    };
    Ok(((found.dev(), found.ino()), head))
}

/// The seal of a file. Where it has none, or has it in its log alone, it is written into the file first.
async fn seal(path: &Path, write: &SqlitePool) -> sqlx::Result<u32> {
    const KEPT: &str = "PRAGMA application_id";
    let (kept,): (i32,) = sqlx::query_as(KEPT).fetch_one(write).await?;
    let kept = kept.cast_unsigned();
    let seal = if kept == 0 {
        let [.., a, b, c, d] = secret();
        u32::from_be_bytes([a, b, c, d]).max(1)
    } else {
        kept
    };
    if kept == 0 {
        let give = format!("{KEPT} = {}", seal.cast_signed());
        write.execute(sqlx::AssertSqlSafe(give)).await?;
    }
    if look(path)?.1.seal != seal {
        write.execute("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    }
    Ok(seal)
}

fn lost(path: &Path) -> io::Error {
    let path = path.display();
    io::Error::other(format!(
        "{path} was deleted, moved, replaced or overwritten while it was open: nothing is saved any more until the program is started again"
    ))
}
