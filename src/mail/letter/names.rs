//! What those who manage access are told about a person's name and username.

use super::{Letter, text};
use crate::{base::text::isolated, mail::body::Body};

pub(super) fn name_changed(name: &str, before: &str, now: &str, username: &str) -> Body {
    let (before, now) = (&*isolated(before), &*isolated(now));
    Body::new([before, " has another name"].concat(), name)
        .say(["The person you know as ", before, " is now called ", now, " in Practice Access. They log in with ", username, " as before, and nothing changes about their access."].concat())
        .say("We tell everyone who manages access where they work. If you do not know why, ask them, or tell the registration team.")
        .link("Users", "/users")
}

pub(super) fn details_corrected(name: &str, by: &str, changes: &[String]) -> Body {
    let by = &*isolated(by);
    Body::new("Your details were corrected", name)
        .say([by, " corrected your details in Practice Access:"].concat())
        .list(changes)
        .say("You log in as before, and nothing changes about your access.")
        .say(
            [
                "If this is not right, change it under Your account, or ask ",
                by,
                ".",
            ]
            .concat(),
        )
        .link("Your details", "/account/details")
}

pub(super) fn username_changed(
    name: &str,
    of: &str,
    (before, now): (&str, &str),
    kept: bool,
) -> Body {
    let of = &*isolated(of);
    let what = if kept {
        [
            of,
            " logs in with ",
            now,
            " again and no longer with ",
            before,
            ". The change was undone with the link that we had sent to ",
            now,
            ". Someone else may have known their password. They were logged out everywhere and will choose a new one.",
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
        .say("We tell everyone who manages access where they work. If you do not know why, ask them in person or by telephone, or tell the registration team.")
        .link("Users", "/users")
}

/// Invented ones, to be looked at.
pub(super) fn samples() -> Vec<Letter> {
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
        Letter::DetailsCorrected {
            name: text("Nora"),
            by: text("Bashir Three"),
            changes: vec![
                text("Last name from \"Feeld\" to \"Field\""),
                text("Phone from \"\" to \"01632 960001\""),
            ],
        },
        username_changed(false),
        username_changed(true),
    ]
}
