//! What is written about a request for roles.

use serde::{Deserialize, Serialize};

use super::{
    access_letters::say_administers,
    body::Body,
    letter::{Letter, text},
};
use crate::base::text::{isolated, known_as};

/// To those who may give the roles that somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolesAsked {
    /// Whom it is for.
    pub name: String,
    /// Who asks.
    pub asker: String,
    /// Their username; empty in a letter from before it had one.
    #[serde(default)]
    pub username: String,
    /// Where, by name.
    pub practice: String,
    /// For what.
    pub roles: Vec<String>,
    pub reason: String,
    /// Where it is answered.
    pub link: String,
    /// Whether it has waited for five working days.
    pub late: bool,
}

/// To somebody who asked for roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolesDecided {
    /// Whom it is for.
    pub name: String,
    /// Where, by name.
    pub practice: String,
    /// What was asked for.
    pub roles: Vec<String>,
    /// Whether it is given.
    pub given: bool,
    /// Who answered.
    pub by: String,
    /// Why not, if it is not given.
    pub why: String,
    /// The services of which they become a user administrator with it, by name.
    #[serde(default)]
    pub administers: Vec<String>,
}

impl RolesAsked {
    pub(super) fn body(&self) -> Body {
        let practice = &self.practice;
        let asker = isolated(&self.asker);
        let account = known_as(&self.asker, &self.username);
        let body = Body::new(
            [&asker, " asks for access at ", practice].concat(),
            &self.name,
        )
        .say([&account, " asks for these roles at ", practice, ":"].concat())
        .list(&self.roles)
        .say(["The reason: ", &self.reason].concat());
        let body = if self.late {
            body.say("Nobody has answered yet.")
        } else {
            body
        };
        body.link("Give or refuse them", &self.link)
            .say("Anyone who manages access there can answer. The first answer counts.")
    }
}

impl RolesDecided {
    pub(super) fn body(&self) -> Body {
        let (practice, by) = (&self.practice, &isolated(&self.by));
        if self.given {
            let body = Body::new(["You have more access at ", practice].concat(), &self.name)
                .say([by, " gave you what you asked for:"].concat())
                .list(&self.roles);
            return say_administers(body, practice, &self.administers)
                .link("Log in", "/sign-in")
                .say(["Did you not ask for this? Tell ", by, "."].concat());
        }
        Body::new(
            ["Your request for access at ", practice].concat(),
            &self.name,
        )
        .say([by, " did not give you what you asked for:"].concat())
        .list(&self.roles)
        .say(["The reason: ", &self.why].concat())
        .say(["Talk to ", by, " if you still need it."].concat())
    }
}

/// Invented ones, to be looked at.
pub(in crate::mail) fn samples() -> Vec<Letter> {
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
            administers: Vec::new(),
        }),
        Letter::RolesDecided(RolesDecided {
            name: name.clone(),
            practice: text("Elm Street Surgery"),
            roles: vec![text("Statements")],
            given: false,
            by: text("Alice Ashworth"),
            why: text("Bashir does that."),
            administers: Vec::new(),
        }),
    ]
}
