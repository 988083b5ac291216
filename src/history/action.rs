//! The kinds of events: the one table in which a kind is added.

use serde::{Deserialize, Serialize};

/// From the table follow the type, its codes and what a filter calls it. What an event of a kind says in a sentence is in
/// `rules`, where the compiler asks for it.
macro_rules! actions {
    ($($(#[$doc:meta])+ $Action:ident = $code:literal, $label:literal;)*) => {
        /// What was done. The code is stored; never change one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Action {
            $($(#[$doc])+ $Action,)*
        }

        impl Action {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$Action),*];

            /// As stored and used in addresses.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$Action => $code,)*
                }
            }

            /// As shown in a filter.
            pub fn label(self) -> &'static str {
                match self {
                    $(Self::$Action => $label,)*
                }
            }
        }
    };
}

actions! {
    /// A new account was made.
    UserCreated = "user-created", "Account created";
    /// A user came to a practice or their roles there changed.
    RolesChanged = "roles-changed", "Roles changed";
    /// The dates of one of a user's grants changed.
    DatesChanged = "dates-changed", "Dates of a role changed";
    /// Grants ended because their last day had passed.
    RolesEnded = "roles-ended", "Roles ended on their last day";
    /// A change was asked for and refused because the actor has no right to it.
    Refused = "refused", "Attempt refused";
    /// A practice was imported or changed by an import.
    PracticeChanged = "practice-changed", "Practice details changed";
    /// A registration officer's account was made.
    OfficerCreated = "officer-created", "Registration officer created";
    /// Someone signed in.
    SignedIn = "signed-in", "Signed in";
    /// An invited person set up their account.
    AccountSetUp = "account-set-up", "Account set up";
    /// An invitation was sent again.
    InvitationSent = "invitation-sent", "Invitation sent again";
    /// The address of somebody invited was corrected.
    AddressCorrected = "address-corrected", "Address of an invitation corrected";
    /// An invitation was taken back.
    InvitationWithdrawn = "invitation-withdrawn", "Invitation withdrawn";
    /// A forgotten password was replaced.
    PasswordReset = "password-reset", "Forgotten password replaced";
    /// Too many wrong passwords locked an account for an address.
    SignInLocked = "sign-in-locked", "Log in locked after wrong passwords";
    /// The lock was lifted.
    SignInUnlocked = "sign-in-unlocked", "Log in unlocked";
    /// Someone ended all their sessions but one.
    SessionsEnded = "sessions-ended", "Logged out everywhere else";
    /// Someone changed their name or phone number.
    DetailsChanged = "details-changed", "Own details changed";
    /// Someone changed their password.
    PasswordChanged = "password-changed", "Password changed";
    /// Someone asked for another address.
    AddressAsked = "address-asked", "New address asked for";
    /// The new address became the username.
    AddressChanged = "address-changed", "Address changed";
    /// A user left a practice.
    Deactivated = "deactivated", "Left the practice";
    /// A user's last day at a practice was set.
    LastDaySet = "last-day-set", "Last day set";
    /// A user stays whose last day was set.
    Stays = "stays", "Last day taken back";
    /// A member of a practice asked for roles there.
    RolesAsked = "roles-asked", "Roles asked for";
    /// Such a request was refused.
    RequestRefused = "request-refused", "Request for roles refused";
    /// Whoever made it took it back.
    RequestWithdrawn = "request-withdrawn", "Request for roles withdrawn";
    /// Somebody who got a place elsewhere still works at the practice.
    StillHere = "still-here", "Still here";
    /// An administrator went through everybody at the practice.
    AccessReviewed = "access-reviewed", "Access reviewed";
    /// An account got one more second factor.
    FactorAdded = "factor-added", "Second factor added";
    /// A second factor was removed by its owner.
    FactorRemoved = "factor-removed", "Second factor removed";
    /// Too many wrong codes after the right password.
    FactorLocked = "factor-locked", "Second factor locked after wrong codes";
    /// An account's second factors were taken away by somebody else, because they were lost.
    FactorReset = "factor-reset", "Second factor reset";
    /// A new set of recovery codes took the place of the one before.
    RecoveryCodesMade = "recovery-codes-made", "Recovery codes made";
    /// A recovery code stood in for a second factor.
    RecoveryCodeUsed = "recovery-code-used", "Recovery code used";
    /// A GP asked for something about their link with a practice.
    LinkAsked = "link-asked", "Link with a practice asked for";
    /// The practice confirmed it.
    LinkConfirmed = "link-confirmed", "Link confirmed";
    /// The registration team approved what the practice had confirmed.
    LinkApproved = "link-approved", "Link approved";
    /// It was rejected.
    LinkRejected = "link-rejected", "Link rejected";
    /// The GP took it back.
    LinkWithdrawn = "link-withdrawn", "Request for a link withdrawn";
    /// A GP retires or resigns from the Performers List.
    LinkTold = "link-told", "Retirement or resignation told";
    /// A practice asked a GP to bring their entry up to date.
    Nudged = "nudged", "GP asked to update their entry";
    /// A file of the Performers List changed a GP's entry.
    EntryChanged = "entry-changed", "Entry on the Performers List changed";
    /// A file of the Performers List was imported.
    ListImported = "list-imported", "Performers List imported";
    /// The operator took over what the tables say of somebody's access, where the record said otherwise.
    Accepted = "accepted", "Access accepted as found";
    /// Somebody who has a place at the practice has another name.
    NameChanged = "name-changed", "Name changed";
}

impl Action {
    /// Whether it makes up a small part of the record. The schema has an index of all but [`Action::RolesChanged`].
    pub fn is_rare(self) -> bool {
        self != Self::RolesChanged
    }

    /// Whether it changes somebody's place at a practice or their roles there: these events say how the person stands
    /// there afterwards.
    pub fn changes_access(self) -> bool {
        matches!(
            self,
            Self::RolesChanged
                | Self::DatesChanged
                | Self::RolesEnded
                | Self::Deactivated
                | Self::LastDaySet
                | Self::Stays
                | Self::Accepted
        )
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|action| action.code() == code)
    }
}
