//! A request as it is sent: answers that are good, question by question.

use serde::{Deserialize, Serialize};

use super::{
    answers::{Answers, PersonAnswers, Question},
    model::{Capacity, Kind, Party, Why},
};
use crate::{
    access::Role,
    base::{
        dates::Date,
        ids::{GmcNumber, OdsCode},
        stored::UnknownCode,
        text::{Email, PersonName, Phone, Reason},
    },
    ui::FormState,
    users::create::wrong_names,
};

/// Somebody who is named in a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Person {
    pub title: String,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub phone: String,
    pub job: String,
}

/// Everything that was filled in. Kept as JSON with the case: fields may be added, with a default, never renamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Form {
    pub practice: OdsCode,
    pub kind: Kind,
    pub roles: Vec<String>,
    pub why: Why,
    pub explanation: String,
    /// Since when nobody could act. Cases of before it was asked have none, and neither have emergencies.
    #[serde(default)]
    pub arose: Option<Date>,
    pub nominee: Person,
    /// Who asks, where it is not the nominee.
    pub requester: Option<Person>,
    /// Whose access goes, if anybody's does.
    pub outgoing: Option<Person>,
    /// Whether they hand it over and confirm that, rather than having left.
    #[serde(default)]
    pub hands_over: bool,
    /// Their last day, as the practice says it.
    #[serde(default)]
    pub last_day: Option<Date>,
    /// Nobody confirms for the practice in an emergency.
    pub capacity: Option<Capacity>,
    pub authoriser: Option<Person>,
    pub gmc_number: Option<String>,
    pub icb: String,
}

impl Person {
    /// First and last name.
    pub(crate) fn name(&self) -> String {
        crate::base::text::full_name(&self.first_name, &self.last_name)
    }

    /// All that is known of them, on one line.
    pub(crate) fn in_words(&self) -> String {
        let mut parts = vec![self.name()];
        parts.extend([&self.email, &self.phone, &self.job].map(String::clone));
        parts.retain(|part| !part.is_empty());
        parts.join(", ")
    }
}

impl Form {
    /// Reads all answers as of `today`, or says which question has no good answer yet, and why.
    pub(crate) fn read(answers: &Answers, today: Date) -> Result<Self, (Question, FormState)> {
        let at = |question| move |wrong: FormState| (question, wrong);
        let practice = practice(answers).map_err(at(Question::Practice))?;
        let kind = need(answers).map_err(at(Question::Need))?;
        let roles = roles(answers, kind).map_err(at(Question::Roles))?;
        let (why, explanation, arose) = why(answers, today).map_err(at(Question::Why))?;
        let nominee = person(&answers.nominee, Whole::Yes).map_err(at(Question::Nominee))?;
        let requester = requester(answers, &nominee).map_err(at(Question::Requester))?;
        let outgoing = outgoing(answers).map_err(at(Question::Outgoing))?;
        let (outgoing, last_day) = outgoing.unzip();
        let hands_over = answers.leaver == HANDS_OVER;
        let capacity = capacity(answers).map_err(at(Question::Capacity))?;
        let (authoriser, gmc_number, icb) =
            authoriser(answers, capacity, &nominee).map_err(at(Question::Authoriser))?;
        Ok(Self {
            practice,
            kind,
            roles: roles.iter().map(|role| role.code().to_owned()).collect(),
            why,
            explanation,
            arose: Some(arose),
            nominee,
            requester,
            outgoing,
            hands_over,
            last_day,
            capacity: Some(capacity),
            authoriser: Some(authoriser),
            gmc_number,
            icb,
        })
    }

    /// What is asked for.
    pub(crate) fn roles(&self) -> Result<Vec<Role>, UnknownCode> {
        self.roles.iter().map(|code| code.parse()).collect()
    }

    /// Who asks.
    pub(crate) fn asker(&self) -> &Person {
        self.requester.as_ref().unwrap_or(&self.nominee)
    }

