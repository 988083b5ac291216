//! What is written about accounts that nobody uses: to the person, and to those who manage access at the practice.

use serde::{Deserialize, Serialize};

use super::{Letter, text};
use crate::{access::list, base::text::isolated, mail::body::Body};

/// To somebody whose place at a practice nobody uses, or to those who manage access there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnusedLetter {
    /// Whom it is for.
    pub name: String,
    /// Where, by name.
    pub practice: String,
    pub news: UnusedNews,
}

/// What is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnusedNews {
    /// The place is about to lapse: not used since a day, lapses on a day. alone: services that only they administer, because of
    /// which it stays.
    Soon {
        since: String,
        on: String,
        alone: Vec<String>,
    },
    /// It has lapsed. ask: who brings it back, by name.
    Lapsed { since: String, ask: Vec<String> },
    /// The invitation of a day was not used, and is closed.
    Closed { since: String, ask: Vec<String> },
    /// To those who manage access, of others: a sentence of each.
    Administrators {
        soon: Vec<String>,
        lapsed: Vec<String>,
        link: String,
    },
}

fn who(ask: &[String]) -> String {
    let names: Vec<_> = ask.iter().map(|name| isolated(name)).collect();
    if names.is_empty() {
        "the registration team".to_owned()
    } else {
        list(&names)
    }
}

impl UnusedLetter {
    pub(in crate::mail) fn body(&self) -> Body {
        let practice = &*self.practice;
        match &self.news {
            UnusedNews::Soon { since, on, alone } => self.soon(since, on, alone),
            UnusedNews::Lapsed { since, ask } => {
                let subject = ["Your access at ", practice, " has ended"].concat();
                Body::new(subject, &self.name)
                    .say(["You had not used your access since ", since, ", so it has ended. Your roles are remembered."].concat())
                    .say(["Do you still work at ", practice, "? Then ask ", &who(ask), " to bring you back. You get your roles back at once. Your access at other practices does not change."].concat())
            }
            UnusedNews::Closed { since, ask } => {
                let subject = ["Your invitation to ", practice, " is closed"].concat();
                Body::new(subject, &self.name)
                    .say(
                        [
                            "You were invited on ",
                            since,
                            " and have not set up your account. The invitation is closed now.",
                        ]
                        .concat(),
                    )
                    .say(
                        [
                            "Do you need access at ",
                            practice,
                            "? Then ask ",
                            &who(ask),
                            " to invite you again.",
                        ]
                        .concat(),
                    )
            }
            UnusedNews::Administrators { soon, lapsed, link } => {
                self.administrators(soon, lapsed, link)
            }
        }
    }

    fn soon(&self, since: &str, on: &str, alone: &[String]) -> Body {
        let practice = &*self.practice;
        let subject = ["Log in to keep your access at ", practice].concat();
        let body = Body::new(subject, &self.name).say(
            [
                "You have not logged in to Practice Access since ",
                since,
                ".",
            ]
            .concat(),
        );
        let body = if alone.is_empty() {
            body.say(["Your access at ", practice, " ends on ", on, " unless you log in before. You only have to log in once."].concat())
                .link("Log in", "/sign-in")
                .say("If your access ends, your roles are remembered. A user administrator of the practice can bring you back.")
        } else {
            let services = list(alone);
            body.say(["Nobody else manages ", &services, " at ", practice, ". So your access stays for now. If somebody else comes to manage it, your access ends unless you have logged in."].concat())
                .link("Log in", "/sign-in")
                .say("Do you no longer work there? Log in and make somebody else a user administrator, or tell the registration team.")
        };
        body.say("We end access that nobody uses, so that nobody else can use it.")
    }

    fn administrators(&self, soon: &[String], lapsed: &[String], link: &str) -> Body {
        let practice = &*self.practice;
        let subject = ["Accounts nobody uses at ", practice].concat();
        let mut body = Body::new(subject, &self.name);
        if !lapsed.is_empty() {
            body = body
                .say(
                    [
                        "The access of these people at ",
                        practice,
                        " has ended. You can bring them back with the roles they had.",
                    ]
                    .concat(),
                )
                .list(lapsed);
        }
        if !soon.is_empty() {
            body = body
                .say(["The access of these people at ", practice, " is going to end. To keep it, they have to log in. If you sent an invitation, you can send it again."].concat())
                .list(soon);
        }
        body.link("See the accounts nobody uses", link)
            .say("You do not have to do anything about people who have left.")
    }
}

/// Invented ones, to be looked at.
pub(super) fn samples() -> Vec<Letter> {
    let since = || text("27 May 2026");
    let of = |news| {
        Letter::Unused(UnusedLetter {
            name: text("Nora"),
            practice: text("Elm Street Surgery"),
            news,
        })
    };
    let soon = |alone| UnusedNews::Soon {
        since: since(),
        on: text("23 November 2026"),
        alone,
    };
    let alice = || vec![text("Alice Ashworth")];
    vec![
        of(soon(Vec::new())),
        of(soon(vec![text("GP Payments and Pensions")])),
        of(UnusedNews::Lapsed {
            since: since(),
            ask: alice(),
        }),
        of(UnusedNews::Lapsed {
            since: since(),
            ask: Vec::new(),
        }),
        of(UnusedNews::Closed {
            since: since(),
            ask: alice(),
        }),
        of(UnusedNews::Administrators {
            soon: vec![text(
                "Peter Plain (peter@practice.example): has not logged in since 27 May 2026. Their access ends on 23 November 2026",
            )],
            lapsed: vec![text(
                "Mary Main (mary@practice.example): has not logged in since 3 May 2026",
            )],
            link: text("/practices/ZZ9001/unused"),
        }),
    ]
}
