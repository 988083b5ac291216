//! What a GP has answered so far, as it stands in the address: one question follows another, and nothing is kept
//! anywhere else.

use serde::{Deserialize, Serialize};

use super::{GpType, Leaving, LinkKind, LinkRequest, Question, Sessions, ask_address};
use crate::{
    base::{dates::Date, ids::OdsCode},
    ui::{DateBoxes, FieldError, escape},
};

/// The answers, as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answers {
    /// What practices are looked for with.
    pub find: String,
    /// A practice's code.
    pub practice: String,
    /// A type of GP, by code.
    pub gp_type: String,
    /// Sessions a week.
    pub sessions: String,
    /// Why they leave, by code.
    pub leaving: String,
    /// Day, month, year.
    pub day: DateBoxes,
    /// The question that was just answered: only that is found wrong.
    pub asked: String,
    /// A question that is to be answered again.
    pub change: String,
}

impl Answers {
    /// Reads them from wherever values are found by their name.
    pub fn read(values: impl Fn(&str) -> Vec<String>) -> Self {
        let of = |name| {
            let value: Option<String> = values(name).into_iter().next();
            value.unwrap_or_default().trim().to_owned()
        };
        Self {
            find: of("find"),
            practice: of("practice"),
            gp_type: of("gp_type"),
            sessions: of("sessions"),
            leaving: of("leaving"),
            day: values("day[]").into(),
            asked: of("asked"),
            change: of("change"),
        }
    }

    /// What is asked for in all, or the first question that has no good answer yet and what is wrong with the one it has.
    pub fn wanted(&self, kind: LinkKind) -> Result<LinkRequest, (Question, FieldError)> {
        let day = || {
            let day = Date::from_boxes(&self.day).map_err(|why| {
                let field = Question::Day.field().to_owned();
                let message = why.of(match kind {
                    LinkKind::Join => "Your first day",
                    LinkKind::Change => "The day of the change",
                    LinkKind::Leave => "Your last day",
                });
                (Question::Day, FieldError { field, message })
            });
            Question::Day.good(kind, day?)
        };
        let gp_type = || Question::GpType.good(kind, self.gp_type());
        let sessions = || Question::Sessions.good(kind, self.sessions.parse::<Sessions>().ok());
        Ok(match kind {
            LinkKind::Join => LinkRequest::Join {
                gp_type: gp_type()?,
                sessions: sessions()?,
                first: day()?,
            },
            LinkKind::Change => LinkRequest::Change {
                gp_type: gp_type()?,
                sessions: sessions()?,
                first: day()?,
            },
            LinkKind::Leave => LinkRequest::Leave {
                why: Question::Leaving.good(kind, self.leaving())?,
                last: day()?,
            },
        })
    }

    /// The type that was chosen.
    pub fn gp_type(&self) -> Option<GpType> {
        GpType::from_code(&self.gp_type)
    }

    /// The reason that was chosen.
    pub fn leaving(&self) -> Option<Leaving> {
        Leaving::from_code(&self.leaving)
    }

    /// Name and value of each answer: what a form sends along unseen.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        let mut values = vec![
            ("practice", self.practice.clone()),
            ("gp_type", self.gp_type.clone()),
            ("sessions", self.sessions.clone()),
            ("leaving", self.leaving.clone()),
        ];
        values.retain(|(_, value)| !value.is_empty());
        values.extend(self.day.iter().map(|part| ("day[]", part.clone())));
        values
    }

    /// The address where these answers are checked, or, with a question, where that one is answered again.
    pub fn address(&self, kind: LinkKind, form_state: Option<Question>) -> String {
        let mut address = ask_address(kind, None);
        let form_state = form_state.map(|question| ("change", question.field().to_owned()));
        for (number, (name, value)) in self.values().into_iter().chain(form_state).enumerate() {
            let before = if number == 0 { "?" } else { "&" };
            address.extend([before, &escape(name), "=", &escape(&value)]);
        }
        address
    }

    /// The same answers about another practice.
    #[must_use]
    pub fn at(&self, practice: &OdsCode) -> Self {
        Self {
            practice: practice.to_string(),
            ..self.clone()
        }
    }
}

