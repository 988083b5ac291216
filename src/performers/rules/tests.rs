//! What may be asked for, and what follows from it.

use proptest::prelude::*;

use super::*;
use crate::performers::{Leaving, LinkKind};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn ods(text: &str) -> OdsCode {
    text.parse().unwrap()
}

const TODAY: &str = "2026-11-24";

fn linked(
    practice: &str,
    gp_type: GpType,
    sessions: &str,
    first: &str,
    last: Option<&str>,
) -> Assignment {
    Assignment {
        id: Uuid::from_u128(
            u128::from(first.as_bytes()[3]) * 1000 + u128::from(practice.as_bytes()[5]),
        ),
        practice: ods(practice),
        gp_type,
        sessions: sessions.parse().ok(),
        period: Period {
            first: day(first),
            last: last.map(day),
        },
    }
}

fn entry(assignments: &[Assignment]) -> Entry {
    Entry {
        status: ListStatus::Active,
        assignments: assignments.to_vec(),
    }
}

fn ask(entry: &Entry, practice: &str, wanted: LinkRequest) -> Result<Entry, LinkRefusal> {
    let new = Uuid::from_u128(7);
    let steps = plan(entry, &ods(practice), false, wanted, day(TODAY), new)?;
    Ok(entry.after(&steps))
}

fn joining(sessions: &str, first: &str) -> LinkRequest {
    LinkRequest::Join {
        gp_type: GpType::Salaried,
        sessions: sessions.parse().unwrap(),
        first: day(first),
    }
}

fn leaving(last: &str) -> LinkRequest {
    LinkRequest::Leave {
        last: day(last),
        why: Leaving::Moves,
    }
}

#[test]
fn a_change_from_a_day_ends_what_was_the_day_before_and_swaps_the_role() {
    let before = entry(&[linked("ZZ9001", GpType::Salaried, "4", "2024-04-01", None)]);
    let wanted = LinkRequest::Change {
        gp_type: GpType::Principal,
        sessions: "6".parse().unwrap(),
        first: day("2026-12-01"),
    };
    let after = ask(&before, "ZZ9001", wanted).unwrap();
    let role = |on: &str| {
        after
            .implies(&ods("ZZ9001"), day(on))
            .map(|implied| implied.role.code())
    };
    assert_eq!(role("2026-11-30"), Some("gpp-gp-salaried"));
    assert_eq!(role("2026-12-01"), Some("gpp-gp-principal"));
    assert_eq!(after.halves_on(day("2026-11-30")), 8);
    assert_eq!(after.halves_on(day("2026-12-01")), 12);
}

#[test]
fn other_sessions_with_the_same_role_do_not_end_the_role() {
    let before = entry(&[linked("ZZ9001", GpType::Salaried, "4", "2024-04-01", None)]);
    let wanted = LinkRequest::Change {
        gp_type: GpType::Locum,
        sessions: "2".parse().unwrap(),
        first: day("2026-12-01"),
    };
    let after = ask(&before, "ZZ9001", wanted).unwrap();
    let implied = after.implies(&ods("ZZ9001"), day(TODAY)).unwrap();
    assert_eq!(implied.last, None, "the role goes on");
}

#[test]
fn nobody_works_more_than_nine_sessions_over_all_practices() {
    let before = entry(&[
        linked(
            "ZZ9001",
            GpType::Salaried,
            "5",
            "2024-04-01",
            Some("2027-03-31"),
        ),
        linked("ZZ9002", GpType::Salaried, "2", "2025-04-01", None),
    ]);
    let refused = ask(&before, "ZZ9003", joining("2.5", "2026-12-01"));
    assert_eq!(refused, Err(LinkRefusal::TooManySessions { halves: 19 }));
    assert!(ask(&before, "ZZ9003", joining("2", "2026-12-01")).is_ok());
    assert!(ask(&before, "ZZ9003", joining("7", "2027-04-01")).is_ok());
}

