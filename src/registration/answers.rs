//! What somebody has filled in so far, and the questions that are left. Kept as it was typed until it is sent.

use serde::{Deserialize, Serialize};

/// Somebody's particulars, as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonAnswers {
    pub title: String,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub phone: String,
    /// What they do at the practice.
    pub job: String,
}

/// What was answered, question by question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answers {
    /// A practice's code.
    pub practice: String,
    /// A kind of certification, by code.
    pub need: String,
    /// Roles, by code.
    pub roles: Vec<String>,
    /// A reason, by code.
    pub why: String,
    /// The same in their own words.
    pub explanation: String,
    /// Since when: day, month and year.
    pub arose: Vec<String>,
    /// Who is to get access.
    pub nominee: PersonAnswers,
    /// `nominee` or `colleague`: who asks.
    pub who: String,
    /// The colleague.
    pub requester: PersonAnswers,
    /// `yes` or `no`: whether somebody's access goes with it.
    pub leaver: String,
    /// Who that is.
    pub outgoing: PersonAnswers,
    /// The last day on which they may have it: day, month and year.
    pub last_day: Vec<String>,
    /// A capacity, by code.
    pub capacity: String,
    /// Who confirms for the practice.
    pub authoriser: PersonAnswers,
    /// Their number at the GMC, if they are a GP.
    pub gmc_number: String,
    /// The name of the ICB, if they are of one.
    pub icb: String,
}

/// A question, one a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Question {
    Practice,
    Need,
    Roles,
    Why,
    Nominee,
    Requester,
    Outgoing,
    Capacity,
    Authoriser,
    /// All answers are there.
    Check,
}

impl Question {
    /// In their order.
    pub const ALL: [Self; 10] = [
        Self::Practice,
        Self::Need,
        Self::Roles,
        Self::Why,
        Self::Nominee,
        Self::Requester,
        Self::Outgoing,
        Self::Capacity,
        Self::Authoriser,
        Self::Check,
    ];

    /// As in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::Need => "need",
            Self::Roles => "roles",
            Self::Why => "why",
            Self::Nominee => "nominee",
            Self::Requester => "requester",
            Self::Outgoing => "outgoing",
            Self::Capacity => "capacity",
            Self::Authoriser => "authoriser",
            Self::Check => "check",
        }
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|question| question.code() == code)
    }

    /// The one before.
    pub fn previous(self) -> Option<Self> {
        let place = Self::ALL.iter().position(|question| *question == self)?;
        Self::ALL.get(place.checked_sub(1)?).copied()
    }
}

impl PersonAnswers {
    /// Name and value of each field.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        vec![
            ("title", self.title.clone()),
            ("first_name", self.first_name.clone()),
            ("last_name", self.last_name.clone()),
            ("email", self.email.clone()),
            ("phone", self.phone.clone()),
            ("job", self.job.clone()),
        ]
    }
}

impl Answers {
    /// Name and value of each field of a question, as a form shows them.
    pub fn values(&self, question: Question) -> Vec<(&'static str, String)> {
        match question {
            Question::Practice => vec![("practice", self.practice.clone())],
            Question::Need => vec![("need", self.need.clone())],
            Question::Roles => {
                let role = |code: &String| ("roles[]", code.clone());
                self.roles.iter().map(role).collect()
            }
            Question::Why => {
                let mut values = boxes("arose[]", &self.arose);
                values.push(("cause", self.why.clone()));
                values.push(("explanation", self.explanation.clone()));
                values
            }
            Question::Nominee => self.nominee.values(),
            Question::Requester => with(("who", &self.who), &self.requester),
            Question::Outgoing => {
                let mut values = with(("leaver", &self.leaver), &self.outgoing);
                values.extend(boxes("last_day[]", &self.last_day));
                values
            }
            Question::Capacity => vec![("capacity", self.capacity.clone())],
            Question::Authoriser => {
                let mut values = with(("gmc_number", &self.gmc_number), &self.authoriser);
                values.push(("icb", self.icb.clone()));
                values
            }
            Question::Check => Vec::new(),
        }
    }
}

fn boxes(name: &'static str, typed: &[String]) -> Vec<(&'static str, String)> {
    typed.iter().map(|part| (name, part.clone())).collect()
}

fn with(own: (&'static str, &String), person: &PersonAnswers) -> Vec<(&'static str, String)> {
    let mut values = vec![(own.0, own.1.clone())];
    values.extend(person.values());
    values
}
