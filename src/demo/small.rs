//! The small set: a practice of every kind that a user meets, and people of every kind.
//!
//! Days are counted back from the moment it is made, so that what lies ahead still lies ahead.

use super::{
    accounts::{OFFICER, PASSWORD_HASH, SECOND_OFFICER},
    cast::{
        COLLEAGUE_COUNT, COLLEAGUES, PEOPLE, PRACTICES, SignedIn, Someone, Spot, Standing, Surgery,
    },
    load::Loading,
    model::{Given, Gp, Person, Place, Practice, Who},
    names::Names,
    random::Random,
};
use crate::{
    access::{GivenBy, MembershipStatus, Origin, Role, Service},
    base::{
        clock::date_of,
        dates::Instant,
        ids::{OdsCode, UserId},
        search_words::words,
    },
    database::Failure,
    history::Action,
    performers::{GpType, Sessions},
};

/// Why a practice's first administrators hold their roles.
const FIRST: &str = "First administrator of the practice, checked by the registration team";

/// Makes the small set as of `now`.
pub(super) fn make(mut loading: Loading, now: Instant) -> Result<(), Failure> {
    let loading = &mut loading;
    for practice in PRACTICES {
        loading.practice(&practice.made(now)?);
    }
    let mut cast: Vec<Someone> = PEOPLE.to_vec();
    cast.extend(colleagues());
    let officer = officer(loading, now, OFFICER, ("Dorothy", "Wetherby"));
    loading.person(&officer);
    loading.account(
        Action::OfficerCreated,
        &officer,
        &Who::by_itself("Operator"),
    )?;

    let mut people = Vec::with_capacity(cast.len());
    for (index, someone) in cast.into_iter().enumerate() {
        people.push(Member {
            person: person(loading, &someone, index, now),
            someone,
        });
    }
    let all = Everyone {
        people,
        officer,
        now,
    };
    for member in &all.people {
        loading.person(&member.person);
        loading.account(Action::UserCreated, &member.person, &all.made_by(member))?;
    }
    // Last, so that nobody else's identifier depends on it.
    let second = second_officer(loading, now);
    loading.person(&second);
    loading.account(Action::OfficerCreated, &second, &Who::by_itself("Operator"))?;
    for practice in PRACTICES {
        loading.places(&code(practice.code)?, &all.places(practice.code))?;
    }
    for (practice, member) in COVERED {
        all.accountant(loading, &code(practice)?, member);
    }
    loading.finish()
}

/// Whom the accountant acts for where, by last name.
const ACCOUNTANT: &str = "Abacus-Hartley";
const COVERED: [(&str, &str); 2] = [("ZZ9008", "Ferreira"), ("ZZ9009", "Ferreira")];

/// Someone, and the account they have.
struct Member {
    someone: Someone,
    person: Person,
}

struct Everyone {
    people: Vec<Member>,
    officer: Person,
    now: Instant,
}

/// Days ago that those left who have.
const LEFT: usize = 50;

impl Everyone {
    /// The first administrator that a practice had for a service.
    fn first_administrator(&self, practice: &str, service: Service) -> Option<&Person> {
        let role = service.administrator().code();
        self.people
            .iter()
            .find(|member| {
                let mut spots = member.someone.spots.iter();
                spots.any(|spot| spot.at == practice && spot.roles.contains(&role))
            })
            .map(|member| &member.person)
    }

    /// Who gave someone a role, how and why.
    fn giver(&self, practice: &str, role: Role, to: &Person) -> (Origin, Who, &'static str) {
        if role.facts().given_by == GivenBy::PerformersList {
            return (
                Origin::PerformersList,
                Who::by_itself("Performers List"),
                "",
            );
        }
        match self.first_administrator(practice, role.service()) {
            Some(first) if first.id != to.id || !role.administers() => {
                (Origin::Administrator, Who::person(first), "")
            }
            _ => (Origin::RegistrationTeam, Who::person(&self.officer), FIRST),
        }
    }

