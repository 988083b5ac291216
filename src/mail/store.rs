//! The outbox in the database.

mod backlog;
mod fate;
mod given_up;
mod on_hold;

use std::time::Duration;

use uuid::Uuid;

pub(crate) use backlog::{Backlog, backlog};
pub(crate) use fate::{Fate, newest_to, not_arrived, undelivered_to};
pub(crate) use given_up::{GivenUp, newest_given_up, try_again};
pub(super) use given_up::{Revive, dead};
use on_hold::NOT_ON_HOLD;
pub(crate) use on_hold::{Release, on_hold_since, put_on_hold, waiting};

use super::{Letter, Recipient};
use crate::{
    base::{
        clock::new_id,
        dates::Instant,
        ids::UserId,
        kept::{Keeps, MESSAGES},
    },
    database::{Db, Failure, Query, Tx, UnitOfWork, bulk},
    web::{
        AuditContext,
        budget::{Spending, spend_or_refuse},
    },
};

/// How long a server holds a message without saying so again. One that is killed holds none for longer.
const LEASE: i64 = Instant::MINUTE;
/// The longest pause between two tries.
const LONGEST_PAUSE: i64 = Instant::HOUR;
/// After how many tries, which is about a day, a message is given up.
const TRIES: i64 = 30;

/// Puts a letter into the outbox, in the transaction of the change it tells of.
pub async fn post(
    tx: &mut Tx,
    audit: &AuditContext,
    to: &Recipient,
    letter: &Letter,
) -> Result<(), Failure> {
    let urgent = letter.is_waited_for();
    insert(tx, audit, &[(to.clone(), letter.clone())], urgent).await
}

/// Puts many letters into the outbox, in the transaction of the change they tell of. Whatever they are, nobody sits and
/// waits for them.
pub(crate) async fn post_all(
    tx: &mut Tx,
    audit: &AuditContext,
    letters: &[(Recipient, Letter)],
) -> Result<(), Failure> {
    insert(tx, audit, letters, false).await
}

async fn insert(
    tx: &mut Tx,
    audit: &AuditContext,
    letters: &[(Recipient, Letter)],
    urgent: bool,
) -> Result<(), Failure> {
    spend_letters(tx, audit, letters).await?;
    let mut rows = Vec::with_capacity(letters.len());
    for (to, letter) in letters {
        let kept = serde_json::to_string(letter).map_err(Failure::internal)?;
        rows.push([
            new_id().into(),
            (&to.address).into(),
            (&to.name).into(),
            letter.kind().into(),
            kept.into(),
            audit.at.into(),
            (&audit.request_id).into(),
            "waiting".into(),
            0_i64.into(),
            audit.at.into(),
            0_i64.into(),
            "".into(),
            urgent.into(),
        ]);
    }
    bulk::insert(
        tx,
        "INSERT INTO mail (id, to_address, to_name, kind, letter, created_at, request_id, state, attempts,
                           next_try_at, taken_until, problem, urgent) VALUES",
        rows,
        "",
    )
    .await?;
    Ok(())
}

/// Nobody makes the program write more than they may: what would be too much is not done at all.
async fn spend_letters(
    tx: &mut Tx,
    audit: &AuditContext,
    letters: &[(Recipient, Letter)],
) -> Result<(), Failure> {
    let Some(by) = audit.by.filter(|_| !letters.is_empty()) else {
        return Ok(());
    };
    let mut to: Vec<_> = letters.iter().map(|(to, _)| to.address.as_str()).collect();
    to.sort_unstable();
    for letters in to.chunk_by(|one, next| one == next) {
        let spending = Spending::LettersTo(by, letters[0]);
        spend_or_refuse(tx, spending, letters.len(), audit.at).await?;
    }
    spend_or_refuse(tx, Spending::Letters(by), to.len(), audit.at).await
}

/// Puts a letter to a user into the outbox. `write` gets their given name.
pub async fn tell(
    tx: &mut Tx,
    audit: &AuditContext,
    user: UserId,
    write: impl FnOnce(String) -> Letter + Send,
) -> Result<(), Failure> {
    let (address, first, last): (String, String, String) = tx
        .one(
            Query::new("SELECT email, first_name, last_name FROM app_user WHERE id = $1")
                .bind(user),
        )
        .await?;
    let name = crate::base::text::full_name(&first, &last);
    post(
        tx,
        audit,
        &Recipient { address, name },
        &write(crate::base::text::greeting(&first, &last).to_owned()),
    )
    .await
}

