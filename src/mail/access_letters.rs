//! What is written when it was changed what somebody may do: to them, and to those who manage access beside them.

use serde::{Deserialize, Serialize};

use super::body::Body;
use crate::{
    access::list,
    base::text::{isolated, known_as},
};

/// To somebody whose roles were changed: one letter for one save, however many practices it spans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolesChanged {
    /// Whom it is for.
    pub name: String,
    pub by: ChangedBy,
    pub places: Vec<PlaceChanged>,
    /// Who else manages access there, by name.
    pub ask: Vec<String>,
    /// Whether they have set up their account.
    pub set_up: bool,
}

/// Who changed somebody's roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangedBy {
    /// Somebody else, by name.
    Person(String),
    Themselves,
    /// Two registration officers, by the reference of what they approved.
    RegistrationTeam(String),
    /// Nobody: they follow from it.
    PerformersList,
    /// Nobody: their first day has come, or their last day is over.
    TheirDay,
}

/// What was changed at one practice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceChanged {
    /// Where, by name.
    pub practice: String,
    pub comes: Comes,
    /// Roles that were given, with their days.
    pub given: Vec<String>,
    /// Roles that were taken away.
    pub ended: Vec<String>,
    /// Roles with other days: each a sentence without its stop.
    pub redated: Vec<String>,
    /// Services of which they become a user administrator, by name.
    pub administers: Vec<String>,
    /// Services of which they no longer are one.
    pub administered: Vec<String>,
}

impl PlaceChanged {
    /// What else one save changed there.
    pub(crate) fn and(&mut self, more: Self) {
        if self.comes == Comes::No {
            self.comes = more.comes;
        }
        self.given.extend(more.given);
        self.ended.extend(more.ended);
        self.redated.extend(more.redated);
        self.administers.extend(more.administers);
        self.administered.extend(more.administered);
    }
}

/// Whether somebody comes to a practice with a change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comes {
    /// They work there already.
    #[default]
    No,
    New,
    /// They were deactivated there.
    Back,
    /// They were to leave there, and stay.
    Stays,
}

/// To the other user administrators of a service at a practice: there is one more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAdministrator {
    /// Whom it is for.
    pub name: String,
    /// Who it is.
    pub of: String,
    /// Their username.
    pub username: String,
    /// Where, by name.
    pub practice: String,
    /// Of what, by name.
    pub service: String,
    /// From when until when, with a space before it; empty for at once and for good.
    pub days: String,
    /// Who decided it, by name.
    pub by: String,
    /// The page of the new administrator.
    pub link: String,
}

impl PlaceChanged {
    fn subject(&self) -> String {
        let practice = &self.practice;
        match (
            self.comes,
            &*self.administers,
            &*self.administered,
            &*self.given,
        ) {
            (Comes::New, ..) => ["You have access at ", practice].concat(),
            (Comes::Back, ..) => ["You have access at ", practice, " again"].concat(),
            (Comes::Stays, ..) => ["You keep your access at ", practice].concat(),
            (_, [], [], []) if self.ended.is_empty() => {
                ["The dates of a role at ", practice, " were changed"].concat()
            }
            (_, [], [], _) => ["Your roles at ", practice, " were changed"].concat(),
            (_, [], services, _) => {
                let services = list(services);
                ["You no longer manage ", &services, " at ", practice].concat()
            }
            (_, services, ..) => ["You now manage ", &list(services), " at ", practice].concat(),
        }
    }

