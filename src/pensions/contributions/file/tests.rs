//! Reading files of contributions.

use proptest::prelude::*;

use super::*;
use crate::ods::numbering;

const HEAD: &str =
    "Member,Practice code,Month,Income,Pay,Employee,Employer,AVC,Top up,ERRBO,For year\n";

fn today() -> Date {
    Date::new(2026, 11, 23).unwrap()
}

fn of(lines: &str) -> ContributionFile {
    read([HEAD, lines].concat().as_bytes(), today()).unwrap()
}

/// What is said of a line that can't be used.
fn why(line: &str) -> String {
    let file = of(line);
    assert_eq!((file.lines.len(), file.faults.len()), (0, 1), "{line}");
    file.faults[0].reason.clone()
}

#[test]
fn what_a_line_leaves_out_is_0_or_follows_from_its_month() {
    let file = of(
        "7654321,zz9001,2024-03,Partner,\"1,000.50\",125.06,£143.78\n\
         GINA@cast.example,ZZ9001,2024-04,solo,-10,(1.25),-1.43,5,6,7,2023-24\n",
    );
    assert_eq!(file.faults, []);
    let [first, second] = file.lines.as_slice() else {
        panic!("{:?}", file.lines)
    };
    assert_eq!(
        (first.member.as_ref(), first.practice.as_ref(), first.number),
        ("7654321", "ZZ9001", 2)
    );
    assert_eq!(first.for_year.to_string(), "2023-24");
    let amounts = Amounts {
        pay: Pence(100_050),
        employee: Pence(12_506),
        employer: Pence(14_378),
        ..Amounts::default()
    };
    assert_eq!(first.amounts, amounts);
    assert_eq!(
        (second.member.as_ref(), second.for_year.to_string().as_str()),
        ("gina@cast.example", "2023-24")
    );
    let amounts = second.amounts;
    assert_eq!(
        (amounts.employee, amounts.avc, amounts.errbo),
        (Pence(-125), Pence(500), Pence(700))
    );
}

#[test]
fn every_fault_says_what_is_wrong_and_how_to_put_it_right() {
    let good = [
        "7654321", "ZZ9001", "2024-04", "partner", "1", "2", "3", "", "", "", "",
    ];
    for (column, value, part) in [
        (0, "", "Enter the GMC number"),
        (
            0,
            "nobody",
            "neither a GMC number of 7 digits nor an email address",
        ),
        (0, "123456", "put it there again"),
        (1, "?", "practice code"),
        (2, "", "not a month like 2024-04"),
        (2, "Apr-24", "write the column as text"),
        (2, "2026-12", "is in the future"),
        (2, "2015-03", "before April 2015"),
        (3, "", "none of partner, salaried, solo and locum"),
        (3, "boss", "none of partner, salaried, solo and locum"),
        (
            4,
            "",
            "pay is empty. Enter an amount. If there is none, enter 0",
        ),
        (
            5,
            "12k",
            "employee \"12k\" is not an amount. Enter an amount in pounds and pence",
        ),
        (6, "1.234", "employer \"1.234\""),
        (7, "x", "avc \"x\""),
        (8, "x", "top_up \"x\""),
        (9, "x", "errbo \"x\""),
        (10, "2023", "is not a scheme year like 2023-24"),
        (10, "2025-26", "Leave it empty for 2024-25"),
    ] {
        let mut fields = good;
        fields[column] = value;
        let told = why(&fields.join(","));
        assert!(told.contains(part), "{value}: {told}");
    }
    let all = why("nobody,?,x,boss,a,b,c,d,e,f,g");
    for part in [
        "nobody",
        "practice code",
        "month",
        "income",
        "pay",
        "employee",
        "employer",
        "avc",
        "top_up",
        "errbo",
    ] {
        assert!(all.contains(part), "{part}: {all}");
    }
    assert_eq!(of(&good.join(",")).faults, []);
    assert_eq!(of(&good.join(",").replace("2024-04", "2026-11")).faults, []);
}

#[test]
fn a_file_without_the_columns_or_without_lines_is_not_used() {
    let wrong = |text: &str| read(text.as_bytes(), today()).unwrap_err().to_string();
    assert!(
        wrong("member,month,income,pay\n1,2,3,4\n").ends_with("practice_code, employee, employer")
    );
    assert!(wrong(HEAD).contains("no line after the first"));
    assert!(wrong("").contains("empty"));
    assert!(wrong("PK\u{3}\u{4}xlsx").contains("zip archive"));
}

