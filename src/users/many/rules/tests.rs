//! Files of people in any order, with every kind of fault.

use std::collections::BTreeSet;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::access::{DenyReason, Origin, Period, Service};

fn practice() -> OdsCode {
    "ZZ9001".parse().unwrap()
}

fn today() -> Date {
    "2026-11-23".parse().unwrap()
}

/// Who writes the file: an administrator of GP Payments and Pensions and of the Performers List.
fn actor() -> Permissions {
    let here = [Service::Gpp, Service::Pl].map(|service| (practice(), service));
    Permissions::invented(UserId(Uuid::from_u128(1)), here.into())
}

fn grant(role: Role) -> Grant {
    Grant {
        id: Uuid::nil(),
        role,
        origin: Origin::Administrator,
        granted_by: String::new(),
        granted_on: today(),
        reason: String::new(),
        starts_on: today(),
        ends_on: None,
    }
}

fn account(id: u128, name: &str, place: Option<MembershipStatus>, holds: &[Role]) -> Account {
    Account {
        id: UserId(Uuid::from_u128(id)),
        name: name.to_owned(),
        registration_officer: false,
        known: place.is_some(),
        place: place.map(|status| (status, 3)),
        grants: holds.iter().copied().map(grant).collect(),
    }
}

fn holder(user: u128, role: Role) -> Holder {
    Holder {
        role,
        user: UserId(Uuid::from_u128(user)),
        name: ["Holder ", &user.to_string()].concat(),
        works: true,
        period: Period {
            first: today(),
            last: None,
        },
    }
}

/// A practice with two places left for administrators of payments, and none for those of the list.
fn known() -> Known {
    let set = |name: &str, roles: &[Role]| RoleSet {
        id: Uuid::from_u128(7),
        name: name.to_owned(),
        roles: roles.to_vec(),
        version: 1,
    };
    let accounts = [
        (
            "colleague@gp.example",
            account(
                20,
                "Cora Colleague",
                Some(MembershipStatus::Active),
                &[Role::GppViewClaims],
            ),
        ),
        (
            "left@gp.example",
            account(21, "Lea Left", Some(MembershipStatus::Deactivated), &[]),
        ),
        (
            "stranger@gp.example",
            account(22, "Sid Stranger", None, &[]),
        ),
    ];
    let full = (10..14).map(|user| holder(user, Role::PlUserManagement));
    let some = (10..12).map(|user| holder(user, Role::GppUserManagement));
    Known {
        practice: practice(),
        name: "Elm Street".to_owned(),
        closed: false,
        holders: full.chain(some).collect(),
        apart: Vec::new(),
        accounts: accounts
            .map(|(email, account)| (email.to_owned(), account))
            .into(),
        sets: vec![set(
            "Claims desk",
            &[Role::GppViewClaims, Role::GppClaimsAdmin],
        )],
    }
}

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    New,
    BySet,
    ByDefault,
    Colleague,
    Left,
    Stranger,
    HasAll,
    Administrator,
    NoEmail,
    BadEmail,
    Twin,
    NoName,
    LinkName,
    UnknownRole,
    OthersRole,
    GpRole,
    MainContact,
    NoPlace,
}

use Kind::{
    Administrator, BadEmail, ByDefault, BySet, Colleague, GpRole, HasAll, Left, LinkName,
    MainContact, New, NoEmail, NoName, NoPlace, OthersRole, Stranger, Twin, UnknownRole,
};

const GOOD: [Kind; 8] = [
    New,
    BySet,
    ByDefault,
    Colleague,
    Left,
    Stranger,
    HasAll,
    Administrator,
];
const BAD: [Kind; 10] = [
    NoEmail,
    BadEmail,
    Twin,
    NoName,
    LinkName,
    UnknownRole,
    OthersRole,
    GpRole,
    MainContact,
    NoPlace,
];

