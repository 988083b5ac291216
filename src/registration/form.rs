//! A request as it is sent: answers that are good, question by question.

use serde::{Deserialize, Serialize};

use super::{
    answers::{Answers, PersonAnswers, Question},
    model::{Capacity, Kind, Party, Why},
};
use crate::{
    access::Role,
    base::{
        ids::{GmcNumber, OdsCode},
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
    pub nominee: Person,
    /// Who asks, where it is not the nominee.
    pub requester: Option<Person>,
    /// Whose access goes, if anybody's does.
    pub outgoing: Option<Person>,
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
    /// Reads all answers, or says which question has no good answer yet, and why.
    pub(crate) fn read(answers: &Answers) -> Result<Self, (Question, FormState)> {
        let at = |question| move |wrong: FormState| (question, wrong);
        let practice = practice(answers).map_err(at(Question::Practice))?;
        let kind = need(answers).map_err(at(Question::Need))?;
        let roles = roles(answers, kind).map_err(at(Question::Roles))?;
        let (why, explanation) = why(answers).map_err(at(Question::Why))?;
        let nominee = person(&answers.nominee, Whole::Yes).map_err(at(Question::Nominee))?;
        let requester = requester(answers, &nominee).map_err(at(Question::Requester))?;
        let outgoing = outgoing(answers).map_err(at(Question::Outgoing))?;
        let capacity = capacity(answers).map_err(at(Question::Capacity))?;
        let (authoriser, gmc_number, icb) =
            authoriser(answers, capacity, &nominee).map_err(at(Question::Authoriser))?;
        Ok(Self {
            practice,
            kind,
            roles: roles.iter().map(|role| role.code().to_owned()).collect(),
            why,
            explanation,
            nominee,
            requester,
            outgoing,
            capacity: Some(capacity),
            authoriser: Some(authoriser),
            gmc_number,
            icb,
        })
    }

    /// What is asked for.
    pub(crate) fn roles(&self) -> Vec<Role> {
        self.roles
            .iter()
            .filter_map(|code| Role::from_code(code))
            .collect()
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
        [self.why.words(), ". ", &self.explanation].concat()
    }

    /// Whose access ends with it.
    pub(crate) fn whose_access_ends(&self) -> String {
        let nobody = || "Nobody's".to_owned();
        self.outgoing.as_ref().map_or_else(nobody, Person::in_words)
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

fn why(answers: &Answers) -> Result<(Why, String), FormState> {
    let why =
        Why::from_code(&answers.why).ok_or_else(|| FormState::wrong("cause", "Choose the reason"));
    let explanation = Reason::read(&answers.explanation, "Enter since when, and what happened")
        .map_err(|wrong| FormState::wrong("explanation", wrong));
    Ok((why?, explanation?.as_ref().to_owned()))
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

fn outgoing(answers: &Answers) -> Result<Option<Person>, FormState> {
    match answers.leaver.as_str() {
        "no" => Ok(None),
        "yes" => person(&answers.outgoing, Whole::No).map(Some),
        _ => Err(FormState::wrong("leaver", "Choose yes or no")),
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
mod tests {
    use super::*;

    fn somebody(first: &str) -> PersonAnswers {
        PersonAnswers {
            first_name: first.to_owned(),
            last_name: "Example".to_owned(),
            email: [&first.to_lowercase(), "@practice.example"].concat(),
            phone: "01632 960001".to_owned(),
            job: "Practice manager".to_owned(),
            ..PersonAnswers::default()
        }
    }

    fn answers() -> Answers {
        Answers {
            practice: "ZZ9001".to_owned(),
            need: "administrator".to_owned(),
            roles: vec!["gpp-user-management".to_owned(), "gpp-avcs".to_owned()],
            why: "left".to_owned(),
            explanation: "Since May".to_owned(),
            nominee: somebody("Nora"),
            who: "nominee".to_owned(),
            leaver: "no".to_owned(),
            capacity: "gp-partner".to_owned(),
            authoriser: somebody("Gwen"),
            gmc_number: "9000017".to_owned(),
            ..Answers::default()
        }
    }

    #[test]
    fn only_roles_of_the_kind_that_is_asked_for_are_asked_for() {
        let form = Form::read(&answers()).unwrap();
        assert_eq!(form.roles, ["gpp-user-management"]);
        let user = Answers {
            need: "user".to_owned(),
            ..answers()
        };
        assert_eq!(Form::read(&user).unwrap().roles, ["gpp-avcs"]);
        let emergency = Answers {
            need: "emergency".to_owned(),
            ..answers()
        };
        assert_eq!(Form::read(&emergency).unwrap_err().0, Question::Need);
    }

    #[test]
    fn nobody_confirms_for_themselves_however_the_address_is_written() {
        let mut same = answers();
        same.authoriser.email = " NORA@Practice.Example ".to_owned();
        let (question, wrong) = Form::read(&same).unwrap_err();
        assert_eq!(question, Question::Authoriser);
        assert_eq!(wrong.errors[0].field, "email");
    }

    #[test]
    fn questions_are_asked_in_their_order_until_each_has_a_good_answer() {
        let mut known = Answers::default();
        let all = answers();
        let mut asked = Vec::new();
        while let Err((question, _)) = Form::read(&known) {
            asked.push(question);
            match question {
                Question::Practice => known.practice = all.practice.clone(),
                Question::Need => known.need = all.need.clone(),
                Question::Roles => known.roles = all.roles.clone(),
                Question::Why => {
                    known.why = all.why.clone();
                    known.explanation = all.explanation.clone();
                }
                Question::Nominee => known.nominee = all.nominee.clone(),
                Question::Requester => known.who = all.who.clone(),
                Question::Outgoing => known.leaver = all.leaver.clone(),
                Question::Capacity => known.capacity = all.capacity.clone(),
                Question::Authoriser => {
                    known.authoriser = all.authoriser.clone();
                    known.gmc_number = all.gmc_number.clone();
                }
                Question::Check => unreachable!(),
            }
        }
        assert_eq!(asked, Question::ALL[..9]);
    }
}
