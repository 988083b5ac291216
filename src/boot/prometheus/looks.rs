//! What the database is asked for each time the numbers are read. Nothing can be said of it while it does not answer; the
//! other numbers are wanted then more than ever, so each look has a limit, and what it did not find is not a number.

use std::time::Duration;

use metrics::gauge;
use tokio::{join, time::timeout};

use crate::{base::dates::Instant, database::Figures, history, mail, sign_in, web::App};

/// How long one look may take.
const LONGEST_LOOK: Duration = Duration::from_secs(1);

/// Writes down all that the database can be asked for.
pub(super) async fn count(app: &App) {
    for connections in app.db.connections() {
        for (state, count) in [("in use", connections.in_use), ("idle", connections.idle)] {
            gauge!("database_connections", "pool" => connections.pool, "state" => state).set(count);
        }
    }
    gauge!("database_info", "kind" => app.db.kind()).set(1);
    join!(
        mail(app),
        record(app),
        logged_in(app),
        database(app),
        ready(app)
    );
}

/// What a look found, unless it failed or took too long.
async fn look<T, E>(at: impl Future<Output = Result<T, E>>) -> Option<T> {
    timeout(LONGEST_LOOK, at).await.ok()?.ok()
}

async fn mail(app: &App) {
    let backlog = look(mail::backlog(&app.db)).await;
    let now = app.clock.now();
    let oldest = |backlog: mail::Backlog| backlog.oldest.map_or(0.0, |oldest| seconds(oldest, now));
    gauge!("mail_waiting").set(known(backlog.map(|backlog| backlog.waiting)));
    gauge!("mail_given_up").set(known(backlog.map(|backlog| backlog.given_up)));
    gauge!("mail_on_hold").set(known(backlog.map(|backlog| backlog.on_hold.into())));
    gauge!("mail_oldest_waiting_seconds").set(backlog.map_or(f64::NAN, oldest));
}

/// How old the newest anchor of the record is, and for how long the record went on after it.
async fn record(app: &App) {
    let found = look(history::store::newest_moments(&app.db)).await;
    let (anchor, event) = found.unwrap_or_default();
    let now = app.clock.now();
    let age = anchor.map_or(f64::NAN, |anchor| seconds(anchor, now));
    let not_anchored = match (anchor, event) {
        _ if found.is_none() => f64::NAN,
        (_, None) => 0.0,
        (Some(anchor), Some(event)) => seconds(anchor, event),
        (None, Some(event)) => seconds(event, now),
    };
    gauge!("history_newest_anchor_age_seconds").set(age);
    gauge!("history_not_anchored_seconds").set(not_anchored);
}

async fn logged_in(app: &App) {
    let numbers = look(sign_in::numbers::numbers(&app.db, app.clock.now())).await;
    gauge!("sessions_open").set(known(numbers.map(|numbers| numbers.sessions)));
    gauge!("accounts_locked").set(known(numbers.map(|numbers| numbers.locked)));
}

async fn database(app: &App) {
    let schema = look(app.db.schema()).await;
    gauge!("database_schema_version").set(known(schema));
    let figures = look(app.db.figures()).await;
    let some = |of: fn(Figures) -> Option<u64>| figures.and_then(of).map_or(f64::NAN, bytes);
    gauge!("database_size_bytes").set(some(|figures| Some(figures.size)));
    gauge!("database_wal_size_bytes").set(some(|figures| figures.log));
    gauge!("database_disk_free_bytes").set(some(|figures| figures.free));
    gauge!("database_disk_size_bytes").set(some(|figures| figures.disk));
    let lag = figures.and_then(|figures| figures.lag);
    gauge!("database_replication_lag_seconds").set(lag.unwrap_or(f64::NAN));
}

/// Whether `/health/ready` would say so.
async fn ready(app: &App) {
    let ready = look(app.db.check_writable()).await.is_some();
    gauge!("ready").set(u8::from(ready));
    let wrong = u32::try_from(app.jobs.wrong().len());
    gauge!("background_jobs_late").set(wrong.unwrap_or(u32::MAX));
}

/// How long after one moment another one is; nothing where it is before.
fn seconds(one: Instant, other: Instant) -> f64 {
    exact(other.0.saturating_sub(one.0).max(0) / 1_000_000)
}

fn known(count: Option<i64>) -> f64 {
    count.map_or(f64::NAN, exact)
}

pub(super) fn exact(count: i64) -> f64 {
    f64::from(i32::try_from(count).unwrap_or(i32::MAX))
}

/// A count of bytes, which may be larger than what fits into 32 bits.
pub(super) fn bytes(count: u64) -> f64 {
    let half = |half: u64| f64::from(u32::try_from(half).unwrap_or(u32::MAX));
    half(count >> 32).mul_add(f64::from(u32::MAX) + 1.0, half(count & u64::from(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bytes_are_told_to_the_last_one_as_far_as_a_number_can(count in 0..1_u64 << 53) {
            prop_assert_eq!(format!("{:.0}", bytes(count)), count.to_string());
        }

        #[test]
        fn no_time_is_told_as_less_than_none(one in 0..i64::MAX, other in 0..i64::MAX) {
            let told = seconds(Instant(one), Instant(other));
            prop_assert!(told >= 0.0);
            prop_assert_eq!(told > 0.0, other.saturating_sub(one) >= 1_000_000);
        }
    }
}
