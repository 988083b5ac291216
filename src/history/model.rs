//! What is recorded.

use serde::{Deserialize, Serialize};

use super::{Cursor, Standing};
use crate::{
    access::{Redated, Role},
    base::{
        dates::{Date, Instant},
        ids::{OdsCode, UserId},
    },
    practices::Practice,
    ui::FieldError,
};

/// What was done. The code is stored; never change one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// A new account was made.
    UserCreated,
    /// A user came to a practice or their roles there changed.
    RolesChanged,
    /// The dates of one of a user's grants changed.
    DatesChanged,
    /// Grants ended because their last day had passed.
    RolesEnded,
    /// A change was asked for and refused because the actor has no right to it.
    Refused,
    /// A practice was imported or changed by an import.
    PracticeChanged,
    /// A registration officer's account was made.
    OfficerCreated,
    /// Someone signed in.
    SignedIn,
    /// An invited person set up their account.
    AccountSetUp,
    /// An invitation was sent again.
    InvitationSent,
    /// The address of somebody invited was corrected.
    AddressCorrected,
    /// An invitation was taken back.
    InvitationWithdrawn,
    /// A forgotten password was replaced.
    PasswordReset,
    /// Too many wrong passwords locked an account for an address.
    SignInLocked,
    /// The lock was lifted.
    SignInUnlocked,
    /// Someone ended all their sessions but one.
    SessionsEnded,
    /// Someone changed their name or phone number.
    DetailsChanged,
    /// Someone changed their password.
    PasswordChanged,
    /// Someone asked for another address.
    AddressAsked,
    /// The new address became the username.
    AddressChanged,
    /// A user left a practice.
    Deactivated,
    /// A user's last day at a practice was set.
    LastDaySet,
    /// A user stays whose last day was set.
    Stays,
    /// A member of a practice asked for roles there.
    RolesAsked,
    /// Such a request was refused.
    RequestRefused,
    /// Whoever made it took it back.
    RequestWithdrawn,
    /// Somebody who got a place elsewhere still works at the practice.
    StillHere,
    /// An administrator went through everybody at the practice.
    AccessReviewed,
    /// An account got one more second factor.
    FactorAdded,
    /// A second factor was removed by its owner.
    FactorRemoved,
    /// Too many wrong codes after the right password.
    FactorLocked,
    /// An account's second factors were taken away by somebody else, because they were lost.
    FactorReset,
    /// A new set of recovery codes took the place of the one before.
    RecoveryCodesMade,
    /// A recovery code stood in for a second factor.
    RecoveryCodeUsed,
    /// A GP asked for something about their link with a practice.
    LinkAsked,
    /// The practice confirmed it.
    LinkConfirmed,
    /// The registration team approved what the practice had confirmed.
    LinkApproved,
    /// It was rejected.
    LinkRejected,
    /// The GP took it back.
    LinkWithdrawn,
    /// A GP retires or resigns from the Performers List.
    LinkTold,
    /// A practice asked a GP to bring their entry up to date.
    Nudged,
    /// A file of the Performers List changed a GP's entry.
    EntryChanged,
    /// A file of the Performers List was imported.
    ListImported,
    /// The operator took over what the tables say of somebody's access, where the record said otherwise.
    Accepted,
    /// Somebody who has a place at the practice has another name.
    NameChanged,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 45] = [
        Self::UserCreated,
        Self::RolesChanged,
        Self::DatesChanged,
        Self::RolesEnded,
        Self::Refused,
        Self::PracticeChanged,
        Self::OfficerCreated,
        Self::SignedIn,
        Self::AccountSetUp,
        Self::InvitationSent,
        Self::AddressCorrected,
        Self::InvitationWithdrawn,
        Self::PasswordReset,
        Self::SignInLocked,
        Self::SignInUnlocked,
        Self::SessionsEnded,
        Self::DetailsChanged,
        Self::PasswordChanged,
        Self::AddressAsked,
        Self::AddressChanged,
        Self::Deactivated,
        Self::LastDaySet,
        Self::Stays,
        Self::RolesAsked,
        Self::RequestRefused,
        Self::RequestWithdrawn,
        Self::StillHere,
        Self::AccessReviewed,
        Self::FactorAdded,
        Self::FactorRemoved,
        Self::FactorLocked,
        Self::FactorReset,
        Self::RecoveryCodesMade,
        Self::RecoveryCodeUsed,
        Self::LinkAsked,
        Self::LinkConfirmed,
        Self::LinkApproved,
        Self::LinkRejected,
        Self::LinkWithdrawn,
        Self::LinkTold,
        Self::Nudged,
        Self::EntryChanged,
        Self::ListImported,
        Self::Accepted,
        Self::NameChanged,
    ];

    /// As stored and used in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::UserCreated => "user-created",
            Self::RolesChanged => "roles-changed",
            Self::DatesChanged => "dates-changed",
            Self::RolesEnded => "roles-ended",
            Self::Refused => "refused",
            Self::PracticeChanged => "practice-changed",
            Self::OfficerCreated => "officer-created",
            Self::SignedIn => "signed-in",
            Self::AccountSetUp => "account-set-up",
            Self::InvitationSent => "invitation-sent",
            Self::AddressCorrected => "address-corrected",
            Self::InvitationWithdrawn => "invitation-withdrawn",
            Self::PasswordReset => "password-reset",
            Self::SignInLocked => "sign-in-locked",
            Self::SignInUnlocked => "sign-in-unlocked",
            Self::SessionsEnded => "sessions-ended",
            Self::DetailsChanged => "details-changed",
            Self::PasswordChanged => "password-changed",
            Self::AddressAsked => "address-asked",
            Self::AddressChanged => "address-changed",
            Self::Deactivated => "deactivated",
            Self::LastDaySet => "last-day-set",
            Self::Stays => "stays",
            Self::RolesAsked => "roles-asked",
            Self::RequestRefused => "request-refused",
            Self::RequestWithdrawn => "request-withdrawn",
            Self::StillHere => "still-here",
            Self::AccessReviewed => "access-reviewed",
            Self::FactorAdded => "factor-added",
            Self::FactorRemoved => "factor-removed",
            Self::FactorLocked => "factor-locked",
            Self::FactorReset => "factor-reset",
            Self::RecoveryCodesMade => "recovery-codes-made",
            Self::RecoveryCodeUsed => "recovery-code-used",
            Self::LinkAsked => "link-asked",
            Self::LinkConfirmed => "link-confirmed",
            Self::LinkApproved => "link-approved",
            Self::LinkRejected => "link-rejected",
            Self::LinkWithdrawn => "link-withdrawn",
            Self::LinkTold => "link-told",
            Self::Nudged => "nudged",
            Self::EntryChanged => "entry-changed",
            Self::ListImported => "list-imported",
            Self::Accepted => "accepted",
            Self::NameChanged => "name-changed",
        }
    }

    /// As shown in a filter.
    pub fn label(self) -> &'static str {
        match self {
            Self::UserCreated => "Account created",
            Self::RolesChanged => "Roles changed",
            Self::DatesChanged => "Dates of a role changed",
            Self::RolesEnded => "Roles ended on their last day",
            Self::Refused => "Attempt refused",
            Self::PracticeChanged => "Practice details changed",
            Self::OfficerCreated => "Registration officer created",
            Self::SignedIn => "Signed in",
            Self::AccountSetUp => "Account set up",
            Self::InvitationSent => "Invitation sent again",
            Self::AddressCorrected => "Address of an invitation corrected",
            Self::InvitationWithdrawn => "Invitation withdrawn",
            Self::PasswordReset => "Forgotten password replaced",
            Self::SignInLocked => "Log in locked after wrong passwords",
            Self::SignInUnlocked => "Log in unlocked",
            Self::SessionsEnded => "Logged out everywhere else",
            Self::DetailsChanged => "Own details changed",
            Self::PasswordChanged => "Password changed",
            Self::AddressAsked => "New address asked for",
            Self::AddressChanged => "Address changed",
            Self::Deactivated => "Left the practice",
            Self::LastDaySet => "Last day set",
            Self::Stays => "Last day taken back",
            Self::RolesAsked => "Roles asked for",
            Self::RequestRefused => "Request for roles refused",
            Self::RequestWithdrawn => "Request for roles withdrawn",
            Self::StillHere => "Still here",
            Self::AccessReviewed => "Access reviewed",
            Self::FactorAdded => "Second factor added",
            Self::FactorRemoved => "Second factor removed",
            Self::FactorLocked => "Second factor locked after wrong codes",
            Self::FactorReset => "Second factor reset",
            Self::RecoveryCodesMade => "Recovery codes made",
            Self::RecoveryCodeUsed => "Recovery code used",
            Self::LinkAsked => "Link with a practice asked for",
            Self::LinkConfirmed => "Link confirmed",
            Self::LinkApproved => "Link approved",
            Self::LinkRejected => "Link rejected",
            Self::LinkWithdrawn => "Request for a link withdrawn",
            Self::LinkTold => "Retirement or resignation told",
            Self::Nudged => "GP asked to update their entry",
            Self::EntryChanged => "Entry on the Performers List changed",
            Self::ListImported => "Performers List imported",
            Self::Accepted => "Access accepted as found",
            Self::NameChanged => "Name changed",
        }
    }

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
        Self::ALL.into_iter().find(|action| action.code() == code)
    }
}

