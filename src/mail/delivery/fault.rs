//! What went wrong between this program and a mail server, and what follows from it for the letter.

use lettre::transport::smtp;

use super::super::{reasons, store::DeliveryOutcome};

/// How far a letter had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// Nothing was said of it yet.
    Opening,
    /// Who sends it was said.
    Sender,
    /// Whom it is for was said.
    Recipient,
    /// It was asked whether it may come.
    Data,
    /// It was handed over, at least in part: nobody knows whether the server has it unless the server says so.
    Content,
}

/// What the server did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It said no, with this code.
    Answered(u16),
    /// It did not answer in time.
    Silent,
    /// It broke off, or can't be reached.
    BrokeOff,
    /// It said something that is no answer to what it was asked.
    Nonsense,
    /// It can't, or does not want to, speak in secret.
    NotSecure,
    /// It offers no log in, and the settings have a password.
    NoLogIn,
    /// It takes no address with letters outside ASCII.
    AsciiOnly,
}

/// Why a letter was not handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub stage: Stage,
    pub kind: Kind,
}

/// It does not let this program in: a wrong password in the settings must not cost everything that waits.
const NOT_LET_IN: [u16; 4] = [530, 534, 535, 538];
/// It is about to stop.
const STOPPING: u16 = 421;

impl Fault {
    pub(super) fn new(stage: Stage, kind: Kind) -> Self {
        Self { stage, kind }
    }

    /// From what lettre reports of a command.
    pub(super) fn of(stage: Stage, error: &smtp::Error) -> Self {
        let kind = match error.status() {
            Some(code) => Kind::Answered(u16::from(code)),
            None if error.is_timeout() => Kind::Silent,
            None if error.is_tls() => Kind::NotSecure,
            None if error.is_client() || error.is_response() && !is_cut_off(error) => {
                Kind::Nonsense
            }
            None => Kind::BrokeOff,
        };
        Self { stage, kind }
    }

    /// Whether it may be because of the connection, which other letters went over before, and the letter can go over a
    /// new one at once. Not where the server may have it already, and not where it would make us wait again.
    pub(super) fn may_be_the_connection(self) -> bool {
        match self.kind {
            Kind::AsciiOnly => false,
            Kind::Silent => self.stage == Stage::Opening,
            Kind::BrokeOff | Kind::Nonsense => self.stage < Stage::Content,
            Kind::Answered(_) | Kind::NotSecure | Kind::NoLogIn => true,
        }
    }

    /// What it means for the letter. For good is only what was said of its recipient or of itself.
    pub(super) fn outcome(self) -> DeliveryOutcome {
        let problem = self.problem();
        match self.kind {
            _ if self.stage == Stage::Opening => DeliveryOutcome::NotBegun(problem),
            Kind::Answered(code) if NOT_LET_IN.contains(&code) => {
                DeliveryOutcome::NotBegun(problem)
            }
            Kind::Answered(STOPPING) if self.stage == Stage::Sender => {
                DeliveryOutcome::NotBegun(problem)
            }
            Kind::Answered(500..) if self.stage >= Stage::Recipient => {
                DeliveryOutcome::Refused(problem)
            }
            Kind::AsciiOnly => DeliveryOutcome::Refused(problem),
            _ => DeliveryOutcome::Failed(problem),
        }
    }

    /// Without what the server said: that may hold the address.
    fn problem(self) -> String {
        match self.kind {
            Kind::Answered(code) => reasons::answered(code),
            Kind::Silent => reasons::TOO_SLOW.to_owned(),
            Kind::BrokeOff => reasons::BROKE_OFF.to_owned(),
            Kind::Nonsense => reasons::NONSENSE.to_owned(),
            Kind::NotSecure => reasons::NOT_SECURE.to_owned(),
            Kind::NoLogIn => reasons::NO_LOG_IN.to_owned(),
            Kind::AsciiOnly => reasons::ASCII_ONLY.to_owned(),
        }
    }
}

/// Whether the server hung up instead of answering, which lettre reports as an answer that is not whole.
fn is_cut_off(error: &smtp::Error) -> bool {
    use std::error::Error as _;
    let source = error.source();
    source.is_some_and(|source| source.to_string() == "incomplete response")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STAGES: [Stage; 5] = [
        Stage::Opening,
        Stage::Sender,
        Stage::Recipient,
        Stage::Data,
        Stage::Content,
    ];

    fn any_kind() -> impl Strategy<Value = Kind> {
        prop_oneof![
            (400_u16..560).prop_map(Kind::Answered),
            Just(Kind::Silent),
            Just(Kind::BrokeOff),
            Just(Kind::Nonsense),
            Just(Kind::NotSecure),
        ]
    }

    proptest! {
        #[test]
        fn a_letter_is_given_up_for_good_only_for_what_was_said_of_it(stage in 0..5_usize, kind in any_kind()) {
            let fault = Fault::new(STAGES[stage], kind);
            if let DeliveryOutcome::Refused(_) = fault.outcome() {
                prop_assert!(fault.stage >= Stage::Recipient);
                prop_assert!(matches!(kind, Kind::Answered(500..)), "{:?}", kind);
            }
        }

        #[test]
        fn a_letter_that_a_server_may_have_is_not_sent_again_at_once(kind in any_kind()) {
            let fault = Fault::new(Stage::Content, kind);
            prop_assert_eq!(fault.may_be_the_connection(), matches!(kind, Kind::Answered(_) | Kind::NotSecure));
        }
    }

    #[test]
    fn a_server_that_does_not_let_us_in_costs_no_letter() {
        for code in NOT_LET_IN {
            for stage in STAGES {
                let fault = Fault::new(stage, Kind::Answered(code));
                assert!(
                    matches!(fault.outcome(), DeliveryOutcome::NotBegun(_)),
                    "{fault:?}"
                );
            }
        }
    }
}
