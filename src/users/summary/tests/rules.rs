//! What holds for every practice, filter and selection.

use std::collections::BTreeSet;

use proptest::prelude::*;
use uuid::Uuid;

use crate::{
    access::{Grant, MembershipStatus, Origin, Permissions, Role, Service, Terms},
    base::{dates::Date, ids::UserId},
    practices::{Practice, PracticeStatus},
    users::summary::{
        FilterQuery, Summary,
        bulk::{BulkChange, Chosen, plan_several},
        refused::Refused,
        select::select,
        store::{Everyone, Somebody},
    },
};

fn today() -> Date {
    "2026-11-23".parse().unwrap()
}

fn practice() -> Practice {
    Practice {
        ods: "ZZ9001".parse().unwrap(),
        name: "Elm Street".into(),
        status: PracticeStatus::Active,
        open_or_not: String::new(),
        address: String::new(),
        town: String::new(),
        postcode: String::new(),
        pcn: None,
    }
}

fn somebody() -> impl Strategy<Value = Somebody> {
    let roles = prop::sample::subsequence(Role::all().collect::<Vec<_>>(), 0..4);
    let status = prop::sample::select(MembershipStatus::ALL.to_vec());
    ("[A-E][a-z]{0,3} [F-J][a-zé']{1,4}", roles, status).prop_map(|(name, roles, status)| {
        Somebody {
            user: UserId(Uuid::nil()),
            email: "a@example.test".into(),
            gmc_number: None,
            link: "",
            link_mark: "",
            registration_officer: false,
            status,
            undelivered: false,
            locked: false,
            since: today(),
            leaves_on: None,
            last_sign_in: None,
            version: 1,
            grants: roles.into_iter().map(grant).collect(),
            name,
        }
    })
}

fn grant(role: Role) -> Grant {
    Grant {
        id: Uuid::nil(),
        role,
        origin: Origin::Administrator,
        granted_by: "Ann Archer".into(),
        granted_on: today(),
        reason: String::new(),
        starts_on: today(),
        ends_on: None,
    }
}

/// A practice in which no limited role has more holders than it may.
fn everyone() -> impl Strategy<Value = Vec<Somebody>> {
    prop::collection::vec(somebody(), 1..14).prop_map(|mut people| {
        for role in Role::all() {
            let mut left = role.limit().unwrap_or(usize::MAX);
            for person in &mut people {
                person.grants.retain(|grant| {
                    let stays = grant.role != role || left > 0;
                    left -= usize::from(grant.role == role && left > 0);
                    stays
                });
            }
        }
        for (number, person) in (1u128..).zip(&mut people) {
            person.user = UserId(Uuid::from_u128(number));
        }
        people
    })
}

/// Someone who administers every service here.
fn permissions() -> Permissions {
    let practice = practice().ods;
    let administers = Service::ALL.map(|service| (practice.clone(), service));
    Permissions::invented(UserId(Uuid::from_u128(999)), administers.to_vec())
}

fn held(people: &[Somebody], role: Role) -> BTreeSet<UserId> {
    let holders = people
        .iter()
        .filter(|person| person.grants.iter().any(|grant| grant.role == role));
    holders.map(|person| person.user).collect()
}

fn shown(people: Vec<Somebody>, asked: &FilterQuery) -> Summary {
    let everyone = Everyone {
        practice: practice(),
        waiting: 0,
        apart: Vec::new(),
        people,
    };
    select(
        everyone,
        &asked.parse().unwrap(),
        &permissions(),
        today(),
        String::new(),
    )
}

fn ids(summary: &Summary) -> BTreeSet<UserId> {
    summary.members.iter().map(|member| member.user).collect()
}

