//! Every letter that the program writes.

mod samples;

use serde::{Deserialize, Serialize};

use super::{
    body::Body,
    link_letters::{EntryNudge, LinkAsked, LinkDecided},
    role_letters::{RolesAsked, RolesDecided},
};
use crate::base::text::{isolated, known_as};

/// What somebody is told. Kept as JSON until it is sent: fields and variants may be added, never renamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Letter {
    /// To somebody who has a new account.
    Invitation {
        name: String,
        invited_by: Option<String>,
        practices: Vec<String>,
        link: String,
        valid_until: String,
        again: bool,
    },
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
    /// To those who manage access where somebody works who has another name.
    NameChanged {
        name: String,
        before: String,
        now: String,
        username: String,
    },
    /// To those who manage access where somebody works who logs in with another address, or with the one before again.
    UsernameChanged {
        name: String,
        of: String,
        before: String,
        now: String,
        kept: bool,
    },
    /// To somebody who leaves a practice: now, or after a last day.
    Deactivated {
        name: String,
        practice: String,
        last_day: Option<String>,
        ask: Vec<String>,
    },
}

/// Why a forgotten password can't be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoReset {
    /// The account is not set up yet.
    Invited,
    /// The account gives access nowhere any more.
    Deactivated,
}

impl Letter {
    /// Whether somebody sits and waits for it, because they just asked for it.
    pub fn is_waited_for(&self) -> bool {
        match self {
            Self::PasswordReset { .. }
            | Self::NoReset { .. }
            | Self::EmailChangeProof { .. }
            | Self::EmailChangeAsked { .. }
            | Self::GmcAddressProof { .. } => true,
            Self::Invitation { again, .. } => *again,
            _ => false,
        }
    }

    /// What it says.
    pub fn body(&self) -> Body {
        match self {
            Self::Invitation {
                name,
                invited_by,
                practices,
                link,
                valid_until,
                again,
            } => {
                let until = (link.as_str(), valid_until.as_str());
                invitation(name, invited_by.as_deref(), practices, until, *again)
            }
            Self::FurtherPractice {
                name,
                practice,
                roles,
                by,
            } => further_practice(name, practice, roles, &isolated(by)),
            Self::PasswordReset {
                name,
                link,
                valid_until,
            } => Body::new("Choose a new password", name)
                .say("Somebody, probably you, asked for a new password for your account.")
                .link("Choose a new password", link)
                .say(["The link works once, until ", valid_until, "."].concat())
                .say("It was not you? Then do nothing. Your password stays as it is."),
            Self::NoReset { name, reason } => no_reset(name, *reason),
            Self::PasswordChanged { name, when } => Body::new("Your password was changed", name)
                .say(["The password of your account was changed on ", when, ". Wherever you were logged in with the old one, you were logged out."].concat())
                .say("It was not you? Choose another password at once, and tell an administrator of your practice.")
                .link("Choose a new password", "/forgotten-password"),
            Self::EmailChangeProof {
                name,
                link,
                valid_until,
            } => Body::new("Confirm your new email address", name)
                .say("You asked to use this email address to log in. Confirm that it is yours.")
                .link("Confirm this address", link)
                .say(["The link works until ", valid_until, ". Until you confirm, nothing changes."].concat())
                .say("You did not ask for this? Then do nothing."),
            Self::EmailChangeAsked {
                name,
                new,
                link,
                valid_until,
            } => email_change_asked(name, new, link, valid_until),
            Self::EmailChanged { name, new } => Body::new("Your email address was changed", name)
                .say(["From now on you log in with ", new, ", and messages go there."].concat())
                .say("It was not you? Use the link “Keep this address” in the message that we sent you before, or contact the registration team at once.")
                .link("Who can help", "/help/getting-access"),
            Self::SignInLocked { name, until } => Body::new("Log in to your account was locked", name)
                .say(["Somebody entered a wrong password for your account 10 times. From where they did, nobody can log in to it until ", until, "."].concat())
                .say("If it was you: wait, or choose a new password, which lifts the lock at once. An administrator of your practice can lift it too.")
                .link("Choose a new password", "/forgotten-password")
                .say("If it was not you, your account is safe as long as nobody knows your password."),
            Self::RolesAsked(letter) => letter.body(),
            Self::RolesDecided(letter) => letter.body(),
            Self::LinkAsked(letter) => letter.body(),
            Self::LinkDecided(letter) => letter.body(),
            Self::EntryNudge(letter) => letter.body(),
            Self::GmcAddressProof {
                name,
                link,
                valid_until,
            } => gmc_address_proof(name, link, valid_until),
            Self::FactorChanged { name, what, when } => factor_changed(name, what, when),
            Self::FactorLocked { name, until } => factor_locked(name, until),
            Self::FactorReset { name, by, reason } => factor_reset(name, by, reason),
            Self::FactorResetOf {
                name,
                of,
                of_username,
                by,
                by_username,
                reason,
            } => factor_reset_of(name, (of, of_username), (by, by_username), reason),
            Self::NameChanged {
                name,
                before,
                now,
                username,
            } => name_changed(name, before, now, username),
            Self::UsernameChanged {
                name,
                of,
                before,
                now,
                kept,
            } => username_changed(name, of, (before, now), *kept),
            Self::Deactivated {
                name,
                practice,
                last_day,
                ask,
            } => deactivated(name, practice, last_day.as_deref(), ask),
        }
    }
}