#[test]
fn a_link_that_is_there_is_changed_and_not_made_again() {
    let before = entry(&[linked(
        "ZZ9001",
        GpType::Salaried,
        "4",
        "2024-04-01",
        Some("2026-12-31"),
    )]);
    assert!(matches!(
        ask(&before, "ZZ9001", joining("4", "2026-12-01")),
        Err(LinkRefusal::Linked { .. })
    ));
    assert!(ask(&before, "ZZ9001", joining("4", "2027-01-01")).is_ok());
}

#[test]
fn what_has_not_begun_need_not_begin_and_what_has_begun_was_so() {
    let to_come = entry(&[linked("ZZ9001", GpType::Salaried, "4", "2027-02-01", None)]);
    assert!(
        ask(&to_come, "ZZ9001", leaving(TODAY))
            .unwrap()
            .assignments
            .is_empty()
    );
    let begun = entry(&[linked("ZZ9001", GpType::Principal, "4", "2026-10-01", None)]);
    assert!(matches!(
        ask(&begun, "ZZ9001", leaving("2026-09-01")),
        Err(LinkRefusal::BeganLater { .. })
    ));
}

#[test]
fn a_link_that_began_today_by_mistake_is_taken_back_and_a_last_day_can_be_moved_later() {
    let today = entry(&[linked("ZZ9001", GpType::Salaried, "4", TODAY, None)]);
    let after = ask(&today, "ZZ9001", leaving("2026-11-23")).unwrap();
    assert!(after.assignments.is_empty());

    let ends = entry(&[
        linked(
            "ZZ9001",
            GpType::Principal,
            "4",
            "2024-04-01",
            Some("2026-05-31"),
        ),
        linked(
            "ZZ9001",
            GpType::Principal,
            "4",
            "2026-06-01",
            Some("2026-11-30"),
        ),
    ]);
    let after = ask(&ends, "ZZ9001", leaving("2026-12-31")).unwrap();
    let lasts: Vec<_> = after
        .at(&ods("ZZ9001"))
        .map(|known| known.period.last)
        .collect();
    assert_eq!(lasts, [Some(day("2026-05-31")), Some(day("2026-12-31"))]);
    // Nobody confirms a retirement: it makes no link longer. And what is over is begun anew, by joining.
    let retires = LinkRequest::Leave {
        last: day("2026-12-31"),
        why: Leaving::Retires,
    };
    assert!(matches!(
        ask(&ends, "ZZ9001", retires),
        Err(LinkRefusal::NotLinked { .. })
    ));
    let over = entry(&[linked(
        "ZZ9001",
        GpType::Principal,
        "4",
        "2024-04-01",
        Some("2026-11-23"),
    )]);
    assert!(matches!(
        ask(&over, "ZZ9001", leaving("2026-12-31")),
        Err(LinkRefusal::NotLinked { .. })
    ));
}

#[test]
fn nobody_joins_in_1900_a_closed_practice_or_while_suspended() {
    let new = Uuid::from_u128(7);
    let nowhere = entry(&[]);
    let plan = |entry: &Entry, closed, first: &str| {
        plan(
            entry,
            &ods("ZZ9001"),
            closed,
            joining("4", first),
            day(TODAY),
            new,
        )
        .map(drop)
    };
    assert!(matches!(
        plan(&nowhere, false, "1900-01-01"),
        Err(LinkRefusal::TooLongAgo { .. })
    ));
    assert!(matches!(
        plan(&nowhere, false, "2030-01-01"),
        Err(LinkRefusal::TooFarAhead { .. })
    ));
    assert_eq!(plan(&nowhere, true, TODAY), Err(LinkRefusal::Closed));
    let suspended = Entry {
        status: ListStatus::Suspended,
        ..nowhere.clone()
    };
    assert_eq!(plan(&suspended, false, TODAY), Err(LinkRefusal::NotActive));
    assert_eq!(plan(&nowhere, false, TODAY), Ok(()));
}

