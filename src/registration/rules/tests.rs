//! Any sequence of requests, answers, objections, officers' decisions and hours.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn officer(number: u8) -> UserId {
    UserId(Uuid::from_u128(u128::from(number) + 1))
}

/// The officer with this number is the nominee: officers are people too.
const NOMINEE: u8 = 3;

const STEPS: [Step; 19] = [
    Step::Unreachable,
    Step::Settle,
    Step::Confirm(Party::Nominee),
    Step::Confirm(Party::Authoriser),
    Step::Confirm(Party::Outgoing),
    Step::Decline(Party::Authoriser),
    Step::Object,
    Step::Withdraw,
    Step::AskAgain,
    Step::Inform,
    Step::Expire,
    Step::NeedInformation,
    Step::Pass,
    Step::Return,
    Step::Approve,
    Step::Refuse(RefusalCode::Incomplete),
    Step::Resume,
    Step::Grant,
    Step::Lapse,
];

/// The officer who takes a step, if an officer takes it.
fn by(step: Step, who: u8) -> Option<u8> {
    let by_officer = matches!(
        step,
        Step::NeedInformation
            | Step::Pass
            | Step::Return
            | Step::Approve
            | Step::Refuse(_)
            | Step::Resume
    );
    by_officer.then_some(who)
}

/// What is done: a step, by which officer if by one, after how many hours; or what a check comes to.
#[derive(Clone, Debug)]
enum Done {
    Step(Step, Option<u8>, i64),
    /// One of the steps that are possible now and end nothing: at random alone, a case would hardly ever come far.
    Onward(prop::sample::Index, u8),
    Check(Item, Finding),
    /// All checks pass: of single ones, a case would hardly ever come to its approval.
    AllPass,
    /// An officer is one no longer.
    Gone(u8),
}

fn done() -> impl Strategy<Value = Done> {
    let step = prop::sample::select(STEPS.as_slice());
    prop_oneof![
        1 => (step, 0..4_u8, 0..200_i64).prop_map(|(step, who, hours)| Done::Step(step, by(step, who), hours)),
        4 => (any::<prop::sample::Index>(), 0..4_u8).prop_map(|(which, who)| Done::Onward(which, who)),
        3 => (prop::sample::select(Item::ALL), prop::sample::select(vec![Finding::Passed, Finding::Passed, Finding::NotNeeded, Finding::Failed]))
            .prop_map(|(item, finding)| Done::Check(item, finding)),
        2 => Just(Done::AllPass),
        1 => (0..3_u8).prop_map(Done::Gone),
    ]
}

/// A case as a store would keep it.
struct Kept {
    standing: Standing,
    second: Option<UserId>,
    now: Instant,
    gone: Vec<UserId>,
}

impl Kept {
    fn new(kind: Kind, blocked: bool) -> Self {
        let state = if kind == Kind::Emergency {
            State::Second
        } else {
            State::Confirming
        };
        let now = Instant(1_795_428_000_000_000);
        Self {
            standing: Standing {
                kind,
                state,
                due: due(state, false, CoolingPeriod::default(), now),
                has_to_confirm: match kind {
                    Kind::Emergency => Vec::new(),
                    _ => vec![Party::Nominee, Party::Authoriser],
                },
                confirmed: Vec::new(),
                first: (kind == Kind::Emergency).then(|| officer(0)),
                concerned: vec![officer(NOMINEE)],
                findings: Vec::new(),
                blocked,
            },
            second: None,
            now,
            gone: Vec::new(),
        }
    }

    /// Takes a step that is possible now or once the time of the state is over, and after which it is open or access is given.
    fn go_on(&mut self, which: prop::sample::Index, who: u8) {
        let over = self.standing.due.map_or(self.now, |due| due.max(self.now));
        let mut possible = Vec::new();
        for step in STEPS {
            for now in [self.now, over] {
                let after = self.standing.after(step, by(step, who).map(officer), now);
                if after.is_ok_and(|state| state.is_open() || state == State::Active) {
                    possible.push((step, (now.0 - self.now.0) / Instant::HOUR));
                    break;
                }
            }
        }
        if !possible.is_empty() {
            let (step, hours) = *which.get(&possible);
            self.go(step, by(step, who), hours);
        }
    }

