//! What letters to the owner of an account say: how it is set up, its password, its address, where it gives access.

use serde::{Deserialize, Serialize};

use super::{Letter, NoReset, UNTIL, text};
use crate::{base::text::isolated, mail::body::Body};

/// What a registration officer is.
const OFFICER: &str =
    "The registration team sees every practice and gives practices their first administrators.";

/// To somebody who has a new account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLetter {
    /// Whom it is for.
    pub name: String,
    /// Who made the account, if somebody did by hand.
    pub invited_by: Option<String>,
    /// Where they are to work, by name. A GP may work nowhere yet.
    pub practices: Vec<String>,
    pub link: String,
    /// Until when the link is good, in words.
    pub valid_until: String,
    /// Whether it takes the place of an earlier one.
    pub again: bool,
    /// Whether they are to belong to the registration team.
    #[serde(default)]
    pub officer: bool,
}

impl InvitationLetter {
    pub(super) fn body(&self) -> Body {
        let body = Body::new("Set up your Practice Access account", &self.name);
        let by = self.invited_by.as_deref().map(isolated);
        let body = if self.officer {
            officer(body, by.as_deref())
        } else {
            works(body, by.as_deref(), &self.practices)
        };
        let body = if self.again {
            body.say("This is a new link. Earlier links no longer work.")
        } else {
            body
        };
        body.say("Choose a password to set the account up. This email address is your username.")
            .link("Set up your account", &self.link)
            .say(["The link works once, until ", &self.valid_until, ". If it has expired, open it and ask for a new one."].concat())
            .say("If you do not know what this is about, do nothing. Nobody can use the account without this link.")
    }
}

fn officer(body: Body, by: Option<&str>) -> Body {
    let invited = match by {
        Some(by) => [
            by,
            " has invited you to be a registration officer. ",
            OFFICER,
        ]
        .concat(),
        None => [
            "You have been invited to be a registration officer. ",
            OFFICER,
        ]
        .concat(),
    };
    body.say(invited).say("After the password you set up a second factor: an app or a passkey. Every registration officer has one.")
}

fn works(body: Body, by: Option<&str>, practices: &[String]) -> Body {
    match by {
        Some(by) => body.say([by, " has made an account for you, so that you can work at:"].concat()),
        None if practices.is_empty() => body.say("You have an account because you are a GP on the Performers List. Log in to ask to be linked with your practice."),
        None => body.say("You have an account so that you can work at:"),
    }
    .list(practices)
}

pub(super) fn further_practice(name: &str, practice: &str, roles: &[String], by: &str) -> Body {
    Body::new(["You have access at ", practice].concat(), name)
        .say([by, " has given you roles at ", practice, ":"].concat())
        .list(roles)
        .say("Log in as usual to use them. You do not need another account or password.")
        .link("Log in", "/sign-in")
        .say(
            [
                "If you do not work there, tell ",
                by,
                " or another administrator of the practice.",
            ]
            .concat(),
        )
}

pub(super) fn deactivated(
    name: &str,
    practice: &str,
    last_day: Option<&str>,
    ask: &[String],
) -> Body {
    let body = Body::new(["Your access at ", practice].concat(), name);
    match last_day {
        Some(day) => body.say(["Your access at ", practice, " ends after ", day, "."].concat()),
        None => body.say(["Your access at ", practice, " has ended."].concat()),
    }
    .say("Your account stays, and nothing changes at other practices.")
    .say("If you still work there, ask one of the people who manage access:")
    .list(ask)
}

pub(super) fn password_reset(name: &str, link: &str, valid_until: &str) -> Body {
    Body::new("Choose a new password", name)
        .say("You, or someone else, asked for a new password for your account.")
        .link("Choose a new password", link)
        .say(["The link works once, until ", valid_until, "."].concat())
        .say("If it was not you, do nothing. Your password stays the same.")
}