    fn say(&self, body: Body) -> Body {
        let practice = &*self.practice;
        let body = match self.comes {
            Comes::Stays => body.say(
                [
                    "You were to leave ",
                    practice,
                    ". This was taken back: your access there goes on.",
                ]
                .concat(),
            ),
            Comes::Back => body.say(["Your access at ", practice, " is restored."].concat()),
            Comes::No | Comes::New => body,
        };
        let lists = [
            ("At ", " you have been given these roles:", &self.given),
            ("At ", " you no longer have these roles:", &self.ended),
            ("At ", " the dates of a role were changed:", &self.redated),
        ];
        let body = lists.into_iter().fold(body, |body, (at, what, items)| {
            if items.is_empty() {
                return body;
            }
            body.say([at, practice, what].concat()).list(items)
        });
        let body = say_administers(body, practice, &self.administers);
        self.administered.iter().fold(body, |body, service| {
            body.say(
                [
                    "You are no longer a user administrator of ",
                    service,
                    " at ",
                    practice,
                    ".",
                ]
                .concat(),
            )
        })
    }
}

/// Tells somebody which services they administer now.
pub(super) fn say_administers(body: Body, practice: &str, services: &[String]) -> Body {
    services.iter().fold(body, |body, service| {
        body.say(
            [
                "You are a user administrator of ",
                service,
                " at ",
                practice,
                " now: you decide who has its roles there. You need a second factor for this. If you have none yet, you \
                 set it up when you next log in.",
            ]
            .concat(),
        )
    })
}

impl RolesChanged {
    pub(super) fn body(&self) -> Body {
        let subject = match &*self.places {
            [place] => place.subject(),
            places => {
                let count = places.len().to_string();
                ["Your roles at ", &count, " practices were changed"].concat()
            }
        };
        let body = Body::new(subject, &self.name);
        let body = match &self.by {
            ChangedBy::Person(by) => body.say([&isolated(by), " has changed what you can do in Practice Access."].concat()),
            ChangedBy::Themselves => body.say("You have changed what you can do in Practice Access."),
            ChangedBy::RegistrationTeam(reference) => body.say(
                ["Two members of the registration team have approved a change of what you can do in Practice Access (", reference, ")."].concat(),
            ),
            ChangedBy::PerformersList => body.say("Your roles as a GP follow from your entry on the Performers List, and have changed with it."),
            ChangedBy::TheirDay => body.say("Some roles begin or end on a day that was set before. For you, that day has come."),
        };
        let places = self.places.iter();
        let body = places.fold(body, |body, place| place.say(body));
        self.go_on(body).say(self.who_to_ask())
    }

    /// What the reader does next.
    fn go_on(&self, body: Body) -> Body {
        let gains = |place: &PlaceChanged| !place.given.is_empty() || place.comes != Comes::No;
        if !self.set_up {
            body.say("You have not set up your account yet. Use the link in your invitation to do so. If it has expired, opening it lets you ask for a new one.")
        } else if self.by == ChangedBy::PerformersList {
            body.link("See your entry", "/performers/me")
        } else if self.places.iter().any(gains) {
            body.say("Log in as always. You do not need another account or password.")
                .link("Log in", "/sign-in")
        } else {
            body
        }
    }

    fn who_to_ask(&self) -> String {
        let others: Vec<_> = self.ask.iter().map(|name| isolated(name)).collect();
        let others = list(&others);
        match &self.by {
            ChangedBy::Person(by) if others.is_empty() => {
                ["Do you think that this is wrong? Ask ", &isolated(by), "."].concat()
            }
            ChangedBy::Person(by) => [
                "Do you think that this is wrong? Ask ",
                &isolated(by),
                ". These people manage access there too: ",
                &others,
                ".",
            ]
            .concat(),
            ChangedBy::Themselves => "Was this not you? Then somebody else knows your password. Choose a new one at once, and tell the registration team.".to_owned(),
            ChangedBy::TheirDay if others.is_empty() => "Do you think that this is wrong? Tell the registration team.".to_owned(),
            ChangedBy::TheirDay => ["Do you still need a role that has ended? Ask ", &others, "."].concat(),
            ChangedBy::RegistrationTeam(_) => "Do you think that this is wrong? Tell the registration team.".to_owned(),
            ChangedBy::PerformersList => "Do you think that this is wrong? Update your entry, or ask the practice: a user with the role PL Practice Manager confirms what you change.".to_owned(),
        }
    }
}

