//! What is remembered for a while only: receipts of forms, sessions, failed sign-ins, wrong codes, questions to
//! passkeys.

use std::time::Duration;

use super::{Clock, Db, Failure, Tx, Work};
use crate::{dates::Instant, sign_in, users::roles::store::forget_receipts};

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
        if let Err(error) = db.write(&Forget { now: clock.now() }).await {
            tracing::warn!(%error, "What is over could not be removed");
        }
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
            sign_in::forget_sessions(self.now),
            sign_in::forget_failures(self.now),
            tries,
            ceremonies,
        ] {
            tx.execute(over).await?;
        }
        Ok(())
    }
}
