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

/// When something happened, or until when it works.
const UNTIL: &str = "26 November 2026 at 10:00";

impl Letter {
    /// One of each, with invented values, to be looked at.
    pub fn samples() -> Vec<Self> {
        let mut samples = about_access();
        samples.extend(about_passwords());
        samples.extend(about_addresses());
        samples.extend(about_factors());
        samples.extend(about_names());
        samples.extend(about_roles());
        samples.extend(about_links());
        samples
    }
}

fn about_access() -> Vec<Letter> {
    let invitation = |again| Letter::Invitation {
        name: text("Nora"),
        invited_by: Some(text("Alice Ashworth")),
        practices: vec![text("Elm Street Surgery"), text("Oak Lane Practice")],
        link: text("/invitation?key=0123456789abcdef"),
        valid_until: text(UNTIL),
        again,
    };
    vec![
        invitation(false),
        invitation(true),
        Letter::FurtherPractice {
            name: text("Nora"),
            practice: text("Oak Lane Practice"),
            roles: vec![text("View Claims"), text("Statements")],
            by: text("Bashir Three"),
        },
        Letter::Deactivated {
            name: text("Nora"),
            practice: text("Elm Street Surgery"),
            last_day: Some(text("30 November 2026")),
            ask: vec![text("Alice Ashworth")],
        },
    ]
}

fn about_passwords() -> Vec<Letter> {
    let no_reset = |reason| Letter::NoReset {
        name: text("Nora"),
        reason,
    };
    vec![
        Letter::PasswordReset {
            name: text("Nora"),
            link: text("/reset-password?key=0123456789abcdef"),
            valid_until: text(UNTIL),
        },
        no_reset(NoReset::Invited),
        no_reset(NoReset::Deactivated),
        Letter::PasswordChanged {
            name: text("Nora"),
            when: text(UNTIL),
        },
        Letter::SignInLocked {
            name: text("Nora"),
            until: text(UNTIL),
        },
    ]
}

fn about_addresses() -> Vec<Letter> {
    vec![
        Letter::EmailChangeProof {
            name: text("Nora"),
            link: text("/account/address/confirm?key=0123456789abcdef"),
            valid_until: text(UNTIL),
        },
        Letter::EmailChangeAsked {
            name: text("Nora"),
            new: text("nora.new@practice.example"),
            link: text("/account/address/keep?key=0123456789abcdef"),
            valid_until: text(UNTIL),
        },
        Letter::EmailChanged {
            name: text("Nora"),
            new: text("nora.new@practice.example"),
        },
        Letter::GmcAddressProof {
            name: text("Nora"),
            link: text("/account/address/confirm?key=0123456789abcdef"),
            valid_until: text(UNTIL),
        },
    ]
}

fn about_factors() -> Vec<Letter> {
    vec![
        Letter::FactorLocked {
            name: text("Nora"),
            until: text(UNTIL),
        },
        Letter::FactorChanged {
            name: text("Nora"),
            what: text("Authenticator app added: Work phone"),
            when: text(UNTIL),
        },
        Letter::FactorReset {
            name: text("Nora"),
            by: text("Alice Ashworth"),
            reason: text("Lost her phone. I spoke to her in person."),
        },
        Letter::FactorResetOf {
            name: text("Nora"),
            of: text("Bashir Three"),
            of_username: text("bashir@practice.example"),
            by: text("Alice Ashworth"),
            by_username: text("alice@practice.example"),
            reason: text("Lost his phone. I spoke to him in person."),
        },
    ]
}

fn about_names() -> Vec<Letter> {
    let username_changed = |kept| Letter::UsernameChanged {
        name: text("Nora"),
        of: text("Bashir Three"),
        before: text("bashir@practice.example"),
        now: text("bashir@nhs.example"),
        kept,
    };
    vec![
        Letter::NameChanged {
            name: text("Nora"),
            before: text("Bashir Three"),
            now: text("Bashir Four"),
            username: text("bashir@practice.example"),
        },
        username_changed(false),
        username_changed(true),
    ]
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
    ]
}
