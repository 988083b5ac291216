//! A CSV file whose first line names its columns: a list that another program writes, or one that people keep in a spreadsheet.
//! Lines that can't be used are told one by one; what a line means is its room's.

use std::collections::HashMap;

use csv::StringRecord;

use super::{
    csv_file::{LineNumbers, Rejected, Unreadable, text},
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
    /// As many lines as one file may have.
    pub most: usize,
}

/// Why a file as a whole can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotUsable {
    #[error("{0}")]
    Unreadable(Unreadable),
    /// Letters of an older encoding.
    #[error(
        "line {line} is not UTF-8 text. Open the file in a spreadsheet program, save it as \"CSV UTF-8\", and use that file"
    )]
    NotUtf8 { line: usize },
    #[error(
        "the columns are divided by {0}, not by commas. Open the file in a spreadsheet program, save it as CSV with commas, \
         and use that file"
    )]
    Divided(&'static str),
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
    let text = text(bytes).map_err(|why| match why {
        Unreadable::NotUtf8 { line } => NotUsable::NotUtf8 { line },
        why => NotUsable::Unreadable(why),
    })?;
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
    let mut numbers = LineNumbers::of(&text);
    for fields in reader.records() {
        let fields = fields.map_err(unreadable)?;
        // Spreadsheets leave empty rows behind.
        if fields.iter().all(str::is_empty) {
            continue;
        }
        if taken.lines == heads.most {
            return Err(NotUsable::TooMany(heads.most));
        }
        taken.lines += 1;
        let row = Row {
            line: numbers.line(&fields),
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

/// Where each column stands.
fn columns(
    header: &StringRecord,
    heads: &Heads,
) -> Result<HashMap<&'static str, usize>, NotUsable> {
    // People write "GMC number" for gmc_number.
    let is = |field: &str, name: &str| field.replace([' ', '-'], "_").eq_ignore_ascii_case(name);
    let place = |name: &&'static str| {
        let found = header.iter().position(|field| is(field, name));
        found.map(|place| (*name, place))
    };
    let places: HashMap<_, _> = heads.names.iter().filter_map(place).collect();
    let needed = heads.names.iter().take(heads.needed).copied();
    let missing: Vec<_> = needed.filter(|name| !places.contains_key(name)).collect();
    if missing.is_empty() {
        return Ok(places);
    }
    let whole = header.iter().collect::<Vec<_>>().join(",");
    let signs = [(';', "semicolons"), ('\t', "tabs")];
    let divides = |(sign, _): &&(char, _)| whole.matches(*sign).count() + 1 >= heads.needed;
    Err(match signs.iter().find(divides) {
        Some((_, called)) => NotUsable::Divided(called),
        None => NotUsable::Columns(missing.join(", ")),
    })
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
