//! What may be done about a registration officer.

use serde::{Deserialize, Serialize};

use crate::base::ids::UserId;

/// Officers who can log in and always stay: one alone could not be helped by another.
pub(super) const STAY: usize = 2;

/// How somebody stands in the registration team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Standing {
    /// An officer who has set up their account.
    Active,
    /// An officer who has not.
    Invited,
    /// Was an officer.
    Deactivated,
    /// Was invited, and the invitation was taken back.
    Withdrawn,
}

/// What can be done about somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The invitation is sent again.
    Resend,
    /// The invitation is taken back.
    Withdraw,
    Deactivate,
    /// Somebody deactivated is an officer again; somebody whose invitation was taken back is invited again.
    Reactivate,
}

/// Why something can't be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// It is the actor.
    Oneself,
    /// Too few would be left.
    TooFew,
    /// It does not fit how they stand, or not any more.
    NotAsTheyStand,
    /// They have, or had, a place at a practice.
    HasPlace,
    /// They are a GP on the Performers List.
    IsGp,
    /// They were sent several invitations lately.
    InvitedOften,
}

/// Why an address can't be that of a new officer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// It is that of somebody who is an officer, or was one.
    Officer(UserId),
    /// Its account has or had a place at a practice.
    HasPlace,
    /// Its account is a GP's.
    IsGp,
    /// There is an account of another kind.
    Account,
}

/// What decides about a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    pub standing: Standing,
    /// Whether it is the actor.
    pub own: bool,
    /// How many officers can log in.
    pub active: usize,
    /// Whether they have or had a place at a practice.
    pub has_place: bool,
    /// Whether the Performers List knows them.
    pub is_gp: bool,
}

impl Standing {
    /// From what the table of accounts says.
    pub(super) fn of(is_officer: bool, has_password: bool) -> Self {
        match (is_officer, has_password) {
            (true, true) => Self::Active,
            (true, false) => Self::Invited,
            (false, true) => Self::Deactivated,
            (false, false) => Self::Withdrawn,
        }
    }

    /// On a page.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Invited => "Invited",
            Self::Deactivated => "Deactivated",
            Self::Withdrawn => "Invitation withdrawn",
        }
    }
}

impl Step {
    const ALL: [Self; 4] = [
        Self::Resend,
        Self::Withdraw,
        Self::Deactivate,
        Self::Reactivate,
    ];

    /// As forms and addresses have it.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Resend => "resend",
            Self::Withdraw => "withdraw",
            Self::Deactivate => "deactivate",
            Self::Reactivate => "reactivate",
        }
    }

    /// From its code.
    pub(super) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    fn fits(self, standing: Standing) -> bool {
        match self {
            Self::Resend | Self::Withdraw => standing == Standing::Invited,
            Self::Deactivate => standing == Standing::Active,
            Self::Reactivate => matches!(standing, Standing::Deactivated | Standing::Withdrawn),
        }
    }
}

/// Whether a step may be taken.
pub(super) fn may(step: Step, facts: Facts) -> Result<(), Refused> {
    if !step.fits(facts.standing) {
        return Err(Refused::NotAsTheyStand);
    }
    match step {
        Step::Deactivate if facts.own => Err(Refused::Oneself),
        Step::Deactivate if facts.active <= STAY => Err(Refused::TooFew),
        // Officers decide about practices: nobody is both.
        Step::Reactivate if facts.has_place => Err(Refused::HasPlace),
        Step::Reactivate if facts.is_gp => Err(Refused::IsGp),
        _ => Ok(()),
    }
}

impl Refused {
    /// As it is told.
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::Oneself => {
                "You cannot deactivate yourself. Ask another registration officer to do it"
            }
            Self::TooFew => {
                "Nobody can be deactivated now. At least two registration officers must be able to log in. Invite another one first, and wait until they have set up their account"
            }
            Self::NotAsTheyStand => {
                "This was not done, because someone else has changed this account in the meantime. The page shows it as it is now"
            }
            Self::HasPlace => {
                "This person has, or had, a place at a practice. Registration officers decide about practices, so nobody can be both. Invite them with another email address"
            }
            Self::IsGp => {
                "This person is a GP on the Performers List. Registration officers decide about GPs' practices, so nobody can be both. Invite them with another email address"
            }
            Self::InvitedOften => {
                "This person was sent several invitations in the last hour. Ask them to use the newest, or try again in an hour"
            }
        }
    }
}

impl Taken {
    /// As it is told.
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::Officer(_) => {
                "This is the address of a registration officer, or of somebody who was one"
            }
            Self::HasPlace => {
                "The account with this address has, or had, a place at a practice. Registration officers decide about \
                 practices, so nobody can be both. Use another email address of theirs"
            }
            Self::IsGp => {
                "The account with this address is that of a GP on the Performers List. Registration officers decide about \
                 GPs' practices, so nobody can be both. Use another email address of theirs"
            }
            Self::Account => {
                "There is an account with this address already. Use another email address of theirs"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::*;

    /// A step about one of them by another, by their places in the team.
    fn steps() -> impl Strategy<Value = Vec<(usize, usize, Step)>> {
        let step = (0..5_usize, 0..5_usize, select(Step::ALL.to_vec()));
        prop::collection::vec(step, 0..40)
    }

    fn standing() -> impl Strategy<Value = Standing> {
        (any::<bool>(), any::<bool>()).prop_map(|(is, set_up)| Standing::of(is, set_up))
    }

    fn active(team: &[Standing]) -> usize {
        let active = |standing: &&Standing| **standing == Standing::Active;
        team.iter().filter(active).count()
    }

    proptest! {
        #[test]
        fn whatever_officers_do_about_one_another_two_stay_who_can_log_in(
            mut team in prop::collection::vec(standing(), 5), steps in steps(),
        ) {
            for (by, of, step) in steps {
                let before = active(&team);
                // Whoever is no officer any more does nothing.
                if team[by] != Standing::Active {
                    continue;
                }
                let facts = Facts { standing: team[of], own: by == of, active: before, has_place: false, is_gp: false };
                if may(step, facts).is_ok() {
                    let set_up = matches!(team[of], Standing::Active | Standing::Deactivated);
                    let is = matches!(step, Step::Resend | Step::Reactivate);
                    team[of] = Standing::of(is, set_up);
                }
                prop_assert!(active(&team) >= before.min(STAY));
                prop_assert_eq!(team[by], Standing::Active);
            }
        }

        #[test]
        fn nobody_becomes_an_officer_again_who_belongs_to_a_practice_or_is_a_gp(
            standing in standing(), has_place in any::<bool>(), is_gp in any::<bool>(),
        ) {
            let facts = Facts { standing, own: false, active: 9, has_place, is_gp };
            if may(Step::Reactivate, facts).is_ok() {
                prop_assert!(!has_place && !is_gp);
            }
        }
    }
}
