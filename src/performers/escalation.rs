//! Who has to look at a request, and from which day on others are told too.

use crate::base::{clock::days_after, dates::Date};

/// Who was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::Type)]
#[repr(i64)]
pub enum EscalationLevel {
    /// Those who confirm links at the practice.
    Reviewers,
    /// They were reminded.
    Reminded,
    /// They were reminded again.
    RemindedAgain,
    /// Those too who can give somebody the role of the first.
    Administrators,
    /// The registration team too, for good.
    Registration,
}

/// Who is there to be told, besides the GP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct There {
    /// Those who confirm links.
    pub reviewers: usize,
    /// Those who can give somebody that role.
    pub administrators: usize,
}

impl EscalationLevel {
    const ALL: [Self; 5] = [
        Self::Reviewers,
        Self::Reminded,
        Self::RemindedAgain,
        Self::Administrators,
        Self::Registration,
    ];

    /// As stored.
    pub fn step(self) -> i64 {
        self as i64
    }

    /// How many days after the request it begins, where there is somebody to tell.
    fn begins_after(self) -> u32 {
        match self {
            Self::Reviewers => 0,
            Self::Reminded => 3,
            Self::RemindedAgain => 7,
            Self::Administrators => 10,
            Self::Registration => 14,
        }
    }

    /// The level that it is on so many days after the request, given who is there: where nobody confirms links the
    /// administrators are told at once, and where nobody is there the registration team is.
    pub fn on(asked_on: Date, today: Date, there: There) -> Self {
        let begun = |level: &Self| days_after(asked_on, level.begins_after()) <= today;
        let by_time = Self::ALL
            .into_iter()
            .rev()
            .find(begun)
            .unwrap_or(Self::Reviewers);
        let least = match (there.reviewers, there.administrators) {
            (0, 0) => Self::Registration,
            (0, _) => Self::Administrators,
            _ => Self::Reviewers,
        };
        match by_time.max(least) {
            Self::Administrators if there.administrators == 0 && there.reviewers > 0 => {
                Self::RemindedAgain
            }
            level => level,
        }
    }

    /// The levels whose people are told when it moves on to `level`, each once: after days in which no round looked,
    /// also those whose turn came and went, if they are there. Two reminders are one.
    pub fn told_on(self, level: Self, there: There) -> Vec<Self> {
        let skipped = |between: &Self| match between {
            Self::Reviewers | Self::Registration => false,
            Self::Reminded => there.reviewers > 0 && level == Self::Reminded,
            Self::RemindedAgain => there.reviewers > 0,
            Self::Administrators => there.administrators > 0,
        };
        Self::ALL
            .into_iter()
            .filter(|between| *between == level || skipped(between))
            .filter(|between| *between > self && *between <= level)
            .collect()
    }

    /// The next level and the day after `today` on which it begins; none after the last.
    pub fn next(self, asked_on: Date, today: Date) -> Option<(Self, Date)> {
        Self::ALL
            .into_iter()
            .filter(|level| *level > self)
            .map(|level| (level, days_after(asked_on, level.begins_after())))
            .find(|(_, day)| *day > today)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn on(days: u32, reviewers: usize, administrators: usize) -> EscalationLevel {
        let asked = Date::new(2026, 11, 24).unwrap();
        let there = There {
            reviewers,
            administrators,
        };
        EscalationLevel::on(asked, days_after(asked, days), there)
    }

    #[test]
    fn reminders_come_after_three_and_seven_days_administrators_after_ten_the_team_after_fourteen()
    {
        use EscalationLevel::{Administrators, Registration, Reminded, RemindedAgain, Reviewers};
        let turns: Vec<_> = [0, 2, 3, 6, 7, 9, 10, 13, 14, 400]
            .map(|days| on(days, 1, 1))
            .into();
        assert_eq!(
            turns,
            [
                Reviewers,
                Reviewers,
                Reminded,
                Reminded,
                RemindedAgain,
                RemindedAgain,
                Administrators,
                Administrators,
                Registration,
                Registration
            ]
        );
    }

    #[test]
    fn where_nobody_confirms_links_others_are_told_at_once() {
        assert_eq!(on(0, 0, 2), EscalationLevel::Administrators);
        assert_eq!(on(0, 0, 0), EscalationLevel::Registration);
        assert_eq!(on(11, 1, 0), EscalationLevel::RemindedAgain);
    }

    proptest! {
        #[test]
        fn no_turn_is_taken_back_while_the_same_people_are_there(
            days in 0..30u32, more in 0..30u32, reviewers in 0..3usize, administrators in 0..3usize,
        ) {
            let (before, after) = (on(days, reviewers, administrators), on(days + more, reviewers, administrators));
            prop_assert!(before <= after);
            let asked = Date::new(2026, 11, 24).unwrap();
            let today = days_after(asked, days);
            let there = There { reviewers, administrators };
            let told = before.told_on(after, there);
            prop_assert_eq!(told.is_empty(), before == after);
            prop_assert!(told.is_sorted() && told.iter().all(|level| *level > before && *level <= after));
            // Whoever would have been told day by day is told.
            for day in days..=days + more {
                let then = on(day, reviewers, administrators);
                let reminds = |level: &EscalationLevel| {
                    matches!(level, EscalationLevel::Reminded | EscalationLevel::RemindedAgain)
                };
                let told_too = told.contains(&then) || reminds(&then) && told.iter().any(reminds);
                prop_assert!(then == before || told_too, "{:?} of {:?}", then, told);
            }
            match before.next(asked, today) {
                Some((next, day)) => prop_assert!(next > before && day > today),
                None => prop_assert!(before == EscalationLevel::Registration || days >= 14),
            }
        }
    }
}