    /// Who made an account: whoever gave the first role.
    fn made_by(&self, member: &Member) -> Who {
        let first = member
            .someone
            .spots
            .iter()
            .find_map(|spot| Some((spot.at, Role::from_code(spot.roles.first()?)?)));
        match first {
            Some((practice, role)) => self.giver(practice, role, &member.person).1,
            None => Who::person(&self.officer),
        }
    }

    /// Links a member with the accountant, whom the first administrator of the practice named a month ago.
    fn accountant(&self, loading: &mut Loading, ods: &OdsCode, member: &str) {
        let named = |last: &str| {
            let mut people = self.people.iter().map(|member| &member.person);
            people.find(|person| person.last == last)
        };
        let by = self.first_administrator(ods.as_ref(), Service::Gpp);
        if let (Some(member), Some(accountant), Some(by)) = (named(member), named(ACCOUNTANT), by) {
            loading.accountant(ods, (member, accountant), by.id, ago(self.now, 30));
        }
    }

    /// Everyone's place at a practice.
    fn places(&self, practice: &str) -> Vec<Place> {
        self.people
            .iter()
            .flat_map(|member| member.someone.spots.iter().map(move |spot| (member, spot)))
            .filter(|(_, spot)| spot.at == practice)
            .map(|(member, spot)| self.place(&member.person, spot))
            .collect()
    }

    fn place(&self, person: &Person, spot: &Spot) -> Place {
        let left = (spot.standing == Standing::Left).then(|| ago(self.now, 50));
        let since = match spot.standing {
            Standing::Invited => Instant(ago(self.now, 4).0.max(person.created_at.0)),
            _ => person.created_at,
        };
        let grants = spot
            .roles
            .iter()
            .filter_map(|code| Role::from_code(code))
            .map(|role| {
                let (origin, by, reason) = self.giver(spot.at, role, person);
                // First what the registration team gives, then what administrators give.
                let later = if origin == Origin::Administrator {
                    25 * Instant::MINUTE
                } else {
                    0
                };
                let at = Instant(since.0 + later);
                let leaver = if by.id == Some(person.id) {
                    Who::person(&self.officer)
                } else {
                    by.clone()
                };
                Given {
                    role,
                    origin,
                    by,
                    at,
                    reason: reason.to_owned(),
                    starts_on: date_of(spot.from.map_or(at, |days| ago(self.now, -days))),
                    ends_on: spot.until.map(|days| date_of(ago(self.now, -days))),
                    ended: left.map(|at| (at, leaver)),
                }
            })
            .collect();
        Place {
            user: person.id,
            name: person.name(),
            status: match spot.standing {
                Standing::Works => MembershipStatus::Active,
                Standing::Invited => MembershipStatus::Invited,
                Standing::Left => MembershipStatus::Deactivated,
            },
            since: left.unwrap_or(since),
            reason: left
                .map(|_| "Left the practice".to_owned())
                .unwrap_or_default(),
            grants,
        }
    }
}

/// The account of the person at `index`: the earlier in the list, the older.
fn person(loading: &mut Loading, someone: &Someone, index: usize, now: Instant) -> Person {
    let invited = someone
        .spots
        .iter()
        .all(|spot| spot.standing == Standing::Invited);
    let days = i64::try_from(index).unwrap_or_default() * 2;
    // Some time between nine and five.
    let minutes = i64::try_from(index).unwrap_or_default() * 37 % 480;
    let day = ago(now, if invited { 4 } else { 390 - days });
    let created_at = Instant(day.0 - day.0 % Instant::DAY + (9 * 60 + minutes) * Instant::MINUTE);
    let is_gp = someone.title == "Dr";
    let mailbox = [words(someone.first), words(someone.last)]
        .concat()
        .join(".");
    Person {
        id: UserId(loading.id(created_at)),
        email: match (someone.email, is_gp) {
            ("", true) => ["dr.", &mailbox, "@demo.example"].concat(),
            ("", false) => [&mailbox, "@demo.example"].concat(),
            (email, _) => email.to_owned(),
        },
        title: someone.title,
        first: someone.first.to_owned(),
        last: someone.last.to_owned(),
        phone: String::new(),
        gp: is_gp.then(|| gp(someone, index)),
        officer: false,
        password_hash: (someone.signed_in != SignedIn::Never).then_some(PASSWORD_HASH),
        created_at,
        last_sign_in_at: match someone.signed_in {
            SignedIn::Never => None,
            SignedIn::DaysAgo(days) => Some(Instant(ago(now, days).0 - minutes * Instant::MINUTE)),
        },
    }
}

