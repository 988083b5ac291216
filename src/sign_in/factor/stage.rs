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

    /// The page that comes next, on the way to `next`.
    pub fn leads_to(self, next: &str) -> String {
        let next = if next.starts_with('/') { next } else { "/" };
        let page = match self {
            Self::Complete => return next.to_owned(),
            Self::Prove => "/sign-in/factor",
            Self::SetUp => "/sign-in/set-up",
        };
        super::with_next(page, next)
    }
}

/// Why the last factor of an account that needs one stays.
pub const LAST_ONE: &str = "You manage other people’s access, so you need a second factor. Add another one before you \
    remove this one";

/// Whether one of `count` second factors may be removed.
pub fn may_remove(needs_factor: bool, count: usize) -> Result<(), &'static str> {
    if needs_factor && count <= 1 {
        Err(LAST_ONE)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    #[test]
    fn the_way_to_a_page_goes_through_what_is_missing() {
        assert_eq!(Stage::Complete.leads_to("/users?q=ng"), "/users?q=ng");
        assert_eq!(
            Stage::Prove.leads_to("/users?q=ng"),
            "/sign-in/factor?next=%2Fusers%3Fq%3Dng"
        );
        assert_eq!(Stage::SetUp.leads_to(""), "/sign-in/set-up?next=%2F");
    }

    proptest! {
        #[test]
        fn who_needs_a_factor_keeps_one(mut count in 0..9_usize) {
            while may_remove(true, count).is_ok() {
                count -= 1;
            }
            prop_assert!(count <= 1);
            prop_assert!(may_remove(false, count).is_ok());
        }
    }
}