/// A line of a kind. `which` tells those of one kind apart, where they need not be of one person.
fn line(kind: Kind, which: usize) -> Line {
    let own = [
        &format!("{kind:?}").to_lowercase(),
        ".",
        &which.to_string(),
        "@gp.example",
    ]
    .concat();
    let (first, last, email, roles): (&str, &str, &str, &[&str]) = match kind {
        New => ("Ann", "Lee", &own, &["view claims", "gpp-avcs"]),
        BySet => ("Ann", "Lee", &own, &["CLAIMS DESK"]),
        ByDefault => ("Ann", "Lee", &own, &[]),
        Colleague => ("", "", "colleague@gp.example", &["Statements"]),
        Left => ("", "", "left@gp.example", &["Statements"]),
        Stranger => ("", "", "Stranger@GP.example", &["Statements", "AVCs"]),
        HasAll => ("", "", "colleague@gp.example", &["View Claims"]),
        Administrator => ("Ann", "Lee", &own, &["GPP User Management"]),
        NoEmail => ("Ann", "Lee", "", &["AVCs"]),
        BadEmail => ("Ann", "Lee", "nobody at home", &["AVCs"]),
        Twin => ("Ann", "Lee", "twin@gp.example", &["AVCs"]),
        NoName => ("", "", &own, &["AVCs"]),
        LinkName => ("www.evil.example", "Lee", &own, &["AVCs"]),
        UnknownRole => ("Ann", "Lee", &own, &["AVCs", "Chief"]),
        OthersRole => ("Ann", "Lee", &own, &["Practice Order Entry Clerk"]),
        GpRole => ("Ann", "Lee", &own, &["GP (principal)"]),
        MainContact => ("Ann", "Lee", &own, &["Main Contact"]),
        NoPlace => ("Ann", "Lee", &own, &["PL User Management"]),
    };
    Line {
        number: 0,
        first: first.to_owned(),
        last: last.to_owned(),
        email: email.to_owned(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
    }
}

/// Lines of these kinds, of which those about one person come once, in an order.
fn file(kinds: &[Kind], order: &[usize]) -> Vec<(Kind, Line)> {
    let mut once = BTreeSet::new();
    let mut lines = Vec::new();
    for (which, kind) in kinds.iter().enumerate() {
        let person = match kind {
            Colleague | HasAll => Some(Colleague),
            Left | Stranger => Some(*kind),
            _ => None,
        };
        if person.is_none_or(|person| once.insert(person)) {
            lines.push((*kind, line(*kind, which)));
        }
    }
    let mut keyed: Vec<_> = order.iter().cycle().zip(lines).collect();
    keyed.sort_by_key(|(key, _)| **key);
    let numbered = (2u64..).zip(keyed);
    numbered
        .map(|(number, (_, (kind, line)))| (kind, Line { number, ..line }))
        .collect()
}

fn decided(file: &[(Kind, Line)], known: &Known) -> Result<Decided, Vec<AtLine>> {
    let lines: Vec<_> = file.iter().map(|(_, line)| line.clone()).collect();
    decide(&lines, known.sets.first(), known, &actor(), today())
}

/// What a file comes to, whatever its order: for each address what is given, or what is wrong; and how many lines stay as they are.
fn result(file: &[(Kind, Line)]) -> BTreeSet<String> {
    let about = |number: u64| {
        let line = file.iter().find(|(_, line)| line.number == number);
        line.map(|(_, line)| format!("{} {:?}", line.email, line.roles))
            .unwrap_or_default()
    };
    match decided(file, &known()) {
        Ok(decided) => {
            let given = decided.joining.iter().map(|one| {
                let given: Vec<_> = one
                    .plan
                    .columns()
                    .iter()
                    .flat_map(|column| &column.add)
                    .collect();
                format!("{} gets {given:?}", about(one.line))
            });
            let same = decided
                .unchanged
                .iter()
                .map(|(line, _)| format!("{} stays", about(*line)));
            given.chain(same).collect()
        }
        Err(faults) => faults
            .into_iter()
            .map(|fault| {
                let why = match fault.why {
                    Fault::Again(others) => format!("again {}", others.len()),
                    why => format!("{why:?}"),
                };
                format!("{} is wrong: {why}", about(fault.line))
            })
            .collect(),
    }
}

/// Whether this is what is wrong with lines of a kind.
fn is_of(kind: Kind, fault: &Fault) -> bool {
    let locked = |wanted: fn(&DenyReason) -> bool| match fault {
        Fault::Access(Refusal::NotYours { locked, .. }) => wanted(locked),
        _ => false,
    };
    match kind {
        NoEmail => *fault == Fault::NoEmail,
        BadEmail => matches!(fault, Fault::NotAnEmail(_)),
        Twin => matches!(fault, Fault::Again(_)),
        NoName | LinkName => matches!(fault, Fault::Name(_)),
        UnknownRole => *fault == Fault::UnknownRole("Chief".to_owned()),
        OthersRole => locked(|why| matches!(why, DenyReason::OtherService(_))),
        GpRole => locked(|why| *why == DenyReason::Automatic),
        MainContact => locked(|why| *why == DenyReason::RegistrationOnly),
        NoPlace => matches!(fault, Fault::Access(Refusal::Full { .. })),
        Administrator => matches!(fault, Fault::TooFewPlaces { free: 2, .. }),
        _ => false,
    }
}

/// The practice after what was decided.
fn after(decided: &Decided, mut known: Known) -> Known {
    for Joining { who, plan, .. } in &decided.joining {
        let email = match who {
            Who::New(user) => user.email.as_ref(),
            Who::There { email, .. } => email.as_ref(),
        };
        let subject = plan.subject();
        let user = known
            .accounts
            .entry(email.to_owned())
            .or_insert_with(|| Account {
                id: subject.user,
                name: subject.name.clone(),
                registration_officer: false,
                known: true,
                place: None,
                grants: Vec::new(),
            });
        user.place = Some((MembershipStatus::Active, 4));
        for given in plan.columns().iter().flat_map(|column| &column.add) {
            user.grants.push(grant(given.role));
        }
        plan.take_effect(&mut known.holders, today());
    }
    known
}

fn kinds(of: &'static [Kind]) -> impl Strategy<Value = Vec<Kind>> {
    prop::collection::vec(prop::sample::select(of), 1..14)
}

fn order() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0usize..1000, 14)
}

