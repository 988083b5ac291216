//! A file of nominations: CSV with the names of its columns in the first line.

use crate::{
    base::{
        ids::OdsCode,
        text::{Email, PersonName, Phone},
    },
    ods::{Heads, NotUsable, Rejected, Row, read_lines},
};

/// Those after the fourth may be left out.
const HEADS: Heads = Heads {
    names: &[
        "practice_code",
        "first_name",
        "last_name",
        "email",
        "title",
        "phone",
        "contact_name",
        "contact_email",
    ],
    needed: 4,
    most: usize::MAX,
};

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

/// Reads a whole file.
pub(super) fn read(bytes: &[u8]) -> Result<NominationFile, NotUsable> {
    let mut nominations = Vec::new();
    let taken = read_lines(bytes, &HEADS, |row| {
        nominations.push(nomination(row)?);
        Ok(())
    })?;
    Ok(NominationFile {
        nominations,
        faults: taken.faults,
    })
}

/// What the line says, or everything that is wrong with it.
fn nomination(row: &Row<'_>) -> Result<Nomination, String> {
    let mut wrong = Vec::new();
    let mut keep = |why: String| wrong.push(why);
    let practice = row.practice("practice_code").map_err(&mut keep);
    let of = |name| row.field(name);
    let name = PersonName::read(of("title"), of("first_name"), of("last_name"));
    let name = name.map_err(|faults| {
        for (field, why) in faults {
            keep(why.of(field));
        }
    });
    let email = row.email("email").map_err(&mut keep);
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
        _ => row.email("contact_email").map(Some).map_err(&mut keep),
    };
    let read = (practice, name, email, phone, contact_name, contact_email);
    let (Ok(practice), Ok(name), Ok(email), Ok(phone), Ok(contact_name), Ok(contact_email)) = read
    else {
        return Err(wrong.join(". "));
    };
    Ok(Nomination {
        line: row.line,
        practice,
        name,
        email,
        phone,
        contact_name,
        contact_email,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ods::numbering;

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
    fn lines_without_anything_are_counted_too() {
        let file = of("\n\nZZ9001,Nora,New,nora@gp.example,\n\n?,Ann,Long,ann@gp.example,\n");
        assert_eq!((file.nominations[0].line, file.faults[0].line), (4, 6));
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

    #[test]
    fn rejected_lines_have_the_numbers_that_an_editor_shows() {
        let lines = numbering::Lines {
            head: "practice_code,first_name,last_name,email",
            good: "Z99{n},{name},B,a{n}@gp.example",
            bad: "Z99{n},{name},B,nowhere",
        };
        numbering::check(&lines, |bytes| {
            let faults = read(bytes).unwrap().faults;
            faults.into_iter().map(|fault| fault.line).collect()
        });
    }
}
