//! Appending to the record.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    anchor::ANCHORS,
    standing::{self, Standings},
};
use crate::{
    base::{
        clock::hex,
        ids::{OdsCode, UserId},
    },
    database::{Db, Failure, Query, Tx, UnitOfWork, Value, bulk},
    history::{Action, Detail, Standing},
    web::{
        AuditContext,
        budget::{Spending, spend},
    },
};

/// An event to be recorded; who and when come from the [`AuditContext`].
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
pub(crate) struct StoredEvent {
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

impl StoredEvent {
    /// What is stored of an event, before it has its number in its chain.
    fn new(audit: &AuditContext, event: NewEvent<'_>) -> Result<Self, Failure> {
        Ok(Self {
            chain: chain_of(event.practice, event.subject.map(|(id, _)| id)),
            seq: 0,
            at: audit.at.0,
            actor_id: audit.by.map(|id| id.0),
            actor_name: audit.by_name.clone(),
            subject_id: event.subject.map(|(id, _)| id.0),
            subject_name: event
                .subject
                .map(|(_, name)| name.to_owned())
                .unwrap_or_default(),
            ods: event.practice.map(ToString::to_string),
            action: event.action.code().to_owned(),
            detail: serde_json::to_string(&event.detail).map_err(Failure::internal)?,
            reason: event.reason.to_owned(),
            request_id: audit.request_id.clone(),
        })
    }

    /// As a row of the table, in the order of [`INSERT`].
    pub(crate) fn into_row(self, hash: [u8; 32]) -> [Value; 13] {
        [
            self.chain.into(),
            self.seq.into(),
            self.at.into(),
            self.actor_id.map(UserId).into(),
            self.actor_name.into(),
            self.subject_id.map(UserId).into(),
            self.subject_name.into(),
            self.ods.into(),
            self.action.into(),
            self.detail.into(),
            self.reason.into(),
            self.request_id.into(),
            hash.into(),
        ]
    }

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
    pub(super) fn optional(&mut self, bytes: Option<&[u8]>) {
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
pub async fn append(tx: &mut Tx, audit: &AuditContext, event: NewEvent<'_>) -> Result<(), Failure> {
    append_all(tx, audit, vec![event]).await
}

/// Appends events to their chains in this order, inside the transaction of the change they record.
pub(crate) async fn append_all(
    tx: &mut Tx,
    audit: &AuditContext,
    events: Vec<NewEvent<'_>>,
) -> Result<(), Failure> {
    let mut heads = heads(tx, &events).await?;
    let anchor = heads.remove(ANCHORS).map(attested).unwrap_or_default();
    let standings = standings(tx, &events).await?;
    let mut rows = Vec::with_capacity(events.len());
    for mut event in events {
        if let Some(place) = place_of(&event) {
            let given = event.detail.standing.take();
            event.detail.standing = match standings.get(&place) {
                Some(found) => Some(Standing {
                    past: given.map(|given| given.past).unwrap_or_default(),
                    ..found.clone()
                }),
                None => given,
            };
        }
        event.detail.anchor.clone_from(&anchor);
        let mut event = StoredEvent::new(audit, event)?;
        let head = heads.entry(event.chain.clone()).or_default();
        event.seq = head.0 + 1;
        let hash = event.hash(&head.1);
        *head = (event.seq, hash.to_vec());
        rows.push(event.into_row(hash));
    }
    let grown = heads
        .into_iter()
        .map(|(chain, (seq, hash))| [chain.into(), seq.into(), hash.into()]);
    bulk::insert(
        tx,
        "INSERT INTO history_chain (chain, seq, hash) VALUES",
        grown.collect(),
        " ON CONFLICT (chain) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
    )
    .await?;
    bulk::insert(tx, INSERT, rows, "").await?;
    Ok(())
}

/// The place that an event changes.
fn place_of<'a>(event: &NewEvent<'a>) -> Option<(UserId, &'a OdsCode)> {
    let (user, _) = event.subject?;
    let practice = event.practice?;
    event.action.changes_access().then_some((user, practice))
}

/// How those stand whose places these events change, as the transaction leaves them: events are appended after the
/// change that they record.
async fn standings<'a>(tx: &mut Tx, events: &[NewEvent<'a>]) -> Result<Standings<'a>, Failure> {
    let places: BTreeSet<_> = events.iter().filter_map(place_of).collect();
    let places: Vec<_> = places.into_iter().collect();
    standing::read(tx, &places).await
}

/// The newest anchor as events attest it.
fn attested((number, hash): (i64, Vec<u8>)) -> String {
    attest(number, &hash)
}

/// An anchor's number with the first eight bytes of its hash.
pub(super) fn attest(number: i64, hash: &[u8]) -> String {
    [
        &number.to_string(),
        ":",
        &hex(hash.get(..8).unwrap_or(hash)),
    ]
    .concat()
}

/// The newest event of each chain that these belong to, and the newest anchor: its number and its hash.
async fn heads(
    tx: &mut Tx,
    events: &[NewEvent<'_>],
) -> Result<BTreeMap<String, (i64, Vec<u8>)>, Failure> {
    let mut chains: BTreeSet<String> = events
        .iter()
        .map(|event| chain_of(event.practice, event.subject.map(|(id, _)| id)))
        .collect();
    chains.insert(ANCHORS.to_owned());
    let chains: Vec<_> = chains.iter().collect();
    let mut heads = BTreeMap::new();
    for chunk in chains.chunks(AT_ONCE) {
        let mut query = Query::new("SELECT chain, seq, hash FROM history_chain WHERE chain IN ");
        query.push_list(chunk.iter().copied());
        let rows: Vec<(String, i64, Vec<u8>)> = tx.all(query).await?;
        heads.extend(
            rows.into_iter()
                .map(|(chain, seq, hash)| (chain, (seq, hash))),
        );
    }
    Ok(heads)
}

/// How an event is written, up to the values of [`StoredEvent::into_row`].
pub(crate) const INSERT: &str = "INSERT INTO history_event (chain, seq, at, actor_id, actor_name, subject_id, subject_name, ods, action,
                                detail, reason, request_id, hash) VALUES";

/// Chains that are asked for at once.
const AT_ONCE: usize = 300;

/// Records that something was asked for and refused because the actor has no right to it.
pub async fn refuse(
    db: &Db,
    audit: &AuditContext,
    subject: Option<(UserId, &str)>,
    practice: Option<&OdsCode>,
    what: &str,
) -> Result<(), Failure> {
    db.write(&Refuse {
        audit,
        subject,
        practice,
        what,
    })
    .await
}

struct Refuse<'a> {
    audit: &'a AuditContext,
    subject: Option<(UserId, &'a str)>,
    practice: Option<&'a OdsCode>,
    what: &'a str,
}

impl UnitOfWork for Refuse<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        self.practice.cloned().into_iter().collect()
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        // Nobody fills somebody else's record: what comes after is logged alone.
        if let Some(by) = self.audit.by
            && !spend(tx, Spending::RecordedRefusals(by), 1, self.audit.at).await?
        {
            tracing::warn!(request.id = self.audit.request_id, user.id = %by, "Refused once more");
            return Ok(());
        }
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
        append(tx, self.audit, event).await
    }
}

/// The longest note of a refused attempt, in characters.
const LONGEST_NOTE: usize = 500;
