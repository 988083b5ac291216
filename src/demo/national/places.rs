//! Roles: who administers a practice, and what everyone there may do.

use super::{
    AS_OF, National,
    people::{Draft, Job, Standing, latest},
};
use crate::{
    access::{GivenBy, MembershipStatus, Origin, Role, Service},
    base::{clock::date_of, dates::Instant},
    demo::model::{Given, Place, Who},
};

/// Why a practice's first administrators hold their roles.
const FIRST: &str = "First administrator of the practice, checked by the registration team";

/// How many roles people hold on average by [`National::usual`].
const USUALLY: usize = 3;

/// Roles that people in a job hold, the likeliest first.
fn likely(job: Job) -> &'static [&'static str] {
    match job {
        Job::Manager | Job::Area => &[
            "gpp-statements",
            "gpp-view-claims",
            "gpp-claims-admin",
            "pl-practice-manager",
            "gpp-locum-applications",
            "gpp-joiners-leavers",
            "gpp-estimates",
            "gpp-special-leavers",
            "gpp-avcs",
            "mrs-order-entry",
        ],
        Job::Finance => &[
            "gpp-view-claims",
            "gpp-statements",
            "gpp-claims-admin",
            "gpp-estimates",
            "gpp-joiners-leavers",
            "gpp-locum-applications",
            "gpp-avcs",
            "gpp-special-leavers",
            "mrs-order-entry",
            "mrs-records-movement",
        ],
        Job::Reception => &[
            "mrs-records-movement",
            "mrs-order-entry",
            "gpp-view-claims",
            "gpp-statements",
            "gpp-claims-admin",
            "gpp-joiners-leavers",
            "gpp-locum-applications",
            "gpp-special-leavers",
            "gpp-avcs",
        ],
        Job::Principal => &[
            "gpp-gp-principal",
            "gpp-statements",
            "gpp-view-claims",
            "gpp-locum-applications",
            "gpp-avcs",
            "gpp-estimates",
            "pl-practice-manager",
            "gpp-claims-admin",
        ],
        Job::Salaried => &[
            "gpp-gp-salaried",
            "gpp-view-claims",
            "gpp-statements",
            "gpp-locum-applications",
            "gpp-avcs",
            "mrs-records-movement",
            "gpp-joiners-leavers",
        ],
    }
}

/// Who administers each service of a practice, by number among its people, and whether the first one still does.
struct Administrators {
    services: Vec<(Service, Vec<usize>, bool)>,
}