proptest! {
    #[test]
    fn several_are_changed_all_or_none_within_the_limit_and_in_nothing_else(
        people in everyone(),
        selection in prop::collection::vec(any::<bool>(), 14),
        role in prop::sample::select(Role::all().collect::<Vec<_>>()),
        give in any::<bool>(),
    ) {
        let chosen: Vec<Chosen> = people
            .iter()
            .zip(&selection)
            .filter(|(_, chosen)| **chosen)
            .map(|(person, _)| Chosen { user: person.user, version: person.version })
            .collect();
        let before = held(&people, role);
        let selected: BTreeSet<_> = chosen.iter().map(|person| person.user).collect();
        let changing = selected.iter().filter(|user| before.contains(user) != give).count();
        let free = role.limit().map_or(usize::MAX, |limit| limit - before.len());
        let may = permissions().may_decide(&practice().ods, role, UserId(Uuid::nil())).is_ok();
        let everyone = Everyone { practice: practice(), people, waiting: 0, apart: Vec::new() };
        let terms = Terms { accepts_no_administrator: true, ..Terms::default() };
        let change = BulkChange { role, give };
        match plan_several(&everyone, &chosen, change, &terms, &permissions(), today()) {
            Ok(several) => {
                prop_assert!(may && changing > 0 && (!give || changing <= free));
                prop_assert_eq!(several.plans.len(), changing);
                prop_assert_eq!(several.unchanged.len(), selected.len() - changing);
                for plan in &several.plans {
                    prop_assert!(selected.contains(&plan.subject().user));
                    let (add, remove) = (&plan.columns()[0].add, &plan.columns()[0].remove);
                    let removed: Vec<_> = remove.iter().map(|grant| grant.role).collect();
                    let added: Vec<_> = add.iter().map(|given| given.role).collect();
                    prop_assert_eq!(added.as_slice(), if give { &[role][..] } else { &[] });
                    prop_assert_eq!(removed.as_slice(), if give { &[] } else { &[role][..] });
                }
            }
            Err(refused) => {
                prop_assert!(!may || changing == 0 || (give && changing > free), "{refused:?}");
                prop_assert!(refused.iter().all(|refused| !refused.sentence().is_empty()));
            }
        }
    }

    #[test]
    fn one_stale_person_refuses_the_whole_selection(people in everyone(), which in any::<prop::sample::Index>()) {
        let stale = which.index(people.len());
        let chosen: Vec<Chosen> = people
            .iter()
            .enumerate()
            .map(|(index, person)| Chosen { user: person.user, version: i64::from(index != stale) })
            .collect();
        let role = Role::from_code("gpp-avcs").unwrap();
        let name = people[stale].name.clone();
        let everyone = Everyone { practice: practice(), people, waiting: 0, apart: Vec::new() };
        let change = BulkChange { role, give: true };
        let refused = plan_several(&everyone, &chosen, change, &Terms::default(), &permissions(), today()).unwrap_err();
        let told = refused.iter().any(|refused| {
            matches!(refused, Refused::Person(..)) && refused.sentence().starts_with(&name)
        });
        prop_assert!(told, "{refused:?}");
    }

    #[test]
    fn the_statuses_divide_everyone_and_an_order_loses_nobody(
        people in everyone(), sort in prop::sample::select(vec!["", "-name", "status", "-status", "sign-in", "-sign-in"])
    ) {
        let copies = || people.iter().map(copy).collect::<Vec<_>>();
        let of = |status: &str| FilterQuery { status: status.into(), sort: sort.into(), ..FilterQuery::default() };
        let all = ids(&shown(copies(), &of("all")));
        prop_assert_eq!(all.len(), people.len());
        let mut divided = BTreeSet::new();
        for status in ["active", "invited", "deactivated"] {
            for user in ids(&shown(copies(), &of(status))) {
                prop_assert!(divided.insert(user), "in two statuses");
            }
        }
        prop_assert_eq!(&divided, &all);
        let present = ids(&shown(copies(), &of("")));
        let gone = ids(&shown(copies(), &of("deactivated")));
        prop_assert_eq!(present.union(&gone).copied().collect::<BTreeSet<_>>(), all);
    }

    #[test]
    fn the_filter_by_role_shows_exactly_its_holders_and_every_mark_keeps_its_giver(
        people in everyone(), role in prop::sample::select(Role::all().collect::<Vec<_>>())
    ) {
        let holders = held(&people, role);
        let asked = FilterQuery { status: "all".into(), role: role.code().into(), ..FilterQuery::default() };
        let summary = shown(people, &asked);
        prop_assert_eq!(ids(&summary), holders);
        for (_, held) in summary.holders(role) {
            prop_assert_eq!(summary.granter(held), "Ann Archer");
        }
        prop_assert!(summary.granters.len() <= 1, "a name travels once");
    }

    #[test]
    fn a_person_is_found_by_the_beginning_of_any_word_of_their_name(people in everyone(), which in any::<prop::sample::Index>(), length in 1usize..4) {
        let person = &people[which.index(people.len())];
        let word = person.name.split(' ').next_back().unwrap();
        let q: String = word.chars().take(length).collect::<String>().to_uppercase();
        let user = person.user;
        let asked = FilterQuery { status: "all".into(), q, ..FilterQuery::default() };
        prop_assert!(ids(&shown(people, &asked)).contains(&user));
    }
}

fn copy(person: &Somebody) -> Somebody {
    Somebody {
        name: person.name.clone(),
        email: person.email.clone(),
        gmc_number: None,
        link: "",
        link_mark: "",
        grants: person.grants.clone(),
        ..*person
    }
}
