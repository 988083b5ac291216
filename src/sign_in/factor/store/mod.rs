//! Second factors in the database. Every change is one transaction with its event.

mod add;
mod keep;
mod prove;
mod read;
mod remove;
mod reset;
#[cfg(test)]
mod tests;

pub(super) use add::{Add, New};
pub(super) use keep::Keep;
pub(super) use prove::{Proof, Prove, Shown};
pub(crate) use read::{demonstration_code, has_factor, needs_factor_on};
pub(super) use read::{factors, passkeys};
pub(super) use remove::{Remove, Rename};
pub(super) use reset::Reset;

use crate::{dates::Instant, server::Query};

/// Wrong codes in a row before a pause, and how long it is.
const TRIES: i64 = 10;
const PAUSE: i64 = 15 * 60 * 1_000_000;

/// Forgets the wrong codes that no longer count, and what browsers were asked and never answered.
pub(crate) fn forget(now: Instant) -> [Query; 2] {
    [
        Query::new("DELETE FROM factor_try WHERE last_failure_at <= $1").bind(now.0 - PAUSE),
        Query::new("DELETE FROM passkey_ceremony WHERE expires_at <= $1").bind(now),
    ]
}
