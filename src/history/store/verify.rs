//! Walking the whole record in the order of its key, a page at a time: every link of every chain is checked, and what
//! it says of access is compared with the tables.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    StoredEvent,
    anchor::{self, ANCHORS, AnchorMark, Head},
    append::attest,
    chain::{Chain, Finding, Link, without_links},
    compare::{Comparison, Disagreement},
};
use crate::{
    base::{clock::in_words, dates::Instant, ids::UserId},
    database::{Failure, Query, Tx},
    history::{Action, Detail, Difference, rules},
};

/// How many rows are in memory at once.
const PAGE: i64 = 1000;

/// The most findings that are kept; the rest are counted.
const MOST_FINDINGS: usize = 1000;

/// What a check of the record found.
#[derive(Debug, Default)]
pub struct Verdict {
    /// How many events were checked.
    pub events: u64,
    /// In how many chains.
    pub chains: u64,
    /// Under how many anchors.
    pub anchors: u64,
    /// What is wrong, up to 1000.
    pub findings: Vec<Finding>,
    /// How much more is wrong.
    pub more: u64,
    /// How many places were compared with the record.
    pub places: u64,
    /// Where the record and the tables of access differ.
    pub differences: Vec<Difference>,
    /// At which places.
    pub disagreements: Vec<Disagreement>,
    /// Whose membership of the registration team differs: what the tables say.
    pub officers: Vec<(UserId, String, bool)>,
}

/// An event with the hash that is stored with it.
#[derive(Debug, sqlx::FromRow)]
struct Event {
    #[sqlx(flatten)]
    stored: StoredEvent,
    hash: Vec<u8>,
}

impl Link for Event {
    fn number(&self) -> i64 {
        self.stored.seq
    }

    fn stored(&self) -> &[u8] {
        &self.hash
    }

    fn computed(&self, before: &[u8]) -> [u8; 32] {
        self.stored.hash(before)
    }

    fn content(&self) -> String {
        let event = &self.stored;
        let action = Action::from_code(&event.action);
        let title = rules::title(action, &event.actor_name, &event.subject_name);
        [&in_words(Instant(event.at)), ", ", &title].concat()
    }
}

/// An anchor with the heads it was made over.
struct Anchor {
    number: i64,
    at: i64,
    hash: Vec<u8>,
    heads: Vec<Head>,
}

impl Link for Anchor {
    fn number(&self) -> i64 {
        self.number
    }

    fn stored(&self) -> &[u8] {
        &self.hash
    }

    fn computed(&self, before: &[u8]) -> [u8; 32] {
        anchor::hash(before, self.number, self.at, &self.heads)
    }

    fn content(&self) -> String {
        in_words(Instant(self.at))
    }
}

impl Verdict {
    /// Whether nothing is wrong.
    pub fn in_order(&self) -> bool {
        self.findings.is_empty() && self.differences.is_empty()
    }

    fn add(&mut self, findings: impl IntoIterator<Item = Finding>) {
        for finding in findings {
            if self.findings.len() < MOST_FINDINGS {
                self.findings.push(finding);
            } else {
                self.more += 1;
            }
        }
    }
}

/// The heads of all chains by name.
type Heads = BTreeMap<String, (i64, Vec<u8>)>;

/// Checks the whole record as it stands in one moment. `kept`: anchors that were noted elsewhere. `progress` is called
/// now and then with the number of events checked so far.
pub async fn verify(
    tx: &mut Tx,
    kept: &[AnchorMark],
    progress: impl Fn(u64) + Send,
) -> Result<Verdict, Failure> {
    let rows: Vec<(String, i64, Vec<u8>)> = tx
        .all(Query::new("SELECT chain, seq, hash FROM history_chain"))
        .await?;
    let mut heads: Heads = rows
        .into_iter()
        .map(|(chain, seq, hash)| (chain, (seq, hash)))
        .collect();
    let mut verdict = Verdict::default();
    let known = anchors(tx, heads.remove(ANCHORS), kept, &mut verdict).await?;
    let mut walk = Walk {
        comparison: Comparison::begin(tx).await?,
        attested: BTreeMap::new(),
    };
    events(tx, &mut heads, &mut verdict, &mut walk, progress).await?;
    let missing = walk
        .attested
        .iter()
        .filter(|(mark, _)| !known.contains(*mark));
    verdict.add(missing.map(|(mark, (chain, number))| gone(mark, chain, *number)));
    let mut comparison = walk.comparison;
    comparison.finish(tx).await?;
    verdict.places = comparison.places;
    verdict.differences = comparison.differences;
    verdict.disagreements = comparison.disagreements;
    verdict.officers = comparison.officers_found;
    verdict.add(
        heads
            .into_iter()
            .map(|(chain, (newest, _))| without_links(chain, newest)),
    );
    anchored(tx, &mut verdict).await?;
    Ok(verdict)
}

