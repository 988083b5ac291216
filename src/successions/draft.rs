//! What an officer plans: read from a form, and judged by what is known of the practices.

use std::collections::BTreeSet;

use crate::{
    access::Refusal,
    base::{dates::Date, ids::OdsCode},
    successions::model::{Kind, MOST_SUCCESSORS},
    ui::FormState,
    users::confirmed::WhyNot,
};

/// A plan as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    /// The practice that ends.
    pub practice: OdsCode,
    pub kind: Kind,
    /// Those that take its place.
    pub successors: BTreeSet<OdsCode>,
    /// The code that it goes on under as a branch, if it is known.
    pub branch: Option<OdsCode>,
    /// The first day on which it is closed.
    pub effective_on: Date,
    pub reason: String,
}

/// What is known of a practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    Unknown,
    Works,
    HasClosed,
}

/// What is known of all that a plan names.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    /// The practice that ends.
    pub practice: Known,
    /// Whether there is another plan for it.
    pub is_ending: bool,
    /// Each of those that take its place.
    pub successors: Vec<(OdsCode, Known)>,
    pub today: Date,
}

/// Why a plan is not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum DraftRefusal {
    /// There is no such practice.
    Unknown(OdsCode),
    /// There is another plan for it.
    Ending,
    /// It takes its own place.
    Itself,
    /// A practice that would take its place has closed.
    SuccessorClosed(OdsCode),
    /// Too few or too many take its place.
    Count(Kind),
    /// A branch code where nothing becomes a branch.
    NoBranch,
    /// More than a year ago.
    TooLongAgo,
    /// More than two years away.
    TooFarAway,
    /// The change waits for something else.
    Other(Refusal),
}

impl From<Refusal> for DraftRefusal {
    fn from(refusal: Refusal) -> Self {
        Self::Other(refusal)
    }
}

/// Judges a plan. Gives everything that has to be put right.
pub(super) fn judge(draft: &Draft, facts: &Facts) -> Vec<DraftRefusal> {
    let mut refusals = Vec::new();
    if facts.practice == Known::Unknown {
        refusals.push(DraftRefusal::Unknown(draft.practice.clone()));
    }
    if facts.is_ending {
        refusals.push(DraftRefusal::Ending);
    }
    if draft.successors.contains(&draft.practice) {
        refusals.push(DraftRefusal::Itself);
    }
    for (code, known) in &facts.successors {
        match known {
            Known::Works => {}
            Known::Unknown => refusals.push(DraftRefusal::Unknown(code.clone())),
            Known::HasClosed => refusals.push(DraftRefusal::SuccessorClosed(code.clone())),
        }
    }
    let (least, most) = draft.kind.successors();
    if !(least..=most).contains(&draft.successors.len()) {
        refusals.push(DraftRefusal::Count(draft.kind));
    }
    if draft.branch.is_some() && draft.kind != Kind::Branch {
        refusals.push(DraftRefusal::NoBranch);
    }
    // ODS may have closed it before anybody here knew.
    if draft
        .effective_on
        .years_later(1)
        .is_some_and(|day| day < facts.today)
    {
        refusals.push(DraftRefusal::TooLongAgo);
    }
    if facts
        .today
        .years_later(2)
        .is_some_and(|day| day < draft.effective_on)
    {
        refusals.push(DraftRefusal::TooFarAway);
    }
    refusals
}

impl DraftRefusal {
    fn field(&self) -> &'static str {
        match self {
            Self::Unknown(_) | Self::SuccessorClosed(_) | Self::Itself | Self::Count(_) => "others",
            Self::NoBranch => "branch",
            Self::TooLongAgo | Self::TooFarAway => "day",
            Self::Ending | Self::Other(_) => "",
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::Unknown(code) => {
                ["No practice with the code ", code.as_ref(), " is known here"].concat()
            }
            Self::Ending => "This practice's closure is already planned. Look at that plan, or withdraw it first".to_owned(),
            Self::Itself => "A practice cannot take its own place. Enter the code of another one".to_owned(),
            Self::SuccessorClosed(code) => {
                [code.as_ref(), " has closed. Enter the code of a practice that is open"].concat()
            }
            Self::Count(Kind::Closure) => {
                "You chose that no practice takes its place. Choose something else, or no other practice".to_owned()
            }
            Self::Count(Kind::Split) => {
                ["Choose or enter at least 2 practices, and no more than ", &MOST_SUCCESSORS.to_string()].concat()
            }
            Self::Count(_) => "Choose or enter the one practice that takes its place".to_owned(),
            Self::NoBranch => "Only a practice that becomes a branch has a branch code. Leave it empty".to_owned(),
            Self::TooLongAgo => "The day must be within the last year, or in the future".to_owned(),
            Self::TooFarAway => "The day must be within the next 2 years".to_owned(),
            Self::Other(refusal) => refusal.to_string(),
        }
    }
}

impl WhyNot for DraftRefusal {
    fn is_unconfirmed(&self) -> bool {
        matches!(self, Self::Other(refusal) if refusal.is_unconfirmed())
    }

    fn form_state(reasons: &[Self]) -> FormState {
        reasons.iter().fold(FormState::default(), |state, reason| {
            state.and_wrong(reason.field(), reason.sentence())
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::*;
    use crate::base::clock::days_after;

    fn ods(number: u8) -> OdsCode {
        format!("ZZ90{number:02}").parse().unwrap()
    }

    fn known() -> impl Strategy<Value = Known> {
        select(vec![Known::Unknown, Known::Works, Known::HasClosed])
    }

    proptest! {
        #[test]
        fn a_plan_that_passes_ends_one_practice_once_in_as_many_open_ones_as_its_kind_has(
            kind in select(Kind::ALL.to_vec()), practice in known(), is_ending in any::<bool>(),
            successors in prop::collection::btree_map(0..4u8, known(), 0..4), branch in any::<bool>(), days in 0..1500u32,
        ) {
            let today = days_after("2026-11-23".parse().unwrap(), 500);
            let draft = Draft {
                practice: ods(0),
                kind,
                successors: successors.keys().map(|number| ods(*number)).collect(),
                branch: branch.then(|| ods(99)),
                effective_on: days_after("2026-11-23".parse().unwrap(), days),
                reason: String::new(),
            };
            let facts = Facts {
                practice,
                is_ending,
                successors: successors.iter().map(|(number, known)| (ods(*number), *known)).collect(),
                today,
            };
            let refusals = judge(&draft, &facts);
            if refusals.is_empty() {
                prop_assert!(practice != Known::Unknown && !is_ending);
                prop_assert!(!draft.successors.contains(&draft.practice));
                prop_assert!(successors.values().all(|known| *known == Known::Works));
                prop_assert_eq!(draft.successors.is_empty(), kind == Kind::Closure);
                prop_assert_eq!(draft.successors.len() > 1, kind == Kind::Split);
                prop_assert!(!branch || kind == Kind::Branch);
                prop_assert!((134..=1231).contains(&days), "{}", days);
            }
            for refusal in &refusals {
                prop_assert!(!refusal.sentence().is_empty());
            }
        }
    }
}