    /// As which party they see the case.
    pub(crate) fn asks_as(&self) -> Party {
        match self.requester {
            Some(_) => Party::Requester,
            None => Party::Nominee,
        }
    }

    /// Why they ask.
    pub(crate) fn reason(&self) -> String {
        let since = self.arose.map(|day| [", since ", &day.in_words()].concat());
        let since = since.unwrap_or_default();
        [self.why.words(), &since, ". ", &self.explanation].concat()
    }

    /// Whose access ends with it.
    pub(crate) fn whose_access_ends(&self) -> String {
        let Some(outgoing) = &self.outgoing else {
            return "Nobody's".to_owned();
        };
        let hands_over = if self.hands_over {
            "; hands it over, and has to confirm that"
        } else {
            ""
        };
        let last = self
            .last_day
            .map(|day| ["; last day ", &day.in_words()].concat());
        [
            &outgoing.in_words(),
            last.as_deref().unwrap_or_default(),
            hands_over,
        ]
        .concat()
    }
}

fn practice(answers: &Answers) -> Result<OdsCode, FormState> {
    let code = answers.practice.parse();
    code.map_err(|_| FormState::wrong("practice", "Choose your practice"))
}

fn need(answers: &Answers) -> Result<Kind, FormState> {
    Kind::from_code(&answers.need)
        .filter(|kind| *kind != Kind::Emergency)
        .ok_or_else(|| FormState::wrong("need", "Choose what the practice needs"))
}

fn roles(answers: &Answers, kind: Kind) -> Result<Vec<Role>, FormState> {
    let mut roles: Vec<_> = kind.roles();
    roles.retain(|role| answers.roles.iter().any(|code| code == role.code()));
    if roles.is_empty() {
        return Err(FormState::wrong("roles", "Tick at least one"));
    }
    Ok(roles)
}

fn why(answers: &Answers, today: Date) -> Result<(Why, String, Date), FormState> {
    let mut wrong = FormState::default();
    let why = Why::from_code(&answers.why);
    if why.is_none() {
        wrong = wrong.and_wrong("cause", "Choose the reason");
    }
    let arose = Date::from_boxes(&answers.arose);
    match arose {
        Err(why) => wrong = wrong.and_wrong("arose", why.of("First day of the change")),
        Ok(None) => {
            wrong = wrong.and_wrong("arose", "Enter the first day this was so, like 31 7 2026");
        }
        Ok(Some(day)) if day > today => {
            wrong = wrong.and_wrong("arose", "First day of the change must not be in the future");
        }
        Ok(Some(_)) => {}
    }
    let explanation = Reason::read(&answers.explanation, "Enter what happened");
    if let Err(why) = &explanation {
        wrong = wrong.and_wrong("explanation", *why);
    }
    match (why, arose, explanation) {
        (Some(why), Ok(Some(arose)), Ok(explanation)) if wrong.errors.is_empty() => {
            Ok((why, explanation.as_ref().to_owned(), arose))
        }
        _ => Err(wrong),
    }
}

/// How much has to be known of somebody.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whole {
    /// Telephone and work too.
    Yes,
    /// How they are written to.
    No,
}

fn person(typed: &PersonAnswers, whole: Whole) -> Result<Person, FormState> {
    let name = PersonName::read(&typed.title, &typed.first_name, &typed.last_name);
    let mut wrong = name
        .as_ref()
        .err()
        .cloned()
        .map(wrong_names)
        .unwrap_or_default();
    let mut note = |field: &str, why: String| {
        wrong = std::mem::take(&mut wrong).and_wrong(field, why);
    };
    let email = Email::parse(&typed.email);
    if let Err(why) = &email {
        note("email", why.to_string());
    }
    let phone = Phone::read(&typed.phone);
    match &phone {
        Err(why) => note("phone", (*why).to_owned()),
        Ok(phone) if whole == Whole::Yes && phone.as_ref().is_empty() => {
            note("phone", "Enter a phone number that we can call".to_owned());
        }
        Ok(_) => {}
    }
    let job = Reason::if_any(&typed.job);
    match &job {
        Err(why) => note("job", (*why).to_owned()),
        Ok(job) if whole == Whole::Yes && job.as_ref().is_empty() => {
            note(
                "job",
                "Enter what they do at the practice, like practice manager".to_owned(),
            );
        }
        Ok(_) => {}
    }
    match (name, email, phone, job) {
        (Ok(name), Ok(email), Ok(phone), Ok(job)) if wrong.errors.is_empty() => Ok(Person {
            title: name.title().to_owned(),
            first_name: name.first().to_owned(),
            last_name: name.last().to_owned(),
            email: email.as_ref().to_owned(),
            phone: phone.as_ref().to_owned(),
            job: job.as_ref().to_owned(),
        }),
        _ => Err(wrong),
    }
}

