//! The kinds of letters, and invented ones to be looked at.

use super::{Letter, NoReset};
use crate::mail::{
    link_letters::{EntryNudge, LinkAsked, LinkDecided, LinkNews},
    role_letters::{RolesAsked, RolesDecided},
};

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

impl Letter {
    /// One of each, with invented values, to be looked at.
    pub fn samples() -> Vec<Self> {
        let (name, until) = (text("Nora"), text("26 November 2026 at 10:00"));
        let username = |kept| username_changed(&name, kept);
        let invitation = |again| Self::Invitation {
            name: name.clone(),
            invited_by: Some(text("Alice Ashworth")),
            practices: vec![text("Elm Street Surgery"), text("Oak Lane Practice")],
            link: text("/invitation?key=0123456789abcdef"),
            valid_until: until.clone(),
            again,
        };
        let mut samples = vec![
            invitation(false),
            invitation(true),
            Self::FurtherPractice {
                name: name.clone(),
                practice: text("Oak Lane Practice"),
                roles: vec![text("View Claims"), text("Statements")],
                by: text("Bashir Three"),
            },
            Self::PasswordReset {
                name: name.clone(),
                link: text("/reset-password?key=0123456789abcdef"),
                valid_until: until.clone(),
            },
            Self::NoReset {
                name: name.clone(),
                reason: NoReset::Invited,
            },
            Self::NoReset {
                name: name.clone(),
                reason: NoReset::Deactivated,
            },
            Self::PasswordChanged {
                name: name.clone(),
                when: until.clone(),
            },
            Self::EmailChangeProof {
                name: name.clone(),
                link: text("/account/address/confirm?key=0123456789abcdef"),
                valid_until: until.clone(),
            },
            Self::EmailChangeAsked {
                name: name.clone(),
                new: text("nora.new@practice.example"),
                link: text("/account/address/keep?key=0123456789abcdef"),
                valid_until: until.clone(),
            },
            Self::EmailChanged {
                name: name.clone(),
                new: text("nora.new@practice.example"),
            },
            Self::SignInLocked {
                name: name.clone(),
                until: until.clone(),
            },
            Self::FactorLocked {
                name: name.clone(),
                until: until.clone(),
            },
            Self::FactorChanged {
                name: name.clone(),
                what: text("Authenticator app added: Work phone"),
                when: until,
            },
            Self::NameChanged {
                name: name.clone(),
                before: text("Bashir Three"),
                now: text("Bashir Four"),
                username: text("bashir@practice.example"),
            },
            username(false),
            username(true),
            Self::FactorReset {
                name: name.clone(),
                by: text("Alice Ashworth"),
                reason: text("Lost her phone. I spoke to her in person."),
            },
            Self::FactorResetOf {
                name: name.clone(),
                of: text("Bashir Three"),
                of_username: text("bashir@practice.example"),
                by: text("Alice Ashworth"),
                by_username: text("alice@practice.example"),
                reason: text("Lost his phone. I spoke to him in person."),
            },
            Self::Deactivated {
                name,
                practice: text("Elm Street Surgery"),
                last_day: Some(text("30 November 2026")),
                ask: vec![text("Alice Ashworth")],
            },
        ];
        samples.extend(about_roles());
        samples.extend(about_links());
        samples
    }
}

fn username_changed(name: &str, kept: bool) -> Letter {
    Letter::UsernameChanged {
        name: text(name),
        of: text("Bashir Three"),
        before: text("bashir@practice.example"),
        now: text("bashir@nhs.example"),
        kept,
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn about_roles() -> Vec<Letter> {
    let name = text("Nora");
    vec![
        Letter::RolesAsked(RolesAsked {
            name: name.clone(),
            asker: text("Peter Plain"),
            username: text("peter@practice.example"),
            practice: text("Elm Street Surgery"),
            roles: vec![text("Statements")],
            reason: text("I reconcile the monthly payments now."),
            link: text("/requests/0190"),
            late: false,
        }),
        Letter::RolesDecided(RolesDecided {
            name: name.clone(),
            practice: text("Elm Street Surgery"),
            roles: vec![text("Statements")],
            given: true,
            by: text("Alice Ashworth"),
            why: String::new(),
        }),
        Letter::RolesDecided(RolesDecided {
            name: name.clone(),
            practice: text("Elm Street Surgery"),
            roles: vec![text("Statements")],
            given: false,
            by: text("Alice Ashworth"),
            why: text("Bashir does that."),
        }),
    ]
}

fn about_links() -> Vec<Letter> {
    let asked = |news| {
        Letter::LinkAsked(LinkAsked {
            name: text("Nora"),
            gp: text("Gwen Parry"),
            gmc_number: text("9000017"),
            practice: text("Elm Street Surgery"),
            asks: text(
                "join Elm Street Surgery as a salaried GP, 4 sessions a week, 44%, from 1 December 2026",
            ),
            case: text("PL-0ABCD-1EFGH"),
            asked: text("24 November 2026"),
            link: text("/performers/requests/0190"),
            news,
        })
    };
    let decided = |confirmed| {
        Letter::LinkDecided(LinkDecided {
            name: text("Nora"),
            practice: text("Elm Street Surgery"),
            asks: text(
                "join Elm Street Surgery as a salaried GP, 4 sessions a week, 44%, from 1 December 2026",
            ),
            case: text("PL-0ABCD-1EFGH"),
            confirmed,
            by: text("Alice Ashworth"),
            why: text("You start on 1 January."),
            link: text("/performers/requests/0190"),
        })
    };
    vec![
        asked(LinkNews::New),
        asked(LinkNews::Reminder),
        asked(LinkNews::ToAdministrators),
        asked(LinkNews::NobodyConfirms),
        asked(LinkNews::ToRegistration),
        asked(LinkNews::ToApprove),
        asked(LinkNews::Information),
        decided(true),
        decided(false),
        Letter::EntryNudge(EntryNudge {
            name: text("Nora"),
            practice: text("Elm Street Surgery"),
            by: text("Alice Ashworth"),
            join: text("/performers/me/join?practice=ZZ9001"),
        }),
        Letter::GmcAddressProof {
            name: text("Nora"),
            link: text("/account/address/confirm?key=0123456789abcdef"),
            valid_until: text("26 November 2026 at 10:00"),
        },
    ]
}
