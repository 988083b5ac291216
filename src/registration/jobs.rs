//! What the server does about cases by itself.

use std::time::Duration;

use super::store::do_due;
use crate::{
    base::clock::Clock,
    database::{Db, Failure},
    web::{App, AuditContext, count_failure, rest, round_done},
};

/// How often the server looks for cases whose time is over.
const LOOK: Duration = Duration::from_mins(1);

/// Reminds, ends what nobody confirms, and gives what was approved, for ever.
pub(crate) async fn keep_certifying(app: App) {
    loop {
        match go_on(&app.db, &app.clock).await {
            Ok(()) => round_done(),
            Err(error) => {
                count_failure();
                tracing::error!(%error, "Certifications could not be gone on with");
            }
        }
        rest(LOOK).await;
    }
}

/// One round.
pub async fn go_on(db: &Db, clock: &Clock) -> Result<(), Failure> {
    let audit = AuditContext::of_the_program(clock.now());
    do_due(db, &audit).await
}
