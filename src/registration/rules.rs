//! What may become of a certification: the one rule of who may do what to it, when, and where it stands then.
//!
//! Nobody becomes an administrator without an authoriser who is not the nominee, and two different officers.

use crate::{
    base::{
        clock::{bounds_of, date_of, working_days_after},
        dates::Instant,
        ids::UserId,
    },
    registration::model::{Finding, Item, Kind, Party, RefusalCode, State},
    web::CoolingPeriod,
};

/// How long the two who confirm have.
pub(crate) const CONFIRM: i64 = 7 * Instant::DAY;
/// After how many days of that they are reminded.
pub(crate) const REMINDERS: [i64; 2] = [2 * Instant::DAY, 5 * Instant::DAY];
/// How many working days the practice's own administrators have.
pub(crate) const ADMINISTRATORS: u32 = 3;
/// In how many working days an officer makes the checks, and a second one looks at them.
pub(crate) const CHECKING: u32 = 2;
pub(crate) const SECOND: u32 = 1;

/// A certification as far as the rule needs to know it.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub kind: Kind,
    pub state: State,
    /// The end of the time that the state has, if it has one.
    pub due: Option<Instant>,
    /// Those who have to confirm: nominee and authoriser, and whoever hands their access over; nobody in an emergency.
    pub has_to_confirm: Vec<Party>,
    /// Those of them who have.
    pub confirmed: Vec<Party>,
    /// Who made the checks, while they are an officer.
    pub first: Option<UserId>,
    /// The officers who are the nominee, the authoriser or the requester.
    pub concerned: Vec<UserId>,
    /// What each check came to last.
    pub findings: Vec<(Item, Finding)>,
    /// Whether something forbids it whatever the checks say.
    pub blocked: bool,
}

/// What somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The requester can't reach the practice's administrators.
    Unreachable,
    /// An administrator of the practice has dealt with it.
    Settle,
    /// Nominee, authoriser or who hands over confirms.
    Confirm(Party),
    /// One of them says no.
    Decline(Party),
    /// Somebody who was told says that it is wrong.
    Object,
    /// The requester takes it back.
    Withdraw,
    /// The requester asks those who have not confirmed again.
    AskAgain,
    /// The requester answers what they were asked.
    Inform,
    /// Time has passed.
    Expire,
    /// An officer asks the requester for something.
    NeedInformation,
    /// An officer has made the checks.
    Pass,
    /// A second officer wants them looked at again.
    Return,
    /// A second officer approves.
    Approve,
    /// An officer refuses.
    Refuse(RefusalCode),
    /// An officer has looked into an objection, and it is not right. Those who have not confirmed are asked again.
    Resume,
    /// The time for objections is over.
    Grant,
    /// It is over, and one of the officers is none any more.
    Lapse,
}

impl Step {
    /// As recorded.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Settle => "settle",
            Self::Confirm(Party::Nominee) => "confirm nominee",
            Self::Confirm(Party::Outgoing) => "confirm outgoing",
            Self::Confirm(_) => "confirm authoriser",
            Self::Decline(Party::Nominee) => "decline nominee",
            Self::Decline(Party::Outgoing) => "decline outgoing",
            Self::Decline(_) => "decline authoriser",
            Self::Object => "object",
            Self::Withdraw => "withdraw",
            Self::AskAgain => "ask again",
            Self::Inform => "inform",
            Self::Expire => "expire",
            Self::NeedInformation => "need information",
            Self::Pass => "pass",
            Self::Return => "return",
            Self::Approve => "approve",
            Self::Refuse(_) => "refuse",
            Self::Resume => "resume",
            Self::Grant => "grant",
            Self::Lapse => "lapse",
        }
    }
}

/// Why something is not done, in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CaseRefusal {
    /// It stands elsewhere by now.
    NotNow(State),
    /// They did already.
    Already,
    /// Not yet.
    TooEarly,
    /// No longer.
    TooLate,
    /// An officer who is one of the parties.
    Concerned,
    /// The second officer is the first.
    SameOfficer,
    /// The first officer is no officer any more.
    FirstGone,
    /// Somebody who has to confirm has not.
    Unconfirmed,
    /// A check was not made.
    Unchecked(Item),
    /// A check failed.
    FailedCheck(Item),
    /// Something forbids it.
    Blocked,
}

impl CaseRefusal {
    /// As people read it.
    pub(crate) fn told(self) -> String {
        let fixed = match self {
            Self::NotNow(state) => {
                return [
                    "This is no longer possible. Status now: ",
                    state.words(),
                    ".",
                ]
                .concat();
            }
            Self::Unchecked(item) => {
                return ["Record this check first: ", item.words(), "."].concat();
            }
            Self::FailedCheck(item) => {
                return [
                    "This check failed, so the request can only be refused: ",
                    item.words(),
                    ".",
                ]
                .concat();
            }
            Self::Already => "You have done this already. Nothing was changed.",
            Self::TooEarly => "It is too early for this. Others still have time to answer.",
            Self::TooLate => {
                "The time for this has passed. The person who asked can ask you again."
            }
            Self::Concerned => "You are named in this request, so other officers decide about it.",
            Self::SameOfficer => "You made the checks, so another officer has to approve it.",
            Self::FirstGone => {
                "The officer who made the checks is no longer an officer. Send it back, so that the checks are made again."
            }
            Self::Unconfirmed => {
                "Not everybody who has to confirm this request has done so. It can only be refused."
            }
            Self::Blocked => {
                "One of the signals forbids this: nominee and authoriser seem to be one person. It can only be refused."
            }
        };
        fixed.to_owned()
    }
}

