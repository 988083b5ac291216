//! What may become of a practice that ends, decided by whom and when.
//!
//! Two different officers decide that a practice ends; its day and the end of its grace period come by themselves.

use crate::{
    access::{GivenBy, Role},
    base::{clock::days_after, dates::Date, ids::UserId},
    successions::model::State,
};

/// For how many days after its end the users of a practice still see it.
pub(super) const GRACE: u32 = 30;
/// How many days before its end people should know of it.
pub(super) const NOTICE: u32 = 42;

/// A succession as far as the rule needs to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    pub state: State,
    /// The first day on which the practice is closed.
    pub effective_on: Date,
    /// The last day on which its users see it, once it is approved.
    pub read_until: Option<Date>,
    /// Who planned it.
    pub planned_by: UserId,
    /// Whether they still are an officer.
    pub planner_is_officer: bool,
}

/// What is done with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A second officer approves.
    Approve,
    /// An officer takes it back.
    Withdraw,
    /// Its day has come.
    TakeEffect,
    /// The grace period is over.
    Close,
}

/// Why something is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotNow {
    /// It stands elsewhere.
    Stands(State),
    /// Whoever planned it would approve it.
    SameOfficer,
    /// Whoever planned it is no officer any more.
    PlannerGone,
    /// Its day has not come.
    TooEarly,
}

impl Step {
    /// As recorded and as in forms.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Withdraw => "withdraw",
            Self::TakeEffect => "take effect",
            Self::Close => "close",
        }
    }

    /// From the value of a button.
    pub(super) fn from_button(code: &str) -> Option<Self> {
        let buttons = [Self::Approve, Self::Withdraw];
        buttons.into_iter().find(|step| step.code() == code)
    }
}

impl Standing {
    /// Where it stands after a step. `officer` is who takes it for the registration team.
    pub(super) fn after(
        &self,
        step: Step,
        officer: Option<UserId>,
        today: Date,
    ) -> Result<State, NotNow> {
        let over = |day: Option<Date>| day.is_some_and(|day| day < today);
        match (step, self.state) {
            (Step::Approve, State::Planned) if !self.planner_is_officer => Err(NotNow::PlannerGone),
            (Step::Approve, State::Planned)
                if officer.is_none_or(|officer| officer == self.planned_by) =>
            {
                Err(NotNow::SameOfficer)
            }
            (Step::Approve, State::Planned) => Ok(State::Announced),
            (Step::Withdraw, State::Planned | State::Announced) => Ok(State::Withdrawn),
            (Step::TakeEffect, State::Announced) if today < self.effective_on => {
                Err(NotNow::TooEarly)
            }
            (Step::TakeEffect, State::Announced) => Ok(State::Grace),
            (Step::Close, State::Grace) if !over(self.read_until) => Err(NotNow::TooEarly),
            (Step::Close, State::Grace) => Ok(State::Closed),
            (_, state) => Err(NotNow::Stands(state)),
        }
    }
}

impl NotNow {
    /// As it is told.
    pub(super) fn sentence(self) -> String {
        match self {
            Self::Stands(state) => [
                "This is no longer possible. Status now: ",
                state.words(),
            ]
            .concat(),
            Self::SameOfficer => {
                "You planned this, so another officer has to approve it".to_owned()
            }
            Self::PlannerGone => {
                "The officer who planned this has left the registration team. Withdraw it and plan it again"
                    .to_owned()
            }
            Self::TooEarly => "Its day has not come yet".to_owned(),
        }
    }
}

/// The last day on which the users of a practice still see it that is approved `today` to end on `effective_on`.
pub(super) fn read_until(effective_on: Date, today: Date) -> Date {
    days_after(effective_on.max(today), GRACE)
}

/// Whether a role may be proposed to the practice that follows. Administrator roles never move, and those that follow from the
/// Performers List come with the link there.
pub(super) fn may_move(role: Role) -> bool {
    !role.administers() && role.facts().given_by != GivenBy::PerformersList
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};
    use uuid::Uuid;

    use super::*;

    fn officer(number: u8) -> UserId {
        UserId(Uuid::from_u128(u128::from(number)))
    }

    fn day(number: u32) -> Date {
        days_after("2026-11-23".parse().unwrap(), number)
    }

    const STEPS: [Step; 4] = [Step::Approve, Step::Withdraw, Step::TakeEffect, Step::Close];

    #[test]
    fn no_administrator_role_and_no_role_of_the_performers_list_ever_moves() {
        for role in Role::all() {
            let facts = role.facts();
            let stays = facts.administers || facts.given_by == GivenBy::PerformersList;
            assert_eq!(may_move(role), !stays, "{}", role.name());
        }
        assert!(!may_move(Role::MrsMainContact));
    }

    /// Withdrawing is the rarest: nothing comes after it.
    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            3 => select(STEPS.to_vec()),
            9 => select(vec![Step::Approve, Step::TakeEffect, Step::Close]),
        ]
    }

    proptest! {
        #[test]
        fn whatever_officers_and_time_do_a_practice_ends_by_two_on_its_day_and_nothing_goes_back(
            effective in 0..60u32,
            steps in prop::collection::vec((step(), 0..3u8, 0..10u32, prop::bool::weighted(0.9)), 0..30),
        ) {
            let planner = officer(0);
            let mut standing = Standing {
                state: State::Planned,
                effective_on: day(effective),
                read_until: None,
                planned_by: planner,
                planner_is_officer: true,
            };
            let mut passed = 0;
            let mut approved_by = None;
            for (step, by, days, still) in steps {
                passed += days;
                standing.planner_is_officer = still;
                let (today, before) = (day(passed), standing.state);
                let by = matches!(step, Step::Approve | Step::Withdraw).then(|| officer(by));
                let Ok(state) = standing.after(step, by, today) else { continue };
                if step == Step::Approve {
                    approved_by = by;
                    standing.read_until = Some(read_until(standing.effective_on, today));
                }
                standing.state = state;
                // The same step does nothing a second time.
                prop_assert!(standing.after(step, by, today).is_err());
                prop_assert!(state > before);
                if matches!(state, State::Announced | State::Grace | State::Closed) {
                    prop_assert!(approved_by.is_some_and(|by| by != planner));
                }
                if matches!(state, State::Grace | State::Closed) {
                    prop_assert!(today >= standing.effective_on);
                }
                if state == State::Closed {
                    prop_assert!(passed > effective + GRACE);
                }
            }
        }
    }
}
