//! The rules of a change of dates, over every grant and every day a strategy can think of.

use proptest::prelude::*;

use super::*;
use crate::access::{DenyReason, Grant, Holder, Origin, Service};

const ELM: &str = "ZZ9001";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn today() -> Date {
    day("2026-11-23")
}

fn user(number: u8) -> UserId {
    UserId(Uuid::from_u128(u128::from(number)))
}

fn role(code: &str) -> Role {
    Role::from_code(code).unwrap()
}

fn period(first: &str, last: Option<&str>) -> Period {
    Period {
        first: day(first),
        last: last.map(day),
    }
}

/// A practice where the subject (user 1) has a grant, and others hold the same role.
fn column(role: Role, mine: Period, others: &[(bool, Period)]) -> Column {
    let holder = |number: usize, works, period| Holder {
        role,
        user: user(u8::try_from(number).unwrap()),
        name: format!("User {number}"),
        works,
        period,
    };
    let mut holders = vec![holder(1, true, mine)];
    let others = others.iter().enumerate();
    holders.extend(others.map(|(index, (works, period))| holder(10 + index, *works, *period)));
    Column {
        practice: ELM.parse().unwrap(),
        name: "Elm Street".into(),
        closed: false,
        membership: Some(MembershipStatus::Active),
        version: 3,
        grants: vec![Grant {
            id: Uuid::from_u128(7),
            role,
            origin: Origin::Administrator,
            granted_by: "Ann Archer".into(),
            granted_on: today(),
            reason: String::new(),
            starts_on: mine.first,
            ends_on: mine.last,
        }],
        holders,
        apart: Vec::new(),
    }
}

/// Administers everything at Elm Street.
fn administrator() -> Permissions {
    Permissions {
        user: user(2),
        registration_officer: false,
        administers: Service::ALL
            .into_iter()
            .map(|service| (ELM.parse().unwrap(), service))
            .collect(),
        certified: Vec::new(),
    }
}

fn officer() -> Permissions {
    Permissions {
        user: user(2),
        registration_officer: true,
        administers: Vec::new(),
        certified: Vec::new(),
    }
}

fn wanted(role: Role, starts_on: Option<Date>, ends_on: Option<Date>) -> NewDates {
    NewDates {
        practice: ELM.parse().unwrap(),
        role,
        version: 3,
        starts_on,
        ends_on,
        reason: "Because".into(),
        accepts_no_administrator: true,
    }
}

fn decide(column: &Column, wanted: &NewDates) -> Result<RedatePlan, Vec<Refusal>> {
    redate(Some(column), wanted, user(1), &administrator(), today())
}

/// Days near today, so that they meet, and some that nobody means.
fn any_day() -> impl Strategy<Value = Date> {
    prop_oneof![
        8 => (2026u16..=2027, prop::sample::select(vec![1u8, 11, 12]), 1u8..=28)
            .prop_map(|(year, month, day)| Date::new(year, month, day).unwrap()),
        1 => (1900u16..2200, 1u8..=12, 1u8..=28)
            .prop_map(|(year, month, day)| Date::new(year, month, day).unwrap()),
    ]
}

/// The period of a grant that has not ended.
fn any_period() -> impl Strategy<Value = Period> {
    (any_day(), prop::option::of(any_day()))
        .prop_map(|(first, last)| Period { first, last })
        .prop_filter("a grant that has ended is none", |period| {
            period
                .last
                .is_none_or(|last| last >= period.first && last >= today())
        })
}

fn any_role() -> impl Strategy<Value = Role> {
    prop::sample::select(Role::all().collect::<Vec<_>>())
}

prop_compose! {
    fn any_powers()(
        officer in any::<bool>(),
        who in prop::sample::select(vec![1u8, 2]),
        administers in prop::collection::vec(
            (prop::sample::select(vec![ELM, "ZZ9002"]), prop::sample::select(Service::ALL.to_vec())), 0..4),
    ) -> Permissions {
        Permissions {
            user: user(who),
            registration_officer: officer,
            administers: administers.into_iter().map(|(code, service)| (code.parse().unwrap(), service)).collect(),
            certified: Vec::new(),
        }
    }
}

