//! Whose details may be corrected.

/// What is known of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Whose {
    /// Whether it is the actor's own.
    pub own: bool,
    /// Whether it is a GP's.
    pub gp: bool,
    /// Whether it is a registration officer's.
    pub officer: bool,
}

/// Why details can't be corrected, by whomever.
pub(super) fn why_not(whose: Whose) -> Option<&'static str> {
    match whose {
        Whose { own: true, .. } => {
            Some("Change your own name and phone number under Your account.")
        }
        Whose { gp: true, .. } => Some(
            "This user is a GP. Their name comes from the Performers List and cannot be changed here. They change it with the \
             GMC first, and their phone number themselves, under Your account.",
        ),
        Whose { officer: true, .. } => Some(
            "This user belongs to the registration team. They change their name and phone number themselves, under Your account.",
        ),
        Whose { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn only_the_details_of_others_who_are_neither_gps_nor_officers_are_corrected(
            own: bool, gp: bool, officer: bool,
        ) {
            let whose = Whose { own, gp, officer };
            prop_assert_eq!(why_not(whose).is_none(), !own && !gp && !officer);
        }
    }
}
