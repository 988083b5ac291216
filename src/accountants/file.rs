//! A file of accountants: CSV with the names of its columns in the first line, of a spreadsheet or pasted.

use std::collections::HashMap;

use super::model::{Firm, Named};
use crate::{
    accountant_links::Scope,
    base::{
        ids::OdsCode,
        text::{Email, PersonName, Phone},
    },
    ods::{Heads, NotUsable, Rejected, Row, read_lines},
};

/// As many lines as one file may have.
const MOST_LINES: usize = 1_000;

/// Those after the fourth may be left out.
const HEADS: Heads = Heads {
    names: &[
        "member_email",
        "practice_code",
        "accountant_email",
        "scope",
        "firm",
        "first_name",
        "last_name",
        "phone",
    ],
    needed: 4,
    most: MOST_LINES,
};

/// Who is to be whose accountant where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Counted from 1.
    pub number: u64,
    /// The member's username.
    pub member: Email,
    pub practice: OdsCode,
    pub accountant: Named,
    pub scope: Scope,
}

/// A file that was understood.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub lines: Vec<Line>,
    /// Lines that can't be used.
    pub faults: Vec<Rejected>,
}

/// Reads a whole file.
pub(super) fn read(bytes: &[u8]) -> Result<Lines, NotUsable> {
    let mut lines = Vec::new();
    let taken = read_lines(bytes, &HEADS, |row| {
        lines.push(line(row)?);
        Ok(())
    })?;
    let mut file = Lines {
        lines,
        faults: taken.faults,
    };
    against_one_another(&mut file);
    Ok(file)
}

/// Takes out lines that say what an earlier one does, or call the same accountant something else.
fn against_one_another(file: &mut Lines) {
    let mut links = HashMap::new();
    let mut accountants = HashMap::new();
    let mut kept = Vec::with_capacity(file.lines.len());
    for line in std::mem::take(&mut file.lines) {
        let email = line.accountant.email.as_ref().to_owned();
        let link = (
            line.practice.clone(),
            line.member.as_ref().to_owned(),
            email.clone(),
        );
        let before = *links.entry(link).or_insert(line.number);
        let named = (line.accountant.name.clone(), line.accountant.firm.clone());
        let (first, first_line) = accountants
            .entry(email.clone())
            .or_insert_with(|| (named.clone(), line.number));
        let why = if before != line.number {
            Some(
                [
                    "the same member, practice and accountant as in line ",
                    &before.to_string(),
                ]
                .concat(),
            )
        } else if *first != named {
            let first_line = first_line.to_string();
            Some(
                [
                    &email,
                    " has another name or firm in line ",
                    &first_line,
                    ": one of the two is wrong",
                ]
                .concat(),
            )
        } else {
            None
        };
        match why {
            None => kept.push(line),
            Some(reason) => file.faults.push(Rejected {
                line: line.number,
                reason,
            }),
        }
    }
    file.lines = kept;
}

/// What the line says, or everything that is wrong with it.
fn line(row: &Row<'_>) -> Result<Line, String> {
    let mut wrong = Vec::new();
    let mut keep = |why: String| wrong.push(why);
    let practice = row.practice("practice_code").map_err(&mut keep);
    let member = row.email("member_email").map_err(&mut keep);
    let email = row.email("accountant_email").map_err(&mut keep);
    let name = name(row).map_err(&mut keep);
    let firm = Firm::read(row.field("firm")).map_err(|why| keep(why.to_owned()));
    let phone = Phone::read(row.field("phone")).map_err(|why| keep(why.to_owned()));
    let scope = scope(row.field("scope")).map_err(&mut keep);
    let read = (practice, member, email, name, firm, phone, scope);
    let (Ok(practice), Ok(member), Ok(email), Ok(name), Ok(firm), Ok(phone), Ok(scope)) = read
    else {
        return Err(wrong.join(". "));
    };
    Ok(Line {
        number: row.line,
        member,
        practice,
        accountant: Named {
            email,
            name,
            firm,
            phone,
        },
        scope,
    })
}

/// The accountant's name, if there is one.
fn name(row: &Row<'_>) -> Result<Option<PersonName>, String> {
    let (first, last) = (row.field("first_name"), row.field("last_name"));
    if first.is_empty() && last.is_empty() {
        return Ok(None);
    }
    PersonName::read("", first, last)
        .map(Some)
        .map_err(|faults| {
            let faults = faults.into_iter().map(|(field, why)| why.of(field));
            faults.collect::<Vec<_>>().join(". ")
        })
}

