//! Changes and what takes them back, over all that a strategy can think of.

use proptest::prelude::*;

use super::*;
use crate::{
    access::{Grant, Origin, Service},
    base::ids::UserId,
};

fn user(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

fn today() -> Date {
    "2026-11-23".parse().unwrap()
}

fn practice() -> OdsCode {
    "ZZ9001".parse().unwrap()
}

fn subject(number: usize) -> Subject {
    Subject {
        user: user(number as u128 + 1),
        name: format!("User {number}"),
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

fn powers(services: &[Service]) -> Permissions {
    let administers = services.iter().map(|service| (practice(), *service));
    Permissions::invented(user(99), administers.collect())
}

/// A practice with three people, as the tables would hold it.
#[derive(Clone, Debug)]
struct Practice {
    people: Vec<(i64, Vec<Grant>)>,
    next: u128,
    /// How many changes were made.
    step: u32,
    ended: Vec<Ended>,
}

/// A grant that ended: in which change, and by which it was given back.
#[derive(Clone, Debug)]
struct Ended {
    person: usize,
    role: Role,
    id: Uuid,
    step: u32,
    back: Option<Uuid>,
}

/// What one change made of the people it was about.
#[derive(Clone, Debug)]
struct Change {
    step: u32,
    made: Vec<(usize, Made)>,
}

impl Practice {
    fn column(&self, number: usize) -> Column {
        let (version, grants) = self.people[number].clone();
        let holders = self
            .people
            .iter()
            .enumerate()
            .flat_map(|(number, (_, grants))| {
                grants.iter().map(move |grant| Holder {
                    role: grant.role,
                    user: subject(number).user,
                    name: subject(number).name,
                    works: true,
                    period: grant.period(),
                })
            });
        Column {
            practice: practice(),
            name: "Elm Street".into(),
            closed: false,
            membership: Some(MembershipStatus::Active),
            version,
            grants,
            holders: holders.collect(),
            apart: Vec::new(),
        }
    }

    /// Does a plan as the store does. Gives what it made.
    fn apply(&mut self, number: usize, plan: &Plan) -> Made {
        let mut made = Made::default();
        for column in plan.columns() {
            assert_eq!(column.version, self.people[number].0, "one after the other");
            self.people[number].0 += 1;
            for gone in &column.remove {
                self.people[number].1.retain(|grant| grant.id != gone.id);
                self.ended.push(Ended {
                    person: number,
                    role: gone.role,
                    id: gone.id,
                    step: self.step,
                    back: None,
                });
                made.took.push(Remembered {
                    role: gone.role,
                    starts_on: Some(gone.starts_on).filter(|day| *day > today()),
                    ends_on: gone.ends_on,
                });
            }
            for given in &column.add {
                self.next += 1;
                let grant = Grant {
                    starts_on: plan.terms().starts_on.unwrap_or(today()),
                    ends_on: plan.terms().ends_on,
                    ..grant(given.role, self.next, None)
                };
                made.gave.push((grant.id, grant.role, grant.period()));
                self.people[number].1.push(grant);
            }
            self.people[number].1.sort_by_key(|grant| grant.role);
        }
        made
    }

    fn change(&mut self, ticks: &[Vec<Role>], by: &Permissions) -> Change {
        self.step += 1;
        let mut made = Vec::new();
        for (number, ticked) in ticks.iter().enumerate() {
            let column = self.column(number);
            let decided = |role: &Role| column.locked(*role, by, subject(number).user).is_ok();
            let wanted = DesiredRoles {
                practice: practice(),
                version: column.version,
                ticked: ticked.iter().copied().filter(decided).collect(),
            };
            let planned = plan(
                &[column],
                &[wanted],
                &terms(),
                &subject(number),
                by,
                today(),
            );
            if let Ok(plan) = planned {
                made.push((number, self.apply(number, &plan)));
            }
        }
        Change {
            step: self.step,
            made,
        }
    }

    fn undo(&self, change: &Change, by: &Permissions) -> Vec<TakingBack> {
        let people = change.made.iter().map(|(number, made)| Changed {
            subject: subject(*number),
            column: self.column(*number),
            made: self.continued(made),
        });
        take_back(people.collect(), &terms(), by, today()).unwrap()
    }

    /// A grant that ended and was given back by a change that was taken back is the same one, as the record has it.
    fn continued(&self, made: &Made) -> Made {
        let mut made = made.clone();
        for (id, _, _) in &mut made.gave {
            let back = |id: Uuid| self.ended.iter().find(|ended| ended.id == id)?.back;
            while let Some(next) = back(*id) {
                *id = next;
            }
        }
        made
    }

    fn apply_all(&mut self, change: &Change, all: &[TakingBack]) {
        self.step += 1;
        // As the store does it: everything that goes before anything that comes back.
        let plans = |goes: bool| {
            let plans = change.made.iter().zip(all).flat_map(|((number, _), back)| {
                back.plans().iter().map(move |plan| (*number, plan.clone()))
            });
            let is = move |(_, plan): &(usize, Plan)| plan.columns()[0].remove.is_empty() != goes;
            plans.filter(is).collect::<Vec<_>>()
        };
        for (number, plan) in plans(true).into_iter().chain(plans(false)) {
            let back = self.apply(number, &plan);
            for (id, role, _) in back.gave {
                let of = self.ended.iter_mut().find(|ended| {
                    ended.step == change.step && ended.person == number && ended.role == role
                });
                of.unwrap().back = Some(id);
            }
        }
    }

    /// Who holds what and when.
    fn held(&self) -> Vec<Vec<(Role, Period)>> {
        let held = |(_, grants): &(i64, Vec<Grant>)| {
            grants
                .iter()
                .map(|grant| (grant.role, grant.period()))
                .collect()
        };
        self.people.iter().map(held).collect()
    }
}

fn grant(role: Role, id: u128, last: Option<u32>) -> Grant {
    Grant {
        id: Uuid::from_u128(id),
        role,
        origin: Origin::Administrator,
        granted_by: String::new(),
        granted_on: today(),
        reason: String::new(),
        starts_on: today(),
        ends_on: last.map(|day| format!("2026-11-{day}").parse().unwrap()),
    }
}

fn any_roles() -> impl Strategy<Value = Vec<Role>> {
    prop::sample::subsequence(Role::all().collect::<Vec<_>>(), 0..12)
}

fn any_services() -> impl Strategy<Value = Vec<Service>> {
    prop::sample::subsequence(Service::ALL.to_vec(), 1..=3)
}

prop_compose! {
    fn any_practice()(
        held in prop::collection::vec(prop::collection::vec((prop::sample::select(Role::ALL.to_vec()), prop::option::of(24..30_u32)), 0..12), 3),
    ) -> Practice {
        let mut practice = Practice { people: Vec::new(), next: 100, step: 0, ended: Vec::new() };
        for roles in held {
            let mut grants: Vec<Grant> = Vec::new();
            for (role, last) in roles {
                let others = practice.people.iter().flat_map(|(_, grants)| grants);
                let others = others.filter(|grant| grant.role == role).count();
                let free = role.limit().is_none_or(|limit| others < limit);
                if free && grants.iter().all(|grant| grant.role != role) {
                    practice.next += 1;
                    grants.push(grant(role, practice.next, last));
                }
            }
            grants.sort_by_key(|grant| grant.role);
            practice.people.push((3, grants));
        }
        practice
    }
}

proptest! {
    #[test]
    fn a_change_that_is_taken_back_leaves_everybody_what_they_had_with_its_days(
        practice in any_practice(), ticks in prop::collection::vec(any_roles(), 3), services in any_services(),
    ) {
        let by = powers(&services);
        let mut changed = practice.clone();
        let made = changed.change(&ticks, &by);
        let back = changed.undo(&made, &by);
        prop_assert!(back.iter().all(|one| one.left_out().is_empty()), "{:?}", back);
        changed.apply_all(&made, &back);
        prop_assert_eq!(changed.held(), practice.held());
        // Again, nothing of it is left to take back.
        let again = changed.undo(&made, &by);
        prop_assert!(again.iter().all(|one| one.plans().is_empty()), "{:?}", again);
    }

    #[test]
    fn changes_that_are_taken_back_the_last_one_first_leave_what_was_there_before_all_of_them(
        practice in any_practice(), changes in prop::collection::vec(prop::collection::vec(any_roles(), 3), 1..5),
    ) {
        let by = powers(&Service::ALL);
        let mut now = practice.clone();
        let made: Vec<_> = changes.iter().map(|ticks| now.change(ticks, &by)).collect();
        for made in made.iter().rev() {
            let back = now.undo(made, &by);
            now.apply_all(made, &back);
        }
        prop_assert_eq!(now.held(), practice.held());
    }

    #[test]
    fn what_somebody_else_changed_since_stays_and_nobody_decides_more_than_they_may(
        practice in any_practice(), first in prop::collection::vec(any_roles(), 3), second in prop::collection::vec(any_roles(), 3),
        other in any_services(), services in any_services(),
    ) {
        let all = powers(&Service::ALL);
        let mut now = practice.clone();
        let made = now.change(&first, &all);
        let since = now.change(&second, &powers(&other));
        let by = powers(&services);
        let before = now.clone();
        let back = now.undo(&made, &by);
        now.apply_all(&made, &back);
        for (number, (then, after)) in before.held().iter().zip(now.held()).enumerate() {
            let first = &practice.held()[number];
            for role in Role::all() {
                let of = |held: &[(Role, Period)]| held.iter().find(|(one, _)| *one == role).map(|(_, days)| *days);
                let (was, is) = (of(then), of(&after));
                let touched = |change: &Change| change.made.iter().any(|(one, made)| *one == number
                    && (made.gave.iter().any(|(_, gave, _)| *gave == role) || made.took.iter().any(|took| took.role == role)));
                if was != is {
                    prop_assert!(services.contains(&role.service()), "{:?}", role);
                    prop_assert_eq!(is, of(first), "{:?} as it was before", role);
                    // What was given anew since is nobody's to take back; what was taken, and taken only once, is.
                    prop_assert!(touched(&made));
                } else if touched(&made) && !touched(&since) && services.contains(&role.service()) {
                    let full = role.limit().is_some();
                    prop_assert!(is == of(first) || full, "{:?} was not taken back", role);
                }
            }
        }
        for role in Role::all() {
            let held = now.held();
            let holders = held.iter().flatten().filter(|(one, _)| *one == role).count();
            prop_assert!(role.limit().is_none_or(|limit| holders <= limit));
        }
    }

    #[test]
    fn nobody_loses_the_last_administrator_by_it_unless_that_was_accepted(
        practice in any_practice(), ticks in prop::collection::vec(any_roles(), 3),
    ) {
        let by = powers(&Service::ALL);
        let mut now = practice.clone();
        let made = now.change(&ticks, &by);
        let people = made.made.iter().map(|(number, made)| Changed {
            subject: subject(*number), column: now.column(*number), made: now.continued(made),
        });
        let careless = Terms { accepts_no_administrator: false, ..terms() };
        let back = take_back(people.collect(), &careless, &by, today());
        let loses = Service::ALL.into_iter().any(|service| {
            let has = |practice: &Practice| practice.held().iter().flatten().any(|(role, _)| *role == service.administrator());
            has(&now) && !has(&practice)
        });
        prop_assert_eq!(back.is_err(), loses);
    }
}
