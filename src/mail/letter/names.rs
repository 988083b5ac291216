//! What those who manage access are told about a person's name and username.

use serde::{Deserialize, Serialize};

use super::{Letter, text};
use crate::{base::text::isolated, mail::body::Body};

/// To those who manage access where somebody works who has another name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameChanged {
    /// Whom it is for.
    pub name: String,
    pub before: String,
    pub now: String,
    pub username: String,
}

/// To somebody whose name or phone number somebody else put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailsCorrected {
    /// Whom it is for.
    pub name: String,
    pub by: String,
    /// What was changed, in words.
    pub changes: Vec<String>,
}

/// To those who manage access where somebody works who logs in with another address, or with the one before again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsernameChanged {
    /// Whom it is for.
    pub name: String,
    /// Whose username it is.
    pub of: String,
    pub before: String,
    pub now: String,
    /// Whether the change was taken back.
    pub kept: bool,
}

impl NameChanged {
    pub(super) fn body(&self) -> Body {
        let (before, now) = (&*isolated(&self.before), &*isolated(&self.now));
        Body::new([before, " has another name"].concat(), &self.name)
            .say(["The person you know as ", before, " is now called ", now, " in Practice Access. They log in with ", &self.username, " as before, and nothing changes about their access."].concat())
            .say("We tell everyone who manages access where they work. If you do not know why, ask them, or tell the registration team.")
            .link("Users", "/users")
    }
}

impl DetailsCorrected {
    pub(super) fn body(&self) -> Body {
        let by = &*isolated(&self.by);
        Body::new("Your details were corrected", &self.name)
            .say([by, " corrected your details in Practice Access:"].concat())
            .list(&self.changes)
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
}

impl UsernameChanged {
    pub(super) fn body(&self) -> Body {
        let (of, before, now) = (&*isolated(&self.of), &*self.before, &*self.now);
        let what = if self.kept {
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
        Body::new([of, " has another username"].concat(), &self.name)
            .say(what.concat())
            .say("We tell everyone who manages access where they work. If you do not know why, ask them in person or by telephone, or tell the registration team.")
            .link("Users", "/users")
    }
}

/// Invented ones, to be looked at.
pub(super) fn samples() -> Vec<Letter> {
    let username_changed = |kept| {
        Letter::UsernameChanged(UsernameChanged {
            name: text("Nora"),
            of: text("Bashir Three"),
            before: text("bashir@practice.example"),
            now: text("bashir@nhs.example"),
            kept,
        })
    };
    vec![
        Letter::NameChanged(NameChanged {
            name: text("Nora"),
            before: text("Bashir Three"),
            now: text("Bashir Four"),
            username: text("bashir@practice.example"),
        }),
        Letter::DetailsCorrected(DetailsCorrected {
            name: text("Nora"),
            by: text("Bashir Three"),
            changes: vec![
                text("Last name from \"Feeld\" to \"Field\""),
                text("Phone from \"\" to \"01632 960001\""),
            ],
        }),
        username_changed(false),
        username_changed(true),
    ]
}
