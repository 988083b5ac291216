use proptest::prelude::*;

use super::*;

const AFTER: UnusedAfter = UnusedAfter {
    days: 180,
    invitation_days: 30,
};

/// Noon of a day of the test.
fn noon(day: u32) -> Instant {
    Instant(1_782_907_200_000_000 + i64::from(day) * Instant::DAY)
}

fn date(day: u32) -> Date {
    date_of(noon(day))
}

fn somebody(number: u128) -> UserId {
    UserId(uuid::Uuid::from_u128(number))
}

fn place(used: u32) -> Place {
    Place {
        user: somebody(1),
        used_at: noon(used),
        kind: Kind::Unused,
        rests_on_link: false,
        leaves_on: None,
        administers: Vec::new(),
        covers: Vec::new(),
        notice: None,
    }
}

/// A practice as the rounds see it from day to day, with what is kept between them.
#[derive(Clone, Debug)]
struct Practice {
    people: Vec<Person>,
}

#[derive(Clone, Debug)]
struct Person {
    place: Place,
    lapsed: bool,
    /// The last log in, and when the place was given.
    signed_in: u32,
    since: u32,
    /// Whether it had lapsed before it was given back.
    was_lapsed: bool,
    /// Each reminder, with the moment from which it counted.
    told: Vec<(Instant, u32)>,
}

impl Practice {
    fn present(&self) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(|person| !person.lapsed)
    }

    fn administrators(&self, service: Service) -> usize {
        let there = self.present();
        there
            .filter(|person| person.place.covers.contains(&service))
            .count()
    }

    /// One round, as the store does it.
    fn round(&mut self, today: u32) {
        let indexes: Vec<usize> = (0..self.people.len())
            .filter(|index| !self.people[*index].lapsed)
            .collect();
        let places: Vec<Place> = indexes
            .iter()
            .map(|index| self.people[*index].place.clone())
            .collect();
        let standings = standings(&places, AFTER, date(today));
        for (index, standing) in indexes.into_iter().zip(standings) {
            let person = &mut self.people[index];
            match standing {
                Standing::Due {
                    noticed_on,
                    remind: Some(remind),
                    ..
                } => {
                    let used_at = person.place.used_at;
                    person.told.push((used_at, remind.days));
                    person.place.notice = Some(Notice {
                        used_at,
                        on: noticed_on,
                        reminded: remind.days,
                    });
                }
                Standing::Lapses => {
                    assert!(!person.place.rests_on_link, "a link gives it");
                    // Nobody is surprised: it was told, the number of days before that there are at least.
                    let notice = person.place.notice.expect("a notice");
                    assert_eq!(notice.used_at, person.place.used_at);
                    assert!(days_since(notice.on, date(today)) >= person.place.kind.least());
                    person.lapsed = true;
                    person.was_lapsed = true;
                }
                Standing::InUse | Standing::Due { .. } | Standing::Stays { .. } => {}
            }
        }
    }

    fn count(&mut self, index: usize) {
        let person = &mut self.people[index];
        person.place.used_at = noon(person.signed_in.max(person.since));
        person.place.kind = if person.was_lapsed && person.signed_in < person.since {
            Kind::BroughtBack
        } else {
            Kind::Unused
        };
    }
}

/// What happens between two rounds.
#[derive(Clone, Debug)]
enum Step {
    /// Days go by, each with its round, or with none because no server ran.
    Days(u32, bool),
    SignsIn(usize),
    BroughtBack(usize),
    /// Somebody else becomes an administrator, or an administrator is one no longer, if another is left.
    Administers(usize, Service, bool),
}

fn step() -> impl Strategy<Value = Step> {
    let service = || prop_oneof![Just(Service::Gpp), Just(Service::Pl), Just(Service::Mrs)];
    prop_oneof![
        4 => (1..90u32, prop::bool::weighted(0.8)).prop_map(|(days, rounds)| Step::Days(days, rounds)),
        2 => (0..4usize).prop_map(Step::SignsIn),
        2 => (0..4usize).prop_map(Step::BroughtBack),
        1 => (0..4usize, service(), any::<bool>()).prop_map(|(who, service, gives)| Step::Administers(who, service, gives)),
    ]
}

fn practice() -> impl Strategy<Value = Practice> {
    let services = prop::collection::vec(
        prop::sample::subsequence(vec![Service::Gpp, Service::Pl, Service::Mrs], 0..=3),
        4,
    );
    (services, prop::collection::vec(any::<bool>(), 4)).prop_map(|(services, links)| Practice {
        people: services
            .into_iter()
            .zip(links)
            .zip(1..)
            .map(|((services, link), number)| Person {
                place: Place {
                    user: somebody(number),
                    rests_on_link: link && number > 2,
                    administers: services.clone(),
                    covers: services,
                    ..place(0)
                },
                lapsed: false,
                signed_in: 0,
                since: 0,
                was_lapsed: false,
                told: Vec::new(),
            })
            .collect(),
    })
}

