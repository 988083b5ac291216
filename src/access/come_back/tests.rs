//! Coming back, one after the other, over all that a strategy can think of.

use proptest::prelude::*;

use super::*;
use crate::{
    access::Service,
    base::ids::{OdsCode, UserId},
};

fn user(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

fn today() -> Date {
    "2026-11-23".parse().unwrap()
}

fn elm() -> OdsCode {
    "ZZ9001".parse().unwrap()
}

fn subject(number: u128) -> Subject {
    Subject {
        user: user(number),
        name: format!("User {number}"),
        registration_officer: false,
    }
}

/// The place of somebody who left, who may hold a role from the Performers List.
fn left(gp: bool, holders: Vec<Holder>) -> Column {
    let grants = gp.then(|| Grant {
        id: Uuid::from_u128(1),
        role: Role::GppGpPrincipal,
        origin: Origin::PerformersList,
        granted_by: String::new(),
        granted_on: today(),
        reason: String::new(),
        starts_on: today(),
        ends_on: None,
    });
    Column {
        practice: elm(),
        name: "Elm Street".to_owned(),
        closed: false,
        membership: Some(MembershipStatus::Deactivated),
        version: 3,
        grants: grants.into_iter().collect(),
        holders,
        apart: Vec::new(),
    }
}

fn permissions() -> Permissions {
    Permissions::invented(user(9), vec![(elm(), Service::Gpp)])
}

fn remembered() -> impl Strategy<Value = Vec<Remembered>> {
    let roles = vec![
        Role::GppUserManagement,
        Role::PlUserManagement,
        Role::GppStatements,
        Role::GppViewClaims,
    ];
    let days = prop::collection::vec(prop::option::of(24..28_u32), 4);
    (prop::sample::subsequence(roles, 0..=4), days).prop_map(|(roles, days)| {
        let ends = days.into_iter();
        let ends = ends.map(|day| day.map(|day| format!("2026-11-{day}").parse().unwrap()));
        let role = |(role, ends_on)| Remembered {
            role,
            starts_on: None,
            ends_on,
        };
        roles.into_iter().zip(ends).map(role).collect()
    })
}

proptest! {
    #[test]
    fn each_comes_back_with_exactly_what_the_actor_may_give_and_no_role_has_too_many_holders(
        people in prop::collection::vec((any::<bool>(), remembered()), 1..8),
    ) {
        let permissions = permissions();
        let mut came: Vec<Holder> = Vec::new();
        for (number, (gp, remembered)) in people.into_iter().enumerate() {
            let subject = subject(10 + number as u128);
            let column = left(gp, came.clone());
            let yours: Vec<_> = remembered
                .iter()
                .filter(|one| one.role.service() == Service::Gpp)
                .collect();
            let full = yours.iter().any(|one| column.full(one.role, subject.user).is_some());
            let back = come_back(subject.clone(), column, 3, &remembered, &permissions, today());
            if yours.is_empty() && !gp {
                prop_assert_eq!(back, Err(vec![Refusal::NothingChanged]));
                continue;
            }
            prop_assert_eq!(back.is_ok(), !full);
            let Ok(back) = back else { continue };
            let mut given: Vec<_> = back.came().iter().map(|holder| holder.role).collect();
            given.sort_unstable();
            let mut expected: Vec<_> = yours.iter().map(|one| one.role).collect();
            expected.sort_unstable();
            prop_assert_eq!(given, expected);
            for one in yours {
                let holder = back.came().iter().find(|holder| holder.role == one.role).unwrap();
                prop_assert_eq!(holder.period.last, one.ends_on);
            }
            prop_assert_eq!(back.automatic().count(), usize::from(gp));
            // Done one after the other, each plan finds the place as the one before leaves it.
            for plan in back.plans() {
                prop_assert!(plan.columns().iter().all(|column| column.remove.is_empty()));
            }
            let versions: Vec<_> = back.plans().iter().map(|plan| plan.columns()[0].version).collect();
            let follow: Vec<_> = (3..).take(versions.len()).collect();
            prop_assert_eq!(versions, follow);
            came.extend(back.came().iter().cloned());
        }
        let limit = Role::GppUserManagement.limit().unwrap();
        let administrators = came.iter().filter(|holder| holder.role == Role::GppUserManagement);
        prop_assert!(administrators.count() <= limit);
    }

    #[test]
    fn nobody_comes_back_to_a_place_that_is_not_the_actors_or_not_as_it_was_shown(
        closed in any::<bool>(), mine in any::<bool>(), version in 2..5_i64, works in any::<bool>(),
    ) {
        let mut column = left(true, Vec::new());
        column.closed = closed;
        if works {
            column.membership = Some(MembershipStatus::Active);
        }
        let administers = if mine { vec![(elm(), Service::Mrs)] } else { Vec::new() };
        let permissions = Permissions::invented(user(9), administers);
        let back = come_back(subject(1), column, version, &[], &permissions, today());
        prop_assert_eq!(back.is_ok(), mine && !closed && version == 3 && !works);
    }
}
