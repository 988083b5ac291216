//! What is written about a practice that ends: to its users, and to those who decide who of them moves to the practice that
//! takes its place.

use serde::{Deserialize, Serialize};

use super::body::Body;
use crate::{access::list, base::text::isolated};

/// To somebody whom the end of a practice concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuccessionLetter {
    /// Whom it is for.
    pub name: String,
    /// Its case reference.
    pub reference: String,
    /// The practice that ends, by name and code.
    pub practice: String,
    /// Those that take its place, by name and code; none where it closes for good.
    pub successors: Vec<String>,
    /// The first day on which it is closed, in words.
    pub day: String,
    /// The last day on which its users still see it, in words.
    pub read_until: String,
    /// Roles: those of the reader that may move, or those that were declined.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Where else the reader has access, by name.
    #[serde(default)]
    pub elsewhere: Vec<String>,
    /// Whether the reader manages access at the practice that ends.
    #[serde(default)]
    pub administers: bool,
    /// Whether the reader is a GP whose link with it is on the Performers List.
    #[serde(default)]
    pub gp: bool,
    /// Who decided, or why; empty where nothing is to be said of it.
    #[serde(default)]
    pub words: String,
    /// Where the reader sees it, if there is such a page.
    #[serde(default)]
    pub link: String,
    /// Why this letter is written now.
    pub news: SuccessionNews,
}

/// Why somebody is told of the end of a practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SuccessionNews {
    /// To a user of the practice: it ends, and what happens to them.
    Announced,
    /// To an administrator of a practice that takes its place.
    ToSuccessor,
    /// To the same people: it does not end after all.
    Withdrawn,
    /// To a user: they do not get what they had at the practice that takes its place.
    Declined,
    /// To a user: their access has ended.
    Ended,
}

impl SuccessionLetter {
    pub(super) fn body(&self) -> Body {
        let about =
            |subject: &str| Body::new([subject, " (", &self.reference, ")"].concat(), &self.name);
        let (practice, day) = (&*self.practice, &*self.day);
        match self.news {
            SuccessionNews::Announced => {
                self.announced(about(&[practice, " closes on ", day].concat()))
            }
            SuccessionNews::ToSuccessor => {
                about(&["People of ", practice, " may move to your practice"].concat())
                    .say(["On ", day, " ", practice, " closes. ", &self.follows()].concat())
                    .say("We suggest, person by person, what the people who work there could get at your practice. Nothing is copied: tick what each of them needs, or decline. Administrator roles never move.")
                    .say(["You can decide until ", &self.read_until, ". What you give begins on ", day, ", or at once if that day has passed."].concat())
                    .link("Decide, person by person", &self.link)
            }
            SuccessionNews::Withdrawn => about(&[practice, " does not close on ", day].concat())
                .say(["We told you that ", practice, " would close on ", day, ". That has been withdrawn. Nothing changes there."].concat())
                .say(["The reason: ", &self.words].concat())
                .say("Access that was given at another practice in the meantime stays until an administrator there takes it away."),
            SuccessionNews::Declined => {
                let by = isolated(&self.words);
                about(&["Your access after ", practice].concat())
                    .say([&by, " decided that you do not get these roles at ", &list(&self.successors), ", which you have at ", practice, ":"].concat())
                    .list(&self.roles)
                    .say(["If you need one of them, talk to ", &by, "."].concat())
            }
            SuccessionNews::Ended => about(&["Your access at ", practice, " has ended"].concat())
                .say([practice, " closed on ", day, ". You could still see it until ", &self.read_until, ". Your access there has now ended."].concat())
                .say(self.afterwards()),
        }
    }

    fn announced(&self, body: Body) -> Body {
        let (practice, day) = (&*self.practice, &*self.day);
        let body = body.say(["On ", day, " ", practice, " closes. ", &self.follows()].concat());
        let body = match (self.successors.is_empty(), self.roles.is_empty()) {
            (true, _) => body,
            (false, true) => body.say("You hold no role there that can move, so nothing is proposed for you. If you will work at the other practice, ask one of its user administrators."),
            (false, false) => body
                .say("We have suggested these roles of yours to its user administrators. They decide about each one, and we will tell you. Nothing moves by itself:")
                .list(&self.roles),
        };
        let body = if self.administers && !self.successors.is_empty() {
            body.say("You manage access at the practice that closes. Administrator roles never move: if you will manage access at the other practice, one of its user administrators has to give you that role.")
        } else {
            body
        };
        let body = if self.gp {
            body.say("Your link with the practice on the Performers List does not move by itself. On the page of your Performers List entry, say where you will work.")
        } else {
            body
        };
        let body = body.say(self.until()).say(self.afterwards());
        match (self.link.is_empty(), self.administers) {
            (true, _) => body,
            (false, true) => body.link("What happens at your practice", &self.link),
            (false, false) => body.link("Your Performers List entry", &self.link),
        }
    }

    /// Until when the practice is seen: a sentence.
    fn until(&self) -> String {
        [
            "Until ",
            &self.read_until,
            " you can still see the practice, but from ",
            &self.day,
            " nobody can be given anything there. Then your access there ends.",
        ]
        .concat()
    }

    /// What takes the place of the practice: a sentence.
    fn follows(&self) -> String {
        match self.successors.as_slice() {
            [] => "No practice takes its place.".to_owned(),
            [one] => [one, " takes its place."].concat(),
            several => [&list(several), " take its place."].concat(),
        }
    }

    /// Where the reader has access without the practice that ends: sentences.
    fn afterwards(&self) -> String {
        if self.elsewhere.is_empty() {
            "Without it you have access at no other practice. Your account stays: wherever you work next, a user administrator \
             can add you with the same email address."
                .to_owned()
        } else {
            [
                "Your access at ",
                &list(&self.elsewhere),
                " stays as it is.",
            ]
            .concat()
        }
    }
}

/// Invented ones, to be looked at.
pub(in crate::mail) fn samples() -> Vec<SuccessionLetter> {
    let text = |text: &str| text.to_owned();
    let letter = |news| SuccessionLetter {
        name: text("Nora"),
        reference: text("SU-0ABCD-1EFGH"),
        practice: text("Elm Street Surgery (ZZ9001)"),
        successors: vec![text("Oak Lane Practice (ZZ9002)")],
        day: text("1 April 2027"),
        read_until: text("1 May 2027"),
        roles: vec![text("Statements"), text("View Claims")],
        elsewhere: Vec::new(),
        administers: false,
        gp: false,
        words: text("Alice Ashworth"),
        link: text("/practices/ZZ9002/successions"),
        news,
    };
    let announced = letter(SuccessionNews::Announced);
    vec![
        announced.clone(),
        SuccessionLetter {
            roles: Vec::new(),
            elsewhere: vec![text("Ash Road Health Centre")],
            administers: true,
            gp: true,
            ..announced.clone()
        },
        SuccessionLetter {
            roles: Vec::new(),
            gp: true,
            link: text("/performers/me"),
            ..announced.clone()
        },
        SuccessionLetter {
            successors: Vec::new(),
            link: String::new(),
            ..announced
        },
        letter(SuccessionNews::ToSuccessor),
        SuccessionLetter {
            words: text("The integrated care board has put it off."),
            ..letter(SuccessionNews::Withdrawn)
        },
        letter(SuccessionNews::Declined),
        letter(SuccessionNews::Ended),
    ]
}
