//! Every letter that the program writes.

mod account;
mod accountants;
mod factors;
mod launches;
mod names;
mod officers;
mod pensions;
mod unused;

pub use account::InvitationLetter;
pub use accountants::{AccountantLetter, AccountantNews};
pub use launches::{LaunchLetter, LaunchNews};
pub use names::{DetailsCorrected, NameChanged, UsernameChanged};
pub use officers::{News, OfficerNews, OfficerStands};
pub use pensions::{PensionLetter, PensionNews};
pub use unused::{UnusedLetter, UnusedNews};

use serde::{Deserialize, Serialize};

use super::{
    access_letters::{self, NewAdministrator, RolesChanged},
    body::Body,
    certification_letters::{self, CertificationLetter},
    link_letters::{self, EntryNudge, GpRoles, LinkAsked, LinkDecided},
    role_letters::{self, RolesAsked, RolesDecided},
    succession_letters::{self, SuccessionLetter},
};
use crate::base::text::isolated;

/// What somebody is told. Kept as JSON until it is sent: fields and variants may be added, never renamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Letter {
    /// To somebody who has a new account.
    Invitation(InvitationLetter),
    /// To somebody who may now work at one more practice.
    FurtherPractice {
        name: String,
        practice: String,
        roles: Vec<String>,
        by: String,
    },
    /// The link to a new password.
    PasswordReset {
        name: String,
        link: String,
        valid_until: String,
    },
    /// Why there is no such link.
    NoReset { name: String, reason: NoReset },
    /// After the password was changed.
    PasswordChanged { name: String, when: String },
    /// To a new address, to prove that mail to it arrives.
    EmailChangeProof {
        name: String,
        link: String,
        valid_until: String,
    },
    /// To the address until now, when another is asked for.
    EmailChangeAsked {
        name: String,
        new: String,
        link: String,
        valid_until: String,
    },
    /// To the address until now, after the change.
    EmailChanged { name: String, new: String },
    /// After too many wrong passwords.
    SignInLocked { name: String, until: String },
    /// To somebody whose roles were changed.
    RolesChanged(RolesChanged),
    /// To those who manage access at a practice, about roles of its GPs that follow from the Performers List.
    GpRoles(GpRoles),
    /// To the other user administrators of a service at a practice, about a new one.
    NewAdministrator(NewAdministrator),
    /// To those who may give the roles that somebody asks for.
    RolesAsked(RolesAsked),
    /// To somebody who asked for roles.
    RolesDecided(RolesDecided),
    /// To those who look at what a GP asks for.
    LinkAsked(LinkAsked),
    /// To a GP, about what they asked for.
    LinkDecided(LinkDecided),
    /// To a GP whose practice misses something in their entry on the Performers List.
    EntryNudge(EntryNudge),
    /// To the address that the GMC has for a GP, to prove that mail to it arrives.
    GmcAddressProof {
        name: String,
        link: String,
        valid_until: String,
    },
    /// After a second factor was added or removed, or new recovery codes were made: what happened, in words.
    FactorChanged {
        name: String,
        what: String,
        when: String,
    },
    /// After too many wrong codes by somebody who knew the password.
    FactorLocked { name: String, until: String },
    /// To somebody whose second factors were taken away because they are lost.
    FactorReset {
        name: String,
        by: String,
        reason: String,
    },
    /// The same, to the others who manage access at their practice.
    FactorResetOf {
        name: String,
        of: String,
        #[serde(default)]
        of_username: String,
        by: String,
        #[serde(default)]
        by_username: String,
        reason: String,
    },
    /// To somebody who may log in without a second factor until a day, though they have to have one.
    FactorExempted {
        name: String,
        until: String,
        reason: String,
    },
    /// The same, when the registration team ended it early.
    ExemptionEnded { name: String },
    /// To those who manage access where somebody works who has another name.
    NameChanged(NameChanged),
    /// To somebody whose name or phone number somebody else put right: what was changed, in words.
    DetailsCorrected(DetailsCorrected),
    /// To those who manage access where somebody works who logs in with another address, or with the one before again.
    UsernameChanged(UsernameChanged),
    /// To somebody whom a certification concerns.
    Certification(CertificationLetter),
    /// To somebody whom the end of a practice concerns.
    Succession(SuccessionLetter),
    /// To somebody who leaves a practice: now, or after a last day.
    Deactivated {
        name: String,
        practice: String,
        last_day: Option<String>,
        ask: Vec<String>,
    },
    /// To somebody at a practice, about its administrators in a launch.
    Launch(LaunchLetter),
    /// To one side of a member's link with an accountant.
    Accountant(AccountantLetter),
    /// To somebody whom a form of the end of the pension year concerns.
    Pension(PensionLetter),
    /// About a place at a practice that nobody uses: to the person, or to those who manage access there.
    Unused(UnusedLetter),
    /// To the members of the registration team, about one of them.
    OfficerNews(OfficerNews),
    /// To a registration officer who is deactivated, or no longer.
    OfficerStands(OfficerStands),
}

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
    RolesChanged = "roles-changed";
    GpRoles = "gp-roles";
    NewAdministrator = "new-administrator";
    RolesAsked = "roles-asked";
    RolesDecided = "roles-decided";
    LinkAsked = "link-asked";
    LinkDecided = "link-decided";
    EntryNudge = "entry-nudge";
    Certification = "certification";
    GmcAddressProof = "gmc-address-proof";
    FactorChanged = "factor-changed";
    FactorLocked = "factor-locked";
    FactorReset = "factor-reset";
    FactorResetOf = "factor-reset-of";
    FactorExempted = "factor-exempted";
    ExemptionEnded = "exemption-ended";
    NameChanged = "name-changed";
    DetailsCorrected = "details-corrected";
    UsernameChanged = "username-changed";
    Succession = "succession";
    Deactivated = "deactivated";
    Launch = "launch";
    Accountant = "accountant";
    Pension = "pension";
    Unused = "unused";
    OfficerNews = "officer-news";
    OfficerStands = "officer-stands";
}

