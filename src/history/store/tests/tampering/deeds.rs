//! Unlawful changes to the record: which there are, and doing them.

use super::{super::super::StoredEvent, *};
use crate::database::Query;

/// One unlawful change to one row; `row` picks it among those there are.
#[derive(Clone, Debug)]
pub(super) enum Tampering {
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

pub(super) fn tampering() -> impl Strategy<Value = Tampering> {
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

/// Foreign keys would stop some of it; whoever can write to the database's files is not stopped.
pub(super) async fn without_foreign_keys(tx: &mut Tx) -> Result<(), Undone> {
    let statement = match tx {
        Tx::Sqlite(..) => "PRAGMA defer_foreign_keys = ON",
        Tx::Postgres(..) => "SET LOCAL session_replication_role = 'replica'",
    };
    tx.execute(Query::new(statement)).await?;
    Ok(())
}

const WRONG: [u8; 32] = [7; 32];

/// Does it, and gives the chain and the number that must be named; nothing if there is no such row.
pub(super) async fn tamper(
    tx: &mut Tx,
    tampering: &Tampering,
) -> Result<Option<(String, i64)>, Undone> {
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
    let event = StoredEvent {
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
