//! People: names, addresses, what they do and where else they work.

use std::ops::Range;

use super::{AS_OF, BEGINNING, National};
use crate::{
    base::{dates::Instant, ids::UserId, search_words::words},
    demo::{
        accounts::{
            ADMINISTRATOR, GP, OF_HUNDREDS, OF_LARGE, OF_THREE, OF_TWENTY, OFFICER, PASSWORD_HASH,
        },
        load::Loading,
        model::{Gp, Person},
    },
    performers::GpType,
};

/// What someone does at a practice: decides which roles they are likely to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Job {
    /// Runs the practice and is its first administrator.
    Manager,
    Finance,
    Reception,
    Principal,
    Salaried,
    /// Administers many practices.
    Area,
}

/// How someone stands at their first practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Works,
    Invited,
    Left,
}

/// Someone at a practice whose roles are not decided yet.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub user: UserId,
    pub name: String,
    pub job: Job,
    pub standing: Standing,
    /// When they came.
    pub since: Instant,
}

/// The accounts to sign in with, by practice and number among its people; the range is where an administrator of
/// several practices works.
const SPECIAL: [(usize, usize, &str, Range<usize>); 6] = [
    (0, 0, OF_LARGE, 0..1),
    (2, 0, ADMINISTRATOR, 2..3),
    (2, 1, GP, 2..3),
    (3, 0, OF_THREE, 3..6),
    (6, 0, OF_TWENTY, 6..26),
    (26, 0, OF_HUNDREDS, 26..326),
];

/// The registration officer who set up every practice.
pub(super) fn officer(loading: &mut Loading) -> Person {
    let created_at = Instant(BEGINNING.0 - 30 * Instant::DAY);
    Person {
        id: UserId(loading.id(created_at)),
        email: OFFICER.to_owned(),
        title: "Ms",
        first: "Dorothy".to_owned(),
        last: "Wetherby".to_owned(),
        phone: String::new(),
        gp: None,
        officer: true,
        password_hash: Some(PASSWORD_HASH),
        created_at,
        last_sign_in_at: Some(Instant(AS_OF.0 - Instant::DAY)),
    }
}

impl National<'_> {
    /// The person at `number` of the practice at `index`. Where else they work is noted for the practices there.
    pub(super) fn person(&mut self, index: usize, number: usize) -> (Person, Draft) {
        let special = SPECIAL
            .iter()
            .find(|(at, which, ..)| (*at, *which) == (index, number));
        let job = self.job(number, special.is_some());
        let standing = self.standing(number, special.is_some());
        let since = match (job, standing) {
            (Job::Manager, _) => self.moment(BEGINNING, Instant(BEGINNING.0 + 100 * Instant::DAY)),
            (_, Standing::Invited) => self.moment(Instant(AS_OF.0 - 30 * Instant::DAY), latest()),
            _ => self.moment(
                Instant(BEGINNING.0 + 110 * Instant::DAY),
                Instant(AS_OF.0 - 60 * Instant::DAY),
            ),
        };
        let first = self.random.frequent(&self.names.first).to_owned();
        let last = self.random.frequent(&self.names.last).to_owned();
        let is_gp = matches!(job, Job::Principal | Job::Salaried);
        let never = standing == Standing::Invited || special.is_none() && self.random.percent(4);
        let last_sign_in = self.moment(Instant(since.0.max(AS_OF.0 - 400 * Instant::DAY)), AS_OF);
        let person = Person {
            id: UserId(self.loading.id(since)),
            email: match special {
                Some((_, _, email, _)) => (*email).to_owned(),
                None => self.email(&first, &last),
            },
            title: if is_gp { "Dr" } else { "" },
            phone: String::new(),
            gp: is_gp.then(|| Gp {
                number: self.gmc(),
                listed_as: if job == Job::Principal {
                    GpType::Principal
                } else {
                    GpType::Salaried
                },
                halves: 6,
            }),
            officer: false,
            password_hash: (!never).then_some(PASSWORD_HASH),
            created_at: since,
            last_sign_in_at: (!never).then_some(last_sign_in),
            first,
            last,
        };
        let draft = Draft {
            user: person.id,
            name: person.name(),
            job,
            standing,
            since,
        };
        match special {
            Some((_, _, _, places)) => self.everywhere(&draft, places.clone()),
            None => self.elsewhere(index, &draft),
        }
        (person, draft)
    }

    fn job(&mut self, number: usize, special: bool) -> Job {
        match (number, self.random.below(100)) {
            (0, _) => Job::Manager,
            (_, _) if special => Job::Salaried,
            (_, 0..14) => Job::Principal,
            (_, 14..24) => Job::Salaried,
            (_, 24..55) => Job::Finance,
            _ => Job::Reception,
        }
    }

    fn standing(&mut self, number: usize, special: bool) -> Standing {
        match self.random.below(100) {
            // The manager and a few more are there for all that others did.
            _ if number < 4 || special => Standing::Works,
            0..3 => Standing::Invited,
            3..9 => Standing::Left,
            _ => Standing::Works,
        }
    }

    /// Notes an administrator of several practices for all of them.
    fn everywhere(&mut self, draft: &Draft, places: Range<usize>) {
        let places = places.start..places.end.min(self.size.practices);
        if draft.job == Job::Manager {
            let area = Draft {
                job: Job::Area,
                since: Instant(draft.since.0.max(BEGINNING.0 + 110 * Instant::DAY)),
                ..draft.clone()
            };
            self.everywhere.push((area, places));
        }
    }

    /// Lets some people work at a second and a third practice nearby.
    fn elsewhere(&mut self, index: usize, draft: &Draft) {
        let more = match self.random.below(100) {
            _ if draft.job == Job::Manager || draft.standing == Standing::Invited => 0,
            0..12 => 1,
            12..15 => 2,
            _ => 0,
        };
        let mut distance = 0;
        for _ in 0..more {
            distance += self.random.between(1, 6);
            let there = index + distance;
            if there >= self.size.practices || !self.practices.takes_visitors(there) {
                continue;
            }
            let since = self.moment(draft.since, latest());
            while self.waiting.len() < distance {
                self.waiting.push_back(Vec::new());
            }
            if let Some(guests) = self.waiting.get_mut(distance - 1) {
                guests.push(Draft {
                    standing: Standing::Works,
                    since,
                    ..draft.clone()
                });
            }
        }
    }

    /// An address that nobody else has: the name, and a number where others have the name.
    fn email(&mut self, first: &str, last: &str) -> String {
        let mailbox = [words(first), words(last)].concat().join(".");
        let same = self.mailboxes.entry(mailbox.clone()).or_default();
        *same += 1;
        let number = if *same > 1 {
            same.to_string()
        } else {
            String::new()
        };
        [mailbox.as_str(), &number, "@mail.example"].concat()
    }

    /// A number of the General Medical Council's form. Theirs do not begin with 9.
    fn gmc(&mut self) -> String {
        self.gps += 1;
        // Goes through all millions in an order that looks like none.
        (9_000_000 + self.gps * 617_123 % 1_000_000).to_string()
    }
}

/// Nobody comes in the last days: what ends then ends after everything else.
pub(super) fn latest() -> Instant {
    Instant(AS_OF.0 - 12 * Instant::DAY)
}