fn invitation(
    name: &str,
    invited_by: Option<&str>,
    practices: &[String],
    (link, valid_until): (&str, &str),
    again: bool,
) -> Body {
    let body = Body::new("Set up your Practice Access account", name);
    let body = match invited_by.map(isolated) {
        Some(by) => body.say([&by, " has made an account for you, so that you can work at:"].concat()),
        None if practices.is_empty() => body.say("There is an account for you, because you are a GP on the Performers List. There you ask to be linked with your practice."),
        None => body.say("There is an account for you, so that you can work at:"),
    };
    let body = body.list(practices);
    let body = if again {
        body.say("This is a new link. Earlier ones do not work any more.")
    } else {
        body
    };
    body.say("Choose a password to set the account up. This email address is your username.")
        .link("Set up your account", link)
        .say(["The link works once, until ", valid_until, ". If it has expired, opening it lets you ask for a new one."].concat())
        .say("You do not know what this is about? Then do nothing. Without you the account can't be used.")
}

fn further_practice(name: &str, practice: &str, roles: &[String], by: &str) -> Body {
    Body::new(["You have access at ", practice].concat(), name)
        .say([by, " has given you roles at ", practice, ":"].concat())
        .list(roles)
        .say("Log in as always to use them. You do not need another account or password.")
        .link("Log in", "/sign-in")
        .say(
            [
                "You do not work there? Tell ",
                by,
                " or another administrator of the practice.",
            ]
            .concat(),
        )
}

fn no_reset(name: &str, reason: NoReset) -> Body {
    let body = Body::new("About your password", name)
        .say("Somebody, probably you, asked for a new password for your account.");
    match reason {
        NoReset::Invited => body
            .say("You have not set up your account yet, so there is no password to replace. Use the link in your invitation. If it has expired, opening it lets you ask for a new one.")
            .say("You can't find the invitation? An administrator of your practice can send it again."),
        NoReset::Deactivated => body
            .say("Your account gives access to no practice any more, so we have not sent a link.")
            .say("If you think that this is a mistake, or work at a practice again, ask an administrator of that practice to give you a role. Then ask for a new password again."),
    }
    .link("Who can help", "/help/getting-access")
}

fn email_change_asked(name: &str, new: &str, link: &str, valid_until: &str) -> Body {
    Body::new("Somebody wants to change your email address", name)
        .say(["Somebody, probably you, asked to log in to your account with ", new, " instead of this address. The change is made when the link that we sent there is opened."].concat())
        .say("It was you? Then do nothing here.")
        .say(["It was not you? Then somebody knows your password. Keep this address, log everybody out and choose another password. This works until ", valid_until, ", also if the address was changed meanwhile."].concat())
        .link("Keep this address", link)
}

fn factor_locked(name: &str, until: &str) -> Body {
    Body::new("Somebody who knows your password tried to log in", name)
        .say(["Somebody entered your password and then 10 wrong codes in a row. Until ", until, " no code is looked at."].concat())
        .say("If it was you: wait, then enter the code that your app shows, or use a recovery code.")
        .say("If it was not you, somebody else knows your password. Your account is closed to them without your second factor. Choose another password at once.")
        .link("Choose a new password", "/forgotten-password")
}