proptest! {
    #[test]
    fn a_file_comes_to_the_same_in_any_order(
        good in kinds(&GOOD), bad in kinds(&BAD), has_bad in any::<bool>(), one in order(), other in order()
    ) {
        let kinds = if has_bad { [good, bad].concat() } else { good };
        prop_assert_eq!(result(&file(&kinds, &one)), result(&file(&kinds, &other)));
    }

    #[test]
    fn no_fault_is_unnamed_and_no_good_line_is_blamed(good in kinds(&GOOD), bad in kinds(&BAD), order in order()) {
        let file = file(&[good, bad].concat(), &order);
        let Err(faults) = decided(&file, &known()) else {
            // A twin alone is nobody's twin.
            prop_assert!(file.iter().filter(|(kind, _)| *kind == Twin).count() <= 1);
            prop_assert!(file.iter().all(|(kind, _)| *kind == Twin || GOOD.contains(kind)));
            return Ok(());
        };
        let of_kind = |kind: Kind| file.iter().filter(move |(other, _)| *other == kind);
        let administrators = of_kind(Administrator).count();
        for (kind, line) in &file {
            let wrong: Vec<_> = faults.iter().filter(|fault| fault.line == line.number).collect();
            let is_wrong = match kind {
                Twin => of_kind(Twin).count() > 1,
                Administrator => administrators > 2,
                kind => BAD.contains(kind),
            };
            prop_assert_eq!(!wrong.is_empty(), is_wrong, "{:?}: {:?}", kind, wrong);
            if is_wrong {
                prop_assert!(wrong.iter().any(|fault| is_of(*kind, &fault.why)), "{:?}: {:?}", kind, wrong);
            }
        }
        prop_assert!(faults.is_sorted_by_key(|fault| fault.line));
        prop_assert!(faults.iter().all(|fault| !fault.why.sentence().is_empty()));
    }

    #[test]
    fn the_second_time_a_file_changes_nothing(good in kinds(&GOOD), order in order()) {
        let file = file(&good, &order);
        if let Ok(first) = decided(&file, &known()) {
            let second = decided(&file, &after(&first, known()));
            let nothing = AtLine { line: 0, why: Fault::NothingChanges };
            prop_assert_eq!(second.unwrap_err(), vec![nothing]);
        }
    }

    #[test]
    fn nobody_gets_a_role_past_its_limit_or_of_a_service_that_is_not_the_actors(good in kinds(&GOOD), order in order()) {
        if let Ok(decided) = decided(&file(&good, &order), &known()) {
            let there = after(&decided, known());
            for role in Role::all() {
                let holders = there.holders.iter().filter(|holder| holder.role == role).count();
                prop_assert!(role.limit().is_none_or(|limit| holders <= limit), "{:?}", role);
            }
            for given in decided.joining.iter().flat_map(|one| one.plan.columns()).flat_map(|column| &column.add) {
                prop_assert!(actor().administers(&practice(), given.role.service()));
            }
        }
    }
}

#[test]
fn somebody_the_reader_does_not_know_stays_nameless() {
    let file = file(&[Stranger, Colleague], &[1]);
    let decided = decided(&file, &known()).unwrap();
    let check = super::super::preview::check(&decided, "Elm Street");
    let told = format!("{check:?}");
    assert!(told.contains("stranger@gp.example"), "{told}");
    assert!(!told.contains("Sid"), "{told}");
    assert!(told.contains("Cora Colleague"), "{told}");
}
