//! The rules of a change, over every table a strategy can think of.

mod sentences;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::access::{GivenBy, Origin, Service};

const TODAY: &str = "2026-11-23";

fn today() -> Date {
    TODAY.parse().unwrap()
}

fn user(number: u8) -> UserId {
    UserId(Uuid::from_u128(u128::from(number)))
}

fn now_on() -> Period {
    Period {
        first: today(),
        last: None,
    }
}

fn any_role() -> impl Strategy<Value = Role> {
    prop::sample::select(Role::all().collect::<Vec<_>>())
}

fn any_roles() -> impl Strategy<Value = Vec<Role>> {
    prop::sample::subsequence(Role::all().collect::<Vec<_>>(), 0..=Role::ALL.len())
}

fn grant(role: Role) -> Grant {
    Grant {
        id: Uuid::from_u128(7),
        role,
        origin: Origin::Administrator,
        granted_by: "Ann Archer".into(),
        granted_on: today(),
        reason: String::new(),
        starts_on: today(),
        ends_on: None,
    }
}

/// A practice where `held` is held by the subject (user 1) and `others` by users from 10 on.
fn column(code: &str, held: Vec<Role>, others: Vec<(Role, u8)>) -> Column {
    let mut holders: Vec<Holder> = others
        .into_iter()
        .map(|(role, who)| Holder {
            role,
            user: user(who),
            name: format!("User {who}"),
            works: true,
            period: now_on(),
        })
        .collect();
    holders.extend(held.iter().map(|role| Holder {
        role: *role,
        user: user(1),
        name: "Sam Subject".into(),
        works: true,
        period: now_on(),
    }));
    Column {
        practice: code.parse().unwrap(),
        name: format!("Practice {code}"),
        closed: false,
        membership: Some(MembershipStatus::Active),
        version: 3,
        grants: held.into_iter().map(grant).collect(),
        holders,
        apart: Vec::new(),
    }
}

prop_compose! {
    fn any_column(code: &'static str)(held in any_roles(), others in prop::collection::vec((any_role(), 10u8..14), 0..20)) -> Column {
        // Nobody holds a role twice, and no limited role has more holders than it may have.
        let mut others = others;
        others.sort_unstable();
        others.dedup();
        let mut kept: Vec<(Role, u8)> = Vec::new();
        for (role, who) in others {
            let so_far = kept.iter().filter(|(other, _)| *other == role).count() + usize::from(held.contains(&role));
            if role.limit().is_none_or(|limit| so_far < limit) {
                kept.push((role, who));
            }
        }
        column(code, held, kept)
    }
}

prop_compose! {
    fn any_powers()(
        officer in any::<bool>(),
        who in prop::sample::select(vec![1u8, 2]),
        administers in prop::collection::vec((prop::sample::select(vec!["ZZ9001", "ZZ9002", "ZZ9003"]), prop::sample::select(Service::ALL.to_vec())), 0..4),
    ) -> Permissions {
        Permissions {
            user: user(who),
            registration_officer: officer,
            administers: administers.into_iter().map(|(code, service)| (code.parse().unwrap(), service)).collect(),
            certified: Vec::new(),
        }
    }
}

fn subject() -> Subject {
    Subject {
        user: user(1),
        name: "Sam Subject".into(),
        registration_officer: false,
    }
}

fn terms() -> Terms {
    Terms {
        reason: "Because".into(),
        accepts_no_administrator: true,
        ..Terms::default()
    }
}

