//! Nobody alters, removes or inserts a row of the record without being found out.

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::{
    super::{Stored, anchor, chain::Finding},
    *,
};
use crate::server::{Conflict, Query};

/// One unlawful change to one row; `row` picks it among those there are.
#[derive(Clone, Debug)]
enum Tampering {
    /// One column of one row of a table becomes another value.
    Alter(&'static str, &'static str, usize),
    /// One row of a table goes.
    Remove(&'static str, usize),
    /// An event is put into the chain of another one, as a copy under another number or with a proper hash.
    InsertEvent {
        row: usize,
        shift: i64,
        forged: bool,
    },
    /// A row is put into another table.
    Insert(&'static str),
}

/// The tables, their keys, and what sets each column to another value. `$3` is a wrong hash.
const TABLES: [(&str, &str, &[&str]); 4] = [
    (
        "history_event",
        "SELECT chain, seq FROM history_event ORDER BY chain, seq",
        &[
            "chain = 'ZZ999'",
            "seq = seq + 100",
            "seq = -seq",
            "at = at + 1",
            "actor_id = NULL",
            "actor_id = CASE WHEN actor_id = subject_id THEN NULL ELSE subject_id END",
            "actor_name = actor_name || ' '",
            "subject_id = CASE WHEN subject_id IS NULL THEN actor_id ELSE NULL END",
            "subject_name = 'Someone Else'",
            "ods = CASE WHEN ods IS NULL THEN '' ELSE NULL END",
            "ods = 'C83003'",
            "action = 'signed-in'",
            "detail = detail || ' '",
            "reason = reason || 'x'",
            "request_id = ''",
            "hash = $3",
        ],
    ),
    (
        "history_chain",
        "SELECT chain, seq FROM history_chain ORDER BY chain",
        &[
            "chain = 'ZZ999'",
            "seq = seq + 1",
            "seq = seq - 1",
            "hash = $3",
        ],
    ),
    (
        "history_anchor",
        "SELECT CAST('anchors' AS TEXT), seq FROM history_anchor ORDER BY seq",
        &["seq = seq + 100", "at = at + 1", "hash = $3"],
    ),
    (
        "history_anchor_head",
        "SELECT chain, anchor FROM history_anchor_head ORDER BY chain, anchor",
        &[
            "anchor = anchor + 100",
            "chain = 'ZZ999'",
            "seq = seq + 1",
            "hash = $3",
        ],
    ),
];

fn tampering() -> impl Strategy<Value = Tampering> {
    let alterations: Vec<_> = TABLES
        .iter()
        .flat_map(|(table, _, columns)| columns.iter().map(move |column| (*table, *column)))
        .collect();
    let tables: Vec<_> = TABLES.iter().map(|(table, _, _)| *table).collect();
    prop_oneof![
        6 => (prop::sample::select(alterations), any::<usize>())
            .prop_map(|((table, column), row)| Tampering::Alter(table, column, row)),
        2 => (prop::sample::select(tables.clone()), any::<usize>())
            .prop_map(|(table, row)| Tampering::Remove(table, row)),
        1 => (any::<usize>(), prop_oneof![Just(-100), 100i64..103], any::<bool>())
            .prop_map(|(row, shift, forged)| Tampering::InsertEvent { row, shift, forged }),
        1 => prop::sample::select(tables[1..].to_vec()).prop_map(Tampering::Insert),
    ]
}

/// A series of events, each perhaps followed by an anchor.
fn series() -> impl Strategy<Value = Vec<(Change, bool)>> {
    let event = (
        prop::sample::select(vec![None, Some("A81001"), Some("B82002")]),
        prop::sample::select(vec![
            None,
            Some((TOM, "Tom Bright")),
            Some((CLAIRE, "Claire Ng")),
        ]),
        prop::sample::subsequence(Role::all().collect::<Vec<_>>(), 0..4),
        "[^\\x00]{0,20}",
        prop::bool::weighted(0.3),
    );
    prop::collection::vec(event, 1..12).prop_map(|events| {
        let events = events.into_iter().enumerate();
        events
            .map(|(at, (ods, subject, after, reason, anchored))| {
                let change = Change {
                    at: i64::try_from(at).unwrap(),
                    subject,
                    practice: ods.map(practice),
                    detail: Detail {
                        after,
                        ..Detail::default()
                    },
                    reason,
                };
                (change, anchored)
            })
            .collect()
    })
}

/// Records a series, tampers with it, checks it, and undoes all of it by failing.
struct Trial<'a> {
    series: &'a [(Change, bool)],
    tampering: Option<&'a Tampering>,
}

/// What a trial ends with: the place that was tampered with, and what the check said.
#[derive(Debug)]
enum Undone {
    Found(Option<(String, i64)>, Vec<Finding>),
    Failed(Failure),
}

impl From<sqlx::Error> for Undone {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Failure> for Undone {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl Conflict for Undone {
    fn is_conflict(&self) -> bool {
        false
    }
}

impl Work for Trial<'_> {
    type Done = std::convert::Infallible;
    type Error = Undone;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Done, Undone> {
        for (change, anchored) in self.series {
            change.run(tx).await?;
            if *anchored && let Some(make) = anchor::prepare(tx, Instant(change.at)).await? {
                make.run(tx).await?;
            }
        }
        let place = match self.tampering {
            Some(tampering) => {
                without_foreign_keys(tx).await?;
                tamper(tx, tampering).await?
            }
            None => None,
        };
        let verdict = verify(tx, &[], |_| {}).await?;
        Err(Undone::Found(place, verdict.findings))
    }
}

/// Foreign keys would stop some of it; whoever can write to the database's files is not stopped.
async fn without_foreign_keys(tx: &mut Tx) -> Result<(), Undone> {
    let statement = match tx {
        Tx::Sqlite(_) => "PRAGMA defer_foreign_keys = ON",
        Tx::Postgres(_) => "SET LOCAL session_replication_role = 'replica'",
    };
    tx.execute(Query::new(statement)).await?;
    Ok(())
}

const WRONG: [u8; 32] = [7; 32];

/// Does it, and gives the chain and the number that must be named; nothing if there is no such row.
async fn tamper(tx: &mut Tx, tampering: &Tampering) -> Result<Option<(String, i64)>, Undone> {
    match *tampering {
        Tampering::Alter(table, change, row) => {
            let Some(key) = pick(tx, table, row).await? else {
                return Ok(None);
            };
            let mut query = Query::new("UPDATE ");
            query.push(table).push(" SET ");
            match change.split_once("$3") {
                Some((before, _)) => query.push(before).push_bind(WRONG),
                None => query.push(change),
            };
            at_key(&mut query, table, &key);
            assert_eq!(tx.execute(query).await?, 1);
            Ok(Some(place(table, key)))
        }
        Tampering::Remove(table, row) => {
            let Some(key) = pick(tx, table, row).await? else {
                return Ok(None);
            };
            let mut query = Query::new("DELETE FROM ");
            query.push(table);
            at_key(&mut query, table, &key);
            assert_eq!(tx.execute(query).await?, 1);
            Ok(Some(place(table, key)))
        }
        Tampering::InsertEvent { row, shift, forged } => insert_event(tx, row, shift, forged).await,
        Tampering::Insert(table) => insert(tx, table).await,
    }
}

async fn pick(tx: &mut Tx, table: &str, row: usize) -> Result<Option<(String, i64)>, Undone> {
    let (_, keys, _) = TABLES.iter().find(|(name, _, _)| *name == table).unwrap();
    let mut keys: Vec<(String, i64)> = tx.all(Query::new(keys)).await?;
    Ok((!keys.is_empty()).then(|| keys.swap_remove(row % keys.len())))
}

fn at_key(query: &mut Query, table: &str, (chain, number): &(String, i64)) {
    match table {
        "history_anchor" => query.push(" WHERE seq = ").push_bind(*number),
        "history_chain" => query.push(" WHERE chain = ").push_bind(chain),
        "history_event" => {
            query.push(" WHERE chain = ").push_bind(chain);
            query.push(" AND seq = ").push_bind(*number)
        }
        _ => {
            query.push(" WHERE chain = ").push_bind(chain);
            query.push(" AND anchor = ").push_bind(*number)
        }
    };
}

/// Where a finding must point when a row of `table` was tampered with.
fn place(table: &str, (chain, number): (String, i64)) -> (String, i64) {
    match table {
        "history_chain" => (chain, 0),
        "history_event" => (chain, number),
        _ => ("anchors".to_owned(), number),
    }
}

async fn insert_event(
    tx: &mut Tx,
    row: usize,
    shift: i64,
    forged: bool,
) -> Result<Option<(String, i64)>, Undone> {
    let Some((chain, seq)) = pick(tx, "history_event", row).await? else {
        return Ok(None);
    };
    let (newest, hash): (i64, Vec<u8>) = tx
        .one(Query::new("SELECT seq, hash FROM history_chain WHERE chain = $1").bind(&chain))
        .await?;
    let seq = if forged { newest + 1 } else { seq + shift };
    let event = Stored {
        chain: chain.clone(),
        seq,
        at: 99,
        actor_id: None,
        actor_name: "Nobody".to_owned(),
        subject_id: None,
        subject_name: String::new(),
        ods: None,
        action: "signed-in".to_owned(),
        detail: "{}".to_owned(),
        reason: String::new(),
        request_id: String::new(),
    };
    let hash = if forged { event.hash(&hash) } else { WRONG };
    tx.execute(
        Query::new(
            "INSERT INTO history_event (chain, seq, at, actor_name, subject_name, action, detail, reason,
                                        request_id, hash)
             VALUES ($1, $2, 99, 'Nobody', '', 'signed-in', '{}', '', '', $3)",
        )
        .bind(&chain)
        .bind(seq)
        .bind(hash),
    )
    .await?;
    Ok(Some((chain, seq)))
}

async fn insert(tx: &mut Tx, table: &str) -> Result<Option<(String, i64)>, Undone> {
    let (number,): (i64,) = tx
        .one(Query::new(
            "SELECT CAST(count(*) AS BIGINT) FROM history_anchor",
        ))
        .await?;
    let (statement, place) = match table {
        "history_chain" => (
            "INSERT INTO history_chain (chain, seq, hash) VALUES ('ZZ999', $1, $2)",
            ("ZZ999", number + 1),
        ),
        "history_anchor" => (
            "INSERT INTO history_anchor (seq, at, hash) VALUES ($1, 99, $2)",
            ("anchors", number + 1),
        ),
        _ => (
            "INSERT INTO history_anchor_head (anchor, chain, seq, hash) VALUES ($1, 'ZZ999', 1, $2)",
            ("anchors", number.max(1)),
        ),
    };
    let number = if table == "history_anchor_head" {
        number.max(1)
    } else {
        number + 1
    };
    tx.execute(Query::new(statement).bind(number).bind(WRONG))
        .await?;
    Ok(Some((place.0.to_owned(), place.1)))
}

/// Whether a finding points to a place. The head of a chain stands for a chain that as a whole should not be there.
fn names(finding: &Finding, (chain, number): &(String, i64)) -> bool {
    let (first, last) = finding.numbers;
    finding.chain == *chain && ((first..=last).contains(number) || finding.numbers == (0, 0))
}

async fn try_it(db: &Db, trial: Trial<'_>) -> Result<(), TestCaseError> {
    let untouched = trial.tampering.is_none();
    match db.write(&trial).await {
        Ok(never) => match never {},
        Err(Undone::Failed(failure)) => Err(TestCaseError::fail(failure.to_string())),
        Err(Undone::Found(None, findings)) => {
            prop_assert!(
                findings.is_empty(),
                "found in an untouched record: {findings:?}"
            );
            Ok(())
        }
        Err(Undone::Found(Some(place), findings)) => {
            prop_assert!(!untouched);
            prop_assert!(
                findings.iter().any(|finding| names(finding, &place)),
                "{place:?} is not among {findings:?}"
            );
            Ok(())
        }
    }
}

/// Tries `cases` random cases on each database.
fn for_all<S: Strategy>(cases: u32, strategy: S, trial: impl Fn(&S::Value) -> Trial<'_>) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for fresh in runtime.block_on(fresh()) {
        let db = runtime.block_on(Db::open(&fresh.url)).unwrap();
        let config = Config {
            cases,
            failure_persistence: None,
            ..Config::default()
        };
        TestRunner::new(config)
            .run(&strategy, |case| {
                runtime.block_on(try_it(&db, trial(&case)))
            })
            .unwrap();
    }
}

