//! Writing a backup: under another name until it is whole and on the disk.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use tokio::sync::mpsc::Receiver;

use super::format::{Header, Mark, Summing};

/// What a backup consists of, after its first line.
pub(super) enum Piece {
    /// Rows, each with the end of its line, and how many they are.
    Rows(String, u64),
    /// There are no more of this table.
    TableEnd,
}

/// Writes what comes, until every table has ended. A file is there only if all of it was written.
pub(super) fn write(path: &Path, header: &Header, pieces: Receiver<Piece>) -> io::Result<()> {
    let part = Part::beside(path, &header.id)?;
    let file = part.fill(header, pieces)?;
    file.sync_all()?;
    fs::rename(&part.0, path)?;
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// A file that is not whole yet, and is removed unless it becomes so.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // Where it was renamed there is none.
        let _ = fs::remove_file(&self.0);
    }
}

impl Part {
    fn beside(path: &Path, id: &str) -> io::Result<Self> {
        let mut part = OsString::from(path);
        part.push([".", id, ".part"].concat());
        let part = PathBuf::from(part);
        // Everything that is known of people is in it.
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&part)?;
        Ok(Self(part))
    }

    fn fill(&self, header: &Header, mut pieces: Receiver<Piece>) -> io::Result<File> {
        let file = OpenOptions::new().write(true).open(&self.0)?;
        let mut out = GzEncoder::new(BufWriter::new(file), Compression::fast());
        let mut marks = Summing::default();
        let mut rows = 0;
        let mut mark = |line: String, out: &mut GzEncoder<BufWriter<File>>| {
            let line = [&line, "\n"].concat();
            marks.add(line.as_bytes(), 0);
            out.write_all(line.as_bytes())
        };
        mark(serde_json::to_string(header)?, &mut out)?;
        for _ in &header.tables {
            let mut table = Summing::default();
            while let Some((lines, count)) = next(&mut pieces)? {
                table.add(lines.as_bytes(), count);
                rows += count;
                out.write_all(lines.as_bytes())?;
            }
            mark(serde_json::to_string(&Mark::Table(table.sum()))?, &mut out)?;
        }
        marks.add(b"", rows);
        let end = serde_json::to_string(&Mark::End(marks.sum()))?;
        out.write_all(end.as_bytes())?;
        out.write_all(b"\n")?;
        Ok(out.finish()?.into_inner()?)
    }
}

/// The next rows of a table, if there are more.
fn next(pieces: &mut Receiver<Piece>) -> io::Result<Option<(String, u64)>> {
    match pieces.blocking_recv() {
        Some(Piece::Rows(lines, count)) => Ok(Some((lines, count))),
        Some(Piece::TableEnd) => Ok(None),
        None => Err(io::Error::other(
            "the database could not be read to its end",
        )),
    }
}