pub(super) fn no_reset(name: &str, reason: NoReset) -> Body {
    let body = Body::new("About your password", name)
        .say("You, or someone else, asked for a new password for your account.");
    match reason {
        NoReset::Invited => body
            .say("You have not set up your account yet, so there is no password to replace. Use the link in your invitation. If it has expired, open it and ask for a new one.")
            .say("If you cannot find the invitation, ask the person who invited you to send it again."),
        NoReset::Deactivated => body
            .say("Your account no longer gives access to any practice, so we have not sent a link.")
            .say("If you think that this is a mistake, or work at a practice again, ask an administrator of that practice to give you a role. Then ask for a new password again."),
        NoReset::OfficerDeactivated => body
            .say("You no longer belong to the registration team, and your account gives access to nothing else. So we have not sent a link.")
            .say("If you think that this is a mistake, ask a registration officer to reactivate you."),
    }
    .link("Who can help", "/help/getting-access")
}

pub(super) fn password_changed(name: &str, when: &str) -> Body {
    Body::new("Your password was changed", name)
        .say(["The password of your account was changed on ", when, ". You were logged out everywhere you had used the old one."].concat())
        .say("If it was not you, choose another password at once, and tell an administrator of your practice.")
        .link("Choose a new password", "/forgotten-password")
}

pub(super) fn sign_in_locked(name: &str, until: &str) -> Body {
    Body::new("Your account was locked", name)
        .say(["Someone entered a wrong password for your account 10 times. Nobody can log in to it from there until ", until, "."].concat())
        .say("If it was you, wait or choose a new password, which unlocks your account at once. An administrator of your practice can unlock it too.")
        .link("Choose a new password", "/forgotten-password")
        .say("If it was not you, your account is safe as long as nobody knows your password.")
}

pub(super) fn email_change_proof(name: &str, link: &str, valid_until: &str) -> Body {
    Body::new("Confirm your new email address", name)
        .say("You asked to use this email address to log in. Confirm that it is yours.")
        .link("Confirm this address", link)
        .say(
            [
                "The link works until ",
                valid_until,
                ". Until you confirm, nothing changes.",
            ]
            .concat(),
        )
        .say("If you did not ask for this, do nothing.")
}

pub(super) fn email_change_asked(name: &str, new: &str, link: &str, valid_until: &str) -> Body {
    Body::new("Someone has asked to change your email address", name)
        .say(["You, or someone else, asked to log in to your account with ", new, " instead of this address. The change is made when someone opens the link that we sent there."].concat())
        .say("If it was you, do nothing here.")
        .say(["If it was not you, someone knows your password. Use this link to keep this address, log everyone out and choose another password. It works until ", valid_until, ", even if the address has been changed by then."].concat())
        .link("Keep this address", link)
}

pub(super) fn email_changed(name: &str, new: &str) -> Body {
    Body::new("Your email address was changed", name)
        .say(["From now on you log in with ", new, ", and messages go there."].concat())
        .say("If it was not you, use the link “Keep this address” in the message that we sent you before, or contact the registration team at once.")
        .link("Who can help", "/help/getting-access")
}

pub(super) fn gmc_address_proof(name: &str, link: &str, valid_until: &str) -> Body {
    Body::new("Confirm your new email address", name)
        .say("The General Medical Council has this email address for you. Confirm that it is yours. From then on you log in with it.")
        .link("Confirm this address", link)
        .say(["The link works until ", valid_until, ". Until you confirm, you log in with the address you had."].concat())
        .say("After that you can ask for another link on your account page.")
}

/// Invented ones, to be looked at.
pub(super) fn samples() -> Vec<Letter> {
    let mut samples = about_access();
    samples.extend(about_passwords());
    samples.extend(about_addresses());
    samples
}

fn about_access() -> Vec<Letter> {
    let invitation = |invited_by, again, officer| {
        let practices: &[&str] = if officer {
            &[]
        } else {
            &["Elm Street Surgery", "Oak Lane Practice"]
        };
        Letter::Invitation(InvitationLetter {
            name: text("Nora"),
            invited_by,
            practices: practices.iter().map(|practice| text(practice)).collect(),
            link: text("/invitation?key=0123456789abcdef"),
            valid_until: text(UNTIL),
            again,
            officer,
        })
    };
    let alice = || Some(text("Alice Ashworth"));
    vec![
        invitation(alice(), false, false),
        invitation(alice(), true, false),
        invitation(Some(text("Olive Officer")), false, true),
        invitation(None, false, true),
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
        no_reset(NoReset::OfficerDeactivated),
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
