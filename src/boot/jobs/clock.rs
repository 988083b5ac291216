//! Watching the clock of the machine.

use std::time::Duration;

use crate::{
    base::{clock::Clock, dates::Instant},
    web::{rest, round_done},
};

/// How often the clock is looked at, and what it may have jumped in between.
const LOOK: Duration = Duration::from_secs(10);
const LARGEST_JUMP: Duration = Duration::from_hours(24);

/// Says so when the machine's clock jumps by more than a day, for ever: what was noted meanwhile has a wrong date.
pub(super) async fn keep_watch() {
    let mut before = (Clock::System.now(), tokio::time::Instant::now());
    loop {
        rest(LOOK).await;
        let now = (Clock::System.now(), tokio::time::Instant::now());
        if let Some(hours) = jump(before.0, now.0, now.1 - before.1) {
            metrics::counter!("clock_jumps_total").increment(1);
            tracing::error!(
                hours,
                "The clock of this machine jumped: set it by the network, and look at what was done meanwhile"
            );
        }
        before = now;
        round_done();
    }
}

/// By how many hours a clock jumped that went from one moment to another while `passed` went by; nothing where that is
/// little.
fn jump(before: Instant, now: Instant, passed: Duration) -> Option<i64> {
    let passed = i64::try_from(passed.as_micros()).ok()?;
    let jumped = now.0 - before.0 - passed;
    let hours = jumped / Instant::HOUR;
    (u128::from(jumped.unsigned_abs()) > LARGEST_JUMP.as_micros()).then_some(hours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_jumps_by_more_than_a_day_is_noticed_either_way() {
        let (noon, hour, ten) = (
            Instant(1_782_860_400_000_000),
            3_600_000_000,
            Duration::from_secs(10),
        );
        for (hours, noticed) in [
            (0, None),
            (23, None),
            (24, None),
            (25, Some(25)),
            (-25, Some(-25)),
            (8760, Some(8760)),
        ] {
            let now = Instant(noon.0 + hours * hour + 10_000_000);
            assert_eq!(jump(noon, now, ten), noticed);
        }
        // Nothing jumped where the time really passed.
        assert_eq!(
            jump(noon, Instant(noon.0 + 30 * hour), Duration::from_hours(30)),
            None
        );
    }
}
