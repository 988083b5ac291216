//! An ODS file as text: lines of quoted fields, without a header. Everything that shows that a whole file is not the
//! one it should be is found here, before anything is changed.

use std::{borrow::Cow, collections::BTreeSet, fmt};

use csv::StringRecord;

use crate::base::{dates::Date, ids::OdsCode};

/// Many times the size of the real files.
pub(crate) const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// The files that are imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// `epraccur`: GP practices and other prescribing cost centres.
    Practices,
    /// `epcncorepartnerdetails`: which practice is a core partner of which PCN.
    Pcns,
    /// `succ`: which organisation took the place of which.
    Successions,
}

impl FileKind {
    const ALL: [Self; 3] = [Self::Practices, Self::Pcns, Self::Successions];

    fn columns(self) -> usize {
        match self {
            Self::Practices => 27,
            Self::Pcns => 11,
            Self::Successions => 5,
        }
    }

    /// What ODS calls it.
    pub(crate) fn report(self) -> &'static str {
        match self {
            Self::Practices => "epraccur",
            Self::Pcns => "epcncorepartnerdetails",
            Self::Successions => "succ",
        }
    }

    /// The word for it on the command line.
    fn command(self) -> &'static str {
        match self {
            Self::Practices => "practices",
            Self::Pcns => "pcns",
            Self::Successions => "successors",
        }
    }
}

/// Why a file as a whole can't be imported.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// Nothing in it.
    Empty,
    /// Still packed.
    Zip,
    /// Not text at all.
    Binary,
    /// Text, but not in the encoding of these files.
    NotUtf8 { line: usize },
    /// Another of these files.
    Other { is: FileKind },
    /// None of them.
    Columns { wanted: FileKind, found: usize },
    /// Someone added a header.
    Header,
    /// Its last line is cut.
    Truncated { line: u64, found: usize, of: usize },
    /// Lines of the right width, but nothing that belongs in this file.
    Nothing { wanted: FileKind },
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the file is empty"),
            Self::Zip => f.write_str("this is a zip archive: unpack it and import the CSV file inside"),
            Self::Binary => f.write_str("this is not a text file: import the CSV file as ODS publishes it"),
            Self::NotUtf8 { line } => write!(
                f,
                "line {line} is not UTF-8 text: download the file again and import it without opening it in a \
                 spreadsheet program"
            ),
            Self::Other { is } => write!(
                f,
                "this looks like the file {}: import it with `practice-access import {} FILE`",
                is.report(),
                is.command()
            ),
            Self::Columns { wanted, found } => write!(
                f,
                "the first line has {found} {}, but {} has {}: this is another file",
                if *found == 1 { "column" } else { "columns" },
                wanted.report(),
                wanted.columns()
            ),
            Self::Header => f.write_str(
                "the first line is a header, and ODS files have none: remove the first line, or download the file again",
            ),
            Self::Truncated { line, found, of } => write!(
                f,
                "the last line, {line}, ends after {found} of {of} columns: the file is cut off, download it again"
            ),
            Self::Nothing { wanted } => write!(
                f,
                "no line is one of {}: this is another file with as many columns",
                match wanted {
                    FileKind::Practices => "a GP practice in England",
                    FileKind::Pcns => "a member of a Primary Care Network",
                    FileKind::Successions => "an organisation with a successor",
                }
            ),
        }
    }
}

impl std::error::Error for Unreadable {}

/// A line that can't be used, while the file as a whole can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rejected {
    /// Counted from 1.
    pub line: u64,
    /// Why, and where possible what to look for.
    pub reason: String,
}

/// A line of the right width.
pub(crate) struct Record {
    pub line: u64,
    fields: StringRecord,
}

impl Record {
    /// A field by its number in the documentation, counted from 1.
    pub(crate) fn column(&self, number: usize) -> &str {
        self.fields
            .get(number.wrapping_sub(1))
            .unwrap_or_default()
            .trim()
    }

    pub(crate) fn rejected(&self, reason: impl Into<String>) -> Rejected {
        Rejected {
            line: self.line,
            reason: reason.into(),
        }
    }

    /// The practice that the line speaks of, as far as that can be read in one that can't be used.
    pub(crate) fn speaks_of(&self) -> Option<OdsCode> {
        self.column(1).parse().ok()
    }

    /// The code in a column.
    pub(crate) fn code(&self, number: usize) -> Result<OdsCode, Rejected> {
        strict_code(self.column(number)).ok_or_else(|| {
            self.rejected(["\"", self.column(number), "\" is not an organisation code"].concat())
        })
    }

