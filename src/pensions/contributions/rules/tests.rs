//! Judging lines, and adding them up.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::base::dates::Date;

fn user(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

fn year(text: &str) -> SchemeYear {
    text.parse().unwrap()
}

fn line(number: u64, member: &str, practice: &str, month: &str, employee: i64) -> Line {
    let month: Month = month.parse().unwrap();
    Line {
        number,
        member: match member.parse() {
            Ok(gmc) => Named::Gmc(gmc),
            Err(_) => Named::Username(member.to_owned()),
        },
        practice: practice.parse().unwrap(),
        month,
        income: Income::Partner,
        for_year: SchemeYear::of(month.first().unwrap()).unwrap(),
        amounts: Amounts {
            employee: Pence(employee),
            ..Amounts::default()
        },
    }
}

fn file(lines: Vec<Line>) -> ContributionFile {
    ContributionFile {
        count: lines.len(),
        lines,
        faults: Vec::new(),
    }
}

/// Gina, known by both names, and Paul.
fn members() -> HashMap<Named, UserId> {
    let gina = Named::Gmc("7654321".parse().unwrap());
    let username = |email: &str| Named::Username(email.to_owned());
    HashMap::from([
        (gina, user(1)),
        (username("gina@gp.example"), user(1)),
        (username("paul@gp.example"), user(2)),
    ])
}

fn everywhere() -> Known {
    let practices = ["ZZ9001", "ZZ9002"].map(|code| code.parse().unwrap());
    Known {
        members: members(),
        places: Places::All(HashSet::from(practices)),
    }
}

fn told(faults: &[Rejected]) -> Vec<(u64, &str)> {
    faults
        .iter()
        .map(|fault| (fault.line, fault.reason.as_str()))
        .collect()
}

#[test]
fn who_and_where_have_to_be_known() {
    let file = file(vec![
        line(2, "7654321", "ZZ9001", "2024-04", 1),
        line(3, "1111111", "ZZ9001", "2024-04", 1),
        line(4, "paul@gp.example", "ZZ9999", "2024-04", 1),
        line(5, "nobody@gp.example", "ZZ9999", "2024-04", 1),
    ]);
    let (good, faults) = judge(&file, &everywhere());
    assert_eq!(good.len(), 1);
    let [third, fourth, fifth] = told(&faults)[..] else {
        panic!("{faults:?}")
    };
    assert!(
        third.1.starts_with("1111111 belongs to nobody"),
        "{third:?}"
    );
    assert_eq!(fourth, (4, "ZZ9999 is not a practice that is known here"));
    assert!(
        fifth.1.contains("nobody@gp.example belongs to nobody"),
        "{fifth:?}"
    );
    assert!(
        fifth
            .1
            .ends_with("ZZ9999 is not a practice that is known here"),
        "{fifth:?}"
    );
}

#[test]
fn for_one_practice_nothing_is_told_of_whom_lines_of_others_are_about() {
    let known = Known {
        members: members(),
        places: Places::Only("ZZ9001".parse().unwrap()),
    };
    let file = file(vec![
        line(2, "7654321", "ZZ9001", "2024-04", 1),
        line(3, "7654321", "ZZ9002", "2024-04", 1),
        line(4, "1111111", "ZZ9002", "2024-04", 1),
    ]);
    let (good, faults) = judge(&file, &known);
    assert_eq!(good.len(), 1);
    assert_eq!(told(&faults)[0].1, told(&faults)[1].1);
    assert!(
        faults[0]
            .reason
            .starts_with("This line is of another practice")
    );
}

#[test]
fn of_lines_about_the_same_none_is_used_however_they_name_the_member() {
    let file = file(vec![
        line(2, "7654321", "ZZ9001", "2024-04", 1),
        line(3, "7654321", "ZZ9001", "2024-05", 1),
        line(4, "gina@gp.example", "ZZ9001", "2024-04", 2),
        line(5, "gina@gp.example", "ZZ9001", "2024-04", 2),
    ]);
    let (good, faults) = judge(&file, &everywhere());
    let good: Vec<_> = good.iter().map(|entry| entry.line.number).collect();
    assert_eq!(good, [3]);
    let same = |other: u64| twice(other);
    assert_eq!(
        told(&faults),
        [(2, &*same(4)), (4, &*same(2)), (5, &*same(2))]
    );
}

proptest! {
    #[test]
    fn the_order_of_lines_decides_nothing(
        lines in prop::collection::vec((0_usize..4, 0_usize..3, 1_u8..=12, 0_i64..3), 1..40),
        seed in any::<u64>(),
    ) {
        let who = ["7654321", "gina@gp.example", "paul@gp.example", "nobody@gp.example"];
        let ods = ["ZZ9001", "ZZ9002", "ZZ9999"];
        let lines: Vec<_> = lines
            .iter()
            .zip(2..)
            .map(|((person, place, month, amount), number)| {
                line(number, who[*person], ods[*place], &format!("2023-{month:02}"), *amount)
            })
            .collect();
        let mut shuffled = lines.clone();
        shuffled.sort_by_key(|line| line.number.wrapping_mul(seed | 1).rotate_left(17));
        let (one, other) = (file(lines), file(shuffled));
        let (good, faults) = judge(&one, &everywhere());
        let (good_too, faults_too) = judge(&other, &everywhere());
        let plain = |entries: &[Entry<'_>]| -> Vec<_> {
            entries.iter().map(|entry| (entry.member, entry.line.clone())).collect()
        };
        prop_assert_eq!(plain(&good), plain(&good_too));
        prop_assert_eq!(&faults, &faults_too);
        // Every line is good or a fault, and no two good ones are about the same.
        prop_assert_eq!(good.len() + faults.len(), one.lines.len());
        prop_assert!(good.windows(2).all(|pair| pair[0].key() < pair[1].key()));
    }
}

fn paid(month: &str, ods: &str, for_year: &str, asked: &str, employee: i64) -> ContributionLine {
    ContributionLine {
        month: month.parse().unwrap(),
        practice: String::new(),
        ods: ods.parse().unwrap(),
        income: Income::Partner,
        amounts: Amounts {
            employee: Pence(employee),
            employer: Pence(2 * employee),
            ..Amounts::default()
        },
        for_year: year(for_year),
        corrects_another: for_year != asked,
    }
}

#[test]
fn what_is_paid_for_the_year_counts_whenever_it_was_paid_and_corrections_of_others_are_told_apart()
{
    let asked = "2024-25";
    let lines = [
        paid("2024-04", "ZZ9001", asked, asked, 100),
        paid("2025-03", "ZZ9001", asked, asked, -30),
        paid("2025-06", "ZZ9001", asked, asked, 5),
        paid("2024-07", "ZZ9001", "2023-24", asked, 1000),
        paid("2024-04", "ZZ9002", asked, asked, 7),
    ];
    let recorded = recorded(&lines, year(asked));
    let all: Vec<_> = recorded
        .iter()
        .map(|one| {
            (
                one.code.as_str(),
                one.part,
                one.paid.employee,
                one.paid.employer,
                one.other_years,
            )
        })
        .collect();
    assert_eq!(
        all,
        [
            (
                "ZZ9001",
                Part::WholeYear,
                Some(Pence(75)),
                Some(Pence(150)),
                Pence(1000)
            ),
            (
                "ZZ9002",
                Part::WholeYear,
                Some(Pence(7)),
                Some(Pence(14)),
                Pence::ZERO
            ),
        ]
    );
    assert_eq!(recorded[0].paid.avc, Some(Pence::ZERO));
    assert_eq!(lines[0].about(), "");
    assert_eq!(lines[2].about(), "Paid later for 2024/25");
    assert_eq!(lines[3].about(), "Corrects 2023/24");
}

#[test]
fn the_year_with_two_halves_has_both_and_what_came_after_its_end_is_in_the_second() {
    let asked = "2022-23";
    let lines = [
        paid("2022-04", "ZZ9001", asked, asked, 1),
        paid("2022-09", "ZZ9001", asked, asked, 2),
        paid("2022-10", "ZZ9001", asked, asked, 4),
        paid("2023-03", "ZZ9001", asked, asked, 8),
        paid("2023-05", "ZZ9001", asked, asked, 16),
        paid("2022-08", "ZZ9001", "2021-22", asked, 32),
        paid("2022-05", "ZZ9002", asked, asked, 64),
    ];
    let recorded = recorded(&lines, year(asked));
    let all: Vec<_> = recorded
        .iter()
        .map(|one| {
            (
                one.code.as_str(),
                one.part,
                one.paid.employee,
                one.other_years,
            )
        })
        .collect();
    assert_eq!(
        all,
        [
            ("ZZ9001", Part::FirstHalf, Some(Pence(3)), Pence(32)),
            ("ZZ9001", Part::SecondHalf, Some(Pence(28)), Pence::ZERO),
            ("ZZ9002", Part::FirstHalf, Some(Pence(64)), Pence::ZERO),
            ("ZZ9002", Part::SecondHalf, Some(Pence::ZERO), Pence::ZERO),
        ]
    );
    assert_eq!(
        Month::of(Date::new(2022, 9, 30).unwrap()).in_words(),
        "September 2022"
    );
}
