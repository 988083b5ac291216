//! How far a session has come: what still has to be shown before it gives access.

/// How far a session has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It gives access.
    Complete,
    /// The account has a second factor that was not shown yet.
    Prove,
    /// The account needs a second factor and has none.
    SetUp,
}

/// What decides whether an account without a second factor has to set one up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactorDuty {
    /// Whether its owner decides about other people's access.
    pub needed: bool,
    /// Whether they belong to the registration team: no exemption holds for its officers.
    pub registration_officer: bool,
    /// Whether they have an exemption that has not ended.
    pub exempt: bool,
}

impl FactorDuty {
    /// Whether it has to be set up now.
    pub fn holds(self) -> bool {
        self.needed && (self.registration_officer || !self.exempt)
    }
}

impl Stage {
    /// What follows from whether a second factor was shown in this session, whether the account has one, and whether
    /// it has to have one. An exemption lets in who has none; one that is there is asked for all the same.
    pub fn of(shown: bool, has_factor: bool, duty: FactorDuty) -> Self {
        match (shown, has_factor, duty.holds()) {
            (true, _, _) | (false, false, false) => Self::Complete,
            (false, true, _) => Self::Prove,
            (false, false, true) => Self::SetUp,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_complete_when_its_factor_was_shown_or_there_is_none_and_none_is_needed_or_an_exemption_runs()
     {
        let both = [true, false];
        let all = both.into_iter().flat_map(|has| {
            both.into_iter().flat_map(move |needed| {
                both.into_iter().flat_map(move |registration_officer| {
                    both.map(|exempt| {
                        let duty = FactorDuty {
                            needed,
                            registration_officer,
                            exempt,
                        };
                        (has, duty)
                    })
                })
            })
        });
        let mut asked = 0;
        for (has, duty) in all {
            asked += 1;
            assert_eq!(Stage::of(true, has, duty), Stage::Complete);
            let excused = duty.exempt && !duty.registration_officer;
            let expected = match (has, duty.needed) {
                // An exemption concerns only people without one.
                (true, _) => Stage::Prove,
                (false, true) if !excused => Stage::SetUp,
                (false, _) => Stage::Complete,
            };
            assert_eq!(Stage::of(false, has, duty), expected, "{has} {duty:?}");
        }
        assert_eq!(asked, 16);
    }
}
