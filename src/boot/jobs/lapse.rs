//! Places that nobody uses lapse, after reminders: once a day.

use super::daily::pause;
use crate::{
    base::clock::Clock,
    database::Db,
    users::lapse::store::look_once_a_day,
    web::{App, AuditContext, UnusedAfter, count_failure, rest, round_done},
};

/// Does rounds for ever: when a day begins in England, and every hour, in case that one failed or no server ran then.
pub(super) async fn keep_lapsing(app: App) {
    loop {
        lapse(&app.db, &app.clock, app.unused).await;
        rest(pause(app.clock.now())).await;
    }
}

/// One round: it does nothing if another one has done this day.
pub async fn lapse(db: &Db, clock: &Clock, after: UnusedAfter) {
    let audit = AuditContext::of_the_program(clock.now());
    match look_once_a_day(db, &audit, after).await {
        Ok(()) => round_done(),
        Err(error) => {
            count_failure();
            tracing::error!(%error, "Accounts nobody uses were not looked at");
        }
    }
}