/// A scope as people write it: `Type 1; Type 2; statement`.
fn scope(typed: &str) -> Result<Scope, String> {
    let parts = typed.split([';', '+', '/', ',', '|', '&']);
    let codes = parts.map(|part| {
        let letters = part.chars().filter(char::is_ascii_alphanumeric);
        let plain = letters.collect::<String>().to_ascii_lowercase();
        match plain.as_str() {
            "type1" | "t1" | "1" => "type_1",
            "type2" | "t2" | "2" => "type_2",
            "statement" | "contributionstatement" => "statement",
            _ => "",
        }
    });
    Scope::from_codes(codes).ok_or_else(|| {
        [
            "scope \"",
            typed,
            "\" is not understood. Write it like this: Type 1; Type 2; statement",
        ]
        .concat()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ods::numbering;

    const HEAD: &str =
        "Member email,Practice code,Accountant email,Scope,Firm,First name,Last name\n";

    fn of(lines: &str) -> Lines {
        read([HEAD, lines].concat().as_bytes()).unwrap()
    }

    #[test]
    fn every_fault_of_a_line_is_told_with_its_number_and_the_other_lines_are_read() {
        let file = of(
            "gina@gp.example,ZZ9001,amy@ledger.example,Type 1; statement,Ledger,Amy,Audit\n\n,,,\nnobody,?,also not,everything,,,\n\
             paul@gp.example,ZZ9001,amy@ledger.example,t2,Ledger,Amy,Audit\n",
        );
        let lines: Vec<_> = file.lines.iter().map(|one| one.number).collect();
        assert_eq!(lines, [2, 6]);
        let first = file.lines[0].scope;
        assert_eq!(
            (first.type_1, first.type_2, first.statement),
            (true, false, true)
        );
        assert_eq!(file.faults.len(), 1);
        let fault = &file.faults[0];
        assert_eq!(fault.line, 5);
        for part in [
            "practice code",
            "member_email \"nobody\"",
            "accountant_email \"also not\"",
            "scope \"everything\"",
        ] {
            assert!(fault.reason.contains(part), "{part}: {}", fault.reason);
        }
    }

    #[test]
    fn lines_that_repeat_or_contradict_one_another_are_told() {
        let file = of(
            "gina@gp.example,ZZ9001,amy@ledger.example,t1,Ledger,Amy,Audit\n\
             gina@gp.example,ZZ9001,amy@ledger.example,t2,Ledger,Amy,Audit\n\
             paul@gp.example,ZZ9001,amy@ledger.example,t2,Other,Amy,Audit\n",
        );
        let told: Vec<_> = file.faults.iter().map(|fault| fault.line).collect();
        assert_eq!((file.lines.len(), told), (1, vec![3, 4]));
    }

    #[test]
    fn a_file_without_the_columns_or_with_too_many_lines_is_not_used() {
        let wrong = |text: &str| read(text.as_bytes()).unwrap_err().to_string();
        assert!(
            wrong("member_email,scope\na@b.example,t1\n")
                .ends_with("practice_code, accountant_email")
        );
        assert!(wrong(HEAD).contains("no line after the first"));
        assert!(wrong("").contains("empty"));
        let many = "a,b,c,d\n".repeat(MOST_LINES + 1);
        assert!(wrong(&[HEAD, &many].concat()).contains("more than 1,000 lines"));
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_it_panic(text in "(?s).{0,200}") {
            let _ = read([HEAD, &text].concat().as_bytes());
        }
    }

    #[test]
    fn rejected_lines_have_the_numbers_that_an_editor_shows() {
        let lines = numbering::Lines {
            head: "member_email,practice_code,accountant_email,scope,firm,first_name,last_name",
            good: "a{n}@gp.example,Z99001,b@firm.example,type1,{name},Bo,Day",
            bad: "nowhere,Z99001,b@firm.example,type1,{name},Bo,Day",
        };
        numbering::check(&lines, |bytes| {
            let faults = read(bytes).unwrap().faults;
            faults.into_iter().map(|fault| fault.line).collect()
        });
    }
}
