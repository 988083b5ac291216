//! Lines about people, from a spreadsheet's file or pasted: divided by tabs, commas or semicolons, with or without a line that
//! names the columns. What they say is judged in `rules`: here it is only taken apart.

use csv::StringRecord;

use crate::{
    base::text::{Email, clean},
    ods::{LineNumbers, Unreadable, text},
    users::role_sets::plain,
};

/// As many people as one file may have.
pub(super) const MOST_LINES: usize = 500;
/// Far more than so many lines need, in bytes.
const LARGEST: usize = 512 * 1024;
/// Dividers of roles. No role and no role set has one in its name.
const BETWEEN_ROLES: [char; 3] = [';', '|', ','];

/// A line as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// Counted from 1, as an editor shows it.
    pub number: u64,
    pub first: String,
    pub last: String,
    pub email: String,
    /// Names or codes of roles, and names of role sets.
    pub roles: Vec<String>,
}

/// Why a file as a whole can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotUsable {
    #[error("There are no people in it")]
    Empty,
    #[error(
        "This is not a CSV file. Open it in a spreadsheet program, save it as \"CSV UTF-8\", and choose that file. You can also copy the \
         lines there and paste them here"
    )]
    NotText,
    #[error(
        "Line {line} has letters that cannot be read. Open the file in a spreadsheet program, save it as \"CSV UTF-8\", and choose that \
         file"
    )]
    NotUtf8 { line: usize },
    #[error("The first line names the columns, and there is none for the {0}")]
    NoColumn(&'static str),
    #[error("It has more than 500 people. Add them in parts")]
    TooMany,
}

/// What a column is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    First,
    Last,
    /// First and last name in one.
    Name,
    Email,
    Roles,
    Other,
}

/// Where nothing names the columns.
const UNNAMED: [Column; 4] = [Column::First, Column::Last, Column::Email, Column::Roles];

impl Column {
    /// By its name in the first line.
    fn named(heading: &str) -> Self {
        match plain(heading).as_str() {
            "first" | "firstname" | "firstnames" | "forename" | "forenames" | "givenname" => {
                Self::First
            }
            "last" | "lastname" | "surname" | "familyname" => Self::Last,
            "name" | "fullname" => Self::Name,
            "email" | "emailaddress" | "emails" | "address" | "username" | "mail" => Self::Email,
            "role" | "roles" | "roleset" | "roleorset" | "rolesorset" | "rolesorroleset"
            | "set" | "access" => Self::Roles,
            _ => Self::Other,
        }
    }
}

/// Reads a whole file.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Line>, NotUsable> {
    if bytes.len() > LARGEST {
        return Err(NotUsable::TooMany);
    }
    let text = text(bytes).map_err(|why| match why {
        Unreadable::NotUtf8 { line } => NotUsable::NotUtf8 { line },
        Unreadable::Empty => NotUsable::Empty,
        _ => NotUsable::NotText,
    })?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(divider(&text))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut numbers = LineNumbers::of(&text);
    let (mut lines, mut columns) = (Vec::new(), None);
    for record in reader.records() {
        let record = record.map_err(|_| NotUsable::NotText)?;
        let number = numbers.line(&record);
        // Spreadsheets leave empty rows behind.
        if record.iter().all(|field| clean(field).is_empty()) {
            continue;
        }
        let columns = match &columns {
            Some(columns) => columns,
            None => match heading(&record)? {
                Some(named) => {
                    columns = Some(named);
                    continue;
                }
                None => columns.insert(UNNAMED.to_vec()),
            },
        };
        if lines.len() == MOST_LINES {
            return Err(NotUsable::TooMany);
        }
        lines.push(line(number, &record, columns));
    }
    if lines.is_empty() {
        return Err(NotUsable::Empty);
    }
    Ok(lines)
}

/// What stands between the fields: the sign that leaves the most lines with an address in a field of its own. Roles may have one
/// of the others between them.
fn divider(text: &str) -> u8 {
    let addresses = |sign: char| {
        let lines = text.lines().take(MOST_LINES + 1);
        let has_one = |line: &&str| {
            let mut fields = line.split(sign);
            fields.any(|field| Email::parse(field.trim().trim_matches('"')).is_ok())
        };
        let fields = |line: &str| line.matches(sign).count();
        let widest = text.lines().map(fields).max().unwrap_or_default();
        (lines.filter(has_one).count(), widest)
    };
    let signs = [b';', b',', b'\t'];
    let best = signs
        .into_iter()
        .max_by_key(|sign| addresses(char::from(*sign)));
    best.unwrap_or(b',')
}

/// The columns, if a line names them.
fn heading(record: &StringRecord) -> Result<Option<Vec<Column>>, NotUsable> {
    if record.iter().any(|field| field.contains('@')) {
        return Ok(None);
    }
    let columns: Vec<_> = record.iter().map(Column::named).collect();
    let has = |column: Column| columns.contains(&column);
    let known = columns
        .iter()
        .filter(|column| **column != Column::Other)
        .count();
    match (has(Column::Email), has(Column::Last) || has(Column::Name)) {
        (true, true) => Ok(Some(columns)),
        (true, false) => Err(NotUsable::NoColumn("last name")),
        (false, _) if known > 1 => Err(NotUsable::NoColumn("email address")),
        (false, _) => Ok(None),
    }
}

