//! Second factors in the database. Every change is one transaction with its event.

mod add;
mod exemption;
mod keep;
mod prove;
mod read;
mod remove;
mod reset;
#[cfg(test)]
mod tests;

pub(super) use add::{Add, New};
pub(crate) use exemption::{end_exemption, end_exemptions_due, exemption_on};
pub(super) use keep::Keep;
pub(super) use prove::{Proof, Prove, Shown};
pub(super) use read::passkeys;
pub(crate) use read::{demonstration_code, duty_on, factors, has_factor, kinds};
pub(super) use remove::{Remove, Rename};
pub(crate) use reset::Reset;

use crate::{
    base::{clock::in_words, dates::Instant, ids::UserId, kept},
    database::{Failure, Query, Tx},
    history::{Action, Detail, NewEvent, append},
    mail::{self, Letter},
    web::AuditContext,
};

/// Wrong codes in a row before a pause, and how long it is.
const TRIES: i64 = 10;
const PAUSE: i64 = kept::WRONG_CODES.lasts;

/// Forgets the wrong codes that no longer count, and what browsers were asked and never answered.
pub(crate) fn forget(now: Instant) -> [Query; 2] {
    [
        Query::new("DELETE FROM factor_try WHERE last_failure_at <= $1").bind(now.0 - PAUSE),
        Query::new("DELETE FROM passkey_ceremony WHERE expires_at <= $1").bind(now),
    ]
}

/// Records what somebody changed about their own second factors, and tells them: somebody else may have done it.
async fn changed(
    tx: &mut Tx,
    audit: &AuditContext,
    user: UserId,
    action: Action,
    note: String,
) -> Result<(), Failure> {
    let what = match note.as_str() {
        "" => action.label().to_owned(),
        note => [action.label(), " (", note, ")"].concat(),
    };
    recorded(tx, audit, user, action, note).await?;
    let letter = |name| Letter::FactorChanged {
        name,
        what,
        when: in_words(audit.at),
    };
    mail::tell(tx, audit, user, letter).await
}

/// Records it alone.
async fn recorded(
    tx: &mut Tx,
    audit: &AuditContext,
    user: UserId,
    action: Action,
    note: String,
) -> Result<(), Failure> {
    let event = NewEvent {
        action,
        subject: Some((user, &audit.by_name)),
        practice: None,
        detail: Detail {
            note,
            ..Detail::default()
        },
        reason: "",
    };
    append(tx, audit, event).await
}
