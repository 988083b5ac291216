//! Appending to the record.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    access::{OdsCode, UserId},
    history::{Action, Detail},
    server::{Db, Failure, Query, Stamp, Tx, Work},
};

/// An event to be recorded; who and when come from the [`Stamp`].
#[derive(Clone, Debug)]
pub struct NewEvent<'a> {
    /// What was done.
    pub action: Action,
    /// To whom, by account and name.
    pub subject: Option<(UserId, &'a str)>,
    /// Where. Events without a practice go to one of the account chains.
    pub practice: Option<&'a OdsCode>,
    /// What exactly.
    pub detail: Detail,
    /// Why.
    pub reason: &'a str,
}

/// The chain an event belongs to. A practice's events form one chain, so that practices never wait for one another;
/// events of accounts are spread over 256 by the last byte of the account they concern.
pub(crate) fn chain_of(practice: Option<&OdsCode>, subject: Option<UserId>) -> String {
    match (practice, subject) {
        (Some(practice), _) => practice.to_string(),
        (None, Some(UserId(id))) => format!("accounts-{:02x}", id.as_bytes()[15]),
        (None, None) => "installation".to_owned(),
    }
}

/// The content of an event as stored, ready to be hashed.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Stored {
    pub chain: String,
    pub seq: i64,
    pub at: i64,
    pub actor_id: Option<Uuid>,
    pub actor_name: String,
    pub subject_id: Option<Uuid>,
    pub subject_name: String,
    pub ods: Option<String>,
    pub action: String,
    pub detail: String,
    pub reason: String,
    pub request_id: String,
}

impl Stored {
    /// SHA-256 over the hash before and every field, each preceded by its length so that no two contents read alike.
    pub(crate) fn hash(&self, before: &[u8]) -> [u8; 32] {
        let mut content = Content::default();
        content.field(before);
        content.field(self.chain.as_bytes());
        content.field(&self.seq.to_be_bytes());
        content.field(&self.at.to_be_bytes());
        content.optional(self.actor_id.as_ref().map(|id| id.as_bytes().as_slice()));
        content.field(self.actor_name.as_bytes());
        content.optional(self.subject_id.as_ref().map(|id| id.as_bytes().as_slice()));
        content.field(self.subject_name.as_bytes());
        content.optional(self.ods.as_deref().map(str::as_bytes));
        content.field(self.action.as_bytes());
        content.field(self.detail.as_bytes());
        content.field(self.reason.as_bytes());
        content.field(self.request_id.as_bytes());
        content.hash()
    }
}

/// What is hashed: fields that can't run into one another.
#[derive(Default)]
pub(super) struct Content(Sha256);

impl Content {
    pub(super) fn field(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    /// A missing value has a length that no value has: NULL and empty differ.
    fn optional(&mut self, bytes: Option<&[u8]>) {
        match bytes {
            Some(bytes) => self.field(bytes),
            None => self.0.update(u64::MAX.to_be_bytes()),
        }
    }

    pub(super) fn hash(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// Appends one event to its chain, inside the transaction of the change it records.
pub async fn append(tx: &mut Tx, stamp: &Stamp, event: NewEvent<'_>) -> Result<(), Failure> {
    let chain = chain_of(event.practice, event.subject.map(|(id, _)| id));
    let head: Option<(i64, Vec<u8>)> = tx
        .optional(Query::new("SELECT seq, hash FROM history_chain WHERE chain = $1").bind(&chain))
        .await?;
    let (seq, before) = head.unwrap_or_default();
    let stored = Stored {
        chain,
        seq: seq + 1,
        at: stamp.at.0,
        actor_id: stamp.by.map(|id| id.0),
        actor_name: stamp.by_name.clone(),
        subject_id: event.subject.map(|(id, _)| id.0),
        subject_name: event
            .subject
            .map(|(_, name)| name.to_owned())
            .unwrap_or_default(),
        ods: event.practice.map(ToString::to_string),
        action: event.action.code().to_owned(),
        detail: serde_json::to_string(&event.detail).map_err(Failure::internal)?,
        reason: event.reason.to_owned(),
        request_id: stamp.request_id.clone(),
    };
    let hash = stored.hash(&before);
    insert(tx, stored, hash).await
}

async fn insert(tx: &mut Tx, event: Stored, hash: [u8; 32]) -> Result<(), Failure> {
    tx.execute(
        Query::new(
            "INSERT INTO history_chain (chain, seq, hash) VALUES ($1, $2, $3)
             ON CONFLICT (chain) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
        )
        .bind(&event.chain)
        .bind(event.seq)
        .bind(hash),
    )
    .await?;
    tx.execute(
        Query::new(
            "INSERT INTO history_event (chain, seq, at, actor_id, actor_name, subject_id, subject_name,
                                        ods, action, detail, reason, request_id, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind(event.chain)
        .bind(event.seq)
        .bind(event.at)
        .bind(event.actor_id.map(UserId))
        .bind(event.actor_name)
        .bind(event.subject_id.map(UserId))
        .bind(event.subject_name)
        .bind(event.ods)
        .bind(event.action)
        .bind(event.detail)
        .bind(event.reason)
        .bind(event.request_id)
        .bind(hash),
    )
    .await?;
    Ok(())
}

/// Records that something was asked for and refused because the actor has no right to it.
pub async fn refuse(
    db: &Db,
    stamp: &Stamp,
    subject: Option<(UserId, &str)>,
    practice: Option<&OdsCode>,
    what: &str,
) -> Result<(), Failure> {
    db.write(&Refuse {
        stamp,
        subject,
        practice,
        what,
    })
    .await
}

struct Refuse<'a> {
    stamp: &'a Stamp,
    subject: Option<(UserId, &'a str)>,
    practice: Option<&'a OdsCode>,
    what: &'a str,
}

impl Work for Refuse<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        self.practice.cloned().into_iter().collect()
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let event = NewEvent {
            action: Action::Refused,
            subject: self.subject,
            practice: self.practice,
            detail: Detail {
                // It may come from a forged request: the record keeps no more than a sentence of it.
                note: self
                    .what
                    .chars()
                    .filter(|c| !c.is_control())
                    .take(LONGEST_NOTE)
                    .collect(),
                ..Detail::default()
            },
            reason: "",
        };
        append(tx, self.stamp, event).await
    }
}

/// The longest note of a refused attempt, in characters.
const LONGEST_NOTE: usize = 500;
