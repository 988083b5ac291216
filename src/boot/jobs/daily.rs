//! The daily work: what is kept for a while only is removed, and what is due on a day is done.

use std::time::Duration;

use crate::{
    accountant_links,
    base::{
        clock::{Clock, bounds_of, date_of},
        dates::Instant,
        kept::Keeps,
    },
    database::{Db, Failure, Tx, UnitOfWork},
    launches, mail, paper, pensions, performers, registration,
    requests::store::escalate,
    sign_in, successions,
    users::{
        leave::store::deactivate_due,
        review,
        roles::store::{forget_idempotency_keys, tell_of_days},
    },
    web::{App, AuditContext, budget, count_failure, form_drafts, rest, round_done},
};

/// The longest pause between two rounds, and the shortest.
const EVERY: Duration = Duration::from_hours(1);
const SHORTEST: Duration = Duration::from_secs(1);

/// Does rounds for ever.
///
/// Not where an idempotency key is used or a session begun: whoever looks there for old ones reads what everybody else who saves
/// or signs in is writing, so that of all who do so at the same moment PostgreSQL would let only one last.
pub(super) async fn keep_tidy(app: App) {
    loop {
        tidy(&app.db, &app.clock, app.keeps).await;
        rest(pause(app.clock.now())).await;
    }
}

/// Until the next round: until a day begins in England, for what begins and ends with days, if that is sooner.
pub(super) fn pause(now: Instant) -> Duration {
    let midnight = bounds_of(date_of(now)).1.0 - now.0;
    let midnight = Duration::from_micros(u64::try_from(midnight).unwrap_or_default());
    EVERY.min(midnight.max(SHORTEST))
}

// Long: one list, a line for each step of the round.
/// One round: forgets what is over, deactivates those whose last day is, ends practices whose day has come, and passes requests on that nobody answers. What
/// fails holds up nothing else.
pub async fn tidy(db: &Db, clock: &Clock, keeps: Keeps) {
    let audit = AuditContext::of_the_program(clock.now());
    let forget = Forget {
        now: clock.now(),
        keeps,
    };
    let steps = [
        ("What is over could not be removed", db.write(&forget).await),
        (
            "Those whose last day is over could not be deactivated",
            deactivate_due(db, &audit).await,
        ),
        // After those who have left: what ended with their place they were told before.
        (
            "Those whose roles began or ended by themselves could not be told",
            tell_of_days(db, &audit).await,
        ),
        (
            "Exemptions whose last day is over could not be ended",
            sign_in::factor::end_exemptions_due(db, &audit).await,
        ),
        (
            "The roles could not follow links that began or ended",
            performers::store::follow_due(db, &audit).await,
        ),
        (
            "GPs' requests that nobody decides could not be passed on",
            performers::store::escalate(db, &audit).await,
        ),
        (
            "Launches whose day has come could not go live",
            launches::go_live(db, &audit).await,
        ),
        (
            "Practices whose day has come could not be ended",
            successions::store::do_due(db, &audit).await,
        ),
        (
            "Links with accountants whose last day is over could not be ended",
            accountant_links::end_due(db, &audit).await,
        ),
        (
            "Those whose turn it is with a pension form could not be reminded",
            pensions::remind(db, &audit).await,
        ),
        (
            "Requests that nobody answers could not be passed on",
            escalate(db, &audit).await,
        ),
    ];
    let mut failed = false;
    for (what, outcome) in steps {
        if let Err(error) = outcome {
            failed = true;
            count_failure();
            tracing::error!(%error, what, "A part of the daily work was not done");
        }
    }
    if !failed {
        round_done();
    }
}

/// Forgets what is over at a moment.
struct Forget {
    now: Instant,
    keeps: Keeps,
}

impl UnitOfWork for Forget {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let [tries, ceremonies] = sign_in::factor::forget(self.now);
        let [reminders, readers] = pensions::forget(self.now);
        for over in [
            forget_idempotency_keys(self.now),
            budget::forget(self.now),
            form_drafts::forget(self.now),
            sign_in::forget_sessions(self.now),
            sign_in::forget_failures(self.now),
            sign_in::links::forget_links(self.now, self.keeps),
            registration::store::forget_drafts(self.now),
            registration::store::forget_links(self.now),
            launches::store::forget(self.now, self.keeps),
            paper::store::forget(self.now, self.keeps),
            review::store::forget(self.now),
            mail::forget_sent(self.now, self.keeps),
            mail::bring_back(self.now),
            tries,
            ceremonies,
            reminders,
            readers,
        ] {
            tx.execute(over).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_begins_with_every_day_in_england_also_when_the_clocks_change() {
        let instant =
            |text: &str| Instant(text.parse::<jiff::Timestamp>().unwrap().as_microsecond());
        for (now, minutes) in [
            ("2026-11-24T12:00:00Z", 60),
            ("2026-11-24T23:50:00Z", 10),
            // Summer time: midnight is an hour earlier in Greenwich.
            ("2026-07-01T22:45:00Z", 15),
            // The day on which the clocks go back has 25 hours, the one on which they go forward 23.
            ("2026-10-25T23:30:00Z", 30),
            ("2027-03-28T22:30:00Z", 30),
        ] {
            assert_eq!(pause(instant(now)), Duration::from_mins(minutes), "{now}");
        }
        assert_eq!(pause(instant("2026-11-24T23:59:59.999Z")), SHORTEST);
    }
}
