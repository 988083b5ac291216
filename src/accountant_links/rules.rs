//! How a link goes on.

use super::model::{LinkState, Why};

/// What becomes of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The accountant confirms it.
    Confirm,
    /// It ends.
    End(Why),
}

/// Why that can't be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LinkRefusal {
    /// It is over.
    Over,
    /// The accountant has confirmed it already.
    Confirmed,
}

impl LinkRefusal {
    /// As people are told.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Over => {
                "This link with an accountant has already ended. The page shows its status now"
            }
            Self::Confirmed => "You have already confirmed this link",
        }
    }
}

impl LinkState {
    /// Where a link stands after a step.
    pub(crate) fn after(self, step: Step) -> Result<Self, LinkRefusal> {
        match (self, step) {
            (Self::Ended | Self::Declined, _) => Err(LinkRefusal::Over),
            (Self::Active, Step::Confirm) => Err(LinkRefusal::Confirmed),
            (Self::Waiting, Step::Confirm) => Ok(Self::Active),
            // Whoever never took it on declines.
            (Self::Waiting, Step::End(Why::Accountant)) => Ok(Self::Declined),
            (Self::Waiting | Self::Active, Step::End(_)) => Ok(Self::Ended),
        }
    }

    /// Whether it is not over.
    pub(crate) fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Active)
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::*;

    fn step() -> impl Strategy<Value = Step> {
        let ends = Why::ALL.iter().map(|why| Step::End(*why));
        select(ends.chain([Step::Confirm]).collect::<Vec<_>>())
    }

    proptest! {
        #[test]
        fn a_link_is_active_only_once_confirmed_and_never_again_once_it_is_over(
            steps in prop::collection::vec(step(), 0..10),
        ) {
            let (mut state, mut confirmed, mut over) = (LinkState::Waiting, false, false);
            for step in steps {
                let Ok(after) = state.after(step) else {
                    continue;
                };
                prop_assert!(!over);
                confirmed |= step == Step::Confirm;
                over |= matches!(step, Step::End(_));
                state = after;
                prop_assert_eq!(state == LinkState::Active, confirmed && !over);
                prop_assert_eq!(state.is_open(), !over);
                prop_assert!(state != LinkState::Declined || !confirmed);
            }
        }
    }
}