/// What the Performers List says of a GP: as many sessions at each practice as make a full week of all of them.
fn gp(someone: &Someone, index: usize) -> Gp {
    let number = match someone.gmc {
        "" => (9_006_000 + index).to_string(),
        number => number.to_owned(),
    };
    let principal = GpType::Principal.role().code();
    let mut spots = someone.spots.iter();
    let places = i64::try_from(someone.spots.len()).unwrap_or(1).max(1);
    Gp {
        number,
        listed_as: if spots.any(|spot| spot.roles.contains(&principal)) {
            GpType::Principal
        } else {
            GpType::Salaried
        },
        halves: Sessions::FULL.halves() * 2 / 3 / places,
    }
}

/// The people whom nothing sets apart.
fn colleagues() -> impl Iterator<Item = Someone> {
    let names = Names::new();
    let mut random = Random::new(9006);
    COLLEAGUES
        .iter()
        .cycle()
        .take(COLLEAGUE_COUNT)
        .enumerate()
        .map(move |(index, (title, spots))| {
            let left = spots.iter().any(|spot| spot.standing == Standing::Left);
            let never =
                spots.iter().any(|spot| spot.standing == Standing::Invited) || index % 9 == 6;
            let ago = i64::try_from(random.between(if left { LEFT } else { 1 }, 150)).unwrap_or(1);
            Someone {
                title,
                first: random.any(&names.first),
                last: random.any(&names.last),
                email: "",
                gmc: "",
                signed_in: if never {
                    SignedIn::Never
                } else {
                    SignedIn::DaysAgo(ago)
                },
                spots,
            }
        })
}

impl Surgery {
    fn made(&self, now: Instant) -> Result<Practice, Failure> {
        let number = self.code.trim_start_matches("ZZ9");
        Ok(Practice {
            ods: code(self.code)?,
            name: self.name.to_owned(),
            closed_on: self.closed.map(|days| date_of(ago(now, days))),
            address: self.street.to_owned(),
            town: self.town.to_owned(),
            postcode: ["ZZ", number.trim_start_matches('0'), " 9ZZ"].concat(),
            // The regulator keeps these numbers free for drama.
            telephone: ["01632 960", number].concat(),
            pcn: match self.pcn {
                Some((pcn, name)) => Some((code(pcn)?, name.to_owned())),
                None => None,
            },
        })
    }
}

fn code(text: &str) -> Result<OdsCode, Failure> {
    text.parse().map_err(|_| Failure::internal("not a code"))
}

fn ago(now: Instant, days: i64) -> Instant {
    Instant(now.0 - days * Instant::DAY)
}

fn second_officer(loading: &mut Loading, now: Instant) -> Person {
    officer(loading, now, SECOND_OFFICER, ("Kofi", "Asante"))
}

fn officer(
    loading: &mut Loading,
    now: Instant,
    email: &str,
    (first, last): (&str, &str),
) -> Person {
    let created_at = ago(now, 500);
    Person {
        id: UserId(loading.id(created_at)),
        email: email.to_owned(),
        title: "",
        first: first.to_owned(),
        last: last.to_owned(),
        phone: String::new(),
        gp: None,
        officer: true,
        password_hash: Some(PASSWORD_HASH),
        created_at,
        last_sign_in_at: Some(ago(now, 1)),
    }
}
