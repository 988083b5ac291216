//! Why a change for several people is not made.

use super::bulk::BulkChange;
use crate::{
    access::{Refusal, Role, Subject},
    ui::FormState,
};

/// Why it is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The rules for one person say no: who, and as they are named to the reader, who may have two people of that name.
    Person(Subject, String, Refusal),
    /// There are fewer free places than people to take them.
    TooMany {
        role: Role,
        free: usize,
        wanted: usize,
    },
    /// It already is as asked for.
    NothingChanges(BulkChange),
    /// Someone selected has no place here.
    Stranger,
    /// The save as a whole waits for something.
    Save(Refusal),
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self::Save(refusal)
    }
}

impl Refused {
    /// The field it belongs to.
    pub(crate) fn field(&self) -> &'static str {
        match self {
            Self::Person(_, _, Refusal::ReasonNeeded | Refusal::ReasonTooLong) => "reason",
            Self::Person(_, _, Refusal::LastAdministrator { .. }) => "accepts",
            Self::Save(Refusal::StepUpNeeded { .. }) => "code",
            Self::Person(..) | Self::Save(_) | Self::Stranger | Self::TooMany { .. } => "people",
            Self::NothingChanges(_) => "which",
        }
    }

    /// Whether it only waits for a confirmation.
    pub(crate) fn waits(&self) -> bool {
        matches!(self, Self::Person(_, _, refusal) | Self::Save(refusal) if refusal.is_unconfirmed())
    }

    /// How to put it right, as a sentence.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Person(
                _,
                _,
                refusal @ (Refusal::ReasonNeeded
                | Refusal::ReasonTooLong
                | Refusal::LastAdministrator { .. }
                | Refusal::Full { .. }),
            )
            | Self::Save(refusal) => refusal.to_string(),
            Self::Person(_, named, refusal) => [named, ": ", &refusal.to_string()].concat(),
            Self::TooMany { role, free, wanted } => {
                let places = if *free == 1 {
                    " free place"
                } else {
                    " free places"
                };
                [
                    role.name(),
                    " has ",
                    &free.to_string(),
                    places,
                    " and you selected ",
                    &wanted.to_string(),
                    " people who do not hold it. Select fewer people",
                ]
                .concat()
            }
            Self::NothingChanges(BulkChange { role, give: true }) => {
                ["Everyone you selected already holds ", role.name()].concat()
            }
            Self::NothingChanges(BulkChange { role, give: false }) => {
                ["Nobody you selected holds ", role.name()].concat()
            }
            Self::Stranger => {
                "Someone you selected does not belong to this practice. Select people again"
                    .to_owned()
            }
        }
    }
}

/// The form again, with everything that has to be put right, each thing once.
pub(crate) fn form_state(refused: &[Refused]) -> FormState {
    let mut form_state = FormState::default();
    for refused in refused {
        let (field, message) = (refused.field(), refused.sentence());
        if !form_state
            .errors
            .iter()
            .any(|error| error.message == message)
        {
            form_state = form_state.and_wrong(field, message);
        }
    }
    form_state
}
