//! How a job stands, for whoever looks after the program.

use super::{Duration, Instant, Job, dates};

/// A job that rests for less is about to run anyway.
const LONG_REST: Duration = Duration::from_mins(1);

/// What came of the last round of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastRound {
    /// There was none since the program was started.
    NotYet,
    /// All of it was done.
    Done,
    /// It was done but for what failed for one practice or person.
    LeftOut,
    /// It failed.
    Failed,
}

/// How a job stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub name: &'static str,
    /// Whether it is not running, or has not done a round for long.
    pub wrong: bool,
    pub last: LastRound,
    /// When it last did a whole round.
    pub last_success: Option<dates::Instant>,
    /// When the next round is due; nothing while one is under way.
    pub next: Option<dates::Instant>,
    /// How long it rests before that in all.
    pub rest: Duration,
}

impl Standing {
    /// Whether it is worth asking it to run at once.
    pub fn may_run_now(&self) -> bool {
        self.next.is_some() && self.rest >= LONG_REST
    }
}

impl Job {
    /// How it stands at `now`, which the steady clock of the machine knows nothing of.
    pub(super) fn standing(&self, now: dates::Instant) -> Standing {
        let state = *self.lock();
        let failed = state
            .failed
            .is_some_and(|failed| state.took.is_none() || failed > state.last_round);
        let last = match state.took {
            _ if failed => LastRound::Failed,
            None => LastRound::NotYet,
            Some(_) if state.left_out => LastRound::LeftOut,
            Some(_) => LastRound::Done,
        };
        let ago = micros(state.last_round.elapsed());
        let due = |(next, _): (Instant, _)| {
            let until = micros(next.saturating_duration_since(Instant::now()));
            dates::Instant(now.0.saturating_add(until))
        };
        Standing {
            name: self.name,
            wrong: self.wrong().is_some(),
            last,
            last_success: state.took.map(|_| dates::Instant(now.0 - ago)),
            next: state.next.map(due),
            rest: state.next.map(|(_, rest)| rest).unwrap_or_default(),
        }
    }
}

fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}
