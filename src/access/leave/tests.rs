//! Leaving several practices at once, over all places and actors that a strategy can think of.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    access::{Holder, Period, Service},
    base::ids::{OdsCode, UserId},
};

fn user(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

fn today() -> Date {
    "2026-11-23".parse().unwrap()
}

fn practice(number: usize) -> OdsCode {
    format!("ZZ900{number}").parse().unwrap()
}

fn subject() -> Subject {
    Subject {
        user: user(1),
        name: "Leaver".to_owned(),
        registration_officer: false,
    }
}

/// A practice where user 1 holds some roles, the last of them from the Performers List, and user 2 may hold them too.
fn column(number: usize, status: u8, version: i64, roles: &[Role], beside: bool) -> Column {
    let since = Period {
        first: today(),
        last: None,
    };
    let grants = roles.iter().enumerate().map(|(index, role)| Grant {
        id: Uuid::from_u128(index as u128),
        role: *role,
        origin: if *role == Role::GppGpPrincipal {
            Origin::PerformersList
        } else {
            Origin::Administrator
        },
        granted_by: String::new(),
        granted_on: today(),
        reason: String::new(),
        starts_on: since.first,
        ends_on: since.last,
    });
    let holder = |user| {
        move |role: &Role| Holder {
            role: *role,
            user,
            name: String::new(),
            works: true,
            period: since,
        }
    };
    let mut holders: Vec<_> = roles.iter().map(holder(user(1))).collect();
    if beside {
        holders.extend(roles.iter().map(holder(user(2))));
    }
    Column {
        practice: practice(number),
        name: format!("Practice {number}"),
        closed: false,
        membership: match status {
            0 => None,
            1 => Some(MembershipStatus::Deactivated),
            2 => Some(MembershipStatus::Invited),
            _ => Some(MembershipStatus::Active),
        },
        version,
        grants: grants.collect(),
        holders,
        apart: Vec::new(),
    }
}

fn roles() -> impl Strategy<Value = Vec<Role>> {
    let known = vec![
        Role::GppUserManagement,
        Role::PlUserManagement,
        Role::GppGpPrincipal,
        Role::GppStatements,
    ];
    prop::sample::subsequence(known, 0..=4)
}

/// Places with what was shown of them.
fn places() -> impl Strategy<Value = Vec<(Column, i64)>> {
    let place = (2..5_u8, 1..4_i64, 0..8_i64, roles(), any::<bool>());
    prop::collection::vec(place, 1..4).prop_map(|places| {
        let places = places.into_iter().enumerate();
        places
            .map(|(number, (status, version, shown, roles, beside))| {
                // Mostly as it is.
                let shown = if shown > 0 { version } else { 9 };
                (column(number, status, version, &roles, beside), shown)
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn leaving_several_practices_is_leaving_each_of_them_or_none(
        places in places(),
        administers in prop::collection::vec(prop::bool::weighted(0.9), 4),
        last_day in prop::option::of(0..3_u32),
        reason in prop::sample::select(vec!["", "Left", "Left"]),
        accepts in any::<bool>(),
    ) {
        let administered = administers.iter().enumerate().filter(|(_, mine)| **mine);
        let administered = administered.map(|(number, _)| (practice(number), Service::Gpp));
        let permissions = Permissions::invented(user(9), administered.collect());
        let leaving = |version| Leaving {
            version,
            last_day: last_day.map(|day| format!("2026-11-2{}", 2 + day).parse().unwrap()),
            reason: reason.to_owned(),
            accepts_no_administrator: accepts,
        };
        let single: Vec<_> = places
            .iter()
            .map(|(column, shown)| {
                leave(subject(), column.clone(), leaving(*shown), &permissions, today())
            })
            .collect();
        let wanted = places.iter().map(|(column, shown)| (column.clone(), leaving(*shown)));
        let all = leave_all(&subject(), wanted.collect(), &permissions, today());
        if single.iter().all(Result::is_ok) {
            let plans: Vec<_> = single.into_iter().flatten().collect();
            prop_assert_eq!(all, Ok(plans));
        } else {
            let refusals = all.unwrap_err();
            let expected: Vec<_> = single.into_iter().filter_map(Result::err).flatten().collect();
            for refusal in &expected {
                let told = refusals.iter().filter(|told| *told == refusal).count();
                prop_assert_eq!(told, 1, "{:?}", refusal);
            }
            prop_assert!(refusals.iter().all(|told| expected.contains(told)));
        }
    }

    #[test]
    fn no_service_is_left_without_an_administrator_unless_that_is_accepted(places in places()) {
        let administered = (0..4).map(|number| (practice(number), Service::Gpp));
        let permissions = Permissions::invented(user(9), administered.collect());
        let wanted = places.iter().map(|(column, _)| {
            let leaving = Leaving {
                version: column.version,
                last_day: None,
                reason: "Left".to_owned(),
                accepts_no_administrator: false,
            };
            (column.clone(), leaving)
        });
        let lonely = places.iter().any(|(column, _)| {
            let administers = column.grants.iter().any(|grant| grant.role.administers());
            administers && column.holders.iter().all(|holder| holder.user == user(1))
        });
        let all = leave_all(&subject(), wanted.collect(), &permissions, today());
        prop_assert_eq!(all.is_err(), lonely);
    }
}