fn requester(answers: &Answers, nominee: &Person) -> Result<Option<Person>, FormState> {
    match answers.who.as_str() {
        "nominee" => Ok(None),
        "colleague" => {
            let asker = person(&answers.requester, Whole::No)?;
            if asker.email == nominee.email {
                return Err(FormState::wrong(
                    "email",
                    "This is the address of the person who is to get access. Enter your own",
                ));
            }
            Ok(Some(asker))
        }
        _ => Err(FormState::wrong("who", "Choose who you are")),
    }
}

/// What is answered where the person before hands their access over.
pub(crate) const HANDS_OVER: &str = "hands-over";

fn outgoing(answers: &Answers) -> Result<Option<(Person, Date)>, FormState> {
    match answers.leaver.as_str() {
        "no" => Ok(None),
        "yes" | HANDS_OVER => {
            let leaver = person(&answers.outgoing, Whole::No);
            let last_day = match Date::from_boxes(&answers.last_day) {
                Ok(Some(day)) => Ok(day),
                Ok(None) => Err("Enter their last day with this access, like 31 7 2026".to_owned()),
                Err(why) => Err(why.of("Their last day")),
            };
            match (leaver, last_day) {
                (Ok(leaver), Ok(day)) => Ok(Some((leaver, day))),
                (leaver, Ok(_)) => Err(leaver.err().unwrap_or_default()),
                (leaver, Err(why)) => {
                    Err(leaver.err().unwrap_or_default().and_wrong("last_day", why))
                }
            }
        }
        _ => Err(FormState::wrong(
            "leaver",
            "Choose what happens to the access of the person before them",
        )),
    }
}

fn capacity(answers: &Answers) -> Result<Capacity, FormState> {
    Capacity::from_code(&answers.capacity)
        .ok_or_else(|| FormState::wrong("capacity", "Choose who confirms the request"))
}

fn authoriser(
    answers: &Answers,
    capacity: Capacity,
    nominee: &Person,
) -> Result<(Person, Option<String>, String), FormState> {
    let read = person(&answers.authoriser, Whole::No);
    let mut wrong = read.as_ref().err().cloned().unwrap_or_default();
    let gmc_number = match (capacity, answers.gmc_number.trim()) {
        (Capacity::Partner, typed) => {
            let number = typed.parse::<GmcNumber>().ok();
            if number.is_none() {
                wrong = wrong.and_wrong("gmc_number", "Enter their GMC number: 7 digits");
            }
            number.map(|number| number.to_string())
        }
        _ => None,
    };
    let icb = Reason::if_any(&answers.icb).map_err(|why| FormState::wrong("icb", why))?;
    if capacity == Capacity::Icb && icb.as_ref().is_empty() {
        wrong = wrong.and_wrong("icb", "Enter the name of the ICB");
    }
    if read
        .as_ref()
        .is_ok_and(|authoriser| authoriser.email == nominee.email)
    {
        wrong = wrong.and_wrong(
            "email",
            "Nobody can confirm access for themselves. Name somebody else, with an address of their own",
        );
    }
    match read {
        Ok(authoriser) if wrong.errors.is_empty() => {
            Ok((authoriser, gmc_number, icb.as_ref().to_owned()))
        }
        _ => Err(wrong),
    }
}

#[cfg(test)]
mod tests;