proptest! {
    #[test]
    fn dates_are_changed_by_exactly_those_who_may_tick_the_box(
        role in any_role(), mine in any_period(), permissions in any_powers(), last in any_day()
    ) {
        let column = column(role, mine, &[]);
        let decided = redate(Some(&column), &wanted(role, None, Some(last)), user(1), &permissions, today());
        let may = column.locked(role, &permissions, user(1)).is_ok();
        match decided {
            Ok(_) => prop_assert!(may),
            Err(refusals) => {
                // Officers untick administrators, and give none a longer time by hand.
                let refused = refusals.iter().any(|refusal| match refusal {
                    Refusal::NotYours { locked, .. } => *locked != DenyReason::NeedsCertification,
                    refusal => matches!(refusal, Refusal::UnknownPractice(_)),
                });
                prop_assert_eq!(refused, !may, "{:?}", refusals);
            }
        }
    }

    #[test]
    fn what_is_decided_is_what_was_asked_for_and_lies_ahead(
        mine in any_period(), first in prop::option::of(any_day()), last in prop::option::of(any_day())
    ) {
        let column = column(role("gpp-avcs"), mine, &[]);
        match decide(&column, &wanted(role("gpp-avcs"), first, last)) {
            Ok(redating) => {
                let after = redating.dates.after;
                prop_assert_eq!(redating.dates.before, mine);
                prop_assert_eq!(after, Period { first: first.unwrap_or(mine.first), last });
                prop_assert_ne!(after, mine);
                prop_assert!(after.last.is_none_or(|last| last >= after.first && last >= today()));
                if after.first != mine.first {
                    prop_assert!(mine.first > today() && after.first >= today());
                }
                let far = |day: Date| day.parts().0 > 2036;
                prop_assert!(after.first == mine.first || !far(after.first));
                prop_assert!(after.last == mine.last || !after.last.is_some_and(far));
                let said = usize::from(after.first != mine.first) + usize::from(after.last != mine.last);
                prop_assert_eq!(redating.dates.in_words().len(), said);
                prop_assert_eq!(redating.held.as_slice(), [role("gpp-avcs")]);
            }
            Err(refusals) => prop_assert!(!refusals.is_empty()),
        }
    }

    #[test]
    fn a_grant_that_has_begun_keeps_its_first_day(mine in any_period(), first in any_day()) {
        prop_assume!(mine.first <= today() && first != mine.first);
        let column = column(role("gpp-avcs"), mine, &[]);
        let refused = decide(&column, &wanted(role("gpp-avcs"), Some(first), mine.last)).unwrap_err();
        let passed = Refusal::StartHasPassed { since: mine.first };
        prop_assert!(refused.contains(&passed), "{:?}", refused);
    }

    #[test]
    fn a_day_without_an_administrator_is_confirmed_first(
        mine in any_period(),
        first in prop::option::of(any_day()),
        last in prop::option::of(any_day()),
        others in prop::collection::vec((any::<bool>(), any_period()), 0..4),
    ) {
        let role = role("gpp-user-management");
        let column = column(role, mine, &others);
        let mut wanted = wanted(role, first, last);
        let Ok(redating) = decide(&column, &wanted) else { return Ok(()) };
        // Day by day, until long after everybody's last.
        let after = redating.dates.after;
        let lost = |day: Date| {
            mine.includes(day)
                && !after.includes(day)
                && !others.iter().any(|(works, period)| *works && period.includes(day))
        };
        let days = std::iter::successors(Some(today()), |day| day.next());
        let first_lost = days.take_while(|day| day.parts().0 < 2200).find(|day| lost(*day));
        prop_assert_eq!(redating.uncovered_from, first_lost);
        prop_assert_eq!(redating.to_be_confirmed, first_lost.is_some() && mine.includes(today()));
        wanted.accepts_no_administrator = false;
        let unconfirmed = decide(&column, &wanted);
        if redating.to_be_confirmed {
            let practice = "Elm Street".to_owned();
            let refusal = Refusal::LastAdministrator { service: Service::Gpp, practice };
            prop_assert_eq!(unconfirmed, Err(vec![refusal]));
        } else {
            prop_assert_eq!(unconfirmed, Ok(redating));
        }
    }

    #[test]
    fn nothing_is_told_to_someone_who_manages_nobody_there(
        role in any_role(), mine in any_period(), last in any_day(), version in 0i64..5
    ) {
        let stranger = Permissions { administers: vec![("ZZ9002".parse().unwrap(), Service::Gpp)], ..administrator() };
        let mut wanted = wanted(role, None, Some(last));
        wanted.version = version;
        let column = column(role, mine, &[]);
        let there = redate(Some(&column), &wanted, user(1), &stranger, today());
        prop_assert_eq!(&there, &Err(vec![Refusal::UnknownPractice(ELM.parse().unwrap())]));
        prop_assert_eq!(there, redate(None, &wanted, user(1), &stranger, today()));
    }

    #[test]
    fn a_closed_practice_gives_no_day_more(mine in any_period(), last in prop::option::of(any_day())) {
        let mut column = column(role("gpp-avcs"), mine, &[]);
        column.closed = true;
        if let Ok(redating) = decide(&column, &wanted(role("gpp-avcs"), None, last)) {
            prop_assert!(mine.contains(redating.dates.after));
        }
    }
}

