//! A file of anchors outside the database: one a line, added and never rewritten, so that whoever rewrites the database
//! has not rewritten all. Where it stands is the operator's choice: a disk of another machine, or one that can only be
//! written on at its end.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use super::store::AnchorMark;
use crate::base::{clock::in_words, dates::Instant};

/// The file, and the newest anchor in it.
#[derive(Clone, Debug)]
pub struct AnchorFile {
    path: PathBuf,
    newest: Arc<AtomicI64>,
}

impl AnchorFile {
    /// The file at this path, which is made if there is none. It has to be one that this program wrote.
    pub fn open(path: &Path) -> io::Result<Self> {
        File::options().create(true).append(true).open(path)?;
        let newest = Self::read(path)?.last().map_or(0, |mark| mark.number);
        Ok(Self {
            path: path.to_owned(),
            newest: Arc::new(newest.into()),
        })
    }

    /// The anchors of a file, one at the beginning of each line.
    pub(super) fn read(path: &Path) -> io::Result<Vec<AnchorMark>> {
        let mut text = String::new();
        File::open(path)?.read_to_string(&mut text)?;
        text.lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
            .map(|(index, line)| {
                let mark = line.split_whitespace().next().unwrap_or_default();
                mark.parse().map_err(|why| {
                    let why = format!("line {} is no anchor: {why}", index + 1);
                    io::Error::new(io::ErrorKind::InvalidData, why)
                })
            })
            .collect()
    }

    /// The number of the newest anchor in it.
    pub(super) fn newest(&self) -> i64 {
        self.newest.load(Ordering::Relaxed)
    }

    /// Adds anchors, and gives them to the disk before it says so.
    pub(super) fn add(&self, anchors: &[(AnchorMark, Instant)]) -> io::Result<()> {
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.path)?;
        let lines: Vec<_> = anchors
            .iter()
            .map(|(mark, at)| format!("{mark} {}\n", in_words(*at)))
            .collect();
        file.write_all(lines.concat().as_bytes())?;
        file.sync_all()?;
        if let Some((mark, _)) = anchors.last() {
            self.newest.store(mark.number, Ordering::Relaxed);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_added_to_the_file_and_read_from_it_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("anchors");
        let mark = |number| AnchorMark {
            number,
            hash: [u8::try_from(number).unwrap(); 32],
        };
        let file = AnchorFile::open(&path).unwrap();
        assert_eq!(file.newest(), 0);
        file.add(&[(mark(1), Instant(1)), (mark(2), Instant(2))])
            .unwrap();
        let file = AnchorFile::open(&path).unwrap();
        assert_eq!(file.newest(), 2);
        file.add(&[(mark(3), Instant(3))]).unwrap();
        let read = AnchorFile::read(&path).unwrap();
        assert_eq!(read, [mark(1), mark(2), mark(3)]);
    }

    #[test]
    fn a_file_that_holds_something_else_is_refused_with_the_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("letters");
        std::fs::write(&path, "Dear Nora\n").unwrap();
        let why = AnchorFile::open(&path).unwrap_err().to_string();
        assert!(why.starts_with("line 1 is no anchor"), "{why}");
    }
}
