//! Who has to answer a request, and until when.

use crate::{
    access::{GivenBy, Role, Service},
    base::{dates::Date, stored::stored_by_code},
};

/// Who decides about the roles of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decider {
    /// The administrators of the service at the practice; where there are none, the registration team.
    Service,
    /// The registration team: no administrator can give these roles.
    Registration,
}

impl Decider {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Service, Self::Registration];

    /// Who decides about `role`; nobody about one that comes by itself.
    pub fn of(role: Role) -> Option<Self> {
        match role.facts().given_by {
            GivenBy::Administrators | GivenBy::AdministratorsAndRegistration => Some(Self::Service),
            GivenBy::Registration => Some(Self::Registration),
            GivenBy::PerformersList => None,
        }
    }

    /// The roles of `service` that they decide about.
    pub fn roles(self, service: Service) -> impl Iterator<Item = Role> {
        service
            .roles()
            .filter(move |role| Self::of(*role) == Some(self))
    }

    /// As stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Registration => "registration",
        }
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decider| decider.code() == code)
    }
}

stored_by_code!(Decider, "somebody who decides");

/// Who is to answer, one level after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::Type)]
#[repr(i64)]
pub enum EscalationLevel {
    /// The administrators of the service at the practice.
    Service,
    /// Theirs still, after a reminder.
    Reminded,
    /// The registration team's too, for good.
    Registration,
}

impl EscalationLevel {
    const ALL: [Self; 3] = [Self::Service, Self::Reminded, Self::Registration];

    /// As stored.
    pub fn step(self) -> i64 {
        self as i64
    }

    /// This level, or the registration team's where nobody at the practice can answer.
    #[must_use]
    pub fn with(self, somebody_can_answer: bool) -> Self {
        if somebody_can_answer {
            self
        } else {
            Self::Registration
        }
    }

    /// The level after this one; none after the last.
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|level| *level > self)
    }

    /// Until when a request on this level should be answered, and what happens then: in sentences.
    pub fn due_in_words(self, due_on: Date, today: Date) -> String {
        let day = due_on.in_words();
        if due_on < today {
            return ["An answer was due by ", &day, "."].concat();
        }
        let then = match self {
            Self::Service => " After that we remind everyone who can answer.",
            Self::Reminded => " After that the registration team can answer too.",
            Self::Registration => "",
        };
        ["Please answer by ", &day, ".", then].concat()
    }

    /// How many working days it lasts.
    pub fn working_days(self) -> u32 {
        match self {
            Self::Service => 5,
            _ => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_level_says_until_when_and_what_happens_then() {
        let day: Date = "2026-12-01".parse().unwrap();
        let said = |level: EscalationLevel, today| level.due_in_words(day, today);
        for level in EscalationLevel::ALL {
            assert!(said(level, day).starts_with("Please answer by 1 December 2026."));
            let late = said(level, "2026-12-02".parse().unwrap());
            assert_eq!(late, "An answer was due by 1 December 2026.");
        }
        assert!(
            said(EscalationLevel::Service, day).ends_with("we remind everyone who can answer.")
        );
        assert!(said(EscalationLevel::Reminded, day).contains("the registration team can answer"));
    }

    #[test]
    fn every_role_that_people_give_has_one_who_decides_and_only_those() {
        for role in Role::all() {
            let by: Vec<_> = Decider::ALL
                .into_iter()
                .filter(|decider| decider.roles(role.service()).any(|other| other == role))
                .collect();
            let given = role.facts().given_by != GivenBy::PerformersList;
            assert_eq!(by.len(), usize::from(given), "{role:?}");
            assert_eq!(by.first().copied(), Decider::of(role));
        }
        for decider in Decider::ALL {
            assert_eq!(Decider::from_code(decider.code()), Some(decider));
        }
    }

    proptest! {
        #[test]
        fn every_request_reaches_the_registration_team_at_once_where_nobody_can_answer_and_never_goes_back(
            level in prop::sample::select(&EscalationLevel::ALL), somebody in any::<bool>(),
        ) {
            let mut level = level.with(somebody);
            prop_assert!(somebody || level == EscalationLevel::Registration);
            while let Some(next) = level.next() {
                let next = next.with(somebody);
                prop_assert!(next > level);
                level = next;
            }
            prop_assert_eq!(level, EscalationLevel::Registration);
        }
    }
}
