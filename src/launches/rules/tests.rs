use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::launches::file;

fn officer(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn read(lines: &str) -> Vec<Nomination> {
    let text = ["practice_code,first_name,last_name,email\n", lines].concat();
    file::read(text.as_bytes()).unwrap().nominations
}

fn known() -> Known {
    let practice = |code: &str, closed| (code.parse::<OdsCode>().unwrap(), closed);
    Known {
        practices: [
            practice("ZZ9001", false),
            practice("ZZ9002", false),
            practice("ZZ9003", true),
        ]
        .into(),
        administered: ["ZZ9002".parse().unwrap()].into(),
        elsewhere: HashSet::new(),
        accounts: [
            (
                "olive@team.example".to_owned(),
                ("Olive Officer".to_owned(), true),
            ),
            (
                "ann@gp.example".to_owned(),
                ("Ann O'Neill".to_owned(), false),
            ),
        ]
        .into(),
    }
}

fn faults(lines: &str, service: Service) -> Vec<(u64, String)> {
    let faults = judge(&read(lines), &known(), service);
    faults
        .into_values()
        .map(|fault| (fault.line, fault.reason))
        .collect()
}

#[test]
fn a_nomination_of_somebody_at_an_open_practice_without_an_administrator_is_good() {
    assert!(
        faults(
            "ZZ9001,Nora,New,nora@gp.example\nZZ9001,ann,ONEILL,ann@gp.example\n",
            Service::Gpp
        )
        .is_empty()
    );
}

#[test]
fn what_can_not_be_set_up_is_told_with_its_line() {
    for (line, why) in [
        (
            "ZZ9099,Nora,New,nora@gp.example",
            "not a practice that is known",
        ),
        ("ZZ9003,Nora,New,nora@gp.example", "has closed"),
        (
            "ZZ9002,Nora,New,nora@gp.example",
            "already, who can make others",
        ),
        (
            "ZZ9001,Olive,Officer,olive@team.example",
            "registration team",
        ),
        (
            "ZZ9001,Andrea,Other,ann@gp.example",
            "is the username of Ann O'Neill",
        ),
    ] {
        let found = faults(line, Service::Gpp);
        assert_eq!(found.len(), 1, "{line}");
        assert!(found[0].1.contains(why), "{found:?}");
    }
}

#[test]
fn nobody_is_nominated_twice_nor_more_than_the_service_has_places() {
    let mut five = String::new();
    for number in ["1", "2", "3", "4", "5"] {
        five.extend(["ZZ9001,Nora,New,nora", number, "@gp.example\n"]);
    }
    assert_eq!(
        faults(&five, Service::Gpp)
            .iter()
            .map(|(line, _)| *line)
            .collect::<Vec<_>>(),
        [6]
    );
    let lines: Vec<_> = faults(&five, Service::Mrs)
        .iter()
        .map(|(line, _)| *line)
        .collect();
    assert_eq!(lines, [3, 4, 5, 6]);
    let twice = "ZZ9001,Nora,New,nora@gp.example\nZZ9001,Nora,New,NORA@gp.example\nZZ9001,Nia,Other,nora@gp.example\n";
    assert!(faults(twice, Service::Gpp)[0].1.contains("as in line 2"));
}

#[test]
fn one_address_has_one_name_in_a_file() {
    let mut all = known();
    all.practices.insert("ZZ9004".parse().unwrap(), false);
    let lines = read("ZZ9001,Nora,New,nora@gp.example\nZZ9004,Nia,Other,nora@gp.example\n");
    let found = judge(&lines, &all, Service::Gpp);
    assert!(found[&3].reason.contains("is called Nora New in line 2"));
}

proptest! {
    /// Whatever officers do in whatever order, nothing is approved by fewer than two of them.
    #[test]
    fn only_two_different_officers_approve_a_launch(
        steps in proptest::collection::vec((0_u8..3, 1_u128..4), 0..12),
        by_operator: bool,
    ) {
        let mut standing = Standing {
            state: LaunchState::Proposed,
            first: (!by_operator).then(|| officer(1)),
            go_live: day("2027-05-24"),
        };
        let mut second = None;
        for (step, by) in steps {
            let step = [Step::Approve, Step::Withdraw, Step::WithdrawOne][usize::from(step)];
            if let Ok(after) = standing.after(step, officer(by), day("2027-05-01")) {
                standing.first = after.first;
                standing.state = after.state;
                second = after.second.or(second);
            }
            if standing.state == LaunchState::Approved {
                prop_assert!(standing.first.is_some() && second.is_some() && standing.first != second);
            }
        }
    }
}

#[test]
fn nothing_is_changed_from_the_day_on_which_it_goes_live() {
    let approved = Standing {
        state: LaunchState::Approved,
        first: Some(officer(1)),
        go_live: day("2027-05-24"),
    };
    for step in [Step::Approve, Step::Withdraw, Step::WithdrawOne] {
        let refused = approved.after(step, officer(3), day("2027-05-24"));
        assert_eq!(refused, Err(LaunchRefusal::Live));
    }
    let before = approved.after(Step::Withdraw, officer(3), day("2027-05-23"));
    assert_eq!(before.unwrap().state, LaunchState::Withdrawn);
}
