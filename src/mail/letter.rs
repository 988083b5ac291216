//! Every letter that the program writes.

use serde::{Deserialize, Serialize};

use super::{
    body::Body,
    role_letters::{RolesAsked, RolesDecided},
};

/// What somebody is told. Kept as JSON until it is sent: fields and variants may be added, never renamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the letters below say what each field is")]
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
    /// To the address until now, after the change.
    EmailChanged { name: String, new: String },
    /// After too many wrong passwords.
    SignInLocked { name: String, until: String },
    /// To those who may give the roles that somebody asks for.
    RolesAsked(RolesAsked),
    /// To somebody who asked for roles.
    RolesDecided(RolesDecided),
    /// After a second factor was added or removed, or new recovery codes were made: what happened, in words.
    FactorChanged {
        name: String,
        what: String,
        when: String,
    },
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
        by: String,
        reason: String,
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
    /// What kind it is, as stored and asked for.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Invitation { .. } => "invitation",
            Self::FurtherPractice { .. } => "further-practice",
            Self::PasswordReset { .. } => "password-reset",
            Self::NoReset { .. } => "no-reset",
            Self::PasswordChanged { .. } => "password-changed",
            Self::EmailChangeProof { .. } => "email-change-proof",
            Self::EmailChanged { .. } => "email-changed",
            Self::SignInLocked { .. } => "sign-in-locked",
            Self::RolesAsked(_) => "roles-asked",
            Self::RolesDecided(_) => "roles-decided",
            Self::FactorChanged { .. } => "factor-changed",
            Self::FactorReset { .. } => "factor-reset",
            Self::FactorResetOf { .. } => "factor-reset-of",
            Self::Deactivated { .. } => "deactivated",
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
                let body = Body::new("Set up your Practice Access account", name);
                let body = match invited_by {
                    Some(by) => body.say([by, " has made an account for you, so that you can work at:"].concat()),
                    None => body.say("There is an account for you, so that you can work at:"),
                };
                let body = body.list(practices);
                let body = if *again {
                    body.say("This is a new link. Earlier ones do not work any more.")
                } else {
                    body
                };
                body.say("Choose a password to set the account up. This email address is your username.")
                    .link("Set up your account", link)
                    .say(["The link works once, until ", valid_until, ". If it has expired, opening it lets you ask for a new one."].concat())
                    .say("You do not know what this is about? Then do nothing. Without you the account can't be used.")
            }
            Self::FurtherPractice {
                name,
                practice,
                roles,
                by,
            } => Body::new(["You have access at ", practice].concat(), name)
                .say([by, " has given you roles at ", practice, ":"].concat())
                .list(roles)
                .say("Log in as always to use them. You do not need another account or password.")
                .link("Log in", "/sign-in")
                .say(["You do not work there? Tell ", by, " or another administrator of the practice."].concat()),
            Self::PasswordReset {
                name,
                link,
                valid_until,
            } => Body::new("Choose a new password", name)
                .say("Somebody, probably you, asked for a new password for your account.")
                .link("Choose a new password", link)
                .say(["The link works once, until ", valid_until, "."].concat())
                .say("It was not you? Then do nothing. Your password stays as it is."),
            Self::NoReset { name, reason } => {
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
            Self::EmailChanged { name, new } => Body::new("Your email address was changed", name)
                .say(["From now on you log in with ", new, ", and messages go there."].concat())
                .say("It was not you? Tell an administrator of your practice at once."),
            Self::SignInLocked { name, until } => Body::new("Log in to your account was locked", name)
                .say(["Somebody entered a wrong password for your account 10 times. From where they did, nobody can log in to it until ", until, "."].concat())
                .say("If it was you: wait, or choose a new password, which lifts the lock at once. An administrator of your practice can lift it too.")
                .link("Choose a new password", "/forgotten-password")
                .say("If it was not you, your account is safe as long as nobody knows your password."),
            Self::RolesAsked(letter) => letter.body(),
            Self::RolesDecided(letter) => letter.body(),
            Self::FactorChanged { name, what, when } => factor_changed(name, what, when),
            Self::FactorReset { name, by, reason } => factor_reset(name, by, reason),
            Self::FactorResetOf {
                name,
                of,
                by,
                reason,
            } => factor_reset_of(name, of, by, reason),
            Self::Deactivated {
                name,
                practice,
                last_day,
                ask,
            } => deactivated(name, practice, last_day.as_deref(), ask),
        }
    }

    /// One of each, with invented values, to be looked at.
    pub fn samples() -> Vec<Self> {
        let text = |text: &str| text.to_owned();
        let (name, until) = (text("Nora"), text("26 November 2026 at 10:00"));
        let invitation = |again| Self::Invitation {
            name: name.clone(),
            invited_by: Some(text("Alice Ashworth")),
            practices: vec![text("Elm Street Surgery"), text("Oak Lane Practice")],
            link: text("/invitation?key=0123456789abcdef"),
            valid_until: until.clone(),
            again,
        };
        vec![
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
            Self::EmailChanged {
                name: name.clone(),
                new: text("nora.new@practice.example"),
            },
            Self::SignInLocked {
                name: name.clone(),
                until: until.clone(),
            },
            Self::RolesAsked(RolesAsked {
                name: name.clone(),
                asker: text("Peter Plain"),
                practice: text("Elm Street Surgery"),
                roles: vec![text("Statements")],
                reason: text("I reconcile the monthly payments now."),
                link: text("/requests/0190"),
                late: false,
            }),
            Self::RolesDecided(RolesDecided {
                name: name.clone(),
                practice: text("Elm Street Surgery"),
                roles: vec![text("Statements")],
                given: true,
                by: text("Alice Ashworth"),
                why: String::new(),
            }),
            Self::RolesDecided(RolesDecided {
                name: name.clone(),
                practice: text("Elm Street Surgery"),
                roles: vec![text("Statements")],
                given: false,
                by: text("Alice Ashworth"),
                why: text("Bashir does that."),
            }),
            Self::FactorChanged {
                name: name.clone(),
                what: text("Authenticator app added: Work phone"),
                when: until,
            },
            Self::FactorReset {
                name: name.clone(),
                by: text("Alice Ashworth"),
                reason: text("Lost her phone. I spoke to her in person."),
            },
            Self::FactorResetOf {
                name: name.clone(),
                of: text("Bashir Three"),
                by: text("Alice Ashworth"),
                reason: text("Lost his phone. I spoke to him in person."),
            },
            Self::Deactivated {
                name,
                practice: text("Elm Street Surgery"),
                last_day: Some(text("30 November 2026")),
                ask: vec![text("Alice Ashworth")],
            },
        ]
    }
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
    Body::new("Your second factor was reset", name)
        .say([by, " has removed your authenticator app, passkeys and recovery codes, and you were logged out everywhere."].concat())
        .say(["The reason: ", reason].concat())
        .say("Log in with your password. If you manage other people’s access, you set up a new second factor on the way.")
        .link("Log in", "/sign-in")
        .say(["You did not ask for this? Tell ", by, " or another administrator of your practice at once."].concat())
}

fn factor_reset_of(name: &str, of: &str, by: &str, reason: &str) -> Body {
    Body::new(["The second factor of ", of, " was reset"].concat(), name)
        .say(
            [
                by,
                " has removed the authenticator app, passkeys and recovery codes of ",
                of,
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

#[cfg(test)]
mod tests {
    use super::*;

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