fn go(practice: &mut Practice, step: Step, today: &mut u32) {
    match step {
        Step::Days(days, rounds) => {
            for _ in 0..days {
                *today += 1;
                if rounds {
                    practice.round(*today);
                    practice.round(*today);
                }
            }
        }
        Step::SignsIn(who) => {
            practice.people[who].signed_in = *today;
            practice.people[who].was_lapsed &= practice.people[who].lapsed;
            practice.count(who);
        }
        Step::BroughtBack(who) if practice.people[who].lapsed => {
            practice.people[who].lapsed = false;
            practice.people[who].since = *today;
            practice.count(who);
        }
        Step::BroughtBack(_) => {}
        Step::Administers(who, service, gives) => {
            let alone = practice.administrators(service) < 2;
            let place = &mut practice.people[who].place;
            if gives && !place.covers.contains(&service) {
                place.covers.push(service);
                place.administers.push(service);
            } else if !gives && !alone {
                place.covers.retain(|one| *one != service);
                place.administers.retain(|one| *one != service);
            }
        }
    }
}

proptest! {
    // Each goes through years, day by day.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_service_is_left_without_its_last_administrator_and_each_reminder_is_sent_once(
        mut practice in practice(),
        steps in prop::collection::vec(step(), 1..20),
    ) {
        let mut today = 0;
        for step in steps {
            let before = Service::ALL.map(|service| practice.administrators(service) > 0);
            go(&mut practice, step, &mut today);
            let after = Service::ALL.map(|service| practice.administrators(service) > 0);
            for (before, after) in before.into_iter().zip(after) {
                prop_assert!(after || !before, "a service lost its last administrator");
            }
            for person in &practice.people {
                let told: std::collections::BTreeSet<_> = person.told.iter().collect();
                prop_assert_eq!(told.len(), person.told.len(), "a reminder was sent twice");
                prop_assert!(!(person.place.rests_on_link && person.lapsed), "a link gives it");
            }
        }
    }

    #[test]
    fn whoever_logs_in_at_least_every_179_days_never_lapses(pauses in prop::collection::vec(1..180u32, 1..12)) {
        let mut today = 0;
        let mut person = place(0);
        for pause in pauses {
            for _ in 0..pause {
                today += 1;
                let standing = standings(std::slice::from_ref(&person), AFTER, date(today)).remove(0);
                prop_assert_ne!(&standing, &Standing::Lapses);
                if let Standing::Due { noticed_on, remind: Some(remind), .. } = standing {
                    person.notice = Some(Notice { used_at: person.used_at, on: noticed_on, reminded: remind.days });
                }
            }
            person.used_at = noon(today);
        }
    }
}

/// On which days of rounds reminders go out, how many days before, and on which day it lapses.
fn life(mut place: Place, from: u32, until: u32) -> (Vec<(u32, u32)>, Option<u32>) {
    let mut told = Vec::new();
    for today in from..=until {
        match standings(std::slice::from_ref(&place), AFTER, date(today)).remove(0) {
            Standing::Due {
                noticed_on,
                remind: Some(remind),
                ..
            } => {
                told.push((today, remind.days));
                place.notice = Some(Notice {
                    used_at: place.used_at,
                    on: noticed_on,
                    reminded: remind.days,
                });
            }
            Standing::Lapses => return (told, Some(today)),
            _ => {}
        }
    }
    (told, None)
}

#[test]
fn reminders_go_out_30_14_and_3_days_before_a_place_lapses_180_days_after_it_was_used() {
    let expected = vec![(150, 30), (166, 14), (177, 3)];
    assert_eq!(life(place(0), 0, 400), (expected, Some(180)));
}

#[test]
fn an_invitation_closes_after_30_days_and_those_who_sent_it_are_told_a_week_before() {
    let invited = Place {
        kind: Kind::Invited,
        ..place(0)
    };
    assert_eq!(life(invited, 0, 100), (vec![(23, 7)], Some(30)));
}

#[test]
fn whoever_is_brought_back_has_seven_days() {
    let back = Place {
        kind: Kind::BroughtBack,
        ..place(0)
    };
    assert_eq!(life(back.clone(), 0, 100), (vec![(0, 7), (4, 3)], Some(7)));
    // A round that comes late leaves three days at least.
    assert_eq!(life(back, 20, 100), (vec![(20, 3)], Some(23)));
}

#[test]
fn whoever_was_not_there_for_years_when_the_first_round_comes_still_has_30_days() {
    let (told, lapsed) = life(place(0), 1000, 1100);
    assert_eq!(told, [(1000, 30), (1016, 14), (1027, 3)]);
    assert_eq!(lapsed, Some(1030));
}

#[test]
fn a_place_that_a_link_gives_or_that_ends_before_never_lapses() {
    let linked = Place {
        rests_on_link: true,
        ..place(0)
    };
    assert_eq!(life(linked, 0, 1000), (Vec::new(), None));
    let leaves = Place {
        leaves_on: Some(date(170)),
        ..place(0)
    };
    assert_eq!(life(leaves, 0, 171), (Vec::new(), None));
}

#[test]
fn of_two_administrators_whose_day_has_come_whoever_was_there_last_stays() {
    let administrator = |number, used| {
        let place = place(used);
        Place {
            user: somebody(number),
            administers: vec![Service::Gpp],
            covers: vec![Service::Gpp],
            notice: Some(Notice {
                used_at: place.used_at,
                on: date(160),
                reminded: 3,
            }),
            ..place
        }
    };
    let standings = standings(
        &[administrator(1, 9), administrator(2, 4)],
        AFTER,
        date(400),
    );
    assert_eq!(standings[1], Standing::Lapses);
    assert!(matches!(
        &standings[0],
        Standing::Stays { alone, .. } if *alone == [Service::Gpp]
    ));
}
