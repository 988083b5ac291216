//! What letters about second factors say.

use super::{Letter, UNTIL, text};
use crate::{
    base::text::{isolated, known_as},
    mail::body::Body,
};

pub(super) fn locked(name: &str, until: &str) -> Body {
    Body::new("Someone who knows your password tried to log in", name)
        .say(["Someone entered your password and then 10 wrong codes in a row. Until ", until, " we do not accept any code."].concat())
        .say("If it was you, wait, then enter the code that your app shows, or use a recovery code.")
        .say("If it was not you, someone else knows your password. They cannot get in without your second factor. Choose another password at once.")
        .link("Choose a new password", "/forgotten-password")
}

pub(super) fn changed(name: &str, what: &str, when: &str) -> Body {
    Body::new("Your second factor was changed", name)
        .say(["On ", when, ": ", what, "."].concat())
        .say("If it was not you, choose another password at once. Then check your second factors, and tell an administrator of your practice.")
        .link("Your second factors", "/account/second-factor")
}

pub(super) fn reset(name: &str, by: &str, reason: &str) -> Body {
    let by = &*isolated(by);
    Body::new("Your second factor was reset", name)
        .say([by, " has removed your authenticator app, passkeys and recovery codes, and you were logged out everywhere."].concat())
        .say(["The reason: ", reason].concat())
        .say("Log in with your password. If you manage other people’s access, you will then set up a new second factor.")
        .link("Log in", "/sign-in")
        .say(["If you did not ask for this, tell ", by, " or another administrator of your practice at once."].concat())
}

pub(super) fn reset_of(
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
                "We tell everyone who manages access where ",
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

pub(super) fn exempted(name: &str, until: &str, reason: &str) -> Body {
    Body::new("You can log in without a second factor for now", name)
        .say(["Until the end of ", until, " you log in with your password alone. The registration team allowed this for you."].concat())
        .say(["The reason: ", reason].concat())
        .say("You can still do your work, but you cannot make anybody an administrator or reset another person’s second factor. Both need a second factor of your own.")
        .say("Set one up as soon as you can. After that day we ask you to set one up when you log in.")
        .link("Set up a second factor", "/account/second-factor")
        .say("If you did not ask for this, tell another administrator of your practice or the registration team at once.")
}

pub(super) fn exemption_ended(name: &str) -> Body {
    Body::new("You need a second factor again", name)
        .say("The registration team has ended your time without a second factor. We ask you to set one up now, or when you next log in.")
        .say("You need an authenticator app on your phone, or a passkey. It takes about 2 minutes.")
        .link("Log in", "/sign-in")
}

/// Invented ones, to be looked at.
pub(super) fn samples() -> Vec<Letter> {
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
        Letter::FactorExempted {
            name: text("Nora"),
            until: text("4 December 2026"),
            reason: text("Her new phone comes next week."),
        },
        Letter::ExemptionEnded { name: text("Nora") },
    ]
}