/// A message in the outbox.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Waiting {
    pub id: Uuid,
    pub to_address: String,
    pub to_name: String,
    pub kind: String,
    pub letter: String,
    pub created_at: Instant,
    pub attempts: i64,
    /// Empty until the first try.
    pub message_id: String,
}

impl Waiting {
    pub(super) fn recipient(&self) -> Recipient {
        Recipient {
            address: self.to_address.clone(),
            name: self.to_name.clone(),
        }
    }
}

/// Which messages a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lane {
    /// Those that somebody waits for.
    Urgent,
    /// Those that were not tried yet.
    New,
    /// All.
    Any,
}

impl Lane {
    fn takes(self) -> (&'static [bool], i64) {
        match self {
            Self::Urgent => (&[true], i64::MAX),
            Self::New => (&[true, false], 0),
            Self::Any => (&[true, false], i64::MAX),
        }
    }
}

/// A message as it waits.
const SELECT: &str =
    "SELECT id, to_address, to_name, kind, letter, created_at, attempts, message_id FROM mail";

/// The message that should be sent next, if the outbox is not on hold: first those that somebody waits for, then the others,
/// in order of time.
pub(super) async fn next_due(
    db: &Db,
    lane: Lane,
    now: Instant,
) -> Result<Option<Waiting>, Failure> {
    let (kinds, most_attempts) = lane.takes();
    for urgent in kinds {
        let mut query = Query::new(SELECT);
        query
            .push(" WHERE state = 'waiting' AND urgent = $1 AND next_try_at <= $2 AND taken_until <= $2 AND attempts <= $3")
            .push(NOT_ON_HOLD)
            .push(" ORDER BY next_try_at, id LIMIT 1");
        let found = query.bind(*urgent).bind(now).bind(most_attempts);
        if let Some(found) = db.optional(found).await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Taking a message over, so that no other server sends it meanwhile. Whether it was free.
pub(super) struct Take<'a> {
    /// With its Message-ID, which it keeps.
    pub waiting: &'a Waiting,
    pub now: Instant,
}

impl UnitOfWork for Take<'_> {
    type Done = bool;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<bool, Failure> {
        let take = Query::new(
            "UPDATE mail SET taken_until = $2, attempts = attempts + 1, message_id = $3
             WHERE id = $1 AND state = 'waiting' AND taken_until <= $4 AND attempts = $5 AND message_id IN ('', $3)",
        );
        let take = take
            .bind(self.waiting.id)
            .bind(self.now.0 + LEASE)
            .bind(&self.waiting.message_id)
            .bind(self.now)
            .bind(self.waiting.attempts);
        Ok(tx.execute(take).await? == 1)
    }
}

/// Saying that a message is still being sent.
pub(super) struct Hold<'a> {
    pub waiting: &'a Waiting,
    pub now: Instant,
}

impl Hold<'_> {
    /// How often that is said.
    pub(super) const EVERY: Duration = Duration::from_secs(15);
}

impl UnitOfWork for Hold<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let hold = Query::new(
            "UPDATE mail SET taken_until = $2 WHERE id = $1 AND state = 'waiting' AND attempts = $3",
        );
        let hold = hold
            .bind(self.waiting.id)
            .bind(self.now.0 + LEASE)
            .bind(self.waiting.attempts + 1);
        tx.execute(hold).await?;
        Ok(())
    }
}

/// What became of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum DeliveryOutcome {
    /// It was taken by the mail server, or kept in the folder.
    Sent,
    /// Nothing was said of it, because the mail server or the folder is not there: no fault of the message, and it does
    /// not count. Why, without anybody's name or address.
    NotBegun(String),
    /// It was not taken, and may be later.
    Failed(String),
    /// It never will be.
    Refused(String),
}

impl DeliveryOutcome {
    /// The names of all there are.
    pub(super) const NAMES: [&str; 4] = ["sent", "failed", "refused", "not begun"];

