//! The file of an open SQLite database. One that is deleted, moved away or replaced stays open, and what is written to
//! it is gone with the program: so before a change is made to last, the file is looked at.

use std::{
    ffi::OsString,
    io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use rustix::fs::{Access, access};

/// An open file, known again by what the operating system calls it.
#[derive(Clone, Debug)]
pub struct OpenFile(Arc<Known>);

#[derive(Debug)]
struct Known {
    path: PathBuf,
    /// What was written last and is not in the file itself yet.
    log: PathBuf,
    identity: (u64, u64),
}

impl OpenFile {
    /// The file that was just opened at `path`.
    pub(super) fn at(path: &Path) -> io::Result<Self> {
        let mut log = OsString::from(path);
        log.push("-wal");
        Ok(Self(Arc::new(Known {
            path: path.to_owned(),
            log: log.into(),
            identity: identity(path)?,
        })))
    }

    /// Says so if it is not the file at its path any more.
    pub(super) fn check(&self) -> io::Result<()> {
        let Known { path, identity, .. } = &*self.0;
        if self::identity(path).is_ok_and(|now| now == *identity) {
            return Ok(());
        }
        Err(lost(path))
    }

    /// The same for it and for its log, in the middle of a change.
    pub(super) fn check_with_log(&self) -> io::Result<()> {
        self.check()?;
        if self.0.log.exists() {
            Ok(())
        } else {
            Err(lost(&self.0.log))
        }
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

fn identity(path: &Path) -> io::Result<(u64, u64)> {
    let found = std::fs::metadata(path)?;
    Ok((found.dev(), found.ino()))
}

fn lost(path: &Path) -> io::Error {
    let path = path.display();
    io::Error::other(format!(
        "{path} was deleted, moved or replaced while it was open: nothing is saved any more until the program is started again"
    ))
}