/// What is followed on the way through the record besides its chains.
struct Walk {
    comparison: Comparison,
    /// The anchors that events attest, with the chain and the number of the first that does.
    attested: BTreeMap<String, (String, i64)>,
}

impl Walk {
    async fn event(&mut self, tx: &mut Tx, event: &StoredEvent) -> Result<(), Failure> {
        const ANCHOR: &str = "\"anchor\":";
        if event.detail.contains(ANCHOR)
            && let Ok(detail) = serde_json::from_str::<Detail>(&event.detail)
            && !self.attested.contains_key(&detail.anchor)
        {
            let place = (event.chain.clone(), event.seq);
            self.attested.insert(detail.anchor, place);
        }
        self.comparison.event(tx, event).await
    }
}

/// An anchor that is not there, though an event was recorded after it.
fn gone(mark: &str, chain: &str, number: i64) -> Finding {
    let anchor = mark.split(':').next().and_then(|text| text.parse().ok());
    let anchor = anchor.unwrap_or_default();
    Finding {
        chain: ANCHORS.to_owned(),
        numbers: (anchor, anchor),
        content: ["named by entry ", &number.to_string(), " of ", chain].concat(),
        problem: "missing or altered; it was made before that entry",
    }
}

async fn events(
    tx: &mut Tx,
    heads: &mut Heads,
    verdict: &mut Verdict,
    walk: &mut Walk,
    progress: impl Fn(u64) + Send,
) -> Result<(), Failure> {
    let mut after = None;
    let mut current: Option<Chain> = None;
    loop {
        let page = page(tx, after.as_ref()).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.chain.clone(), last.seq));
        for key in page {
            if current.as_ref().is_none_or(|chain| chain.name != key.chain) {
                let next = Chain::new(&key.chain, heads.remove(&key.chain));
                if let Some(done) = current.replace(next) {
                    verdict.add(done.close());
                }
                verdict.chains += 1;
            }
            if let Some(chain) = &mut current {
                match &key.event {
                    Some(event) => chain.link(event),
                    None => chain.unreadable(key.seq),
                }
            }
            if let Some(event) = &key.event {
                walk.event(tx, &event.stored).await?;
            }
            verdict.events += 1;
        }
        progress(verdict.events);
    }
    if let Some(done) = current {
        verdict.add(done.close());
    }
    Ok(())
}

/// A row of the record; without an event if its columns can't be read as what they should be.
struct Key {
    chain: String,
    seq: i64,
    event: Option<Event>,
}

const EVENT: &str =
    "SELECT chain, seq, at, actor_id, actor_name, subject_id, subject_name, ods, action, detail,
        reason, request_id, hash
 FROM history_event ";

/// The rows after a key, in the order of the key.
async fn page(tx: &mut Tx, after: Option<&(String, i64)>) -> Result<Vec<Key>, Failure> {
    let mut query = Query::new(EVENT);
    beyond(&mut query, after);
    match tx.all::<Event>(query).await {
        Ok(events) => Ok(events
            .into_iter()
            .map(|event| Key {
                chain: event.stored.chain.clone(),
                seq: event.stored.seq,
                event: Some(event),
            })
            .collect()),
        // SQLite lets anyone who can write to the file put bytes where an identifier or a text should be.
        Err(sqlx::Error::ColumnDecode { .. }) => one_by_one(tx, after).await,
        Err(error) => Err(error.into()),
    }
}

