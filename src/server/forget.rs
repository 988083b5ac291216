//! What is remembered for a while only: receipts of forms, sessions, failed sign-ins, wrong codes, questions to
//! passkeys.

use std::time::Duration;

use super::{Clock, Db, Failure, Stamp, Tx, Work, kept_form};
use crate::{
    dates::Instant,
    mail, performers,
    requests::store::chase,
    sign_in,
    users::{leave::store::deactivate_due, roles::store::forget_receipts},
};

/// How often the server forgets what is over.
const EVERY: Duration = Duration::from_hours(1);

/// Forgets what is over, again and again, for ever.
///
/// Not where a receipt is used or a session begun: whoever looks there for old ones reads what everybody else who saves
/// or signs in is writing, so that of all who do so at the same moment PostgreSQL would let only one last.
pub(super) async fn keep_forgetting(db: Db, clock: Clock) {
    let mut rounds = tokio::time::interval(EVERY);
    rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        tidy(&db, &clock).await;
    }
}

/// One round: forgets what is over, deactivates those whose last day is, and passes requests on that nobody answers.
pub async fn tidy(db: &Db, clock: &Clock) {
    if let Err(error) = db.write(&Forget { now: clock.now() }).await {
        tracing::warn!(%error, "What is over could not be removed");
    }
    let stamp = Stamp {
        by_name: "Practice Access".to_owned(),
        ..Stamp::of_visitor(clock.now(), String::new())
    };
    if let Err(error) = deactivate_due(db, &stamp).await {
        tracing::warn!(%error, "Those whose last day is over could not be deactivated");
    }
    if let Err(error) = performers::store::follow_due(db, &stamp).await {
        tracing::warn!(%error, "The roles could not follow links that began or ended");
    }
    if let Err(error) = performers::store::chase(db, &stamp).await {
        tracing::warn!(%error, "GPs' requests that nobody decides could not be passed on");
    }
    if let Err(error) = chase(db, &stamp).await {
        tracing::warn!(%error, "Requests that nobody answers could not be passed on");
    }
}

/// Forgets what is over at a moment.
struct Forget {
    now: Instant,
}

impl Work for Forget {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let [tries, ceremonies] = sign_in::factor::forget(self.now);
        for over in [
            forget_receipts(self.now),
            kept_form::forget(self.now),
            sign_in::forget_sessions(self.now),
            sign_in::forget_failures(self.now),
            sign_in::links::forget_links(self.now),
            mail::forget_sent(self.now),
            tries,
            ceremonies,
        ] {
            tx.execute(over).await?;
        }
        Ok(())
    }
}
