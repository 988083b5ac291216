//! Nobody gets past the gate without a second factor but within an exemption, whatever is done.

use proptest::prelude::*;

use super::*;
use crate::web::session::{FactorDuty, Stage};

fn monday() -> Date {
    "2026-11-23".parse().unwrap()
}

/// What can happen to somebody.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// An officer exempts them until so many days from today.
    Exempt(u32),
    /// An officer ends the exemption.
    End,
    /// So many days pass.
    Pass(u32),
    /// They set a factor up.
    SetUp,
    /// It is reset.
    Reset,
    /// They become an administrator, or are one no more.
    Administers(bool),
    /// They become a registration officer, or are one no more.
    Officer(bool),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0..40_u32).prop_map(Step::Exempt),
        1 => Just(Step::End),
        4 => (0..12_u32).prop_map(Step::Pass),
        1 => Just(Step::SetUp),
        2 => Just(Step::Reset),
        2 => any::<bool>().prop_map(Step::Administers),
        1 => any::<bool>().prop_map(Step::Officer),
    ];
    prop::collection::vec(step, 1..60)
}

/// Somebody, as the tables say it.
struct Person {
    day: u32,
    administers: bool,
    officer: bool,
    has_factor: bool,
    /// The exemption whose row is open.
    exemption: Option<Exemption>,
}

impl Person {
    fn today(&self) -> Date {
        days_after(monday(), self.day)
    }

    fn facts(&self) -> Facts {
        Facts {
            registration_officer: self.officer,
            has_factor: self.has_factor,
            needed: self.administers || self.officer,
        }
    }

    fn stage(&self) -> Stage {
        let Facts {
            registration_officer,
            has_factor,
            needed,
        } = self.facts();
        let runs = |exemption: Exemption| self.today() <= exemption.until();
        let duty = FactorDuty {
            needed,
            registration_officer,
            exempt: self.exemption.is_some_and(runs),
        };
        Stage::of(false, has_factor, duty)
    }

    /// Does it, and gives until which day an exemption was given.
    fn take(&mut self, step: Step) -> Option<u32> {
        match step {
            Step::Exempt(days) => {
                let until = days_after(self.today(), days);
                let given = Exemption::give(self.facts(), until, self.today()).ok()?;
                self.exemption = Some(given);
                return Some(self.day + days);
            }
            Step::End => self.exemption = None,
            Step::Pass(days) => self.day += days,
            Step::SetUp => {
                self.has_factor = true;
                self.exemption = None;
            }
            Step::Reset => self.has_factor = false,
            Step::Administers(administers) => self.administers = administers,
            Step::Officer(officer) => self.officer = officer,
        }
        None
    }
}

proptest! {
    #[test]
    fn nobody_without_a_factor_who_needs_one_gets_in_but_within_an_exemption(steps in steps()) {
        let mut person = Person {
            day: 0,
            administers: true,
            officer: false,
            has_factor: false,
            exemption: None,
        };
        // The last day of what was given and not taken back, kept apart from what the rules keep.
        let mut excused: Option<u32> = None;
        for step in steps {
            let given = person.take(step);
            match step {
                Step::Exempt(days) => {
                    let can = person.administers && !person.officer && !person.has_factor;
                    prop_assert_eq!(given.is_some(), can && (1..=LONGEST).contains(&days), "{:?}", step);
                    excused = given.or(excused);
                }
                Step::End | Step::SetUp => excused = None,
                _ => {}
            }
            let within = !person.officer && excused.is_some_and(|last| person.day <= last);
            let expected = match (person.has_factor, person.administers || person.officer) {
                (true, _) => Stage::Prove,
                (false, true) if !within => Stage::SetUp,
                (false, _) => Stage::Complete,
            };
            prop_assert_eq!(person.stage(), expected, "{:?}", step);
        }
    }

    #[test]
    fn an_exemption_ends_after_today_and_within_thirty_days(days in 0..60_i64) {
        let facts = Facts { registration_officer: false, has_factor: false, needed: true };
        let (today, day) = (days_after(monday(), 20), days_after(monday(), u32::try_from(days).unwrap()));
        let given = Exemption::give(facts, day, today);
        prop_assert_eq!(given.is_ok(), (21..=50).contains(&days));
        if let Ok(given) = given {
            prop_assert_eq!((given.from(), given.until()), (today, day));
        }
    }
}

#[test]
fn each_reason_says_what_can_be_done() {
    let today = monday();
    let ask = |registration_officer, has_factor, needed| {
        let facts = Facts {
            registration_officer,
            has_factor,
            needed,
        };
        Exemption::give(facts, days_after(today, 3), today).unwrap_err()
    };
    assert_eq!(ask(true, true, true), Refused::Officer);
    assert_eq!(ask(false, true, true), Refused::HasFactor);
    assert_eq!(ask(false, false, false), Refused::NotNeeded);
    let late = Refused::Day(WrongDay::TooLate("2026-12-23".parse().unwrap()));
    assert_eq!(
        (late.field(), late.sentence().as_str()),
        (
            "ends",
            "Last day must be 23 December 2026 or before. This can last 30 days at most"
        )
    );
    assert_eq!(
        read_last_day(&[]).map_err(WrongDay::sentence),
        Err("Enter the last day".to_owned())
    );
}
