//! What a practice should mend, and how a role that is held is marked.

use serde::{Deserialize, Serialize};

use super::Held;
use crate::{
    access::{Origin, Role, Service},
    base::dates::Date,
};

/// Something a practice should mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gap {
    /// Nobody holds a role whose absence harms.
    Uncovered(Role),
    /// One person alone administers a service that several could.
    OneAdministrator(Service),
}

/// What a practice should mend, given how many hold each role in force today. The worst first: services without an
/// administrator, then other uncovered roles, then services with one administrator.
pub fn gaps(holders: impl Fn(Role) -> usize) -> Vec<Gap> {
    let uncovered = |administers: bool| {
        Role::all()
            .filter(move |role| role.is_critical() && role.administers() == administers)
            .filter(|role| holders(*role) == 0)
            .map(Gap::Uncovered)
    };
    let alone = Service::ALL
        .into_iter()
        .filter(|service| {
            let role = service.administrator();
            holders(role) == 1 && role.limit().is_none_or(|limit| limit > 1)
        })
        .map(Gap::OneAdministrator);
    uncovered(true)
        .chain(uncovered(false))
        .chain(alone)
        .collect()
}

impl Gap {
    /// The role that somebody should be given.
    pub fn role(self) -> Role {
        match self {
            Self::Uncovered(role) => role,
            Self::OneAdministrator(service) => service.administrator(),
        }
    }

    /// What is wrong and what follows from it, as a sentence.
    pub fn sentence(self) -> String {
        match self {
            Self::Uncovered(role) => {
                let facts = role.facts();
                ["Nobody holds ", facts.name, ": ", facts.uncovered, "."].concat()
            }
            Self::OneAdministrator(service) => [
                service.name(),
                " has one administrator. If they leave or are away, nobody can change its roles.",
            ]
            .concat(),
        }
    }

    /// What mends it, in the words of a link.
    pub fn mending(self) -> String {
        match self {
            Self::Uncovered(role) => ["Give someone ", role.name()].concat(),
            Self::OneAdministrator(service) => {
                ["Give a second person ", service.administrator().name()].concat()
            }
        }
    }

    /// Whether nobody at the practice can mend it, where `gaps` are all of the practice's.
    pub fn needs_the_team(self, gaps: &[Self]) -> bool {
        gaps.contains(&Self::Uncovered(self.role().service().administrator()))
    }

    /// Who can mend it, for a reader who can't, where `gaps` are all of the practice's.
    pub fn who_mends(self, gaps: &[Self]) -> String {
        let role = self.role();
        let service = role.service();
        match (role.administers(), self.needs_the_team(gaps)) {
            (true, true) => "Only the registration team can appoint one.".to_owned(),
            (false, true) => [
                "Nobody here administers ",
                service.name(),
                ": the registration team has to appoint somebody first.",
            ]
            .concat(),
            (_, false) => [
                "The administrators of ",
                service.name(),
                " can give it to someone.",
            ]
            .concat(),
        }
    }
}

/// How a role that is held is marked in the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Held, without an end.
    Given,
    /// Held because of an assignment on the Performers List.
    Automatic,
    /// Held until a day.
    Ending(Date),
    /// Not in force before a day.
    Later(Date),
}

impl Mark {
    /// The mark of a role that is held. What is not in force yet is never marked as if it were.
    pub fn of(held: &Held) -> Self {
        match (held.later, held.until, held.origin) {
            (Some(day), ..) => Self::Later(day),
            (None, Some(day), _) => Self::Ending(day),
            (None, None, Origin::PerformersList) => Self::Automatic,
            (None, None, _) => Self::Given,
        }
    }

    /// As said after a name: ` (until 3 March 2027)`.
    pub fn aside(self) -> String {
        match self {
            Self::Given => String::new(),
            Self::Automatic => " (automatic)".to_owned(),
            Self::Ending(day) => [" (until ", &day.in_words(), ")"].concat(),
            Self::Later(day) => [" (from ", &day.in_words(), ")"].concat(),
        }
    }

    /// As read out: `Claire Ng holds View Claims`.
    pub fn sentence(self, name: &str, role: Role) -> String {
        match self {
            Self::Given => [name, " holds ", role.name()].concat(),
            Self::Automatic => [name, " holds ", role.name(), " automatically"].concat(),
            Self::Ending(day) => {
                [name, " holds ", role.name(), " until ", &day.in_words()].concat()
            }
            Self::Later(day) => {
                [name, " will hold ", role.name(), " from ", &day.in_words()].concat()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_gap_is_told_exactly_for_critical_roles_without_holder_and_services_with_one_administrator(
            counts in prop::collection::vec(0usize..4, Role::all().count())
        ) {
            let holders = |role: Role| {
                let place = Role::all().position(|other| other == role).unwrap();
                counts[place]
            };
            let gaps = gaps(holders);
            for role in Role::all() {
                let expected = role.is_critical() && holders(role) == 0;
                prop_assert_eq!(gaps.contains(&Gap::Uncovered(role)), expected, "{:?}", role);
            }
            for service in [Service::Gpp, Service::Pl] {
                let expected = holders(service.administrator()) == 1;
                prop_assert_eq!(gaps.contains(&Gap::OneAdministrator(service)), expected);
            }
            for gap in &gaps {
                // Nobody is sent to administrators who are not there.
                let there = holders(gap.role().service().administrator()) > 0;
                prop_assert_eq!(gap.who_mends(&gaps).starts_with("The administrators"), there);
            }
            // There can't be a second Main Contact, so one is not a gap.
            prop_assert!(!gaps.contains(&Gap::OneAdministrator(Service::Mrs)));
        }

        #[test]
        fn a_role_that_starts_later_is_never_marked_as_held_today(until in any::<bool>(), automatic in any::<bool>()) {
            let day: Date = "2027-01-01".parse().unwrap();
            let held = Held {
                role: Service::Gpp.administrator(),
                origin: if automatic { Origin::PerformersList } else { Origin::Administrator },
                by: None,
                on: "2026-11-23".parse().unwrap(),
                later: Some(day),
                until: until.then_some(day),
                reason: String::new(),
            };
            prop_assert_eq!(Mark::of(&held), Mark::Later(day));
            let now = Held { later: None, ..held };
            prop_assert_ne!(Mark::of(&now), Mark::Later(day));
        }
    }

    #[test]
    fn a_service_without_an_administrator_comes_before_every_other_gap() {
        let gaps = gaps(|_| 0);
        let administrators = gaps
            .iter()
            .take_while(|gap| gap.role().administers())
            .count();
        assert_eq!(administrators, 3);
        assert!(gaps.len() > 3);
    }
}
