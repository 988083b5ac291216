//! The kinds of letters: the one list of them.

use super::Letter;

/// From the list follow the kind of a letter, as the compiler makes sure, and the list of kinds.
macro_rules! kinds {
    ($($Letter:ident = $kind:literal;)*) => {
        impl Letter {
            /// Every kind.
            pub const KINDS: &[&'static str] = &[$($kind),*];

            /// What kind it is, as stored and asked for.
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Self::$Letter { .. } => $kind,)*
                }
            }
        }
    };
}

kinds! {
    Invitation = "invitation";
    FurtherPractice = "further-practice";
    PasswordReset = "password-reset";
    NoReset = "no-reset";
    PasswordChanged = "password-changed";
    EmailChangeProof = "email-change-proof";
    EmailChangeAsked = "email-change-asked";
    EmailChanged = "email-changed";
    SignInLocked = "sign-in-locked";
    RolesAsked = "roles-asked";
    RolesDecided = "roles-decided";
    LinkAsked = "link-asked";
    LinkDecided = "link-decided";
    EntryNudge = "entry-nudge";
    GmcAddressProof = "gmc-address-proof";
    FactorChanged = "factor-changed";
    FactorLocked = "factor-locked";
    FactorReset = "factor-reset";
    FactorResetOf = "factor-reset-of";
    NameChanged = "name-changed";
    UsernameChanged = "username-changed";
    Deactivated = "deactivated";
}
