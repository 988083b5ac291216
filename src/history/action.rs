//! The kinds of events: the one table in which a kind is added.

use serde::{Deserialize, Serialize};

/// From the table follow the type, its codes, what a filter calls it, and whether it changes access. What an event of a kind says in
/// a sentence is its last word here, or an arm in `rules`; a test asks for one of the two.
macro_rules! actions {
    ($($(#[$doc:meta])+ $Action:ident = $code:literal, $label:literal, $changes:literal $(, $did:literal)?;)*) => {
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

            /// What whoever did it did, where the sentence names nobody else: " approved a launch".
            pub fn did(self) -> Option<&'static str> {
                let did: &[&str] = match self {
                    $(Self::$Action => &[$($did)?],)*
                };
                did.first().copied()
            }

            /// Whether it changes somebody's place at a practice or their roles there: these events say how the person
            /// stands there afterwards.
            pub fn changes_access(self) -> bool {
                match self {
                    $(Self::$Action => $changes,)*
                }
            }
        }
    };
}

actions! {
    /// A new account was made.
    UserCreated = "user-created", "Account created", false;
    /// A user came to a practice or their roles there changed.
    RolesChanged = "roles-changed", "Roles changed", true;
    /// An earlier change of a user's roles, or their removal, was taken back.
    TakenBack = "taken-back", "Change taken back", true;
    /// The dates of one of a user's grants changed.
    DatesChanged = "dates-changed", "Dates of a role changed", true;
    /// Grants ended because their last day had passed.
    RolesEnded = "roles-ended", "Roles ended on their last day", true;
    /// A change was asked for and refused because the actor has no right to it.
    Refused = "refused", "Attempt refused", false;
    /// A practice was imported or changed by an import.
    PracticeChanged = "practice-changed", "Practice details changed", false, " changed the practice's details";
    /// A registration officer's account was made.
    OfficerCreated = "officer-created", "Registration officer created", false;
    /// Somebody was invited to be a registration officer.
    OfficerInvited = "officer-invited", "Registration officer invited", false;
    /// Such an invitation was taken back.
    OfficerWithdrawn = "officer-withdrawn", "Invitation of a registration officer withdrawn", false;
    /// Somebody is no longer a registration officer.
    OfficerDeactivated = "officer-deactivated", "Registration officer deactivated", false;
    /// Somebody who was one is a registration officer again.
    OfficerReactivated = "officer-reactivated", "Registration officer reactivated", false;
    /// Someone signed in.
    SignedIn = "signed-in", "Logged in", false, " logged in";
    /// An invited person set up their account.
    AccountSetUp = "account-set-up", "Account set up", false, " set up their account";
    /// An invitation was sent again.
    InvitationSent = "invitation-sent", "Invitation sent again", false;
    /// The address of somebody invited was corrected.
    AddressCorrected = "address-corrected", "Address of an invitation corrected", false;
    /// An invitation was taken back.
    InvitationWithdrawn = "invitation-withdrawn", "Invitation withdrawn", false;
    /// A forgotten password was replaced.
    PasswordReset = "password-reset", "Forgotten password replaced", false, " set a new password in place of a forgotten one";
    /// Too many wrong passwords locked an account for an address.
    SignInLocked = "sign-in-locked", "Locked after wrong passwords", false;
    /// The lock was lifted.
    SignInUnlocked = "sign-in-unlocked", "Account unlocked", false;
    /// Someone ended all their sessions but one.
    SessionsEnded = "sessions-ended", "Logged out everywhere else", false, " logged out everywhere else";
    /// Someone changed their name or phone number.
    DetailsChanged = "details-changed", "Own details changed", false, " changed their own details";
    /// Somebody who looks after an account corrected its name or phone number.
    DetailsCorrected = "details-corrected", "Details corrected", false;
    /// Someone changed their password.
    PasswordChanged = "password-changed", "Password changed", false, " changed their password";
    /// Someone asked for another address.
    AddressAsked = "address-asked", "New address asked for", false, " asked for another email address";
    /// The new address became the username.
    AddressChanged = "address-changed", "Address changed", false, " has another email address";
    /// A user left a practice.
    Deactivated = "deactivated", "Left the practice", true;
    /// A user's last day at a practice was set.
    LastDaySet = "last-day-set", "Last day set", true;
    /// A user who had left is back, with the roles that come from the Performers List.
    BroughtBack = "brought-back", "Brought back", true;
    /// A user stays whose last day was set.
    Stays = "stays", "Last day taken back", true;
    /// A member of a practice asked for roles there.
    RolesAsked = "roles-asked", "Roles asked for", false, " asked for roles";
    /// Such a request was refused.
    RequestRefused = "request-refused", "Request for roles refused", false;
    /// Whoever made it took it back.
    RequestWithdrawn = "request-withdrawn", "Request for roles withdrawn", false, " took back a request for roles";
    /// Somebody who got a place elsewhere still works at the practice.
    StillHere = "still-here", "Still here", false;
    /// An administrator went through everybody at the practice.
    AccessReviewed = "access-reviewed", "Access reviewed", false, " reviewed who has access";
    /// An account got one more second factor.
    FactorAdded = "factor-added", "Second factor added", false, " added a second factor";
    /// A second factor was removed by its owner.
    FactorRemoved = "factor-removed", "Second factor removed", false, " removed a second factor";
    /// Too many wrong codes after the right password.
    FactorLocked = "factor-locked", "Second factor locked", false;
    /// An account's second factors were taken away by somebody else, because they were lost.
    FactorReset = "factor-reset", "Second factor reset", false;
    /// Somebody who has to have a second factor may log in without one for a while.
    FactorExempted = "factor-exempted", "Exempted from the second factor", false;
    /// They no longer may: by an officer, because they set one up, or because its last day has passed.
    ExemptionEnded = "exemption-ended", "Exemption from the second factor ended", false;
    /// A new set of recovery codes took the place of the one before.
    RecoveryCodesMade = "recovery-codes-made", "Recovery codes made", false, " made new recovery codes";
    /// A recovery code stood in for a second factor.
    RecoveryCodeUsed = "recovery-code-used", "Recovery code used", false, " used a recovery code";
    /// A GP asked for something about their link with a practice.
    LinkAsked = "link-asked", "Link with a practice asked for", false, " asked to change their link with the practice";
    /// The practice confirmed it.
    LinkConfirmed = "link-confirmed", "Link confirmed", false;
    /// The registration team approved what the practice had confirmed.
    LinkApproved = "link-approved", "Link approved", false;
    /// It was rejected.
    LinkRejected = "link-rejected", "Link rejected", false;
    /// The GP took it back.
    LinkWithdrawn = "link-withdrawn", "Request for a link withdrawn", false, " took back what they had asked for";
    /// A GP retires or resigns from the Performers List.
    LinkTold = "link-told", "Retirement or resignation told", false, " leaves the Performers List";
    /// A practice asked a GP to bring their entry up to date.
    Nudged = "nudged", "GP asked to update their entry", false;
    /// A file of the Performers List changed a GP's entry.
    EntryChanged = "entry-changed", "Entry on the Performers List changed", false;
    /// A file of the Performers List was imported.
    ListImported = "list-imported", "Performers List imported", false, " imported the Performers List";
    /// The operator took over what the tables say of somebody's access, where the record said otherwise.
    Accepted = "accepted", "Access accepted as found", true;
    /// Somebody asked for access where no administrator can give it.
    CertificationAsked = "certification-asked", "Certification asked for", false, " asked for a certification";
    /// Whom a certification concerns confirmed it, declined it, or objected.
    CertificationAnswered = "certification-answered", "Certification answered", false, " answered about a certification";
    /// A certification stands elsewhere: by an officer, or because time has passed.
    CertificationMoved = "certification-moved", "Certification went on", false, " decided about a certification";
    /// An officer recorded what a check of a certification came to.
    CertificationChecked = "certification-checked", "Check of a certification recorded", false, " recorded a check of a certification";
    /// An officer opened a certification.
    CertificationSeen = "certification-seen", "Certification opened", false, " opened a certification";
    /// A file of nominations was put in.
    LaunchPutIn = "launch-put-in", "Launch added", false, " added a launch";
    /// An officer approved a launch.
    LaunchApproved = "launch-approved", "Launch approved", false, " approved a launch";
    /// A launch, or a nomination of one, was withdrawn.
    LaunchWithdrawn = "launch-withdrawn", "Launch or nomination withdrawn", false, " withdrew a launch or a nomination";
    /// A launch has to be approved again.
    LaunchLapsed = "launch-lapsed", "Approval of a launch lapsed", false, " asked for a launch to be approved again";
    /// All administrators of a launch are set up.
    LaunchLive = "launch-live", "Launch went live", false, " took a launch live";
    /// An officer planned that a practice ends, and what follows it.
    SuccessionPlanned = "succession-planned", "End of a practice planned", false, " planned that a practice ends";
    /// Such a plan stands elsewhere: by an officer, or because its day has come.
    SuccessionMoved = "succession-moved", "End of a practice went on", false, " went on with the end of a practice";
    /// An administrator of the practice that follows answered about somebody.
    SuccessionAnswered = "succession-answered", "Move from a practice that ends answered", false;
    /// A practice named an accountant for a member.
    AccountantNamed = "accountant-named", "Accountant named", false;
    /// The accountant confirmed it, or the member took them along.
    AccountantLinked = "accountant-linked", "Accountant confirmed", false;
    /// The accountant declined.
    AccountantDeclined = "accountant-declined", "Accountant declined", false;
    /// A member's link with an accountant ended.
    AccountantEnded = "accountant-ended", "Link with an accountant ended", false;
    /// Somebody began a form of the end of the pension year.
    PensionFormOpened = "pension-form-opened", "Pension form begun", false, " began a pension form";
    /// Somebody entered something, or added a paper or took one out.
    PensionFormSaved = "pension-form-saved", "Pension form changed", false, " changed a pension form";
    /// A form stands elsewhere, by the member or their accountant.
    PensionFormMoved = "pension-form-moved", "Pension form went on", false, " went on with a pension form";
    /// A form was submitted.
    PensionFormSubmitted = "pension-form-submitted", "Pension form submitted", false, " submitted a pension form";
    /// The pensions desk put it on the record.
    PensionFormApproved = "pension-form-approved", "Pension form approved", false, " approved a pension form";
    /// The pensions desk sent it back.
    PensionFormRejected = "pension-form-rejected", "Pension form rejected", false, " rejected a pension form";
    /// A member lets a practice submit for them.
    PensionAuthorityGiven = "pension-authority-given", "Authority to submit given", false, " let the practice submit pension forms for them";
    /// They took that back.
    PensionAuthorityEnded = "pension-authority-ended", "Authority to submit taken back", false, " no longer lets the practice submit pension forms for them";
    /// A registration officer decides about forms.
    PensionsDeskGiven = "pensions-desk-given", "Pensions desk given", false;
    /// They no longer do.
    PensionsDeskEnded = "pensions-desk-ended", "Pensions desk taken away", false;
    /// Somebody who has a place at the practice has another name.
    NameChanged = "name-changed", "Name changed", false;
    /// A file of pension contributions was put in.
    ContributionsImported = "contributions-imported", "Contributions imported", false, " imported contributions";
    /// The operator changed which roles nobody holds together.
    RolesKeptApart = "roles-kept-apart", "Roles kept apart", false, " changed which roles are kept apart";
    /// A practice's role sets were changed.
    RoleSetChanged = "role-set-changed", "Role set changed", false, " changed the role sets";
    /// The installation was restored from a backup.
    Restored = "restored", "Restored from a backup", false, " restored a backup";
}

impl Action {
    /// Whether what people did by it can be taken back.
    pub fn may_be_taken_back(self) -> bool {
        matches!(
            self,
            Self::RolesChanged | Self::TakenBack | Self::Deactivated
        )
    }

    /// Whether somebody belongs to the registration team after it, for those kinds that change that.
    pub fn makes_officer(self) -> Option<bool> {
        match self {
            Self::OfficerCreated | Self::OfficerInvited | Self::OfficerReactivated => Some(true),
            Self::OfficerWithdrawn | Self::OfficerDeactivated => Some(false),
            _ => None,
        }
    }

    /// Whether it makes up a small part of the record. The schema has an index of all but [`Action::RolesChanged`].
    pub fn is_rare(self) -> bool {
        self != Self::RolesChanged
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|action| action.code() == code)
    }
}