impl Question {
    /// The name of its field, and what it is called in addresses.
    pub fn field(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::GpType => "gp_type",
            Self::Sessions => "sessions",
            Self::Leaving => "leaving",
            Self::Day => "day",
            Self::Check => "check",
        }
    }

    /// The answer, if it is a good one.
    fn good<T>(self, kind: LinkKind, answer: Option<T>) -> Result<T, (Self, FieldError)> {
        answer.ok_or_else(|| {
            let error = FieldError {
                field: self.field().to_owned(),
                message: self.missing(kind).to_owned(),
            };
            (self, error)
        })
    }

    /// What is said where it has no good answer.
    fn missing(self, kind: LinkKind) -> &'static str {
        match (self, kind) {
            (Self::Practice, _) => "Choose a practice",
            (Self::GpType, _) => "Choose your role at this practice",
            (Self::Sessions, _) => {
                "Enter how many sessions you work a week, from 0.5 to 9, like 4 or 4.5"
            }
            (Self::Leaving, _) => "Choose why you are leaving",
            (Self::Day, LinkKind::Join) => "Enter your first day, like 27 3 2027",
            (Self::Day, LinkKind::Change) => "Enter the day of the change, like 27 3 2027",
            (Self::Day, LinkKind::Leave) => "Enter your last day, like 27 3 2027",
            (Self::Check, _) => "Check your answers",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn answers(gp_type: &str, sessions: &str, day: &[&str]) -> Answers {
        Answers {
            practice: "ZZ9001".to_owned(),
            gp_type: gp_type.to_owned(),
            sessions: sessions.to_owned(),
            day: day
                .iter()
                .map(|part| (*part).to_owned())
                .collect::<Vec<_>>()
                .into(),
            ..Answers::default()
        }
    }

    #[test]
    fn one_question_follows_another_until_all_have_a_good_answer() {
        let next = |answers: &Answers| answers.wanted(LinkKind::Join).map_err(|(next, _)| next);
        let day = ["1", "12", "2026"];
        assert_eq!(next(&answers("", "", &[])), Err(Question::GpType));
        assert_eq!(next(&answers("boss", "4", &day)), Err(Question::GpType));
        assert_eq!(next(&answers("locum", "", &[])), Err(Question::Sessions));
        assert_eq!(next(&answers("locum", "40", &day)), Err(Question::Sessions));
        assert_eq!(
            next(&answers("locum", "4", &["31", "2", "2026"])),
            Err(Question::Day)
        );
        assert_eq!(
            next(&answers("locum", "4", &day)),
            Ok(LinkRequest::Join {
                gp_type: GpType::Locum,
                sessions: "4".parse().unwrap(),
                first: "2026-12-01".parse().unwrap(),
            })
        );
    }

    #[test]
    fn every_question_leads_back_to_the_first_in_the_order_they_are_asked() {
        for (kind, first) in [
            (LinkKind::Join, Question::Practice),
            (LinkKind::Change, Question::GpType),
            (LinkKind::Leave, Question::Leaving),
        ] {
            let back =
                std::iter::successors(Some(Question::Check), |question| question.before(kind));
            let asked: Vec<_> = back.collect();
            let place = |question: &Question| Question::ALL.iter().position(|one| one == question);
            assert!(
                asked.is_sorted_by_key(|question| std::cmp::Reverse(place(question))),
                "{asked:?}"
            );
            assert_eq!(asked.last(), Some(&first));
            assert_eq!(first.before(kind), None);
        }
    }

    proptest! {
        #[test]
        fn an_address_holds_every_answer(
            gp_type in ".{0,9}", sessions in "[0-9.&=#]{0,5}", day in prop::collection::vec("[0-9 ]{0,4}", 3)
        ) {
            let day: Vec<_> = day.iter().map(String::as_str).collect();
            let answers = answers(gp_type.trim(), sessions.trim(), &day);
            let address = answers.address(LinkKind::Join, None);
            let query = address.split_once('?').map(|(_, query)| query.to_owned()).unwrap();
            let read = Answers::read(|name| {
                form_urlencoded::parse(query.as_bytes())
                    .filter(|(key, _)| key == name)
                    .map(|(_, value)| value.into_owned())
                    .collect()
            });
            prop_assert_eq!(read, answers);
        }
    }
}