fn gmc_address_proof(name: &str, link: &str, valid_until: &str) -> Body {
    Body::new("Confirm your new email address", name)
        .say("The General Medical Council has this email address for you. Confirm that it is yours, and you log in with it from then on.")
        .link("Confirm this address", link)
        .say(["The link works until ", valid_until, ". Until you confirm, you log in with the address you had."].concat())
        .say("After that you can ask for another link on the page of your account.")
}

fn deactivated(name: &str, practice: &str, last_day: Option<&str>, ask: &[String]) -> Body {
    let body = Body::new(["Your access at ", practice].concat(), name);
    match last_day {
        Some(day) => body.say(["Your access at ", practice, " ends after ", day, "."].concat()),
        None => body.say(["Your access at ", practice, " has ended."].concat()),
    }
    .say("Your account stays, and nothing changes at other practices.")
    .say("You still work there? Ask one of the people who manage access:")
    .list(ask)
}

fn factor_changed(name: &str, what: &str, when: &str) -> Body {
    Body::new("Your second factor was changed", name)
        .say(["On ", when, ": ", what, "."].concat())
        .say("It was not you? Choose another password at once, look at your second factors, and tell an administrator of your practice.")
        .link("Your second factors", "/account/second-factor")
}

fn factor_reset(name: &str, by: &str, reason: &str) -> Body {
    let by = &*isolated(by);
    Body::new("Your second factor was reset", name)
        .say([by, " has removed your authenticator app, passkeys and recovery codes, and you were logged out everywhere."].concat())
        .say(["The reason: ", reason].concat())
        .say("Log in with your password. If you manage other people’s access, you set up a new second factor on the way.")
        .link("Log in", "/sign-in")
        .say(["You did not ask for this? Tell ", by, " or another administrator of your practice at once."].concat())
}

fn factor_reset_of(
    name: &str,
    (of, of_username): (&str, &str),
    (by, by_username): (&str, &str),
    reason: &str,
) -> Body {
    let (of_account, by_account) = (known_as(of, of_username), known_as(by, by_username));
    let (of, by) = (&*isolated(of), &*isolated(by));
    Body::new(["The second factor of ", of, " was reset"].concat(), name)
        .say(
            [
                &by_account,
                " has removed the authenticator app, passkeys and recovery codes of ",
                &of_account,
                ".",
            ]
            .concat(),
        )
        .say(["The reason: ", reason].concat())
        .say(
            [
                "We tell everybody who manages access where ",
                of,
                " works. If you think that this is wrong, deactivate ",
                of,
                " and talk to ",
                by,
                ".",
            ]
            .concat(),
        )
        .link("Users", "/users")
}

fn name_changed(name: &str, before: &str, now: &str, username: &str) -> Body {
    let (before, now) = (&*isolated(before), &*isolated(now));
    Body::new([before, " has another name"].concat(), name)
        .say(["The person you know as ", before, " is now called ", now, " in Practice Access. They log in with ", username, " as before, and nothing changes about their access."].concat())
        .say("We tell everybody who manages access where they work. If you do not know why, ask them, or tell the registration team.")
        .link("Users", "/users")
}

fn username_changed(name: &str, of: &str, (before, now): (&str, &str), kept: bool) -> Body {
    let of = &*isolated(of);
    let what = if kept {
        [
            of,
            " logs in with ",
            now,
            " again and no longer with ",
            before,
            ". The change was taken back with the link that we had sent to ",
            now,
            ": perhaps somebody else had their password. They were logged out everywhere, and choose another one.",
        ]
    } else {
        [
            of,
            " now logs in with ",
            now,
            " instead of ",
            before,
            ". Nothing changes about their access.",
            "",
            "",
        ]
    };
    Body::new([of, " has another username"].concat(), name)
        .say(what.concat())
        .say("We tell everybody who manages access where they work. If you do not know why, ask them in person or by telephone, or tell the registration team.")
        .link("Users", "/users")
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
            let text = letter.body().text("https://access.example");
            assert!(text.starts_with("Dear Nora\n"), "{text}");
            assert!(text.contains("Nobody will ever ask you for your password"));
        }
    }
}