    /// For counting.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::NotBegun(_) => "not begun",
            Self::Failed(_) => "failed",
            Self::Refused(_) => "refused",
        }
    }
}

/// Noting what became of a try.
pub(super) struct RecordDelivery<'a> {
    pub waiting: &'a Waiting,
    pub outcome: &'a DeliveryOutcome,
    /// When it is tried again, if it is.
    pub again: Instant,
    /// Whether what was said is kept, to be shown.
    pub keep: bool,
    pub now: Instant,
}

/// When a message is tried again that was tried so often before. Those that fail together don't come together again:
/// `spread`, any part of a whole, moves it by up to a quarter of the pause to either side.
pub(super) fn next_try(
    now: Instant,
    attempts: i64,
    spread: impl FnOnce(Duration) -> Duration,
) -> Instant {
    let pause = pause(attempts);
    let widest = Duration::from_micros(u64::try_from(pause / 2).unwrap_or_default());
    let moved = i64::try_from(spread(widest).as_micros()).unwrap_or_default();
    Instant(now.0 + pause - pause / 4 + moved)
}

/// The pause after so many tries.
fn pause(attempts: i64) -> i64 {
    Instant::MINUTE
        .checked_shl(u32::try_from(attempts).unwrap_or(u32::MAX))
        .filter(|pause| (1..LONGEST_PAUSE).contains(pause))
        .unwrap_or(LONGEST_PAUSE)
}

impl UnitOfWork for RecordDelivery<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        // A server that took too long finds that another has tried since, and notes nothing: unless the message went.
        let mine = self.waiting.attempts + 1;
        let note = match self.outcome {
            DeliveryOutcome::Sent => Query::new(
                "UPDATE mail SET state = 'sent', ended_at = $2, taken_until = 0, problem = '',
                                 letter = CASE WHEN $3 THEN letter ELSE '' END
                 WHERE id = $1 AND state = 'waiting'",
            )
            .bind(self.waiting.id)
            .bind(self.now)
            .bind(self.keep),
            DeliveryOutcome::NotBegun(problem) => Query::new(
                "UPDATE mail SET next_try_at = $2, taken_until = 0, problem = $3, attempts = attempts - 1
                 WHERE id = $1 AND state = 'waiting' AND attempts = $4",
            )
            .bind(self.waiting.id)
            .bind(self.again)
            .bind(problem)
            .bind(mine),
            DeliveryOutcome::Failed(problem) if mine < TRIES => Query::new(
                "UPDATE mail SET next_try_at = $2, taken_until = 0, problem = $3
                 WHERE id = $1 AND state = 'waiting' AND attempts = $4",
            )
            .bind(self.waiting.id)
            .bind(self.again)
            .bind(problem)
            .bind(mine),
            DeliveryOutcome::Failed(problem) | DeliveryOutcome::Refused(problem) => Query::new(
                "UPDATE mail SET state = 'dead', ended_at = $2, taken_until = 0, problem = $3
                 WHERE id = $1 AND state = 'waiting' AND attempts = $4",
            )
            .bind(self.waiting.id)
            .bind(self.now)
            .bind(problem)
            .bind(mine),
        };
        tx.execute(note).await?;
        Ok(())
    }
}

/// The newest messages whose words were kept.
pub(super) async fn newest(db: &Db) -> Result<Vec<Waiting>, Failure> {
    let mut query = Query::new(SELECT);
    query.push(" WHERE letter <> '' ORDER BY id DESC LIMIT 50");
    Ok(db.all(query).await?)
}

/// Makes messages due that wait for longer than any pause lasts: they were written, tried or taken while the clock was
/// ahead.
pub(crate) fn bring_back(now: Instant) -> Query {
    Query::new(
        "UPDATE mail SET next_try_at = $1, taken_until = 0
         WHERE state = 'waiting' AND (next_try_at > $2 OR taken_until > $2)",
    )
    .bind(now)
    .bind(now.0 + 2 * LONGEST_PAUSE)
}

/// Removes what is left of messages that were sent long ago.
pub(crate) fn forget_sent(now: Instant, keeps: Keeps) -> Query {
    Query::new("DELETE FROM mail WHERE state = 'sent' AND ended_at < $1")
        .bind(now.0 - keeps.of(MESSAGES))
}

#[cfg(test)]
mod tests;
