//! Reading a backup, and knowing at each step that it is what was written.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, Read as _},
    mem,
    path::Path,
};

use flate2::bufread::MultiGzDecoder;

use super::format::{Header, Mark, NAME, Sum, Summing, VERSION};

/// The longest line. A paper of a pension form has 4 MB, and two digits to a byte.
const LONGEST_LINE: u64 = 64 << 20;
/// How much is read at once.
const ROWS: usize = 4096;
const BYTES: usize = 1 << 20;

/// A backup that is being read.
pub(super) struct Reader {
    lines: BufReader<MultiGzDecoder<BufReader<File>>>,
    pub header: Header,
    marks: Summing,
    /// Of the tables that have ended.
    pub sums: Vec<Sum>,
    table: Summing,
    rows: u64,
    ended: bool,
}

/// Rows of one table.
pub(super) struct Batch {
    /// Which of the tables of the first line.
    pub table: usize,
    pub rows: Vec<String>,
}

/// Why a file is of no use: a sentence without its stop.
pub(super) type Unusable = String;

impl Reader {
    /// Opens a file, if it begins as a backup that this program can read.
    pub(super) fn open(path: &Path) -> Result<Self, Unusable> {
        let file = File::open(path).map_err(|error| format!("it can't be opened: {error}"))?;
        let unzipped = MultiGzDecoder::new(BufReader::with_capacity(1 << 16, file));
        let mut lines = BufReader::with_capacity(1 << 16, unzipped);
        let foreign = |_| "it is not a backup of this program".to_owned();
        let line = read_line(&mut lines).map_err(foreign)?;
        let known: Known = serde_json::from_str(&line).map_err(|_| foreign(String::new()))?;
        if known.format != NAME {
            return Err(foreign(String::new()));
        }
        if known.version != VERSION {
            return Err(format!(
                "it is of a form (version {}) that this program does not read; use the program that made it",
                known.version
            ));
        }
        let header = serde_json::from_str(&line)
            .map_err(|error| format!("its first line is damaged: {error}"))?;
        let mut marks = Summing::default();
        marks.add(line.as_bytes(), 0);
        Ok(Self {
            lines,
            header,
            marks,
            sums: Vec::new(),
            table: Summing::default(),
            rows: 0,
            ended: false,
        })
    }

    /// The next rows; none when all was read and is in order.
    pub(super) fn next(&mut self) -> Result<Option<Batch>, Unusable> {
        let (mut rows, mut bytes) = (Vec::new(), 0);
        let mut table = self.sums.len();
        while !self.ended {
            let line = read_line(&mut self.lines)?;
            if line.starts_with('{') {
                self.mark(&line)?;
                if !rows.is_empty() {
                    break;
                }
                table = self.sums.len();
                continue;
            }
            self.table.add(line.as_bytes(), 1);
            self.rows += 1;
            bytes += line.len();
            rows.push(line);
            if rows.len() == ROWS || bytes >= BYTES {
                break;
            }
        }
        Ok(Some(Batch { table, rows }).filter(|batch| !batch.rows.is_empty()))
    }

    fn mark(&mut self, line: &str) -> Result<(), Unusable> {
        let altered = || "it was altered or is damaged: its sums are not right".to_owned();
        let more = self.sums.len() < self.header.tables.len();
        match serde_json::from_str::<Mark>(line).map_err(|_| altered())? {
            Mark::Table(sum) if more => {
                if mem::take(&mut self.table).sum() != sum {
                    return Err(altered());
                }
                self.marks.add(line.as_bytes(), 0);
                self.sums.push(sum);
            }
            Mark::End(sum) if !more => {
                self.marks.add(b"", self.rows);
                let is_last = self.lines.fill_buf().is_ok_and(<[u8]>::is_empty);
                if mem::take(&mut self.marks).sum() != sum || !is_last {
                    return Err(altered());
                }
                self.ended = true;
            }
            _ => return Err(altered()),
        }
        Ok(())
    }
}

/// What is read of the first line before it is known whether the rest of it can be.
#[derive(serde::Deserialize)]
struct Known {
    format: String,
    version: u32,
}

const CUT: &str = "it is cut off";

/// A line with its end.
fn read_line(lines: &mut impl io::BufRead) -> Result<String, Unusable> {
    let mut line = String::new();
    match lines.take(LONGEST_LINE).read_line(&mut line) {
        Ok(_) if line.ends_with('\n') => Ok(line),
        Ok(_) => Err(CUT.to_owned()),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(CUT.to_owned()),
        Err(error) => Err(format!("it is damaged: {error}")),
    }
}