/// A line that can be read.
fn any_line() -> impl Strategy<Value = Line> {
    let member = prop_oneof![
        "[0-9]{7}".prop_map(|number: String| Named::Gmc(number.parse().unwrap())),
        "[a-z]{1,8}@[a-z]{1,8}\\.example".prop_map(Named::Username),
    ];
    let months =
        (2015_u16..2026, 1_u8..=12).prop_filter_map("a month of the record", |(year, month)| {
            let first = Date::new(year, month, 1).unwrap();
            let of_month = SchemeYear::of(first).ok()?;
            Some((Month::of(first), of_month))
        });
    let years: Vec<_> = SchemeYear::all().collect();
    let years = proptest::sample::select(years);
    let incomes = proptest::sample::select(Income::ALL);
    let amounts = prop::array::uniform6(-99_999_999_999_i64..=99_999_999_999);
    (member, "[A-Z][0-9]{5}", months, incomes, years, amounts).prop_map(
        |(member, practice, (month, of_month), income, year, amounts)| Line {
            number: 0,
            member,
            practice: practice.parse().unwrap(),
            month,
            income,
            for_year: year.min(of_month),
            amounts: amounts.map(Pence).into(),
        },
    )
}

/// As people write it: with signs for people, or without.
fn written(line: &Line, for_people: bool) -> String {
    let amounts = line.amounts;
    let amounts = amounts.each().map(|amount| {
        if for_people {
            format!("\"{amount}\"")
        } else {
            amount.plain()
        }
    });
    let fields = [
        line.member.as_ref().to_owned(),
        line.practice.to_string(),
        line.month.to_string(),
        line.income.code().to_owned(),
        amounts.join(","),
        line.for_year.to_string(),
    ];
    fields.join(",")
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        lines in prop::collection::vec((any_line(), any::<bool>()), 1..20),
        end in proptest::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let written: Vec<_> = lines.iter().map(|(line, people)| written(line, *people)).collect();
        let text = [HEAD, &written.join("\n")].concat().replace('\n', end);
        let file = read(text.as_bytes(), today()).unwrap();
        prop_assert_eq!(&file.faults, &[]);
        prop_assert_eq!(file.count, lines.len());
        let expected: Vec<_> = lines
            .iter()
            .zip(2..)
            .map(|((line, _), number)| Line { number, ..line.clone() })
            .collect();
        prop_assert_eq!(file.lines, expected);
    }

    #[test]
    fn faults_have_the_number_that_a_spreadsheet_shows(
        // A good line, a bad one, an empty row as spreadsheets leave it, nothing at all.
        kinds in prop::collection::vec(0_usize..4, 1..30),
        end in proptest::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let texts = ["7654321,ZZ9001,2024-04,partner,1,2,3", "?,ZZ9001,2024-04,partner,1,2,3", ",,,,,,,,,,", ""];
        let lines: Vec<_> = kinds.iter().map(|kind| texts[*kind]).collect();
        let text = [HEAD, &lines.join("\n")].concat().replace('\n', end);
        let numbers = |wanted: usize| -> Vec<u64> {
            kinds.iter().zip(2..).filter(|(kind, _)| **kind == wanted).map(|(_, number)| number).collect()
        };
        match read(text.as_bytes(), today()) {
            Ok(file) => {
                let good: Vec<_> = file.lines.iter().map(|line| line.number).collect();
                let bad: Vec<_> = file.faults.iter().map(|fault| fault.line).collect();
                prop_assert_eq!((good, bad), (numbers(0), numbers(1)));
            }
            Err(why) => {
                prop_assert!(kinds.iter().all(|kind| *kind > 1));
                prop_assert!(why.to_string().contains("no line after the first"));
            }
        }
    }

    #[test]
    fn no_text_makes_reading_it_panic(text in "(?s).{0,200}") {
        let _ = read([HEAD, &text].concat().as_bytes(), today());
    }
}

#[test]
fn rejected_lines_have_the_numbers_that_an_editor_shows() {
    let lines = numbering::Lines {
        head: "member,practice_code,month,income,pay,employee,employer,note",
        good: "7000{n},Z99001,2024-04,partner,1,1,1,{name}",
        bad: "7000{n},Z99001,someday,partner,1,1,1,{name}",
    };
    numbering::check(&lines, |bytes| {
        let faults = read(bytes, today()).unwrap().faults;
        faults.into_iter().map(|fault| fault.line).collect()
    });
}