#[test]
fn an_untouched_record_is_found_in_order() {
    for_all(40, series(), |series| Trial {
        series,
        tampering: None,
    });
}

#[test]
fn any_single_alteration_removal_or_insertion_is_found_and_named() {
    for_all(400, (series(), tampering()), |(series, tampering)| Trial {
        series,
        tampering: Some(tampering),
    });
}

async fn record(db: &Db, reason: &str) {
    for version in 1..4 {
        let change = Change {
            reason: reason.to_owned(),
            ..given("gpp-avcs", version)
        };
        db.write(&change).await.unwrap();
    }
}

#[tokio::test]
async fn a_wholly_rewritten_record_is_found_by_an_anchor_kept_elsewhere_and_by_nothing_else() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        record(&db, "the truth").await;
        let kept = anchor(&db, Instant(9)).await.unwrap().unwrap();
        let mut tx = db.read().await.unwrap();
        let kept = [kept];
        let verdict = verify(&mut tx, &kept, |_| {}).await.unwrap();
        assert_eq!((verdict.events, verdict.chains, verdict.anchors), (3, 1, 1));
        assert_eq!(verdict.findings, []);
        drop(tx);
        for table in [
            "DELETE FROM history_anchor_head",
            "DELETE FROM history_anchor",
            "DELETE FROM history_chain",
            "DELETE FROM history_event",
        ] {
            db.write(&Statement(table)).await.unwrap();
        }
        record(&db, "a lie").await;
        anchor(&db, Instant(9)).await.unwrap().unwrap();
        let mut tx = db.read().await.unwrap();
        let verdict = verify(&mut tx, &[], |_| {}).await.unwrap();
        assert_eq!(verdict.findings, []);
        let verdict = verify(&mut tx, &kept, |_| {}).await.unwrap();
        assert!(names(&verdict.findings[0], &("anchors".to_owned(), 1)));
    }
}