impl National<'_> {
    /// Decides the roles of everyone at one practice.
    pub(super) fn places(&mut self, index: usize, staff: &[Draft]) -> Vec<Place> {
        let Some(manager) = staff.first() else {
            return Vec::new();
        };
        let manager = Who {
            id: Some(manager.user),
            name: manager.name.clone(),
        };
        let administrators = self.administrators(staff);
        let last = index + 1 == self.size.practices;
        let mut places = Vec::with_capacity(staff.len());
        for (number, draft) in staff.iter().enumerate() {
            // What keeps the whole close to the number asked for; at the end, exact.
            let due = (self.size.grants * self.made / self.size.users).saturating_sub(self.granted);
            let left = staff.len() - number;
            let wanted = if last {
                due.div_ceil(left)
            } else {
                (self.usual(draft.job) + (due / left).min(12)).saturating_sub(USUALLY)
            };
            let place = self.place(number, draft, &manager, &administrators, wanted);
            self.granted += place.grants.len();
            places.push(place);
        }
        places
    }

    /// How many roles people in a job hold when nothing else decides.
    fn usual(&mut self, job: Job) -> usize {
        match job {
            Job::Manager | Job::Area => self.random.between(7, 12),
            Job::Finance => self.random.between(2, 6),
            Job::Reception => self.random.between(1, 3),
            Job::Principal => self.random.between(1, 4),
            Job::Salaried => self.random.between(1, 2),
        }
    }

    /// Chooses the administrators: the manager first, then those of several practices, then the office.
    fn administrators(&mut self, staff: &[Draft]) -> Administrators {
        let office = |draft: &Draft| {
            draft.standing == Standing::Works && matches!(draft.job, Job::Finance | Job::Reception)
        };
        let area = staff.iter().position(|draft| draft.job == Job::Area);
        let queue: Vec<usize> = std::iter::once(0)
            .chain(area)
            .chain((0..staff.len()).filter(|number| staff.get(*number).is_some_and(office)))
            .collect();
        // A practice that accounts to sign in with rest on has an administrator.
        let least = if area.is_some() {
            2
        } else {
            usize::from(self.signs_in(staff))
        };
        let services = Service::ALL
            .into_iter()
            .map(|service| {
                if service == Service::Mrs {
                    // There is one Main Contact, and it was the manager from the first day.
                    let none = least == 0 && self.random.percent(8);
                    return (service, vec![0], !none);
                }
                let count = match self.random.below(100) {
                    0..4 => 0,
                    4..34 => 1,
                    34..70 => 2,
                    70..88 => 3,
                    _ => 4,
                };
                let count = count.max(least);
                let chosen = queue.iter().take(count.max(1)).copied().collect();
                (service, chosen, count > 0)
            })
            .collect();
        Administrators { services }
    }

    /// Whether the practice's manager is one of the accounts to sign in with.
    fn signs_in(&self, staff: &[Draft]) -> bool {
        let manager = staff.first().map(|draft| draft.user);
        self.everywhere
            .iter()
            .any(|(draft, _)| Some(draft.user) == manager)
    }

    fn place(
        &mut self,
        number: usize,
        draft: &Draft,
        manager: &Who,
        administrators: &Administrators,
        wanted: usize,
    ) -> Place {
        let left = (draft.standing == Standing::Left)
            .then(|| self.moment(Instant(draft.since.0 + Instant::DAY), latest()));
        let ends_on = self
            .random
            .percent(1)
            .then(|| {
                self.moment(
                    Instant(AS_OF.0 + 60 * Instant::DAY),
                    Instant(AS_OF.0 + 2000 * Instant::DAY),
                )
            })
            .map(date_of);
        let mut grants: Vec<Given> = Vec::with_capacity(wanted);
        for (service, chosen, still) in &administrators.services {
            if chosen.contains(&number) {
                let end = (!still).then_some(Instant(AS_OF.0 - 5 * Instant::DAY));
                let role = service.administrator();
                let first = number == 0 || role.facts().given_by == GivenBy::Registration;
                let giver = if first { None } else { Some(manager) };
                grants.push(self.given(role, draft, giver, end));
            }
        }
        for role in likely(draft.job)
            .iter()
            .filter_map(|code| Role::from_code(code))
        {
            // What follows from the Performers List is held however many roles are wanted.
            let automatic = role.facts().given_by == GivenBy::PerformersList;
            if automatic || grants.len() < wanted {
                let mut given = self.given(role, draft, Some(manager), left);
                given.ends_on = ends_on.filter(|_| !automatic);
                grants.push(given);
            }
        }
        Place {
            user: draft.user,
            name: draft.name.clone(),
            status: match draft.standing {
                Standing::Works => MembershipStatus::Active,
                Standing::Invited => MembershipStatus::Invited,
                Standing::Left => MembershipStatus::Deactivated,
            },
            since: left.unwrap_or(draft.since),
            reason: left
                .map(|_| "Left the practice".to_owned())
                .unwrap_or_default(),
            grants,
        }
    }

    /// One role; without a giver the registration team gave it.
    fn given(&self, role: Role, draft: &Draft, by: Option<&Who>, end: Option<Instant>) -> Given {
        let automatic = role.facts().given_by == GivenBy::PerformersList;
        let (origin, by, after, reason) = match by {
            _ if automatic => (
                Origin::PerformersList,
                Who::by_itself("Performers List"),
                0,
                "",
            ),
            Some(manager) => (
                Origin::Administrator,
                manager.clone(),
                10 * Instant::MINUTE,
                "",
            ),
            None => (Origin::RegistrationTeam, self.officer.clone(), 0, FIRST),
        };
        let at = Instant(draft.since.0 + after);
        let ended_by = by.clone();
        Given {
            role,
            origin,
            by,
            at,
            reason: reason.to_owned(),
            starts_on: date_of(at),
            ends_on: None,
            ended: end.map(|at| (at, ended_by)),
        }
    }
}