proptest! {
    #[test]
    fn nothing_is_changed_that_the_actor_may_not_decide(
        a in any_column("ZZ9001"), b in any_column("ZZ9002"), ticks_a in any_roles(), ticks_b in any_roles(), permissions in any_powers()
    ) {
        let wanted = [
            DesiredRoles { practice: a.practice.clone(), version: 3, ticked: ticks_a },
            DesiredRoles { practice: b.practice.clone(), version: 3, ticked: ticks_b },
        ];
        let columns = [a, b];
        if let Ok(plan) = plan(&columns, &wanted, &terms(), &subject(), &permissions, today()) {
            for column in plan.columns() {
                for given in &column.add {
                    let administers = permissions.administers(&column.practice, given.role.service());
                    prop_assert_eq!(given.origin == Origin::Administrator, administers);
                }
                let removed = column.remove.iter().map(|grant| grant.role);
                for role in column.add.iter().map(|given| given.role).chain(removed) {
                    let given_by = role.facts().given_by;
                    prop_assert_ne!(given_by, GivenBy::PerformersList);
                    let administers = permissions.administers(&column.practice, role.service()) && given_by != GivenBy::Registration;
                    let registration = permissions.registration_officer && role.administers() && permissions.user != user(1);
                    prop_assert!(administers || registration, "{role:?} at {}", column.practice);
                }
            }
        }
    }

    #[test]
    fn no_plan_leaves_more_holders_than_a_role_may_have(column in any_column("ZZ9001"), ticks in any_roles(), permissions in any_powers()) {
        let wanted = [DesiredRoles { practice: column.practice.clone(), version: 3, ticked: ticks }];
        if let Ok(plan) = plan(std::slice::from_ref(&column), &wanted, &terms(), &subject(), &permissions, today()) {
            for change in plan.columns() {
                for role in Role::all() {
                    let others = holders_of(&column.holders, role, user(1)).count();
                    let after = others + usize::from(change.after().contains(&role));
                    prop_assert!(role.limit().is_none_or(|limit| after <= limit), "{role:?}: {after}");
                }
            }
        }
    }

    #[test]
    fn no_plan_brings_roles_together_that_are_kept_apart_and_who_held_both_keeps_them(
        column in any_column("ZZ9001"), ticks in any_roles(), pairs in prop::collection::vec((any_role(), any_role()), 0..6), permissions in any_powers()
    ) {
        let mut column = column;
        let apart = |(role, other)| Apart { role, other, why: "so".into() };
        column.apart = pairs.into_iter().filter(|(role, other)| role != other).map(apart).collect();
        let free = Column { apart: Vec::new(), ..column.clone() };
        let wanted = [DesiredRoles { practice: column.practice.clone(), version: 3, ticked: ticks }];
        let decide = |column: &Column| plan(std::slice::from_ref(column), &wanted, &terms(), &subject(), &permissions, today());
        let meet = |after: &[Role], before: &[Role], apart: &Apart| {
            let both = |roles: &[Role]| roles.contains(&apart.role) && roles.contains(&apart.other);
            both(after) && !both(before)
        };
        match (decide(&column), decide(&free)) {
            (Ok(plan), Ok(without)) => {
                prop_assert_eq!(&plan, &without);
                for change in plan.columns() {
                    prop_assert!(!column.apart.iter().any(|apart| meet(&change.after(), &change.before, apart)));
                }
            }
            (Err(refusals), Ok(without)) => {
                // Nothing but what would meet is against it.
                let together = |refusal: &Refusal| matches!(refusal, Refusal::Together { .. });
                prop_assert!(refusals.iter().all(together));
                let change = &without.columns()[0];
                prop_assert!(column.apart.iter().any(|apart| meet(&change.after(), &change.before, apart)));
            }
            (decided, Err(_)) => prop_assert!(decided.is_err()),
        }
    }

    #[test]
    fn a_plan_leads_exactly_to_the_ticks_where_the_actor_decides(column in any_column("ZZ9001"), ticks in any_roles(), permissions in any_powers()) {
        let wanted = [DesiredRoles { practice: column.practice.clone(), version: 3, ticked: ticks.clone() }];
        if let Ok(plan) = plan(std::slice::from_ref(&column), &wanted, &terms(), &subject(), &permissions, today()) {
            for change in plan.columns() {
                let after = change.after();
                for role in Role::all() {
                    let decides = column.locked(role, &permissions, user(1)).is_ok();
                    let expected = if decides { ticks.contains(&role) } else { column.grant(role).is_some() };
                    prop_assert_eq!(after.contains(&role), expected, "{:?}", role);
                }
            }
        }
    }

    #[test]
    fn a_service_loses_its_last_administrator_only_when_that_was_accepted(column in any_column("ZZ9001"), ticks in any_roles(), permissions in any_powers()) {
        let wanted = [DesiredRoles { practice: column.practice.clone(), version: 3, ticked: ticks }];
        let careless = Terms { accepts_no_administrator: false, ..terms() };
        if let Ok(plan) = plan(std::slice::from_ref(&column), &wanted, &careless, &subject(), &permissions, today()) {
            for change in plan.columns() {
                for service in Service::ALL {
                    let role = service.administrator();
                    let had = column.holders.iter().any(|holder| holder.role == role);
                    let has = holders_of(&column.holders, role, user(1)).next().is_some() || change.after().contains(&role);
                    prop_assert!(!had || has, "{service:?}");
                }
            }
        }
    }

    #[test]
    fn a_column_that_changed_meanwhile_is_never_touched(column in any_column("ZZ9001"), ticks in any_roles(), permissions in any_powers(), version in 0i64..10) {
        prop_assume!(version != 3);
        let wanted = [DesiredRoles { practice: column.practice.clone(), version, ticked: ticks }];
        let refusals = plan(std::slice::from_ref(&column), &wanted, &terms(), &subject(), &permissions, today()).unwrap_err();
        let stale = if permissions.registration_officer || permissions.administers_at(&column.practice) {
            Refusal::Stale { practice: column.name }
        } else {
            Refusal::UnknownPractice(column.practice)
        };
        prop_assert!(refusals.contains(&stale));
    }

    #[test]
    fn nobody_learns_from_a_refusal_what_is_held_at_a_practice_they_do_not_administer(
        a in any_column("ZZ9001"), b in any_column("ZZ9001"), ticks in any_roles(), version in 2i64..5
    ) {
        let wanted = [DesiredRoles { practice: a.practice.clone(), version, ticked: ticks }];
        let permissions = administrator("ZZ9002", Service::Gpp);
        let answers = [a, b].map(|column| plan(&[column], &wanted, &terms(), &subject(), &permissions, today()));
        prop_assert_eq!(&answers[0], &answers[1]);
        prop_assert!(answers[0].is_err());
    }

    #[test]
    fn a_member_who_takes_an_accountant_along_gives_that_role_there_and_changes_nothing_else(
        here in any_column("ZZ9001"), there in any_column("ZZ9002"), ticks in any_roles(),
    ) {
        let permissions = Permissions {
            user: user(2),
            registration_officer: false,
            administers: Vec::new(),
            certified: vec![(here.practice.clone(), Role::GppAccountant)],
        };
        for column in [here.clone(), there] {
            let ticked = ticks.iter().copied().chain([Role::GppAccountant]).collect();
            let wanted = [DesiredRoles { practice: column.practice.clone(), version: 3, ticked }];
            let at_home = column.practice == here.practice;
            if let Ok(plan) = plan(&[column], &wanted, &terms(), &subject(), &permissions, today()) {
                prop_assert!(at_home && !plan.is_certified());
                for change in plan.columns() {
                    prop_assert!(change.remove.is_empty());
                    prop_assert!(change.add.iter().all(|given| given.role == Role::GppAccountant));
                }
            }
        }
    }
}

fn administrator(practice: &str, service: Service) -> Permissions {
    Permissions {
        user: user(2),
        registration_officer: false,
        administers: vec![(practice.parse().unwrap(), service)],
        certified: Vec::new(),
    }
}