struct Statement(&'static str);

impl Work for Statement {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        tx.execute(Query::new(self.0)).await?;
        Ok(())
    }
}

#[tokio::test]
async fn an_anchor_is_made_once_for_what_is_new_also_by_two_servers_at_once() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        assert_eq!(anchor(&db, Instant(1)).await.unwrap(), None);
        record(&db, "").await;
        let other = Db::open(&fresh.url).await.unwrap();
        let (a, b) = tokio::join!(anchor(&db, Instant(9)), anchor(&other, Instant(10)));
        let made: Vec<_> = [a.unwrap(), b.unwrap()].into_iter().flatten().collect();
        assert_eq!(made.len(), 1, "{made:?}");
        assert_eq!(anchor(&db, Instant(11)).await.unwrap(), None);
        let mut tx = db.read().await.unwrap();
        let (newest, _) = newest(&mut tx).await.unwrap().unwrap();
        assert_eq!(newest, made[0]);
        assert_eq!(newest.to_string().parse(), Ok(newest));
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_are_found_and_named_too() {
    let fresh = crate::server::databases::sqlite();
    let db = Db::open(&fresh.url).await.unwrap();
    record(&db, "").await;
    db.write(&Statement(
        "UPDATE history_event SET actor_id = x'00', reason = CAST(x'ff' AS TEXT) WHERE seq = 2",
    ))
    .await
    .unwrap();
    let mut tx = db.read().await.unwrap();
    let verdict = verify(&mut tx, &[], |_| {}).await.unwrap();
    assert_eq!(verdict.findings.len(), 1, "{:?}", verdict.findings);
    assert!(names(&verdict.findings[0], &("A81001".to_owned(), 2)));
}
