//! When work is done again, because what failed passes by itself: another transaction was in the way, or another server of
//! PostgreSQL takes the changes from now on.

use std::time::Duration;

use tokio::time::Instant;

use super::{doubt::is_unknown, races::is_race};
use crate::base::clock::up_to;

/// How often work is done again when the database reports a conflict with another transaction.
const CONFLICTS: u32 = 9;
/// How often after a unique key was violated: what raced for it was seen by the next try.
pub(super) const RACES: u32 = 2;
/// The pause before that is of random length: at most this long at first, twice as long each time after.
const FIRST_PAUSE: Duration = Duration::from_millis(8);
/// And never longer than this.
const LAST_PAUSE: Duration = Duration::from_millis(128);

/// For how long work waits for another server to take the changes. People wait as long, so it is told after that.
const LONGEST_MOVE: Duration = Duration::from_secs(12);
/// The pause between two tries meanwhile.
const MOVE_PAUSE: Duration = Duration::from_millis(200);

/// An error that may be the database's.
pub trait Retryable {
    /// What the database said.
    fn by_database(&self) -> Option<&sqlx::Error>;
}

impl Retryable for sqlx::Error {
    fn by_database(&self) -> Option<&sqlx::Error> {
        Some(self)
    }
}

/// The tries of one piece of work.
pub(super) struct Tries {
    conflicts_left: u32,
    longest_pause: Duration,
    begun: Instant,
    /// Whether another server may take over.
    may_move: bool,
    /// Whether doing it twice is the same as doing it once.
    idempotent: bool,
}

impl Tries {
    pub(super) fn new(may_move: bool, idempotent: bool) -> Self {
        Self {
            conflicts_left: CONFLICTS,
            longest_pause: FIRST_PAUSE,
            begun: Instant::now(),
            may_move,
            idempotent,
        }
    }

    /// How long to wait before it is done again after a try failed; nothing if that would be of no use.
    pub(super) fn pause(&mut self, error: &sqlx::Error) -> Option<Duration> {
        if is_conflict(error) {
            if is_unique_violation(error) {
                self.conflicts_left = self.conflicts_left.min(RACES);
            }
            self.conflicts_left = self.conflicts_left.checked_sub(1)?;
            let longest = self.longest_pause;
            self.longest_pause = (2 * longest).min(LAST_PAUSE);
            // Two that collided must not collide in step again.
            return Some(up_to(longest));
        }
        let helps = has_moved(error) || self.idempotent && is_unknown(error);
        (self.may_move && helps && self.begun.elapsed() < LONGEST_MOVE).then_some(MOVE_PAUSE)
    }
}

/// Whether another transaction was in the way, and nothing of this one lasts.
pub(super) fn is_conflict(error: &sqlx::Error) -> bool {
    // PostgreSQL: serialization failure, deadlock, and the keys by which two serializable transactions that raced to insert
    // the same are told apart. SQLite: busy snapshot. A plain busy is none: by then the lock has been waited for as long as
    // it makes sense.
    const CODES: [&str; 3] = ["40001", "40P01", "517"];
    error.as_database_error().is_some_and(|error| {
        let code = error.code();
        code.is_some_and(|code| CODES.contains(&code.as_ref())) || is_race(error)
    })
}

/// Whether the statement broke a unique key.
pub fn is_unique_violation(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

/// Whether the server went away or takes no changes any more, and nothing of the transaction lasts.
fn has_moved(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::BeginFailed => true,
        // Class 08 connection, 25006 read-only, 57P01 to 57P03 the server stops or starts.
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            code.starts_with("08") || ["25006", "57P01", "57P02", "57P03"].contains(&code.as_ref())
        }),
        _ => false,
    }
}
