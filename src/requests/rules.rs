//! Who has to answer a request, and until when.

/// Whose turn it is to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// The administrators of the service at the practice.
    Service,
    /// Theirs still, after a reminder.
    Reminded,
    /// Everybody's who manages access at the practice.
    Practice,
    /// The registration team's too, for good.
    Registration,
}

/// How many could be told, besides the person who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct There {
    /// Administrators of the service.
    pub of_service: usize,
    /// Other administrators of the practice.
    pub others: usize,
}

impl Turn {
    const ALL: [Self; 4] = [
        Self::Service,
        Self::Reminded,
        Self::Practice,
        Self::Registration,
    ];

    /// As stored.
    pub fn step(self) -> i64 {
        self as i64
    }

    /// From what is stored.
    pub fn from_step(step: i64) -> Self {
        let known = |turn: &Self| turn.step() == step;
        Self::ALL
            .into_iter()
            .find(known)
            .unwrap_or(Self::Registration)
    }

    /// This turn, or the first one after it in which there is somebody to tell.
    #[must_use]
    pub fn with(self, there: There) -> Self {
        let somebody = |turn: &Self| match turn {
            Self::Service | Self::Reminded => there.of_service > 0,
            Self::Practice => there.others > 0,
            Self::Registration => true,
        };
        Self::ALL
            .into_iter()
            .filter(|turn| *turn >= self)
            .find(somebody)
            .unwrap_or(Self::Registration)
    }

    /// The turn after this one; none after the last.
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|turn| *turn > self)
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
    fn a_request_goes_to_those_who_are_there_and_at_last_to_the_registration_team() {
        let there = |of_service, others| There { of_service, others };
        assert_eq!(Turn::Service.with(there(1, 0)), Turn::Service);
        assert_eq!(Turn::Service.with(there(0, 2)), Turn::Practice);
        assert_eq!(Turn::Service.with(there(0, 0)), Turn::Registration);
        assert_eq!(Turn::Practice.with(there(3, 0)), Turn::Registration);
    }

    proptest! {
        #[test]
        fn every_request_reaches_the_registration_team_and_never_goes_back(
            step in 0..9_i64, of_service in 0..3_usize, others in 0..3_usize,
        ) {
            let there = There { of_service, others };
            let mut turn = Turn::from_step(step).with(there);
            while let Some(next) = turn.next() {
                let next = next.with(there);
                prop_assert!(next > turn);
                prop_assert_eq!(Turn::from_step(next.step()), next);
                turn = next;
            }
            prop_assert_eq!(turn, Turn::Registration);
        }
    }
}
