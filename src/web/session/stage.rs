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

impl Stage {
    /// What follows from whether a second factor was shown in this session, whether the account has one, and whether
    /// it needs one.
    pub fn of(shown: bool, has_factor: bool, needs_factor: bool) -> Self {
        match (shown, has_factor, needs_factor) {
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
    fn a_session_is_complete_when_its_factor_was_shown_or_there_is_none_and_none_is_needed() {
        for has in [true, false] {
            for needs in [true, false] {
                assert_eq!(Stage::of(true, has, needs), Stage::Complete);
                let complete = Stage::of(false, has, needs) == Stage::Complete;
                assert_eq!(complete, !has && !needs);
            }
        }
        assert_eq!(Stage::of(false, true, true), Stage::Prove);
        assert_eq!(Stage::of(false, false, true), Stage::SetUp);
    }
}