impl NewAdministrator {
    pub(super) fn body(&self) -> Body {
        let (of, by) = (isolated(&self.of), isolated(&self.by));
        let account = known_as(&self.of, &self.username);
        let (service, practice) = (&*self.service, &*self.practice);
        let subject = [&of, " now manages ", service, " at ", practice].concat();
        let what = [
            &by,
            " has made ",
            &account,
            " a user administrator of ",
            service,
            " at ",
            practice,
            &self.days,
            ". Like you, they decide who has its roles there.",
        ];
        Body::new(subject, &self.name)
            .say(what.concat())
            .link("See their roles", &self.link)
            .say(["We tell every user administrator of this service at the practice. Do you think that this is wrong? Talk to ", &by, ", or take the role away."].concat())
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}

/// Invented ones, to be looked at.
pub(super) fn samples() -> Vec<RolesChanged> {
    let at = |practice: &str, comes, given: &[&str], ended: &[&str]| PlaceChanged {
        practice: text(practice),
        comes,
        given: given.iter().map(|role| text(role)).collect(),
        ended: ended.iter().map(|role| text(role)).collect(),
        ..PlaceChanged::default()
    };
    let service = || vec![text("GP Payments and Pensions")];
    let elm = "Elm Street Surgery";
    let both = at(elm, Comes::No, &["Statements"], &["View Claims"]);
    let new = at("Oak Lane Practice", Comes::New, &["View Claims"], &[]);
    let back = at(elm, Comes::Back, &["View Claims", "Statements"], &[]);
    let stays = at(elm, Comes::Stays, &[], &[]);
    let gp = at(elm, Comes::No, &["GP (salaried)"], &["GP (principal)"]);
    let administers = PlaceChanged {
        administers: service(),
        ..at(elm, Comes::No, &["GPP User Management"], &[])
    };
    let administered = PlaceChanged {
        administered: service(),
        ..at(elm, Comes::No, &[], &["GPP User Management"])
    };
    let redated = PlaceChanged {
        redated: vec![text("Statements: last day set to 1 March 2027")],
        ..at(elm, Comes::No, &[], &[])
    };
    let alice = || ChangedBy::Person(text("Alice Ashworth"));
    let team = ChangedBy::RegistrationTeam(text("LA-0A1B2-C3D4E"));
    vec![
        sample(ChangedBy::TheirDay, true, vec![both.clone()]),
        sample(ChangedBy::TheirDay, true, vec![administered.clone()]),
        sample(alice(), true, vec![both.clone()]),
        sample(alice(), true, vec![new.clone()]),
        sample(alice(), true, vec![both, new.clone()]),
        sample(alice(), false, vec![new]),
        sample(alice(), true, vec![back]),
        sample(alice(), true, vec![stays]),
        sample(ChangedBy::Themselves, true, vec![administers.clone()]),
        sample(team, true, vec![administers]),
        sample(alice(), true, vec![administered]),
        sample(alice(), true, vec![redated]),
        sample(ChangedBy::PerformersList, true, vec![gp]),
    ]
}

fn sample(by: ChangedBy, set_up: bool, places: Vec<PlaceChanged>) -> RolesChanged {
    RolesChanged {
        name: text("Nora"),
        by,
        places,
        ask: vec![text("Bashir Three")],
        set_up,
    }
}

/// An invented one, to be looked at.
pub(super) fn new_administrator() -> NewAdministrator {
    NewAdministrator {
        name: text("Nora"),
        of: text("Peter Plain"),
        username: text("peter@practice.example"),
        practice: text("Elm Street Surgery"),
        service: text("GP Payments and Pensions"),
        days: text(" from 1 December 2026"),
        by: text("Alice Ashworth"),
        link: text("/users/0190"),
    }
}
