//! A CSV file whose first line names its columns: a list that another program writes, or one that people keep in a spreadsheet.
//! Lines that can't be used are told one by one; what a line means is its room's.

use std::collections::HashMap;

use csv::StringRecord;

use super::{
    csv_file::{Rejected, Unreadable, text},
    report::number,
};
use crate::base::{
    ids::OdsCode,
    text::{Email, clean},
};

/// What a file has to look like.
pub(crate) struct Heads {
    /// The columns, by their names in the first line. Their order does not matter.
    pub names: &'static [&'static str],
    /// How many of them, from the first on, may not be missing.
    pub needed: usize,
    pub kept: Kept,
    /// As many lines as one file may have.
    pub most: usize,
}

/// How a file comes about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// A program writes it: columns are named exactly, and every line counts.
    ByProgram,
    /// People keep it: spaces stand for underscores, and spreadsheets leave empty rows behind.
    ByHand,
}

/// Why a file as a whole can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotUsable {
    #[error("{0}")]
    Unreadable(Unreadable),
    #[error("the first line must name the columns, and these are missing: {0}")]
    Columns(String),
    #[error("there is no line after the first")]
    Empty,
    #[error("it has more than {} lines. Put it in in parts", number(*.0))]
    TooMany(usize),
}

/// What was read of a file.
#[derive(Debug)]
pub(crate) struct Taken {
    /// How many lines there were after the first.
    pub lines: usize,
    /// Those that can't be used.
    pub faults: Vec<Rejected>,
}

/// Reads a whole file. `take` gets each line, and says what is wrong with it if it can't be used.
pub(crate) fn read_lines(
    bytes: &[u8],
    heads: &Heads,
    mut take: impl FnMut(&Row<'_>) -> Result<(), String>,
) -> Result<Taken, NotUsable> {
    let text = text(bytes).map_err(NotUsable::Unreadable)?;
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let unreadable = |_| NotUsable::Unreadable(Unreadable::Binary);
    let columns = columns(reader.headers().map_err(unreadable)?, heads)?;
    let mut taken = Taken {
        lines: 0,
        faults: Vec::new(),
    };
    for fields in reader.records() {
        let fields = fields.map_err(unreadable)?;
        if heads.kept == Kept::ByHand && fields.iter().all(str::is_empty) {
            continue;
        }
        if taken.lines == heads.most {
            return Err(NotUsable::TooMany(heads.most));
        }
        taken.lines += 1;
        let row = Row {
            line: fields.position().map_or(0, |at| line(at, &text)),
            columns: &columns,
            fields: &fields,
        };
        if let Err(reason) = take(&row) {
            taken.faults.push(Rejected {
                line: row.line,
                // It repeats what stands in the file.
                reason: clean(&reason),
            });
        }
    }
    if taken.lines == 0 {
        return Err(NotUsable::Empty);
    }
    Ok(taken)
}

/// The number of a line. Lines without anything are passed over only after the reader has counted, so what follows them would be
/// told with the number of the first of them.
fn line(at: &csv::Position, text: &str) -> u64 {
    let begins = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let rest = text.bytes().skip(begins);
    rest.take_while(|byte| *byte == b'\n')
        .fold(at.line(), |line, _| line + 1)
}

/// Where each column stands.
fn columns(
    header: &StringRecord,
    heads: &Heads,
) -> Result<HashMap<&'static str, usize>, NotUsable> {
    let is = |field: &str, name: &str| match heads.kept {
        Kept::ByProgram => field.eq_ignore_ascii_case(name),
        Kept::ByHand => field.replace(' ', "_").eq_ignore_ascii_case(name),
    };
    let place = |name: &&'static str| {
        let found = header.iter().position(|field| is(field, name));
        found.map(|place| (*name, place))
    };
    let places: HashMap<_, _> = heads.names.iter().filter_map(place).collect();
    let needed = heads.names.iter().take(heads.needed).copied();
    let missing: Vec<_> = needed.filter(|name| !places.contains_key(name)).collect();
    if missing.is_empty() {
        Ok(places)
    } else {
        Err(NotUsable::Columns(missing.join(", ")))
    }
}

/// A line.
pub(crate) struct Row<'a> {
    /// Counted from 1, the line with the columns being the first.
    pub line: u64,
    columns: &'a HashMap<&'static str, usize>,
    fields: &'a StringRecord,
}

impl Row<'_> {
    /// How many fields it has.
    pub(crate) fn width(&self) -> usize {
        self.fields.len()
    }

    /// What stands in a column; empty if it is not there.
    pub(crate) fn field(&self, name: &str) -> &str {
        let place = self.columns.get(name);
        place
            .and_then(|place| self.fields.get(*place))
            .unwrap_or_default()
    }

    /// The e-mail address in a column.
    pub(crate) fn email(&self, name: &str) -> Result<Email, String> {
        let typed = self.field(name);
        Email::parse(typed).map_err(|_| {
            let why = "\" is not an email address that can be written to";
            [name, " \"", typed, why].concat()
        })
    }

    /// The practice code in a column of a file that people keep.
    pub(crate) fn practice(&self, name: &str) -> Result<OdsCode, String> {
        let code = self.field(name);
        code.parse()
            .map_err(|_| ["\"", code, "\" is not a practice code"].concat())
    }
}