/// A line taken apart.
fn line(number: u64, record: &StringRecord, columns: &[Column]) -> Line {
    let mut line = Line {
        number,
        ..Line::default()
    };
    // Roles that have the divider of the fields between them stand in fields of their own.
    let beyond = columns.last().filter(|last| **last == Column::Roles);
    let columns = columns.iter().copied().map(Some);
    let columns = columns.chain(std::iter::repeat(beyond.copied()));
    for (field, column) in record.iter().zip(columns) {
        match column {
            Some(Column::First) => line.first = clean(field),
            Some(Column::Last) => line.last = clean(field),
            Some(Column::Name) => {
                let name = clean(field);
                let (first, last) = name.rsplit_once(' ').unwrap_or(("", &name));
                (line.first, line.last) = (first.to_owned(), last.to_owned());
            }
            Some(Column::Email) => line.email = clean(field),
            Some(Column::Roles) => {
                let roles = field.split(BETWEEN_ROLES).map(clean);
                line.roles.extend(roles.filter(|role| !role.is_empty()));
            }
            Some(Column::Other) | None => {}
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ods::numbering;

    fn ann(number: u64) -> Line {
        Line {
            number,
            first: "Ann".to_owned(),
            last: "Lee".to_owned(),
            email: "ann@gp.example".to_owned(),
            roles: vec!["View Claims".to_owned(), "gpp-statements".to_owned()],
        }
    }

    #[test]
    fn the_same_line_is_read_whatever_divides_it_and_whether_or_not_its_columns_are_named() {
        for text in [
            "Ann,Lee,ann@gp.example,View Claims;gpp-statements",
            "Ann,Lee,ann@gp.example,\"View Claims, gpp-statements\"\n",
            "Ann,Lee,ann@gp.example,View Claims,gpp-statements",
            "Ann;Lee;ann@gp.example;View Claims;gpp-statements",
            "Ann;Lee;ann@gp.example;View Claims, gpp-statements",
            "Ann\tLee\tann@gp.example\tView Claims|gpp-statements",
            "\u{feff}Ann\tLee\tann@gp.example\tView Claims; gpp-statements\r\n",
        ] {
            assert_eq!(read(text.as_bytes()).unwrap(), [ann(1)], "{text}");
        }
        for text in [
            "First name,Last name,Email address,Roles\nAnn,Lee,ann@gp.example,View Claims;gpp-statements",
            "E-mail;Roles;Surname;Forename\nann@gp.example;\"View Claims;gpp-statements\";Lee;Ann",
            "Name\tWorks\tEmail\tRole set\nAnn Lee\tMondays\tann@gp.example\tView Claims|gpp-statements",
        ] {
            assert_eq!(read(text.as_bytes()).unwrap(), [ann(2)], "{text}");
        }
    }

    #[test]
    fn a_file_that_can_not_be_used_says_why() {
        let long = "Ann,Lee,ann@gp.example\n".repeat(MOST_LINES + 1);
        for (bytes, why) in [
            (&b""[..], NotUsable::Empty),
            (b" \n\n", NotUsable::Empty),
            (b"First name,Last name,Email\n,,\n", NotUsable::Empty),
            (b"PK\x03\x04 a spreadsheet", NotUsable::NotText),
            (b"Ann,Lee,\0", NotUsable::NotText),
            (
                b"Ann,Lee,ann@gp.example\nRen\xe9",
                NotUsable::NotUtf8 { line: 2 },
            ),
            (
                b"First name,Last name,Roles\nAnn,Lee,x",
                NotUsable::NoColumn("email address"),
            ),
            (
                b"First name,Email\nAnn,ann@gp.example",
                NotUsable::NoColumn("last name"),
            ),
            (long.as_bytes(), NotUsable::TooMany),
        ] {
            assert_eq!(read(bytes), Err(why));
        }
        assert!(read(&long.as_bytes()[23..]).is_ok());
    }

    #[test]
    fn a_line_has_the_number_that_an_editor_shows() {
        let lines = numbering::Lines {
            head: "Last name,Email,Roles",
            good: "{name},a{n}@gp.example,x",
            bad: "{name},no address,x",
        };
        numbering::check(&lines, |bytes| {
            let all = read(bytes).unwrap().into_iter();
            let bad = all.filter(|line| !line.email.contains('@'));
            bad.map(|line| line.number).collect()
        });
    }

    proptest! {
        #[test]
        fn no_bytes_make_reading_a_file_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&bytes);
        }

        #[test]
        fn no_text_makes_reading_a_file_panic(text in "[ -~\n\t\u{e9}\"]{0,200}") {
            let _ = read(text.as_bytes());
        }
    }
}