/// Why a forgotten password can't be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoReset {
    /// The account is not set up yet.
    Invited,
    /// The account gives access nowhere any more.
    Deactivated,
    /// It is that of somebody who no longer belongs to the registration team.
    OfficerDeactivated,
}

/// In an invented letter, when something happened or until when it works.
const UNTIL: &str = "26 November 2026 at 10:00";

/// In an invented letter.
pub(super) fn text(text: &str) -> String {
    text.to_owned()
}

impl Letter {
    /// At least one of each kind, with invented values, to be looked at.
    pub fn samples() -> Vec<Self> {
        let mut samples = account::samples();
        samples.extend(accountants::samples());
        samples.extend(factors::samples());
        samples.extend(launches::samples());
        samples.extend(names::samples());
        samples.extend(officers::samples());
        samples.extend(pensions::samples());
        samples.extend(unused::samples());
        samples.extend(
            access_letters::samples()
                .into_iter()
                .map(Self::RolesChanged),
        );
        samples.push(Self::NewAdministrator(access_letters::new_administrator()));
        samples.extend(role_letters::samples());
        samples.extend(link_letters::samples());
        samples.extend(
            certification_letters::samples()
                .into_iter()
                .map(Self::Certification),
        );
        samples.extend(
            succession_letters::samples()
                .into_iter()
                .map(Self::Succession),
        );
        samples
    }

    /// Whether somebody sits and waits for it, because they just asked for it.
    pub fn is_waited_for(&self) -> bool {
        match self {
            Self::PasswordReset { .. }
            | Self::NoReset { .. }
            | Self::EmailChangeProof { .. }
            | Self::EmailChangeAsked { .. }
            | Self::GmcAddressProof { .. } => true,
            Self::Invitation(letter) => letter.again,
            _ => false,
        }
    }

