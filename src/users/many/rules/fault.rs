//! What can be wrong with a line about somebody, in sentences for people.

use crate::{
    access::{Refusal, Role},
    ods::Rejected,
    ui::FormState,
    users::confirmed::WhyNot,
};

/// How much of a text that can't be used is repeated, in characters.
const LONGEST_SHOWN: usize = 80;

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::users::many) enum Fault {
    NoEmail,
    /// What stands there instead.
    NotAnEmail(String),
    /// The other lines with the same address.
    Again(Vec<u64>),
    /// A part of the name, in words.
    Name(String),
    NoRole,
    /// Neither a role nor a role set.
    UnknownRole(String),
    /// More of the file want it than there are places.
    TooFewPlaces {
        role: Role,
        free: usize,
        wanted: usize,
    },
    /// The rules of access say no.
    Access(Refusal),
    /// Everybody has everything already.
    NothingChanges,
    /// A role set was changed since the list was shown.
    SetsChanged,
}

/// The same with its line; 0 for the file as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::users::many) struct AtLine {
    pub line: u64,
    pub why: Fault,
}

impl Fault {
    /// As people are told.
    pub(in crate::users::many) fn sentence(&self) -> String {
        let told = |parts: &[&str]| parts.concat();
        match self {
            Self::NoEmail => "there is no email address".to_owned(),
            Self::NotAnEmail(typed) => told(&["\"", &short(typed), "\" is not an email address that can be written to"]),
            Self::Again(lines) => {
                let lines: Vec<_> = lines.iter().take(5).map(u64::to_string).collect();
                let word = if lines.len() == 1 { "line " } else { "lines " };
                told(&["the same email address as in ", word, &lines.join(", "), ". Keep one of them"])
            }
            Self::Name(why) => why.clone(),
            Self::NoRole => "there is no role. Write one, or choose a role set for lines without roles".to_owned(),
            Self::UnknownRole(name) => told(&["\"", &short(name), "\" is not a role or a role set"]),
            Self::TooFewPlaces { role, free, wanted } => told(&[
                &wanted.to_string(),
                " people in these lines are to get ",
                role.name(),
                ", and there is room for ",
                &free.to_string(),
            ]),
            Self::Access(refusal) => refusal.to_string(),
            Self::NothingChanges => "Nothing changes: everybody in these lines is at the practice and has these roles already".to_owned(),
            Self::SetsChanged => "Someone changed a role set while you were deciding. Look at the list again".to_owned(),
        }
    }
}

impl From<Refusal> for AtLine {
    fn from(refusal: Refusal) -> Self {
        Self {
            line: 0,
            why: Fault::Access(refusal),
        }
    }
}

impl WhyNot for AtLine {
    fn is_unconfirmed(&self) -> bool {
        match &self.why {
            Fault::Access(refusal) => refusal.is_unconfirmed(),
            Fault::SetsChanged => true,
            _ => false,
        }
    }

    fn form_state(reasons: &[Self]) -> FormState {
        let whole = reasons.iter().filter(|reason| reason.line == 0);
        let told = |told: FormState, reason: &Self| {
            let field = match &reason.why {
                Fault::Access(Refusal::StepUpNeeded { .. }) => "code",
                Fault::SetsChanged => "",
                _ => "lines",
            };
            told.and_wrong(field, reason.why.sentence())
        };
        let told = whole.fold(FormState::default(), told);
        let lines = by_line(reasons);
        if lines.is_empty() {
            return told;
        }
        let head = match lines.len() {
            1 => "Nothing was saved: 1 line can’t be used.".to_owned(),
            count => [
                "Nothing was saved: ",
                &count.to_string(),
                " lines can’t be used.",
            ]
            .concat(),
        };
        let told = told.and_wrong("lines", head);
        let line =
            |fault: &Rejected| ["Line ", &fault.line.to_string(), ": ", &fault.reason].concat();
        lines
            .iter()
            .map(line)
            .fold(told, |told, line| told.and_wrong("lines", line))
    }
}

/// What was typed, as far as it helps to find it.
fn short(typed: &str) -> String {
    typed.chars().take(LONGEST_SHOWN).collect()
}

/// Everything that is wrong with each line, in one.
fn by_line(reasons: &[AtLine]) -> Vec<Rejected> {
    let mut lines: Vec<Rejected> = Vec::new();
    for reason in reasons.iter().filter(|reason| reason.line > 0) {
        let why = reason.why.sentence();
        match lines.last_mut().filter(|last| last.line == reason.line) {
            Some(last) => last.reason.extend([". ", why.as_str()]),
            None => lines.push(Rejected {
                line: reason.line,
                reason: why,
            }),
        }
    }
    lines
}