/// The content of an event beyond who, whom, where and when. Stored as JSON, so fields may be added, never removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// Roles held before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<Role>,
    /// Roles held afterwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<Role>,
    /// First day of what was added, when later than the day of the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<Date>,
    /// Last day of what was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<Date>,
    /// The dates of a grant that was there and stayed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<Redated>,
    /// The version of the user's place after the change.
    #[serde(default, skip_serializing_if = "is_default")]
    pub version: i64,
    /// Anything else, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// How the person stands at the practice afterwards. Written by the record itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Whether the person belongs to the registration team from then on, where that was accepted as found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<bool>,
    /// The newest anchor of that moment, `NUMBER:` and the beginning of its hash: whoever removes or alters an anchor
    /// has to rewrite all that was recorded afterwards. Written by the record itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub anchor: String,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Detail {
    /// Roles that came.
    pub fn added(&self) -> impl Iterator<Item = Role> {
        self.after
            .iter()
            .copied()
            .filter(|role| !self.before.contains(role))
    }

    /// Roles that went.
    pub fn removed(&self) -> impl Iterator<Item = Role> {
        self.before
            .iter()
            .copied()
            .filter(|role| !self.after.contains(role))
    }
}

/// One event as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The chain it is in; with `number` what `history verify` calls it.
    pub chain: String,
    /// Its number in the chain.
    pub number: i64,
    /// When.
    pub at: Instant,
    /// The day in England.
    pub on: Date,
    /// The time of that day in England: `14:05`.
    pub time: String,
    /// Who did it, by the name they had then.
    pub by: String,
    /// The account that did it, as far as the reader may see it.
    pub by_account: Option<Account>,
    /// Whether it was somebody of the registration team.
    pub by_team: bool,
    /// What kind of event; none if this version of the program does not know it.
    pub action: Option<Action>,
    /// The account it was done to.
    pub user: Option<UserId>,
    /// Their name then.
    pub user_name: String,
    /// That account as it is now, as far as the reader may see it.
    pub user_account: Option<Account>,
    /// Where.
    pub practice: Option<OdsCode>,
    /// Its name now.
    pub practice_name: String,
    /// All of it in one sentence: `Claire Ng changed Tom Bright's roles`.
    pub title: String,
    /// What exactly.
    pub changes: Vec<Change>,
    /// Why, if a reason was given.
    pub reason: String,
    /// The request by which it was done, as found in the log.
    pub request_id: String,
}

