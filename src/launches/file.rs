//! A file of nominations: CSV with the names of its columns in the first line.

use std::collections::HashMap;

use csv::StringRecord;

use crate::{
    base::{
        ids::OdsCode,
        text::{Email, PersonName, Phone, clean},
    },
    ods::{Rejected, Unreadable, text},
};

/// The columns, by the names in the first line. Their order does not matter; those after the fourth may be left out.
pub(super) const COLUMNS: [&str; 8] = [
    "practice_code",
    "first_name",
    "last_name",
    "email",
    "title",
    "phone",
    "contact_name",
    "contact_email",
];
const NEEDED: usize = 4;

/// Who is to administer the service where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Nomination {
    /// Counted from 1.
    pub line: u64,
    pub practice: OdsCode,
    pub name: PersonName,
    pub email: Email,
    pub phone: Phone,
    /// Who opens the practice's letter, and where they are written to besides; both may be missing.
    pub contact_name: String,
    pub contact_email: Option<Email>,
}

/// A file that was understood.
#[derive(Debug, Default)]
pub(super) struct NominationFile {
    pub nominations: Vec<Nomination>,
    /// Lines that can't be used.
    pub faults: Vec<Rejected>,
}

/// Why a file as a whole can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotNominations {
    #[error("{0}")]
    Unreadable(Unreadable),
    #[error("the first line must name the columns, and these are missing: {0}")]
    Columns(String),
    #[error("there is no line after the first")]
    Empty,
}

/// Reads a whole file.
pub(super) fn read(bytes: &[u8]) -> Result<NominationFile, NotNominations> {
    let text = text(bytes).map_err(NotNominations::Unreadable)?;
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let unreadable = |_| NotNominations::Unreadable(Unreadable::Binary);
    let columns = columns(reader.headers().map_err(unreadable)?)?;
    let mut file = NominationFile::default();
    for fields in reader.records() {
        let fields = fields.map_err(unreadable)?;
        // Spreadsheets leave empty rows behind.
        if fields.iter().all(str::is_empty) {
            continue;
        }
        let line = fields.position().map_or(0, csv::Position::line);
        match (Row {
            columns: &columns,
            fields: &fields,
        })
        .nomination(line)
        {
            Ok(nomination) => file.nominations.push(nomination),
            Err(why) => file.faults.push(Rejected {
                line,
                // It repeats what stands in the file.
                reason: clean(&why),
            }),
        }
    }
    if file.nominations.is_empty() && file.faults.is_empty() {
        return Err(NotNominations::Empty);
    }
    Ok(file)
}

/// Where each column stands.
fn columns(header: &StringRecord) -> Result<HashMap<&'static str, usize>, NotNominations> {
    let named = |field: &str, name: &str| field.replace(' ', "_").eq_ignore_ascii_case(name);
    let place = |name: &&'static str| {
        let found = header.iter().position(|field| named(field, name));
        found.map(|place| (*name, place))
    };
    let places: HashMap<_, _> = COLUMNS.iter().filter_map(place).collect();
    let missing: Vec<_> = COLUMNS[..NEEDED]
        .iter()
        .copied()
        .filter(|name| !places.contains_key(name))
        .collect();
    if missing.is_empty() {
        Ok(places)
    } else {
        Err(NotNominations::Columns(missing.join(", ")))
    }
}

struct Row<'a> {
    columns: &'a HashMap<&'static str, usize>,
    fields: &'a StringRecord,
}

impl Row<'_> {
    fn field(&self, name: &str) -> &str {
        let place = self.columns.get(name);
        place
            .and_then(|place| self.fields.get(*place))
            .unwrap_or_default()
    }

    /// What the line says, or everything that is wrong with it.
    fn nomination(&self, line: u64) -> Result<Nomination, String> {
        let mut wrong = Vec::new();
        let mut keep = |why: String| wrong.push(why);
        let code = self.field("practice_code");
        let practice = code.parse::<OdsCode>();
        let practice =
            practice.map_err(|_| keep(["\"", code, "\" is not a practice code"].concat()));
        let of = |name| self.field(name);
        let name = PersonName::read(of("title"), of("first_name"), of("last_name"));
        let name = name.map_err(|faults| {
            for (field, why) in faults {
                keep(why.of(field));
            }
        });
        let email = self.email("email").map_err(&mut keep);
        let phone = Phone::read(of("phone")).map_err(|why| keep(why.to_owned()));
        let contact_name = match of("contact_name") {
            "" => Ok(String::new()),
            typed => PersonName::read("", "", typed)
                .map(|name| name.full())
                .map_err(|faults| {
                    for (_, why) in faults {
                        keep(["contact_name: ", &why.of("last_name")].concat());
                    }
                }),
        };
        let contact_email = match of("contact_email") {
            "" => Ok(None),
            _ => self.email("contact_email").map(Some).map_err(&mut keep),
        };
        let read = (practice, name, email, phone, contact_name, contact_email);
        let (Ok(practice), Ok(name), Ok(email), Ok(phone), Ok(contact_name), Ok(contact_email)) =
            read
        else {
            return Err(wrong.join(". "));
        };
        Ok(Nomination {
            line,
            practice,
            name,
            email,
            phone,
            contact_name,
            contact_email,
        })
    }

    fn email(&self, name: &str) -> Result<Email, String> {
        let typed = self.field(name);
        Email::parse(typed).map_err(|_| {
            [
                name,
                " \"",
                typed,
                "\" is not an email address that can be written to",
            ]
            .concat()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "Practice code,First name,Last name,Email,Contact email\n";

    fn of(lines: &str) -> NominationFile {
        read([HEAD, lines].concat().as_bytes()).unwrap()
    }

    #[test]
    fn every_fault_of_a_line_is_told_with_its_number_and_the_other_lines_are_read() {
        let file = of(
            "ZZ9001,Nora,New,nora@gp.example,\n\n,,,\n?,,Short,not an address,also not\nZZ9002,Ann,Long,ann@gp.example,pm@gp.example\n",
        );
        let lines: Vec<_> = file.nominations.iter().map(|one| one.line).collect();
        assert_eq!(lines, [2, 6]);
        assert_eq!(file.faults.len(), 1);
        let fault = &file.faults[0];
        assert_eq!(fault.line, 5);
        for part in [
            "practice code",
            "email \"not an address\"",
            "contact_email \"also not\"",
        ] {
            assert!(fault.reason.contains(part), "{part}: {}", fault.reason);
        }
    }

    #[test]
    fn lines_are_counted_as_a_spreadsheet_counts_them_however_they_end() {
        let lines = "ZZ9001,Nora,New,nora@gp.example,\n?,Ann,Long,ann@gp.example,\n";
        for end in ["\n", "\r\n", "\r"] {
            let text = [HEAD, lines].concat().replace('\n', end);
            let file = read(text.as_bytes()).unwrap();
            assert_eq!(
                (file.nominations[0].line, file.faults[0].line),
                (2, 3),
                "{end:?}"
            );
        }
    }

    #[test]
    fn a_file_without_the_columns_or_without_lines_is_not_used() {
        let wrong = |text: &str| read(text.as_bytes()).unwrap_err().to_string();
        assert!(
            wrong("practice_code,email\nZZ9001,a@b.example\n").ends_with("first_name, last_name")
        );
        assert!(wrong(HEAD).contains("no line after the first"));
        assert!(wrong("").contains("empty"));
        assert!(wrong("PK\u{3}\u{4}xlsx").contains("zip archive"));
    }
}