impl Standing {
    /// Where it stands after `step` by `officer`, or by anybody else, `now`.
    pub(crate) fn after(
        &self,
        step: Step,
        officer: Option<UserId>,
        now: Instant,
    ) -> Result<State, CaseRefusal> {
        if officer.is_some_and(|officer| self.concerned.contains(&officer)) {
            return Err(CaseRefusal::Concerned);
        }
        let over = self.due.is_some_and(|due| now >= due);
        match (step, self.state) {
            (Step::Unreachable, State::Administrators) if !over => Err(CaseRefusal::TooEarly),
            (Step::Unreachable, State::Administrators) | (Step::AskAgain, State::Expired) => {
                Ok(State::Confirming)
            }
            (Step::Settle, State::Administrators) => Ok(State::Settled),
            (Step::Confirm(_), State::Confirming) if over => Err(CaseRefusal::TooLate),
            (Step::Confirm(party), State::Confirming) => self.confirm(party),
            (Step::Confirm(party), _) if self.confirmed.contains(&party) => {
                Err(CaseRefusal::Already)
            }
            (Step::Decline(_), State::Confirming | State::Administrators) => Ok(State::Declined),
            (Step::Object, state) if state.is_open() && state != State::Disputed => {
                Ok(State::Disputed)
            }
            (Step::Withdraw, state) if state.is_open() && state != State::Disputed => {
                Ok(State::Withdrawn)
            }
            (Step::Inform, State::Information) | (Step::Return, State::Second) => {
                Ok(State::Checking)
            }
            (Step::Resume, State::Disputed) => Ok(self.once_confirmed_by(&self.confirmed)),
            (Step::Expire, State::Confirming) if over => Ok(State::Expired),
            (Step::Grant, State::Cooling) if over => Ok(State::Active),
            (Step::Lapse, State::Cooling) if over => Ok(State::Checking),
            (Step::Expire | Step::Grant, State::Confirming | State::Cooling) => {
                Err(CaseRefusal::TooEarly)
            }
            (Step::NeedInformation, State::Checking) => Ok(State::Information),
            (Step::Pass, State::Checking) => self.pass(),
            (Step::Approve, State::Second) => self.approve(officer),
            (Step::Refuse(_), State::Information | State::Cooling) => Ok(State::Refused),
            (Step::Refuse(_), state) if state.is_with_the_team() => Ok(State::Refused),
            (_, state) => Err(CaseRefusal::NotNow(state)),
        }
    }

    fn confirm(&self, party: Party) -> Result<State, CaseRefusal> {
        if self.confirmed.contains(&party) {
            return Err(CaseRefusal::Already);
        }
        Ok(self.once_confirmed_by(&[&self.confirmed[..], &[party]].concat()))
    }

    /// Where it stands when these have confirmed.
    fn once_confirmed_by(&self, confirmed: &[Party]) -> State {
        let missing = |party: &Party| !confirmed.contains(party);
        if self.has_to_confirm.iter().any(missing) {
            State::Confirming
        } else {
            State::Checking
        }
    }

    /// Refused whatever the checks say.
    fn may_go_on(&self) -> Result<(), CaseRefusal> {
        if self.blocked {
            Err(CaseRefusal::Blocked)
        } else if self.once_confirmed_by(&self.confirmed) == State::Confirming {
            Err(CaseRefusal::Unconfirmed)
        } else {
            Ok(())
        }
    }

    fn pass(&self) -> Result<State, CaseRefusal> {
        self.may_go_on()?;
        for item in Item::ALL {
            match self.finding(*item) {
                None => return Err(CaseRefusal::Unchecked(*item)),
                Some(Finding::Failed) => return Err(CaseRefusal::FailedCheck(*item)),
                Some(Finding::Passed | Finding::NotNeeded) => {}
            }
        }
        Ok(State::Second)
    }

    fn approve(&self, officer: Option<UserId>) -> Result<State, CaseRefusal> {
        let first = self.first.ok_or(CaseRefusal::FirstGone)?;
        if officer == Some(first) {
            return Err(CaseRefusal::SameOfficer);
        }
        self.may_go_on()?;
        Ok(if self.kind == Kind::Emergency {
            State::Active
        } else {
            State::Cooling
        })
    }

    /// What a check came to last.
    pub(crate) fn finding(&self, item: Item) -> Option<Finding> {
        let found = self.findings.iter().rev().find(|(made, _)| *made == item);
        found.map(|(_, finding)| *finding)
    }
}

/// Until when a state that begins `now` has time; none for a state that has no end of its own.
pub(crate) fn due(
    state: State,
    main_contact: bool,
    cooling: CoolingPeriod,
    now: Instant,
) -> Option<Instant> {
    let working_days = |count| bounds_of(working_days_after(date_of(now), count)).1;
    Some(match state {
        State::Administrators => working_days(ADMINISTRATORS),
        State::Checking | State::Disputed => working_days(CHECKING),
        State::Second => working_days(SECOND),
        State::Confirming => Instant(now.0 + CONFIRM),
        State::Cooling if main_contact => Instant(now.0 + cooling.main_contact),
        State::Cooling => Instant(now.0 + cooling.administrator),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