fn refusals(mine: Period, first: Option<&str>, last: Option<&str>) -> Vec<String> {
    let column = column(role("gpp-avcs"), mine, &[]);
    let wanted = wanted(role("gpp-avcs"), first.map(day), last.map(day));
    let refused = decide(&column, &wanted).unwrap_err();
    refused.iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_wrong_with_a_date_is_said_in_a_sentence() {
    let begun = period("2026-01-01", None);
    let ahead = period("2027-01-01", Some("2027-06-30"));
    let past =
        "Last day must be today or in the future. To end the role now, untick it in the role table";
    let far = "Last day must be within the next 10 years";
    let same = "Change the dates, or go back to leave them as they are";
    for (mine, first, last, said) in [
        (begun, None, Some("2026-11-22"), past),
        (begun, None, Some("1900-01-01"), past),
        (begun, None, Some("2037-01-01"), far),
        (begun, None, None, same),
        (
            begun,
            Some("2026-02-01"),
            None,
            "The role began on 1 January 2026. Its first day can no longer be changed",
        ),
        (ahead, None, Some("2027-06-30"), same),
        (
            ahead,
            None,
            Some("2026-12-31"),
            "Last day must be the same as or after the first day",
        ),
        (
            ahead,
            Some("1900-01-01"),
            Some("2027-06-30"),
            "First day must be today or in the future",
        ),
        (
            ahead,
            Some("2099-01-01"),
            None,
            "First day must be within the next 10 years",
        ),
    ] {
        assert_eq!(
            refusals(mine, first, last),
            [said],
            "{mine:?} {first:?} {last:?}"
        );
    }
}

#[test]
fn the_last_day_may_be_today_and_a_start_may_be_brought_forward_to_today() {
    let begun = column(role("gpp-avcs"), period("2026-01-01", None), &[]);
    assert!(decide(&begun, &wanted(role("gpp-avcs"), None, Some(today()))).is_ok());
    let ahead = column(role("gpp-avcs"), period("2027-01-01", None), &[]);
    assert!(decide(&ahead, &wanted(role("gpp-avcs"), Some(today()), None)).is_ok());
}

#[test]
fn a_successor_who_starts_the_day_after_covers_and_one_who_starts_later_does_not() {
    let administrator = role("gpp-user-management");
    let mine = period("2026-01-01", None);
    let wanted = wanted(administrator, None, Some(day("2026-12-31")));
    for (start, gap) in [
        ("2027-01-01", None),
        ("2027-01-02", Some(day("2027-01-01"))),
    ] {
        let column = column(administrator, mine, &[(true, period(start, None))]);
        assert_eq!(decide(&column, &wanted).unwrap().uncovered_from, gap);
    }
}

#[test]
fn four_full_places_do_not_keep_a_holder_from_getting_other_dates() {
    let administrator = role("gpp-user-management");
    let forever = period("2026-01-01", None);
    let mine = period("2026-01-01", Some("2026-12-31"));
    let column = column(administrator, mine, &[(true, forever); 3]);
    let redating = decide(&column, &wanted(administrator, None, None)).unwrap();
    assert_eq!(
        (redating.uncovered_from, redating.to_be_confirmed),
        (None, false)
    );
}

#[test]
fn a_deactivated_users_grant_leaves_no_gap() {
    let mut column = column(role("gpp-user-management"), period("2026-01-01", None), &[]);
    column.membership = Some(MembershipStatus::Deactivated);
    let wanted = wanted(role("gpp-user-management"), None, Some(today()));
    assert_eq!(decide(&column, &wanted).unwrap().uncovered_from, None);
}

#[test]
fn a_stale_form_a_role_not_held_and_a_missing_reason_are_refused() {
    let avcs = column(role("gpp-avcs"), period("2026-01-01", None), &[]);
    let mut stale = wanted(role("gpp-avcs"), None, Some(day("2027-01-01")));
    stale.version = 2;
    let practice = "Elm Street".to_owned();
    assert_eq!(
        decide(&avcs, &stale),
        Err(vec![Refusal::Stale {
            practice: practice.clone()
        }])
    );
    let statements = role("gpp-statements");
    let not_held = Refusal::NotHeld {
        role: statements,
        practice,
    };
    assert_eq!(
        decide(&avcs, &wanted(statements, None, None)),
        Err(vec![not_held])
    );

    let contact = role("mrs-main-contact");
    let column = column(contact, period("2026-01-01", None), &[]);
    let mut unexplained = wanted(contact, None, Some(day("2027-01-01")));
    for (reason, refusal) in [
        (" ".to_owned(), Refusal::ReasonNeeded),
        ("x".repeat(501), Refusal::ReasonTooLong),
    ] {
        unexplained.reason = reason;
        let decided = redate(Some(&column), &unexplained, user(1), &officer(), today());
        assert_eq!(decided, Err(vec![refusal]));
    }
}
