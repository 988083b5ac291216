//! What a practice is told when the first administrators of a service are set up there with those of many other practices.

use serde::{Deserialize, Serialize};

use super::{Letter, text};
use crate::{base::text::isolated, mail::body::Body};

/// To somebody at a practice who may have no account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchLetter {
    /// Whom it is for; may be empty.
    pub name: String,
    /// Where, by name and code.
    pub practice: String,
    /// Of what, by name.
    pub service: String,
    /// Each by name and username.
    pub nominees: Vec<String>,
    /// Their first day, in words.
    pub starts: String,
    pub reference: String,
    /// How the registration team is reached: a sentence, or nothing.
    pub contact: String,
    pub news: LaunchNews,
}

/// Why it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LaunchNews {
    /// They are going to be set up.
    Announced,
    /// They are not.
    Withdrawn,
}

impl LaunchLetter {
    pub(in crate::mail) fn body(&self) -> Body {
        match self.news {
            LaunchNews::Announced => self.announced(),
            LaunchNews::Withdrawn => self.withdrawn(),
        }
        .say(self.contact.as_str())
    }

    fn begin(&self, subject: [&str; 3]) -> Body {
        let name = if self.name.is_empty() {
            "colleague"
        } else {
            &self.name
        };
        Body::new(subject.concat(), name)
    }

    fn nominees(&self) -> Vec<String> {
        let nominees = self.nominees.iter();
        nominees.map(|one| isolated(one).into_owned()).collect()
    }

    fn announced(&self) -> Body {
        let from = [
            "From ",
            &self.starts,
            " these people manage access to ",
            &self.service,
            " at ",
            &self.practice,
            ":",
        ];
        let wrong = [
            "If you do not know one of them, if they do not work at your practice, or if an address is wrong, tell the registration team before ",
            &self.starts,
            ", and give the reference ",
            &self.reference,
            ".",
        ];
        self.begin(["Who manages access to ", &self.service, " at your practice"])
            .say(from.concat())
            .list(&self.nominees())
            .say(
                "They decide who at your practice may use it and what each of them may do there. On that day we send them a link to set up their account. Nobody else has to do anything.",
            )
            .say(wrong.concat())
    }

    fn withdrawn(&self) -> Body {
        let before = [
            "We told you that these people would manage access to ",
            &self.service,
            " at ",
            &self.practice,
            " (reference ",
            &self.reference,
            "). The registration team has withdrawn this:",
        ];
        self.begin(["Not set up after all: ", &self.service, " at your practice"])
            .say(before.concat())
            .list(&self.nominees())
            .say("You do not have to do anything. If anything else is planned, we will write to you again.")
    }
}

pub(super) fn samples() -> Vec<Letter> {
    let of = |news| {
        Letter::Launch(LaunchLetter {
            name: text("Nora"),
            practice: text("Elm Street Surgery (ZZ9001)"),
            service: text("GP Payments and Pensions"),
            nominees: vec![text("Priya Shah, priya@gp.example")],
            starts: text("24 May 2027"),
            reference: text("LA-0A1B2-C3D4E"),
            contact: text("To reach the registration team, call 01632 960 900."),
            news,
        })
    };
    [LaunchNews::Announced, LaunchNews::Withdrawn]
        .map(of)
        .into()
}