/// An account in the record, as it is now: names can be chosen and changed, an account can't.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Which.
    pub id: UserId,
    /// Its name now.
    pub name: String,
    /// Its username; empty if the reader may know its name alone.
    pub username: String,
}

/// One part of what an event changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// Roles that came, and from when until when.
    Added(String),
    /// Roles that went.
    Removed(String),
    /// Anything else.
    Note(String),
}

impl Change {
    /// As a sentence: `Added View Claims and Statements from 1 December 2026`.
    pub fn in_words(&self) -> String {
        match self {
            Self::Added(what) => ["Added ", what].concat(),
            Self::Removed(what) => ["Removed ", what].concat(),
            Self::Note(what) => what.clone(),
        }
    }
}

/// One page of a part of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryView {
    /// Which part.
    pub about: About,
    /// The events, the newest first.
    pub lines: Vec<Line>,
    /// For the address of the next page, if there may be one.
    pub next: String,
    /// Set if the events were too many to look through at once: the moment down to which they were, in words.
    pub searched_back: String,
    /// What is wrong with what was asked for; then there are no lines.
    pub errors: Vec<FieldError>,
}

/// What a part of the record is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    /// Everything.
    Everything,
    /// A practice.
    Practice(Practice),
    /// A user.
    User {
        /// Their account.
        id: UserId,
        /// Their name.
        name: String,
        /// Whether the reader is that user.
        own: bool,
        /// Whether all practices are shown, not only those the reader administers.
        everywhere: bool,
    },
}

impl Line {
    /// Names as they stand on a page.
    #[cfg(feature = "ssr")]
    pub(super) fn stand_apart(&mut self) {
        let accounts = [&mut self.by_account, &mut self.user_account];
        let accounts = accounts.into_iter().flatten();
        let accounts = accounts.map(|account| &mut account.name);
        for name in accounts.chain([&mut self.by, &mut self.user_name]) {
            *name = crate::base::text::isolated(name).into_owned();
        }
    }

    /// Where it stands in the record.
    pub fn place(&self) -> Cursor {
        Cursor {
            at: self.at,
            chain: self.chain.clone(),
            number: self.number,
        }
    }

    /// When, as people in England read it: `23 November 2026 at 14:05`.
    pub fn when(&self) -> String {
        [&self.on.in_words(), " at ", &self.time].concat()
    }

    /// What exactly, in sentences.
    pub fn what(&self) -> String {
        let sentences: Vec<_> = self.changes.iter().map(Change::in_words).collect();
        sentences.join(". ")
    }

    /// When, who, what and why, for one line of a list.
    pub fn in_words(&self) -> String {
        let mut text = [&self.when(), ": ", &self.title].concat();
        for more in [self.what(), self.reason.clone()] {
            if !more.is_empty() {
                text.push_str(". ");
                text.push_str(&more);
            }
        }
        text
    }
}
