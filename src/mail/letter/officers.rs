//! What is written about who belongs to the registration team.

use serde::{Deserialize, Serialize};

use super::{Letter, text};
use crate::{
    base::text::{isolated, known_as},
    mail::body::Body,
};

/// To the members of the registration team, about one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficerNews {
    /// Whom it is for.
    pub name: String,
    /// Whom it is about.
    pub of: String,
    /// Their username.
    pub username: String,
    /// Who did it.
    pub by: String,
    /// Why.
    pub reason: String,
    pub news: News,
}

/// What became of a registration officer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum News {
    /// They are invited.
    Invited,
    /// They are deactivated.
    Deactivated,
    /// They were deactivated, and are an officer again.
    Reactivated,
}

/// To a registration officer who is deactivated, or no longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficerStands {
    /// Whom it is for.
    pub name: String,
    /// Who did it.
    pub by: String,
    /// Whether they belong to the registration team now.
    pub belongs: bool,
}

impl OfficerNews {
    pub(in crate::mail) fn body(&self) -> Body {
        let (of, by) = (isolated(&self.of), isolated(&self.by));
        let account = known_as(&self.of, &self.username);
        let (subject, what) = match self.news {
            News::Invited => (
                [&of, " is invited to the registration team"],
                [
                    &by,
                    " has invited ",
                    &account,
                    " to be a registration officer. Once they have set up their account, they see every practice and \
                     its users.",
                ],
            ),
            News::Deactivated => (
                [&of, " is no longer a registration officer"],
                [
                    &by,
                    " has deactivated ",
                    &account,
                    " as a registration officer. They were logged out everywhere and can no longer log in.",
                ],
            ),
            News::Reactivated => (
                [&of, " is a registration officer again"],
                [
                    &by,
                    " has made ",
                    &account,
                    " a registration officer again. They see every practice and its users.",
                ],
            ),
        };
        Body::new(subject.concat(), &self.name)
            .say(what.concat())
            .say(["The reason: ", &self.reason].concat())
            .say("We tell every registration officer. If you do not know why this was done, talk to the others at once. Any of them can change it.")
            .link("Registration officers", "/officers")
    }
}

impl OfficerStands {
    pub(in crate::mail) fn body(&self) -> Body {
        let by = isolated(&self.by);
        if self.belongs {
            return Body::new("You are a registration officer again", &self.name)
                .say([&by, " has made you a registration officer again."].concat())
                .say("Log in with the password and the second factor that you had before.")
                .link("Log in", "/sign-in");
        }
        Body::new("You are no longer a registration officer", &self.name)
            .say([&by, " has deactivated your account as a registration officer."].concat())
            .say("You were logged out everywhere and can no longer log in. What you did stays in the record.")
            .say(["If you think that this is a mistake, ask ", &by, " or another registration officer."].concat())
            .link("Who can help", "/help/getting-access")
    }
}

/// Invented ones, to be looked at.
pub(super) fn samples() -> Vec<Letter> {
    let news = |news| {
        Letter::OfficerNews(OfficerNews {
            name: text("Nora"),
            of: text("Oscar Newman"),
            username: text("oscar@team.example"),
            by: text("Olive Officer"),
            reason: text("He joins the team on 1 December."),
            news,
        })
    };
    let stands = |belongs| {
        Letter::OfficerStands(OfficerStands {
            name: text("Nora"),
            by: text("Olive Officer"),
            belongs,
        })
    };
    vec![
        news(News::Invited),
        news(News::Deactivated),
        news(News::Reactivated),
        stands(false),
        stands(true),
    ]
}
