//! Anchors: from time to time one hash over the heads of all chains that grew, chained to the anchor before.
//!
//! Whoever can rewrite the database can rewrite a chain with its head. An anchor noted elsewhere shows even that.

use std::{fmt, str::FromStr};

use super::append::Content;
use crate::{
    base::dates::Instant,
    database::{Db, Failure, Query, Tx, UnitOfWork},
};

/// The anchors' own head stands among the chains' under a name that no practice has.
pub(super) const ANCHORS: &str = "anchors";

/// How many rows one statement inserts.
const AT_ONCE: usize = 500;

/// An anchor as it is noted elsewhere: its number and its hash, written `12:9f86d081...`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnchorMark {
    /// Counts from 1.
    pub number: i64,
    /// SHA-256.
    pub hash: [u8; 32],
}

impl fmt::Display for AnchorMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.number)?;
        self.hash
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for AnchorMark {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str =
            "an anchor is written NUMBER:HASH, with a hash of 64 hexadecimal digits";
        let (number, digits) = text.trim().split_once(':').ok_or(WRONG)?;
        if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(WRONG);
        }
        let mut hash = [0; 32];
        for (index, byte) in hash.iter_mut().enumerate() {
            let pair = digits.get(2 * index..2 * index + 2).ok_or(WRONG)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| WRONG)?;
        }
        let number = number.parse().map_err(|_| WRONG)?;
        Ok(Self { number, hash })
    }
}

/// A chain's newest event when an anchor was made.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Head {
    pub chain: String,
    pub seq: i64,
    pub hash: Vec<u8>,
}

/// The hash of an anchor: over the one before, its number, its time and the heads, in the order of the chains' names.
pub(super) fn hash(before: &[u8], number: i64, at: i64, heads: &[Head]) -> [u8; 32] {
    let mut content = Content::default();
    content.field(before);
    content.field(&number.to_be_bytes());
    content.field(&at.to_be_bytes());
    for head in heads {
        content.field(head.chain.as_bytes());
        content.field(&head.seq.to_be_bytes());
        content.field(&head.hash);
    }
    content.hash()
}

/// Makes an anchor over the chains that grew since the one before; none if nothing was recorded since, or if another
/// server made one at the same moment.
pub async fn anchor(db: &Db, now: Instant) -> Result<Option<AnchorMark>, Failure> {
    // Read beforehand: the heads only ever grow, so those of any one moment will do, and those who write the record
    // meanwhile are not held up.
    let made = prepare(&mut db.read().await?, now).await?;
    match made {
        Some(made) if db.write(&made).await? => Ok(Some(AnchorMark {
            number: made.number,
            hash: made.hash,
        })),
        _ => Ok(None),
    }
}

/// The same as part of a change that nobody else makes anything beside.
pub(crate) async fn anchor_within(
    tx: &mut Tx,
    now: Instant,
) -> Result<Option<AnchorMark>, Failure> {
    let Some(made) = prepare(tx, now).await? else {
        return Ok(None);
    };
    made.run(tx).await?;
    Ok(Some(AnchorMark {
        number: made.number,
        hash: made.hash,
    }))
}

/// The newest anchor and when it was made.
pub async fn newest(tx: &mut Tx) -> Result<Option<(AnchorMark, Instant)>, Failure> {
    let newest: Option<(i64, i64, Vec<u8>)> = tx
        .optional(Query::new(
            "SELECT seq, at, hash FROM history_anchor ORDER BY seq DESC LIMIT 1",
        ))
        .await?;
    let Some((number, at, hash)) = newest else {
        return Ok(None);
    };
    let hash = hash
        .try_into()
        .map_err(|_| Failure::internal("the newest anchor's hash is not one"))?;
    Ok(Some((AnchorMark { number, hash }, Instant(at))))
}

/// When the newest anchor was made, and when the newest event was recorded.
pub(crate) async fn newest_moments(db: &Db) -> sqlx::Result<(Option<Instant>, Option<Instant>)> {
    let newest = Query::new(
        "SELECT (SELECT at FROM history_anchor ORDER BY seq DESC LIMIT 1), (SELECT max(at) FROM history_event)",
    );
    let found = db.optional(newest).await?;
    found.ok_or(sqlx::Error::RowNotFound)
}

/// The anchors after one, with their times, the oldest first.
pub(in crate::history) async fn since(
    db: &Db,
    number: i64,
) -> Result<Vec<(AnchorMark, Instant)>, Failure> {
    let rows: Vec<(i64, i64, Vec<u8>)> = db
        .all(
            Query::new("SELECT seq, at, hash FROM history_anchor WHERE seq > $1 ORDER BY seq")
                .bind(number),
        )
        .await?;
    rows.into_iter()
        .map(|(number, at, hash)| {
            let hash = hash
                .try_into()
                .map_err(|_| Failure::internal("an anchor's hash is not one"))?;
            Ok((AnchorMark { number, hash }, Instant(at)))
        })
        .collect()
}

/// The next anchor, if any chain grew.
pub(super) async fn prepare(tx: &mut Tx, now: Instant) -> Result<Option<Make>, Failure> {
    let before = newest(tx).await?.map(|(mark, _)| mark);
    let heads: Vec<Head> = tx
        .all(
            Query::new(
                "SELECT c.chain, c.seq, c.hash FROM history_chain c
                 WHERE c.chain <> $1 AND NOT EXISTS (
                     SELECT 1 FROM history_anchor_head h WHERE h.chain = c.chain AND h.seq = c.seq)
                 ORDER BY c.chain",
            )
            .bind(ANCHORS),
        )
        .await?;
    if heads.is_empty() {
        return Ok(None);
    }
    let number = before.as_ref().map_or(0, |mark| mark.number) + 1;
    let hash_before = before.as_ref().map_or(&[][..], |mark| &mark.hash);
    Ok(Some(Make {
        number,
        at: now,
        hash: hash(hash_before, number, now.0, &heads),
        before,
        heads,
    }))
}

/// An anchor about to be written.
pub(super) struct Make {
    pub number: i64,
    at: Instant,
    hash: [u8; 32],
    before: Option<AnchorMark>,
    heads: Vec<Head>,
}

impl UnitOfWork for Make {
    /// Whether it was written: not if there is another one after the one it is chained to.
    type Done = bool;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<bool, Failure> {
        if newest(tx).await?.map(|(mark, _)| mark) != self.before {
            return Ok(false);
        }
        tx.execute(
            Query::new("INSERT INTO history_anchor (seq, at, hash) VALUES ($1, $2, $3)")
                .bind(self.number)
                .bind(self.at)
                .bind(self.hash),
        )
        .await?;
        for heads in self.heads.chunks(AT_ONCE) {
            tx.execute(self.insert(heads)).await?;
        }
        tx.execute(
            Query::new(
                "INSERT INTO history_chain (chain, seq, hash) VALUES ($1, $2, $3)
                 ON CONFLICT (chain) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
            )
            .bind(ANCHORS)
            .bind(self.number)
            .bind(self.hash),
        )
        .await?;
        Ok(true)
    }
}

impl Make {
    fn insert(&self, heads: &[Head]) -> Query {
        let mut query =
            Query::new("INSERT INTO history_anchor_head (anchor, chain, seq, hash) VALUES ");
        for (index, head) in heads.iter().enumerate() {
            query
                .push(if index == 0 { "(" } else { ", (" })
                .push_bind(self.number)
                .push(", ")
                .push_bind(&head.chain)
                .push(", ")
                .push_bind(head.seq)
                .push(", ")
                .push_bind(head.hash.clone())
                .push(")");
        }
        query
    }
}