fn beyond(query: &mut Query, after: Option<&(String, i64)>) {
    if let Some((chain, seq)) = after {
        query.push("WHERE (chain, seq) > (").push_bind(chain);
        query.push(", ").push_bind(*seq).push(") ");
    }
    query.push("ORDER BY chain, seq LIMIT ").push_bind(PAGE);
}

async fn one_by_one(tx: &mut Tx, after: Option<&(String, i64)>) -> Result<Vec<Key>, Failure> {
    let mut query = Query::new("SELECT chain, seq FROM history_event ");
    beyond(&mut query, after);
    let keys: Vec<(String, i64)> = tx.all(query).await?;
    let mut page = Vec::with_capacity(keys.len());
    for (chain, seq) in keys {
        let mut query = Query::new(EVENT);
        query.push("WHERE chain = ").push_bind(&chain);
        query.push(" AND seq = ").push_bind(seq);
        let event = match tx.optional::<Event>(query).await {
            Ok(event) => event,
            Err(sqlx::Error::ColumnDecode { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        page.push(Key { chain, seq, event });
    }
    Ok(page)
}

/// Checks the chain of anchors, each over the heads it lists. Gives them as events attest them.
async fn anchors(
    tx: &mut Tx,
    head: Option<(i64, Vec<u8>)>,
    kept: &[AnchorMark],
    verdict: &mut Verdict,
) -> Result<BTreeSet<String>, Failure> {
    let rows: Vec<(i64, i64, Vec<u8>)> = tx
        .all(Query::new(
            "SELECT seq, at, hash FROM history_anchor ORDER BY seq",
        ))
        .await?;
    verdict.add(kept.iter().filter_map(|mark| {
        let there = rows.iter().find(|(number, _, _)| *number == mark.number);
        there
            .is_none_or(|(_, _, hash)| *hash != mark.hash)
            .then(|| Finding {
                chain: ANCHORS.to_owned(),
                numbers: (mark.number, mark.number),
                content: "kept elsewhere".to_owned(),
                problem: "not the one in the database; the record was rewritten",
            })
    }));
    let known = rows
        .iter()
        .map(|(number, _, hash)| attest(*number, hash))
        .collect();
    if rows.is_empty() && head.is_none() {
        return Ok(known);
    }
    if let (true, Some((newest, _))) = (rows.is_empty(), &head) {
        verdict.add([without_links(ANCHORS.to_owned(), *newest)]);
        return Ok(known);
    }
    let mut chain = Chain::new(ANCHORS, head);
    for (number, at, hash) in rows {
        let heads = tx
            .all(
                Query::new(
                    "SELECT chain, seq, hash FROM history_anchor_head WHERE anchor = $1 ORDER BY chain",
                )
                .bind(number),
            )
            .await?;
        chain.link(&Anchor {
            number,
            at,
            hash,
            heads,
        });
        verdict.anchors += 1;
    }
    verdict.add(chain.close());
    Ok(known)
}

/// Checks that every event an anchor was made over is still there with the same hash.
async fn anchored(tx: &mut Tx, verdict: &mut Verdict) -> Result<(), Failure> {
    let gone: Vec<(String, i64, i64)> = tx
        .all(Query::new(
            "SELECT h.chain, h.seq, h.anchor FROM history_anchor_head h
             WHERE NOT EXISTS (
                 SELECT 1 FROM history_event e WHERE e.chain = h.chain AND e.seq = h.seq AND e.hash = h.hash)
             ORDER BY h.chain, h.seq, h.anchor",
        ))
        .await?;
    verdict.add(gone.into_iter().map(|(chain, seq, anchor)| Finding {
        chain,
        numbers: (seq, seq),
        content: ["in anchor ", &anchor.to_string()].concat(),
        problem: "not the event that the anchor was made over",
    }));
    let orphans: Vec<(i64,)> = tx
        .all(Query::new(
            "SELECT DISTINCT h.anchor FROM history_anchor_head h
             WHERE NOT EXISTS (SELECT 1 FROM history_anchor a WHERE a.seq = h.anchor) ORDER BY h.anchor",
        ))
        .await?;
    verdict.add(orphans.into_iter().map(|(anchor,)| Finding {
        chain: ANCHORS.to_owned(),
        numbers: (anchor, anchor),
        content: String::new(),
        problem: "missing; only the heads it was made over are there",
    }));
    Ok(())
}