    // Long: one match, an arm for each kind of letter.
    /// What it says.
    pub fn body(&self) -> Body {
        match self {
            Self::Invitation(letter) => letter.body(),
            Self::FurtherPractice {
                name,
                practice,
                roles,
                by,
            } => account::further_practice(name, practice, roles, &isolated(by)),
            Self::PasswordReset {
                name,
                link,
                valid_until,
            } => account::password_reset(name, link, valid_until),
            Self::NoReset { name, reason } => account::no_reset(name, *reason),
            Self::PasswordChanged { name, when } => account::password_changed(name, when),
            Self::EmailChangeProof {
                name,
                link,
                valid_until,
            } => account::email_change_proof(name, link, valid_until),
            Self::EmailChangeAsked {
                name,
                new,
                link,
                valid_until,
            } => account::email_change_asked(name, new, link, valid_until),
            Self::EmailChanged { name, new } => account::email_changed(name, new),
            Self::SignInLocked { name, until } => account::sign_in_locked(name, until),
            Self::RolesChanged(letter) => letter.body(),
            Self::GpRoles(letter) => letter.body(),
            Self::NewAdministrator(letter) => letter.body(),
            Self::RolesAsked(letter) => letter.body(),
            Self::RolesDecided(letter) => letter.body(),
            Self::LinkAsked(letter) => letter.body(),
            Self::LinkDecided(letter) => letter.body(),
            Self::EntryNudge(letter) => letter.body(),
            Self::Certification(letter) => letter.body(),
            Self::Succession(letter) => letter.body(),
            Self::GmcAddressProof {
                name,
                link,
                valid_until,
            } => account::gmc_address_proof(name, link, valid_until),
            Self::FactorChanged { name, what, when } => factors::changed(name, what, when),
            Self::FactorLocked { name, until } => factors::locked(name, until),
            Self::FactorReset { name, by, reason } => factors::reset(name, by, reason),
            Self::FactorResetOf {
                name,
                of,
                of_username,
                by,
                by_username,
                reason,
            } => factors::reset_of(name, (of, of_username), (by, by_username), reason),
            Self::FactorExempted {
                name,
                until,
                reason,
            } => factors::exempted(name, until, reason),
            Self::ExemptionEnded { name } => factors::exemption_ended(name),
            Self::DetailsCorrected(letter) => letter.body(),
            Self::NameChanged(letter) => letter.body(),
            Self::UsernameChanged(letter) => letter.body(),
            Self::Deactivated {
                name,
                practice,
                last_day,
                ask,
            } => account::deactivated(name, practice, last_day.as_deref(), ask),
            Self::Launch(letter) => letter.body(),
            Self::Accountant(letter) => letter.body(),
            Self::Pension(letter) => letter.body(),
            Self::Unused(letter) => letter.body(),
            Self::OfficerNews(letter) => letter.body(),
            Self::OfficerStands(letter) => letter.body(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_is_a_sample_of_every_kind_of_letter() {
        let samples = Letter::samples();
        let kinds: BTreeSet<_> = samples.iter().map(Letter::kind).collect();
        assert_eq!(kinds, Letter::KINDS.iter().copied().collect());
        assert_eq!(kinds.len(), Letter::KINDS.len());
    }

    #[test]
    fn every_letter_is_kept_and_read_again_and_says_something_to_somebody() {
        for letter in Letter::samples() {
            let kept = serde_json::to_string(&letter).unwrap();
            assert_eq!(serde_json::from_str::<Letter>(&kept).unwrap(), letter);
            assert!(
                kept.contains(&format!("\"kind\":\"{}\"", letter.kind())),
                "{kept}"
            );
            let text = letter.body().text("https://access.example", "");
            assert!(text.starts_with("Practice Access\n\nDear Nora\n"), "{text}");
            assert!(text.contains("Nobody will ever ask you for your password"));
        }
    }
}
