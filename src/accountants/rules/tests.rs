//! Nobody is named whom the rules forbid, and everything that is wrong is said.

use proptest::{prelude::*, sample::select};
use uuid::Uuid;

use super::*;
use crate::base::text::{Email, PersonName, Phone};

fn user(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

fn named(name: bool) -> Named {
    Named {
        email: Email::parse("amy@ledger.example").unwrap(),
        name: name.then(|| PersonName::read("", "Amy", "Audit").unwrap()),
        firm: crate::accountants::model::Firm::read("Ledger").unwrap(),
        phone: Phone::read("").unwrap(),
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

prop_compose! {
    fn known()(
        closed in any::<bool>(),
        members in prop::collection::hash_set(0..6_u128, 0..6),
        accountant in prop::option::of((0..8_u128, any::<bool>())),
        linked in prop::collection::hash_set(0..6_u128, 0..3),
    ) -> Known {
        let name = |number: u128| (user(number), format!("Member {number}"));
        Known {
            practice: "Elm Street Surgery (ZZ9001)".to_owned(),
            closed,
            members: members.into_iter().map(name).collect(),
            accountant: accountant.map(|(number, officer)| (user(number), officer)),
            linked: linked.into_iter().map(user).collect(),
        }
    }
}

proptest! {
    #[test]
    fn an_accountant_is_named_for_open_members_of_an_open_practice_alone(
        known in known(), chosen in prop::collection::btree_set(0..7_u128, 0..4), name in any::<bool>(),
    ) {
        let today = day("2026-11-23");
        let members: Vec<_> = chosen.iter().map(|number| (user(*number), 0)).collect();
        let reasons = judge(&named(name), &members, (None, None), &known, today);
        let fine = |(member, _): &(UserId, u64)| {
            known.members.contains_key(member)
                && !known.linked.contains(member)
                && known.accountant.is_none_or(|(id, _)| id != *member)
        };
        let may = !known.closed
            && !members.is_empty()
            && members.iter().all(fine)
            && known.accountant.map_or(name, |(_, officer)| !officer);
        prop_assert_eq!(reasons.is_empty(), may, "{:?}", reasons);
        for reason in &reasons {
            prop_assert!(!reason.why.sentence().is_empty());
        }
    }

    #[test]
    fn every_line_with_a_fault_is_told(lines in prop::collection::vec((0..9_u128, 2..99_u64), 1..8)) {
        let known = Known {
            members: (0..4).map(|number| (user(number), "Member".to_owned())).collect(),
            accountant: Some((user(99), false)),
            linked: [user(0)].into(),
            ..Known::default()
        };
        let members: Vec<_> = lines.iter().map(|(number, line)| (user(*number), *line)).collect();
        let reasons = judge(&named(true), &members, (None, None), &known, day("2026-11-23"));
        let faulty = lines.iter().filter(|(number, _)| *number == 0 || *number > 3);
        let told: Vec<_> = reasons.iter().map(|reason| reason.line).collect();
        prop_assert_eq!(told, faulty.map(|(_, line)| *line).collect::<Vec<_>>());
        let form_state = AtLine::form_state(&reasons);
        prop_assert_eq!(form_state.errors.len(), reasons.len());
        prop_assert!(form_state.errors.iter().all(|error| error.message.starts_with("Line ")));
    }

    #[test]
    fn an_accountant_is_taken_along_only_where_leaving_the_practice_ended_a_confirmed_link(
        state in select(LinkState::ALL.to_vec()),
        why in prop::option::of(select(Why::ALL.to_vec())),
        confirmed in any::<bool>(), linked in any::<bool>(), closed in any::<bool>(), officer in any::<bool>(),
        ago in 0..2 * TAKEN_WITHIN,
    ) {
        let now = Instant(9 * TAKEN_WITHIN);
        let ended_at = Some(Instant(now.0 - ago));
        let confirmed_at = confirmed.then_some(Instant(0));
        let past = Past { state, why, confirmed_at, ended_at, linked, closed, officer };
        let left = state == LinkState::Ended && why == Some(Why::MemberLeft);
        let may = left && confirmed && ago <= TAKEN_WITHIN && !linked && !closed && !officer;
        prop_assert_eq!(may_take(past, now).is_ok(), may);
    }
}

#[test]
fn days_in_the_wrong_order_stand_beside_their_field() {
    let known = Known {
        members: [(user(1), "Member".to_owned())].into(),
        ..Known::default()
    };
    let today = day("2026-11-23");
    let wrong = |starts: &str, ends: &str| {
        let days = (Some(day(starts)), Some(day(ends)));
        let reasons = judge(&named(true), &[(user(1), 0)], days, &known, today);
        let errors = AtLine::form_state(&reasons).errors;
        let fields = errors.into_iter().map(|error| error.field);
        fields.collect::<Vec<_>>()
    };
    assert_eq!(wrong("2026-12-01", "2026-11-30"), ["ends"]);
    assert_eq!(wrong("2026-11-01", "2026-11-02"), ["starts", "ends"]);
    assert_eq!(wrong("2026-11-23", "2026-11-23"), Vec::<String>::new());
}