    /// The day in a column, written `20260331`; `None` if it is empty or says that there is none.
    pub(crate) fn date(&self, number: usize) -> Result<Option<Date>, Rejected> {
        const NEVER: &str = "99991231";
        let text = self.column(number);
        if text.is_empty() || text == NEVER {
            return Ok(None);
        }
        compact_date(text)
            .map(Some)
            .ok_or_else(|| self.rejected(["\"", text, "\" is not a date like 20260331"].concat()))
    }
}

/// A code exactly as ODS writes it: capital letters and digits, at least one of them a digit.
fn strict_code(text: &str) -> Option<OdsCode> {
    let code: OdsCode = text.parse().ok()?;
    let digits = text.bytes().any(|byte| byte.is_ascii_digit());
    (digits && code.as_ref() == text).then_some(code)
}

fn compact_date(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = text.split_at(4);
    let (month, day) = rest.split_at(2);
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The lines of a file.
#[derive(Default)]
pub(crate) struct Records {
    /// Those of the right width.
    pub right: Vec<Record>,
    pub rejected: Vec<Rejected>,
    /// The practices that rejected lines speak of: they are in the file all the same.
    pub spoken_of: BTreeSet<OdsCode>,
}

/// The lines of a file of this kind, and those that have another number of columns.
pub(crate) fn records(bytes: &[u8], kind: FileKind) -> Result<Records, Unreadable> {
    let text = text(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut numbers = LineNumbers::of(&text);
    let mut read = Records::default();
    let mut last = None;
    for fields in reader.records() {
        let fields = fields.map_err(|_| Unreadable::Binary)?;
        let line = numbers.line(&fields);
        let record = Record { line, fields };
        let columns = record.fields.len();
        if last.is_none() {
            first_line(&record, kind)?;
        }
        last = Some((line, columns));
        if columns == kind.columns() {
            read.right.push(record);
        } else {
            read.rejected.push(
                record.rejected(
                    [
                        &columns.to_string(),
                        " columns instead of ",
                        &kind.columns().to_string(),
                    ]
                    .concat(),
                ),
            );
            read.spoken_of.extend(record.speaks_of());
        }
    }
    match last {
        None => Err(Unreadable::Empty),
        Some((line, found)) if found < kind.columns() => Err(Unreadable::Truncated {
            line,
            found,
            of: kind.columns(),
        }),
        Some(_) => Ok(read),
    }
}

/// Counts the lines of a text beside a reader, which counts neither empty lines nor those within quotation marks as an
/// editor does.
pub(crate) struct LineNumbers<'a> {
    /// What was not counted yet.
    rest: &'a [u8],
    line: u64,
    /// Where it begins.
    at: usize,
}

impl<'a> LineNumbers<'a> {
    /// Of a text that was given to a reader, whose lines end with `\n`.
    pub(crate) fn of(text: &'a str) -> Self {
        Self {
            rest: text.as_bytes(),
            line: 1,
            at: 0,
        }
    }

    /// In which line a record begins, counted from 1. Records have to be asked for in their order.
    pub(crate) fn line(&mut self, record: &StringRecord) -> u64 {
        let begins = record.position().map_or(0, csv::Position::byte);
        let begins = usize::try_from(begins).unwrap_or(usize::MAX);
        // Empty lines are passed over only after the reader has noted where the record begins.
        while let Some((byte, rest)) = self.rest.split_first() {
            if self.at >= begins && *byte != b'\n' {
                break;
            }
            self.line += u64::from(*byte == b'\n');
            self.at += 1;
            self.rest = rest;
        }
        self.line
    }
}

/// A file as text, if it is one, its lines ended by `\n` alone, as [`LineNumbers`] counts them.
pub(crate) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Unreadable::Empty);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Err(Unreadable::Zip);
    }
    if bytes.contains(&0) {
        return Err(Unreadable::Binary);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        Unreadable::NotUtf8 {
            line: good.split(|byte| *byte == b'\n').count(),
        }
    })?;
    Ok(if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n").into()
    } else {
        text.into()
    })
}

/// The first line tells which file it is.
fn first_line(record: &Record, wanted: FileKind) -> Result<(), Unreadable> {
    let found = record.fields.len();
    if found != wanted.columns() {
        let other = FileKind::ALL
            .into_iter()
            .find(|kind| kind.columns() == found);
        return Err(match other {
            Some(is) => Unreadable::Other { is },
            None => Unreadable::Columns { wanted, found },
        });
    }
    // No code contains a word like this, and every known header does.
    let first = record.column(1).to_ascii_lowercase();
    if ["code", "organisation", "partner", "practice", "predecessor"]
        .iter()
        .any(|word| first.contains(word))
    {
        return Err(Unreadable::Header);
    }
    Ok(())
}
