//! Practices in the database.

use std::collections::BTreeMap;

use super::{Pcn, Practice, PracticeStatus};
use crate::{
    base::{dates::Date, error::AppError, ids::OdsCode},
    database::{Db, Failure, Query, Tx, Value, bulk},
};

#[derive(sqlx::FromRow)]
struct Row {
    ods: OdsCode,
    name: String,
    status: PracticeStatus,
    opened_on: Option<Date>,
    closed_on: Option<Date>,
    address: String,
    town: String,
    postcode: String,
    pcn: Option<OdsCode>,
    pcn_name: Option<String>,
}

/// The practice with this code, and the PCN it belongs to `today`.
pub(crate) async fn find(db: &Db, ods: &OdsCode, today: Date) -> Result<Option<Practice>, Failure> {
    let row: Option<Row> = db.optional(by_code(ods, today)).await?;
    Ok(row.map(|row| practice(row, today)))
}

/// The same, inside a transaction.
pub(crate) async fn find_in(
    tx: &mut Tx,
    ods: &OdsCode,
    today: Date,
) -> Result<Option<Practice>, Failure> {
    let row: Option<Row> = tx.optional(by_code(ods, today)).await?;
    Ok(row.map(|row| practice(row, today)))
}

fn by_code(ods: &OdsCode, today: Date) -> Query {
    Query::new(
        "SELECT p.ods, p.name, p.status, p.opened_on, p.closed_on, p.address, p.town, p.postcode,
                n.code AS pcn, n.name AS pcn_name
         FROM practice p
         LEFT JOIN pcn_member m ON m.ods = p.ods
              AND m.joined_on <= $2 AND (m.left_on IS NULL OR m.left_on >= $2)
         LEFT JOIN pcn n ON n.code = m.pcn
         WHERE p.ods = $1
         ORDER BY m.joined_on DESC, m.left_on IS NULL DESC, m.left_on DESC LIMIT 1",
    )
    .bind(ods)
    .bind(today)
}

fn practice(row: Row, today: Date) -> Practice {
    let on = |what: &str, day: Date| [". ", what, " on ", &day.in_words()].concat();
    let opens = row.opened_on.filter(|first| *first > today);
    let opens = opens.map(|first| on("Opens", first));
    let verb = |last: Date| if last < today { "Closed" } else { "Closes" };
    let closed = row.closed_on.map(|last| on(verb(last), last));
    Practice {
        status: row.status,
        open_or_not: closed.or(opens).unwrap_or_default(),
        ods: row.ods,
        name: row.name,
        address: row.address,
        town: row.town,
        postcode: row.postcode,
        pcn: row
            .pcn
            .zip(row.pcn_name)
            .map(|(code, name)| Pcn { code, name }),
    }
}

/// The name of a practice and whether it has closed.
pub(crate) async fn name_and_closed(
    tx: &mut Tx,
    ods: &OdsCode,
) -> Result<Option<(String, bool)>, Failure> {
    let row: Option<(String, PracticeStatus)> = tx
        .optional(Query::new("SELECT name, status FROM practice WHERE ods = $1").bind(ods))
        .await?;
    Ok(row.map(|(name, status)| (name, status == PracticeStatus::Closed)))
}

/// The name of a practice that there must be.
pub(crate) async fn name_of(tx: &mut Tx, ods: &OdsCode) -> Result<String, Failure> {
    let found = name_and_closed(tx, ods).await?;
    let (name, _) = found.ok_or(Failure::Public(AppError::NotFound))?;
    Ok(name)
}

/// The PCNs of each practice that it has not left by `today`; one that it will join too.
pub(crate) async fn pcns_by_practice(
    tx: &mut Tx,
    today: Date,
) -> Result<BTreeMap<OdsCode, Vec<(OdsCode, String)>>, Failure> {
    let rows: Vec<(OdsCode, OdsCode, String)> = tx
        .all(
            Query::new(
                "SELECT m.ods, n.code, n.name FROM pcn_member m JOIN pcn n ON n.code = m.pcn
                 WHERE m.left_on IS NULL OR m.left_on >= $1",
            )
            .bind(today),
        )
        .await?;
    let mut pcns: BTreeMap<OdsCode, Vec<_>> = BTreeMap::new();
    for (ods, code, name) in rows {
        pcns.entry(ods).or_default().push((code, name));
    }
    Ok(pcns)
}

/// Replaces the words by which practices are found.
pub(crate) async fn replace_tokens(
    tx: &mut Tx,
    found_by: &[(&OdsCode, Vec<String>)],
) -> Result<(), Failure> {
    if found_by.is_empty() {
        return Ok(());
    }
    let mut delete = Query::new("DELETE FROM practice_token WHERE ods IN ");
    delete.push_list(found_by.iter().map(|(ods, _)| *ods));
    tx.execute(delete).await?;
    let rows = found_by.iter().flat_map(|(ods, tokens)| {
        let ods = *ods;
        tokens
            .iter()
            .map(move |token| [Value::from(token), Value::from(ods)])
    });
    bulk::insert(
        tx,
        "INSERT INTO practice_token (token, ods) VALUES",
        rows.collect(),
        "",
    )
    .await?;
    Ok(())
}