fn any_wanted() -> impl Strategy<Value = (usize, LinkRequest)> {
    let date = (2024u16..2029, 1u8..=12, 1u8..=28)
        .prop_map(|(year, month, day)| Date::new(year, month, day).unwrap());
    (0usize..3, 0usize..4, 1i64..=18, date, 0usize..3).prop_map(
        |(practice, gp_type, halves, on, kind)| {
            let gp_type = GpType::ALL[gp_type];
            let sessions = Sessions::from_halves(halves).unwrap();
            let wanted = match kind {
                0 => LinkRequest::Join {
                    gp_type,
                    sessions,
                    first: on,
                },
                1 => LinkRequest::Change {
                    gp_type,
                    sessions,
                    first: on,
                },
                _ => LinkRequest::Leave {
                    last: on,
                    why: Leaving::Moves,
                },
            };
            (practice, wanted)
        },
    )
}

proptest! {
    /// Whatever is asked for in whatever order, every day has at most one assignment at a practice and at most nine
    /// sessions in all, and every refusal leaves everything as it was.
    #[test]
    fn no_sequence_of_requests_leaves_two_links_with_a_practice_or_too_many_sessions(
        asked in prop::collection::vec(any_wanted(), 1..25)
    ) {
        let mut entry = entry(&[]);
        for (number, (practice, wanted)) in asked.into_iter().enumerate() {
            let practice = ods(["ZZ9001", "ZZ9002", "ZZ9003"][practice]);
            let new = Uuid::from_u128(number as u128 + 1);
            let Ok(steps) = plan(&entry, &practice, false, wanted, day(TODAY), new) else { continue };
            prop_assert!(!steps.is_empty());
            entry = entry.after(&steps);
            for known in &entry.assignments {
                prop_assert!(known.period.last.is_none_or(|last| last >= known.period.first), "{known:?}");
                for bound in [known.period.first].into_iter().chain(known.period.last) {
                    let same_day = entry.at(&known.practice).filter(|other| other.period.includes(bound));
                    prop_assert_eq!(same_day.count(), 1, "{:?}", entry);
                    prop_assert!(entry.halves_on(bound) <= 18, "{entry:?}");
                }
            }
            if wanted.kind() == LinkKind::Leave {
                let next = wanted.day().next().unwrap();
                prop_assert_eq!(entry.implies(&practice, next), None);
            } else {
                let implied = entry.implies(&practice, wanted.day()).map(|implied| implied.role);
                prop_assert_eq!(implied, wanted.gp_type().map(GpType::role));
            }
        }
    }

    /// Done once, the comparison finds nothing more to do.
    #[test]
    fn what_follows_makes_the_roles_those_that_are_implied(
        implied in prop::option::of((any::<bool>(), prop::option::of(0u8..3))),
        held in prop::collection::btree_map(any::<bool>(), prop::option::of(0u8..3), 0..=2),
    ) {
        let today = day(TODAY);
        let role = |principal| if principal { GpType::Principal } else { GpType::Salaried }.role();
        let on = |offset: u8| [today.previous().unwrap(), today, today.next().unwrap()][usize::from(offset)];
        let implied = implied.map(|(principal, last)| Implied {
            role: role(principal),
            last: last.map(on).filter(|last| *last >= today),
        });
        let mut held: Vec<_> = held.into_iter().map(|(principal, last)| Automatic {
            id: Uuid::from_u128(u128::from(principal)),
            role: role(principal),
            last: last.map(on),
        }).collect();
        let following = follow(implied, &held, today);
        held.retain(|grant| !following.end.contains(grant));
        for grant in &mut held {
            if let Some((_, last)) = following.redate.filter(|(id, _)| *id == grant.id) {
                grant.last = last;
            }
        }
        held.extend(following.add.map(|add| Automatic { id: Uuid::from_u128(9), role: add.role, last: add.last }));
        let now: Vec<_> = held.iter().map(|grant| Implied { role: grant.role, last: grant.last }).collect();
        prop_assert_eq!(now, implied.into_iter().collect::<Vec<_>>());
        prop_assert!(follow(implied, &held, today).is_nothing());
    }
}