    fn go(&mut self, step: Step, who: Option<u8>, hours: i64) {
        self.now = Instant(self.now.0 + hours * Instant::HOUR);
        let by = who.map(officer);
        if by.is_some_and(|by| self.gone.contains(&by)) {
            return;
        }
        let before = self.standing.state;
        let Ok(state) = self.standing.after(step, by, self.now) else {
            return;
        };
        // Whatever the rule allows holds these.
        assert!(
            by != Some(officer(NOMINEE)),
            "an officer decided about themselves"
        );
        if let Step::Confirm(party) = step {
            self.standing.confirmed.push(party);
        }
        match step {
            Step::Pass => self.standing.first = by,
            Step::Approve => self.second = by,
            _ if matches!(state, State::Checking | State::Information) => {
                (self.standing.first, self.second) = (None, None);
            }
            _ => {}
        }
        if state != before || step == Step::AskAgain {
            self.standing.due = due(state, false, CoolingPeriod::default(), self.now);
        }
        self.standing.state = state;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn nobody_gets_access_without_two_officers_and_two_who_confirmed_and_nobody_after_an_end(
        kind in prop::sample::select(vec![Kind::Administrator, Kind::User, Kind::Emergency]),
        blocked in prop::bool::weighted(0.1),
        handed_over in prop::bool::ANY,
        steps in prop::collection::vec(done(), 1..80),
    ) {
        let mut kept = Kept::new(kind, blocked);
        let handed_over = handed_over && kind != Kind::Emergency;
        if handed_over {
            kept.standing.has_to_confirm.push(Party::Outgoing);
        }
        let mut ended = None;
        for done in steps {
            let before = kept.standing.state;
            match done {
                Done::Step(step, who, hours) => kept.go(step, who, hours),
                Done::Onward(which, who) => kept.go_on(which, who),
                Done::Check(item, finding) => kept.standing.findings.push((item, finding)),
                Done::AllPass => {
                    kept.standing.findings = Item::ALL.iter().map(|item| (*item, Finding::Passed)).collect();
                }
                Done::Gone(number) => {
                    kept.gone.push(officer(number));
                    kept.standing.first = kept.standing.first.filter(|first| *first != officer(number));
                }
            }
            let now = kept.standing.state;
            if let Some(end) = ended {
                prop_assert_eq!(now, end, "after the end");
            }
            if !now.is_open() {
                ended = Some(now);
            }
            if matches!(now, State::Cooling | State::Active) && now != before {
                let second = kept.second;
                prop_assert!(second.is_some());
                prop_assert!(now == State::Active && kind != Kind::Emergency || kept.standing.first != second);
                prop_assert!(!blocked);
                if kind != Kind::Emergency {
                    prop_assert!(kept.standing.confirmed.contains(&Party::Nominee));
                    prop_assert!(kept.standing.confirmed.contains(&Party::Authoriser));
                    prop_assert!(!handed_over || kept.standing.confirmed.contains(&Party::Outgoing));
                    for item in Item::ALL {
                        let failed = kept.standing.finding(*item) == Some(Finding::Failed);
                        prop_assert!(now == State::Active || !failed || before == State::Second, "{item:?}");
                    }
                }
            }
            // Access is given by way of the time for objections, and of nothing else.
            if now == State::Active && before != State::Active {
                let from = if kind == Kind::Emergency { State::Second } else { State::Cooling };
                prop_assert_eq!(before, from);
            }
        }
    }

    #[test]
    fn an_objection_stops_a_case_wherever_it_is_open(state in prop::sample::select(State::ALL)) {
        let mut kept = Kept::new(Kind::Administrator, false);
        kept.standing.state = state;
        let after = kept.standing.after(Step::Object, None, kept.now);
        if state.is_open() && state != State::Disputed {
            prop_assert_eq!(after.unwrap(), State::Disputed);
        } else {
            prop_assert!(after.is_err());
        }
    }
}

#[test]
fn every_refusal_says_what_to_do_in_a_sentence() {
    for why in [
        CaseRefusal::NotNow(State::Refused),
        CaseRefusal::Already,
        CaseRefusal::TooEarly,
        CaseRefusal::TooLate,
        CaseRefusal::Concerned,
        CaseRefusal::SameOfficer,
        CaseRefusal::FirstGone,
        CaseRefusal::Unconfirmed,
        CaseRefusal::Unchecked(Item::CalledBack),
        CaseRefusal::FailedCheck(Item::CalledBack),
        CaseRefusal::Blocked,
    ] {
        assert!(why.told().ends_with('.'), "{}", why.told());
    }
}
