//! Reading along whichever index gives what reading all of it and leaving out would give.

use proptest::{
    prelude::*,
    sample::{select, subsequence},
    strategy::ValueTree as _,
    test_runner::{Config, TestRunner},
};

use super::{super::*, *};
use crate::{access::Service, history::Narrow};

/// An event as the tests know it.
#[derive(Clone, Debug)]
struct KnownEvent {
    at: i64,
    by: UserId,
    subject: Option<(UserId, &'static str)>,
    practice: Option<OdsCode>,
    action: Action,
    roles: Vec<Role>,
    note: String,
}

impl UnitOfWork for KnownEvent {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let audit = AuditContext {
            by: Some(self.by),
            by_name: name_of(self.by).to_owned(),
            ..audit(self.at)
        };
        let event = NewEvent {
            action: self.action,
            subject: self.subject,
            practice: self.practice.as_ref(),
            detail: Detail {
                after: self.roles.clone(),
                note: self.note.clone(),
                ..Detail::default()
            },
            reason: "",
        };
        append(tx, &audit, event).await
    }
}

fn name_of(user: UserId) -> &'static str {
    if user == CLAIRE {
        "Claire Ng"
    } else {
        "Tom Bright"
    }
}

fn known() -> impl Strategy<Value = Vec<KnownEvent>> {
    let people = vec![CLAIRE, TOM];
    let event = (
        0..20i64,
        select(people.clone()),
        proptest::option::of(select(people)),
        select(vec![None, Some("A81001"), Some("B82002")]),
        select(vec![
            Action::RolesChanged,
            Action::RolesChanged,
            Action::Refused,
            Action::UserCreated,
        ]),
        subsequence(Role::all().collect::<Vec<_>>(), 0..3),
    );
    prop::collection::vec(event, 60).prop_map(|events| {
        let events = events.into_iter().enumerate();
        events
            .map(
                |(number, (at, by, subject, ods, action, roles))| KnownEvent {
                    at,
                    by,
                    subject: subject.map(|user| (user, name_of(user))),
                    practice: ods.map(practice),
                    action,
                    roles,
                    note: number.to_string(),
                },
            )
            .collect()
    })
}

fn source() -> impl Strategy<Value = Source> {
    let practices = vec![practice("A81001"), practice("B82002")];
    prop_oneof![
        Just(Source::Everything),
        select(vec![Action::Refused, Action::UserCreated]).prop_map(Source::Rare),
        select(practices.clone()).prop_map(Source::Practice),
        (
            select(vec![CLAIRE, TOM]),
            proptest::option::of(subsequence(practices, 0..=2))
        )
            .prop_map(|(user, practices)| Source::Subject(user, practices)),
        subsequence(vec![CLAIRE, TOM], 0..=2).prop_map(Source::People),
    ]
}

fn narrow() -> impl Strategy<Value = Narrow> {
    (
        select(vec![
            vec![],
            vec![vec!["bri".to_owned()]],
            vec![
                vec!["ng".to_owned()],
                vec!["clarice".to_owned(), "claire".to_owned()],
            ],
        ]),
        proptest::option::of(select(vec![Action::RolesChanged, Action::Refused])),
        proptest::option::of(select(Service::ALL.to_vec())),
        proptest::option::of((0..20i64).prop_map(Instant)),
        proptest::option::of((0..20i64).prop_map(Instant)),
    )
        .prop_map(|(words, action, service, from, until)| Narrow {
            words,
            action,
            service,
            from,
            until,
        })
}

/// Whether an event is among what is read, told without a database.
fn wanted(event: &KnownEvent, source: &Source, narrow: &Narrow) -> bool {
    let subject = event.subject.map(|(user, _)| user);
    let there = match source {
        Source::Everything => true,
        Source::Rare(action) => event.action == *action,
        Source::Practice(ods) => event.practice.as_ref() == Some(ods),
        Source::Subject(user, practices) => {
            let at = |practices: &Vec<OdsCode>| {
                event
                    .practice
                    .as_ref()
                    .is_some_and(|ods| practices.contains(ods))
            };
            subject == Some(*user) && practices.as_ref().is_none_or(at)
        }
        Source::People(people) => {
            people.contains(&event.by) || subject.is_some_and(|user| people.contains(&user))
        }
    };
    let named = |part: &str| {
        let of = |user| name_of(user).to_lowercase().contains(part);
        of(event.by) || subject.is_some_and(of)
    };
    there
        && narrow
            .words
            .iter()
            .all(|forms| forms.iter().any(|word| named(word)))
        && narrow.action.is_none_or(|action| event.action == action)
        && narrow
            .service
            .is_none_or(|service| event.roles.iter().any(|role| role.service() == service))
        && narrow.from.is_none_or(|from| event.at >= from.0)
        && narrow.until.is_none_or(|until| event.at < until.0)
}

async fn all_pages(db: &Db, reading: &mut Reading, page: usize) -> Vec<String> {
    let mut notes = Vec::new();
    let mut last = Instant(i64::MAX);
    while reading.more {
        for line in reading.next(db, page).await.unwrap() {
            if !matches!(reading.source, Source::Practice(_)) {
                assert!(line.at <= last, "the newest first");
                last = line.at;
            }
            let Some(crate::history::Change::Note(note)) = line.changes.last() else {
                panic!("the note comes last");
            };
            notes.push(note.clone());
        }
        // As the address of the next page carries it.
        reading.before = reading.before.as_ref().map(|place| {
            let asked = crate::history::FilterQuery {
                before: place.code(),
                ..Default::default()
            };
            asked.parse().unwrap().before.unwrap()
        });
    }
    notes
}

#[test]
fn whichever_way_it_is_read_and_paged_every_wanted_event_comes_once() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for fresh in runtime.block_on(fresh()) {
        let db = runtime.block_on(Db::open(&fresh.url)).unwrap();
        let mut runner = TestRunner::new(Config {
            cases: 250,
            failure_persistence: None,
            ..Config::default()
        });
        let events = known().new_tree(&mut runner).unwrap().current();
        for event in &events {
            runtime.block_on(db.write(event)).unwrap();
        }
        let cases = (source(), narrow(), 1..9usize);
        runner
            .run(&cases, |(source, narrow, page)| {
                let expected = events
                    .iter()
                    .filter(|event| wanted(event, &source, &narrow));
                let mut expected: Vec<_> = expected.map(|event| event.note.clone()).collect();
                let mut reading = Reading::new(source, narrow, None, Sight::Everyone);
                let mut read = runtime.block_on(all_pages(&db, &mut reading, page));
                expected.sort_unstable();
                read.sort_unstable();
                prop_assert_eq!(read, expected);
                Ok(())
            })
            .unwrap();
    }
}
